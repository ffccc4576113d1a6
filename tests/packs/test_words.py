"""What every shipped pack says of itself: sources with the day they were checked, words in both languages."""

import datetime as dt
import re

import pytest

from tracker.packs.shelf import DATA, default_shelf

SHELF = default_shelf()
RULES = [
    pytest.param(rule, id=f"{pack.id}/{rule.id}")
    for pack in SHELF.packs.values()
    for rule in pack.rules.values()
]
FACTS = [
    pytest.param(fact, id=f"{pack.id}/{fact.kind}")
    for pack in SHELF.packs.values()
    for fact in pack.facts.values()
]
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")

# The closed list of facts that other programs may state under the default packs.
KINDS = [
    "invention-made", "work-created", "work-published", "filed", "published", "exam-requested",
    "withdrawn", "abandoned", "not-sent-requested", "appeal-filed", "office-action", "reply-filed",
    "refusal-served", "refusal-final", "dismissal-final", "grant-served", "registered", "gazette-issued",
    "fee-paid", "term-extended", "filing-notice-submitted", "status-notice-submitted",
    "status-notice-received", "notice-returned", "early-transfer-ordered", "transferred",
    "know-how-designated", "know-how-period-set", "transfer-notice-submitted", "security",
    "reporting-method-agreed", "no-notice-confirmed", "field-determined", "disclosure-demanded",
    "sharing-approved", "final-report-submitted", "priority-licence-agreed", "priority-licence-ended",
    "subcontract-signed", "flow-down-agreed", "settled", "extended",
]  # fmt: skip
BY_THE_AGENCY = [
    "status-notice-received", "notice-returned", "early-transfer-ordered", "know-how-designated",
    "know-how-period-set", "reporting-method-agreed", "disclosure-demanded", "priority-licence-agreed",
    "priority-licence-ended",
]  # fmt: skip


def in_both(words) -> bool:
    """Whether a text stands in Japanese and in English, each in its own letters."""
    return bool(JAPANESE.search(words.ja)) and not JAPANESE.search(words.en) and words.ja != words.en


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_names_its_sources_and_when_they_were_checked(rule):
    for reference in rule.references:
        assert reference.source.strip()
        assert reference.place.strip()
        assert dt.date(2024, 1, 1) <= reference.checked <= dt.date(2030, 12, 31)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_speaks_both_languages(rule):
    assert in_both(rule.label)
    assert in_both(rule.summary)
    assert rule.summary.en.endswith(".")
    assert rule.summary.ja.endswith("。")
    if rule.clear is not None:
        assert in_both(rule.clear)


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_speaks_both_languages_and_so_does_each_key(fact):
    for words in (fact.label, *(key.label for key in fact.keys)):
        assert JAPANESE.search(words.ja)
        assert not JAPANESE.search(words.en)


@pytest.mark.parametrize("pack", SHELF.packs.values(), ids=lambda pack: pack.id)
def test_a_pack_says_who_issued_it_what_it_leaves_out_and_what_it_asks(pack):
    assert pack.source.strip()
    assert pack.checked >= dt.date(2024, 1, 1)
    assert JAPANESE.search(pack.title.ja)
    assert all(in_both(left) for left in pack.not_modelled)
    for unknown in pack.unknowns.values():
        assert in_both(unknown.question)
        assert JAPANESE.search(unknown.default.ja)
        assert JAPANESE.search(unknown.alternative.ja)


def test_the_facts_of_the_default_packs_are_the_closed_list():
    facts = SHELF.facts(SHELF.default)
    assert set(KINDS) <= facts.keys()
    assert {kind for kind in KINDS if facts[kind].recorded_by == "agency"} == set(BY_THE_AGENCY)


def test_a_pack_alone_knows_its_ground_and_nothing_above():
    law = SHELF.facts(["jp-patent-law"])
    assert "filed" in law
    assert "final-report-submitted" not in law
    assert SHELF.facts(["nedo-multimodal-2026"]).keys() >= law.keys()


def test_the_order_in_which_packs_are_named_does_not_matter():
    there, back = SHELF.facts(SHELF.default), SHELF.facts(SHELF.default[::-1])
    assert there.keys() == back.keys()
    assert all(
        {key.name for key in there[kind].keys} == {key.name for key in back[kind].keys} for kind in there
    )


def test_the_default_packs_are_on_the_shelf():
    assert SHELF.default == ("nedo-multimodal-2026", "jp-patent-law")
    assert set(SHELF.default) <= SHELF.packs.keys()


def test_offices_are_codes_of_two_capital_letters():
    codes = (DATA / "offices.txt").read_text(encoding="utf-8").split()
    assert len(codes) == len(set(codes)) > 200
    assert all(re.fullmatch("[A-Z]{2}", code) for code in codes)
    assert {"JP", "WO", "EP", "US", "CN", "KR", "TW", "EA", "OA", "AP", "EM", "GC"} <= SHELF.offices
