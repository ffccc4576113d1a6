"""How a duty stands by day alone, and when it was met: each boundary on its last day and the day after."""

from datetime import date, timedelta

import pytest

from tracker.engine.case import Fact
from tracker.engine.standing import standing_by_day, standing_when_met

DUE = date(2026, 8, 30)
ACT_BY = date(2026, 8, 28)
ONE_DAY = timedelta(1)


@pytest.mark.parametrize("kind", ["fixed", "prompt", "option"])
@pytest.mark.parametrize(
    ("as_of", "standing"),
    [
        (ACT_BY - timedelta(15), "open"),
        (ACT_BY - timedelta(14), "due-soon"),
        (ACT_BY, "due-soon"),
        (ACT_BY + ONE_DAY, "due-soon"),  # the day to act by is behind, the last day itself is not
        (DUE, "due-soon"),
    ],
)
def test_up_to_the_last_day(kind, as_of, standing):
    assert standing_by_day(kind, DUE, ACT_BY, as_of) == standing


@pytest.mark.parametrize(
    ("kind", "standing"),
    [
        ("fixed", "overdue"),
        ("prompt", "target-passed"),
        ("option", "passed"),
        ("window", "passed"),
        ("clock", "passed"),
    ],
)
def test_the_day_after_each_kind_has_a_word_of_its_own(kind, standing):
    assert standing_by_day(kind, DUE, ACT_BY, DUE + ONE_DAY) == standing
    assert standing_by_day(kind, DUE, ACT_BY, date.max) == standing


@pytest.mark.parametrize("kind", ["clock", "window"])
def test_what_nobody_acts_on_is_never_due_soon(kind):
    assert standing_by_day(kind, DUE, None, DUE) == "open"
    assert standing_by_day(kind, None, None, date.max) == "open"


def met_on(day: date) -> Fact:
    return Fact("f9", "filing-notice-submitted", day, "JP1", {})


@pytest.mark.parametrize("kind", ["fixed", "option"])
def test_a_legal_day_missed_by_one_is_met_late(kind):
    assert standing_when_met(kind, DUE, met_on(DUE)) == "met"
    assert standing_when_met(kind, DUE, met_on(DUE + ONE_DAY)) == "met-late"


@pytest.mark.parametrize("kind", ["prompt"])
def test_a_target_is_never_met_late(kind):
    assert standing_when_met(kind, DUE, met_on(DUE + timedelta(400))) == "met"


def test_met_before_the_day_was_known_is_met():
    assert standing_when_met("fixed", None, met_on(DUE)) == "met"
