"""The ladder: one rung a day, none skipped for good, none after an option's day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reminders.plan import (
    LADDER,
    horizon,
    longest_rung,
    rung_on,
    standing_on,
    starts_on,
)

FRIDAY = date(2026, 8, 28)
SUNDAY = date(2026, 8, 30)
KINDS = st.sampled_from(["fixed", "option", "prompt"])
DAYS = st.dates(date(2025, 1, 1), date(2055, 12, 31))
GAPS = st.integers(0, 11)


def rungs(kind, due, act_by, first, last):
    """What a sweep on each day from `first` to `last` queues: each new rung with its day."""
    seen = {}
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        rung = rung_on(kind, due, act_by, day)
        if rung is not None:
            seen.setdefault(rung, day)
    return seen


def test_a_fixed_duty_is_reminded_on_the_ladder_and_daily_once_its_day_has_passed():
    due = date(2026, 8, 31)
    days = rungs("fixed", due, due, date(2026, 7, 1), date(2026, 9, 3))
    assert {rung: day.isoformat() for rung, day in days.items()} == {
        30: "2026-08-01",
        14: "2026-08-17",
        7: "2026-08-24",
        3: "2026-08-28",
        1: "2026-08-30",
        0: "2026-08-31",
        -1: "2026-09-01",
        -2: "2026-09-02",
        -3: "2026-09-03",
    }


def test_the_days_between_the_last_office_day_and_the_due_day_are_reminded_too():
    assert rung_on("fixed", SUNDAY, FRIDAY, date(2026, 8, 29)) == -1
    assert rung_on("option", SUNDAY, FRIDAY, SUNDAY) == -2


def test_an_option_is_never_reminded_after_its_day():
    assert rung_on("option", SUNDAY, FRIDAY, SUNDAY + timedelta(1)) is None
    assert rung_on("option", SUNDAY, FRIDAY, SUNDAY + timedelta(400)) is None


def test_a_target_rests_until_it_has_passed_and_comes_back_weekly():
    days = rungs("prompt", SUNDAY, FRIDAY, date(2026, 8, 27), date(2026, 9, 15))
    assert {rung: day.isoformat() for rung, day in days.items()} == {
        1: "2026-08-27",
        0: "2026-08-28",
        -1: "2026-08-31",
        -8: "2026-09-07",
        -15: "2026-09-14",
    }


@pytest.mark.parametrize("kind", ["window", "clock", "", "unheard-of"])
def test_nobody_is_reminded_of_what_nobody_can_act_on(kind):
    assert rung_on(kind, SUNDAY, SUNDAY, SUNDAY) is None


def test_a_duty_without_dates_is_owed_nothing():
    assert rung_on("fixed", None, None, SUNDAY) is None
    assert rung_on("fixed", SUNDAY, None, SUNDAY) is None


@pytest.mark.parametrize("down", [1, 10, 40])
def test_after_a_pause_exactly_the_current_rung_is_owed(down):
    due = date(2026, 8, 31)
    before = rungs("fixed", due, due, date(2026, 7, 1), date(2026, 8, 10))
    back = date(2026, 8, 10) + timedelta(down)
    owed = rung_on("fixed", due, due, back)
    expected = {1: 30, 10: 14, 40: -19}[down]
    assert owed == expected
    assert (owed in before) == (down == 1)


@given(KINDS, DAYS, GAPS, st.integers(-60, 400))
def test_every_day_belongs_to_the_rung_that_started_last(kind, act_by, gap, offset):
    due, day = act_by + timedelta(gap), act_by + timedelta(offset)
    rung = rung_on(kind, due, act_by, day)
    if rung is None:
        assert offset < -LADDER[0] or (kind == "option" and day > due)
        return
    start = starts_on(kind, due, act_by, rung)
    assert start <= day
    assert (day - start).days < longest_rung(act_by, due)
    assert rung_on(kind, due, act_by, start) == rung


@given(KINDS, DAYS, GAPS)
def test_rungs_only_go_down_and_each_is_one_stretch_of_days(kind, act_by, gap):
    due = act_by + timedelta(gap)
    line = [rung_on(kind, due, act_by, act_by + timedelta(n)) for n in range(-40, 60)]
    owed = [rung for rung in line if rung is not None]
    assert owed == sorted(owed, reverse=True)
    assert set(LADDER) <= set(owed)


@given(st.dates(), st.dates())
def test_the_edges_of_the_calendar_do_not_break_the_ladder(day, act_by):
    for kind in ("fixed", "option", "prompt"):
        rung = rung_on(kind, act_by, act_by, day)
        if rung is not None:
            assert act_by <= horizon(day)
            starts_on(kind, act_by, act_by, rung)


def test_standing_follows_the_dates():
    def stand(kind, day):
        return standing_on(kind, SUNDAY, FRIDAY, day)

    assert stand("fixed", FRIDAY - timedelta(15)) == "open"
    assert stand("fixed", FRIDAY - timedelta(14)) == "due-soon"
    assert stand("fixed", SUNDAY) == "due-soon"
    assert stand("fixed", SUNDAY + timedelta(1)) == "overdue"
    assert stand("prompt", SUNDAY + timedelta(1)) == "target-passed"
    assert stand("option", SUNDAY + timedelta(1)) == "passed"
