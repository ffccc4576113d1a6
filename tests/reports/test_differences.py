"""What differs between two days: rows that came and went, values that changed, and the fact behind each."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask

from tests.support import build
from tests.support.build import NOW, TODAY, House
from tracker.docket.actor import Actor
from tracker.errors import Refused
from tracker.reports import FORMATS, REPORTS

LATER = date(2026, 9, 21)


@pytest.fixture
def scene(context: Flask) -> Iterator[House]:
    return build.house()


def told(actor: Actor, since: date, until: date, form: str = "json") -> bytes:
    table = REPORTS["differences"].make(actor, since=since, as_of=until, today=date(2026, 9, 30))
    return b"".join(FORMATS[form].write(table, actor.language))


def lived(scene: House) -> str:
    """A matter notified on 1 September, withdrawn on 21 September; a second one on that day."""
    matter = build.matter(scene.manager_a, "P26-A")
    build.filed(scene.manager_a, matter, "2026-07-01")
    build.fact(scene.manager_a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    then = {"now": NOW + timedelta(days=20), "today": LATER}
    build.fact(scene.manager_a, matter, "withdrawn", "2026-09-10", filing="JP1", confirm=True, **then)
    other = build.matter(scene.manager_a, "P26-A", title="別の発明", now=then["now"])
    build.filed(scene.manager_a, other, "2026-09-12", **then)
    build.fact(scene.manager_a, other, "filing-notice-submitted", "2026-09-15", filing="JP1", **then)
    return matter.ref


def test_each_difference_names_its_column_its_values_and_its_fact(scene: House) -> None:
    ref = lived(scene)
    answer = json.loads(told(scene.officer, date(2026, 9, 2), LATER))
    assert (answer["since"], answer["as_of"]) == ("2026-09-02", "2026-09-21")
    changed = [row for row in answer["rows"] if row["change"] == "changed"]
    (state,) = [row for row in changed if row["column"] == "right_state"]
    assert (state["ref"], state["filing"], state["before"], state["after"]) == (
        ref,
        "JP1",
        "pending",
        "withdrawn",
    )
    assert (state["cause"], state["cause_on"]) == ("withdrawn", "2026-09-10")
    (added,) = [row for row in answer["rows"] if row["change"] == "added"]
    assert (added["filing"], added["cause"], added["cause_on"]) == ("JP1", "filed", "2026-09-12")
    assert answer["counts"]["added"] == 1
    assert answer["matters"] == 2


def test_nothing_between_two_days_is_nil_in_every_format(scene: House) -> None:
    lived(scene)
    answer = json.loads(told(scene.officer, date(2026, 9, 3), date(2026, 9, 4)))
    assert (answer["rows"], answer["nil"]) == ([], True)
    for form in FORMATS:
        first = told(scene.officer, date(2026, 9, 2), LATER, form)
        assert first == told(scene.officer, date(2026, 9, 2), LATER, form)


def test_days_that_pass_are_a_cause_for_who_sees_all_facts(scene: House) -> None:
    matter = build.matter(scene.manager_a, "P26-A")
    build.filed(scene.manager_a, matter, "2026-07-01")
    rows = json.loads(told(scene.manager_a, date(2026, 9, 1), LATER))["rows"]
    late = [row for row in rows if row["column"] == "filing_notice_days_late"]
    assert [(row["before"], row["after"], row["cause"]) for row in late] == [(2, 22, "time")]


def test_what_is_withheld_is_withheld_on_both_sides(scene: House) -> None:
    matter = build.matter(scene.manager_a, "P26-A", title="秘匿すべき名称")
    build.filed(scene.manager_a, matter, "2026-07-01", details={"application_no": "特願2026-777777"})
    build.fact(scene.manager_a, matter, "filing-notice-submitted", "2026-08-01", filing="JP1")
    then = {"now": NOW + timedelta(days=20), "today": LATER}
    for day, item in (("2026-09-05", 2), ("2026-09-15", 7)):
        build.fact(scene.manager_a, matter, "security", day, filing="JP1", item=item, **then)
    for form in ("csv", "json"):
        data = told(scene.officer, date(2026, 9, 2), LATER, form).decode()
        assert "security" in data or "保全" in data or "Security" in data
        for word in ("秘匿", "777777", "JP1"):
            assert word not in data


def test_the_earlier_day_is_the_earlier_one(scene: House) -> None:
    for since, until, field in ((TODAY, TODAY, "since"), (TODAY, date(2026, 10, 1), "as_of")):
        with pytest.raises(Refused) as caught:
            told(scene.officer, since, until)
        assert [fault.field for fault in caught.value.faults] == [field]
