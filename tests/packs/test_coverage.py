"""Versions by date: every pack on the first day of each quarter since 1980; every gap and overlap told."""

import datetime as dt
from itertools import pairwise

import pytest

from tests.packs.sample import RULES, write_pack
from tracker.docket.packcover import coverage_of
from tracker.engine import derive, read_case
from tracker.packs.coverage import coverage_faults, quarters, version_on
from tracker.packs.shelf import default_shelf
from tracker.packs.shelving import shelved

SHELF = default_shelf()
BEFORE, FROM_2018, FROM_2023 = dt.date(2018, 5, 13), dt.date(2018, 5, 14), dt.date(2023, 4, 24)
VERSION = """
[[rules.versions]]
valid_from = {}
term = {{ days = 90, counting = "japanese" }}
"""


@pytest.mark.parametrize("pack", sorted(SHELF.packs))
def test_no_version_of_a_shipped_rule_leaves_a_gap_or_overlaps(pack):
    assert coverage_faults(SHELF.packs[pack]) == []


def test_the_quarters_asked_about_reach_from_1980_to_2035():
    days = list(quarters())
    assert (len(days), days[0], days[-1]) == (56 * 4, dt.date(1980, 1, 1), dt.date(2035, 10, 1))


@pytest.mark.parametrize("pack", sorted(SHELF.packs))
def test_every_pack_answers_on_the_first_day_of_each_quarter(pack):
    for day in quarters():
        facts = [
            {"id": "a", "kind": kind, "on": day.isoformat()}
            for kind in ("agreement-signed", "invention-made", "invention-disclosed-inside", "title-elected")
            if kind in SHELF.facts([pack])
        ]
        case = {"as_of": day.isoformat(), "packs": [pack], "matter": {"ref": "K-1", "right": "patent"}}
        numbered = [{**fact, "id": f"f{n}"} for n, fact in enumerate(facts)]
        derive(read_case({**case, "facts": numbered}, SHELF), SHELF).as_json()


def test_the_agreement_chooses_the_version():
    rule = SHELF.packs["us-bayh-dole"].rules["abandonment-notice"]
    days = [version_on(rule, day).before.days for day in (BEFORE, FROM_2018, FROM_2023)]
    editions = [version_on(rule, day).edition.en for day in (BEFORE, FROM_2018, FROM_2023)]
    assert (days, editions) == ([30, 60, 60], ["of the 1980 Act", "of 2018", "of 2023"])


def test_a_rule_exists_from_its_first_day_until_the_day_it_is_abolished():
    rules = SHELF.packs["us-bayh-dole"].rules
    assert version_on(rules["non-provisional"], BEFORE) is None
    assert version_on(rules["non-provisional"], FROM_2018) is not None
    assert version_on(rules["title-request"], BEFORE) is not None
    assert version_on(rules["title-request"], FROM_2018) is None


def faults(tmp_path, rules):
    return shelved([write_pack(tmp_path, rules=rules)], SHELF.offices)[2]


AT = "sample/rules.toml: rules.notice"
DAYS = 'deadline = { roll = "contract", '
MEND = "each day has one: mend valid_from, valid_until, in_force or abolished"


def test_a_version_that_begins_the_day_after_the_other_leaves_no_gap(tmp_path):
    rules = RULES.replace(DAYS, f"{DAYS}valid_until = 2026-03-31, ") + VERSION.format("2026-04-01")
    assert faults(tmp_path, rules) == []


def test_a_gap_of_one_day_is_seen(tmp_path):
    rules = RULES.replace(DAYS, f"{DAYS}valid_until = 2026-03-30, ") + VERSION.format("2026-04-01")
    assert faults(tmp_path, rules) == [f"{AT}: no version holds on 2026-03-31; {MEND}"]


def test_an_overlap_of_one_day_is_seen(tmp_path):
    rules = RULES.replace(DAYS, f"{DAYS}valid_until = 2026-04-01, ") + VERSION.format("2026-04-01")
    assert faults(tmp_path, rules) == [f"{AT}: 2 versions hold on 2026-04-01; {MEND}"]


def test_two_versions_of_one_first_day_overlap(tmp_path):
    rules = RULES + VERSION.format("2026-04-01") * 2
    assert faults(tmp_path, rules) == [f"{AT}: 2 versions hold on 2026-04-01; {MEND}"]


def test_a_rule_that_begins_late_leaves_no_gap_before(tmp_path):
    begun = RULES.replace(DAYS, f"in_force = 2026-04-01\n{DAYS}valid_from = 2026-04-01, ")
    assert faults(tmp_path, begun) == []
    late = RULES.replace(DAYS, f"{DAYS}valid_from = 2026-04-01, ")
    assert faults(tmp_path, late) == [f"{AT}: no version holds on 1980-01-01; {MEND}"]


def test_a_rule_abolished_before_it_begins_is_refused(tmp_path):
    rules = RULES.replace(DAYS, f"in_force = 2026-04-01\nabolished = 2026-04-01\n{DAYS}")
    assert faults(tmp_path, rules) == [f"{AT}.abolished: 2026-04-01 is not after in_force, 2026-04-01"]


def test_the_table_of_versions_changes_on_the_days_of_the_versions_and_leaves_nothing_blank():
    for name, pack in SHELF.packs.items():
        cover = coverage_of(name, "en")
        changing = [each for each in pack.rules.values() if each.versions or each.in_force]
        assert (cover is None) == (not changing)
        if cover is None:
            continue
        told = {
            day for rule in changing for each in (rule.deadline, *rule.versions) if (day := each.valid_from)
        }
        told |= {rule.in_force for rule in changing if rule.in_force}
        assert told <= {span.first for span in cover.spans}
        for span, later in pairwise(cover.spans):
            assert span.until == later.first - dt.timedelta(1)
            assert span.held != later.held
        assert not [span for span in cover.spans if "!" in span.held or "" in span.held]
