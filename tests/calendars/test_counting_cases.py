"""Every line of cases.csv: a start, a period, its last day, and where it falls due; no enumeration here."""

import csv
from datetime import date
from pathlib import Path

import pytest

from tracker.calendars import Counting, Period, Roll, free_from, last_day, office_calendar, roll

with (Path(__file__).parent / "cases.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))

# The sources whose own answer is wrong, with that answer.
WRONG = {
    "S13": "2001-06-29",
    "S15": "2019-12-21",
    "V01": "2026-05-01",
    "V02": "2031-03-01",
    "V03": "2032-02-28",
    "V04": "2026-05-28",
    "V06": "2024-02-28",
    "V09": "2026-04-19",
    "N15": "2027-10-30",
}


def counted(case: dict[str, str]) -> tuple[date, Period, Counting]:
    unit = {unit: unit for unit in ("days", "months", "years")}[case["unit"]]
    return date.fromisoformat(case["start"]), Period(int(case["n"]), unit), Counting(case["counting"])


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_ends_on_the_day_its_source_gives(case):
    start, period, counting = counted(case)
    last = last_day(start, period, counting)
    assert last.isoformat() == case["last"], case["note"]
    if case["free"]:
        assert free_from(start, period, counting).isoformat() == case["free"]
    if case["roll"]:
        due = roll(last, Roll(case["roll"]), office_calendar("JP"))
        assert due.isoformat() == case["due"], case["note"]


@pytest.mark.parametrize(("id", "wrong"), WRONG.items())
def test_a_wrong_answer_in_circulation_is_not_ours(id, wrong):
    (case,) = [case for case in CASES if case["id"] == id]
    start, period, counting = counted(case)
    assert last_day(start, period, counting) != date.fromisoformat(wrong)


def test_every_case_is_complete_and_named_once():
    assert len({case["id"] for case in CASES}) == len(CASES) >= 60
    assert all(case["source"] and None not in case for case in CASES)
    assert {case["counting"] for case in CASES} == set(Counting)
    assert all(bool(case["roll"]) == bool(case["due"]) for case in CASES)
