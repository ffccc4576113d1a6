"""Counting over every start day of a leap cycle against the text of the law written out a second time."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest

from tracker.calendars import COUNTINGS, Counting, Period, counting_function, free_from, last_day
from tracker.errors import DateOutOfRange

ONE = timedelta(1)
STARTS = [date(2024, 1, 1) + timedelta(n) for n in range(1461)]
MONTHS = range(241)
LENGTH = {(year, month): monthrange(year, month)[1] for year in range(2023, 2050) for month in range(1, 13)}

japanese = counting_function(Counting.JAPANESE, "months")
same_numbered = counting_function(Counting.SAME_NUMBERED, "months")
inclusive = counting_function(Counting.INCLUSIVE, "months")
elapsed = counting_function(Counting.ELAPSED, "months")


def three_steps(first: date, months: int) -> int:
    """The ordinal of the last day of a period whose first counted day is `first`: Civil Code 143(2)."""
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    if first.day == 1:
        return date(years, month + 1, 1).toordinal() - 1
    if first.day <= LENGTH[years, month + 1]:
        return date(years, month + 1, first.day).toordinal() - 1
    return date(years, month + 1, LENGTH[years, month + 1]).toordinal()


def walk(first: date, months: int) -> list[date]:
    """The last day of each period of 1 to `months` months, found by walking on from `first` day by day."""
    ends, day = [], first
    while len(ends) < months:
        following = day + ONE
        if following.day == first.day or (following.day == 1 and first.day > day.day):
            ends.append(day)
        day = following
    return ends


@pytest.fixture(scope="module")
def table():
    """For each start the ordinals of the Japanese last days over 0 to 240 months."""
    return [[japanese(start, n).toordinal() for n in MONTHS] for start in STARTS]


def test_japanese_counting_is_the_three_steps_of_the_law(table):
    for start, ends in zip(STARTS, table, strict=True):
        assert ends == [three_steps(start + ONE, n) for n in MONTHS], start


def test_more_months_end_later(table):
    for start, ends in zip(STARTS, table, strict=True):
        assert all(a < b for a, b in pairwise(ends)), start


def test_a_later_start_never_ends_earlier(table):
    for before, after in pairwise(table):
        assert all(a <= b for a, b in zip(before, after, strict=True))


def test_japanese_counting_is_never_earlier_than_the_same_number_and_by_three_days_at_most(table):
    apart = 0
    for start, ends in zip(STARTS, table, strict=True):
        gaps = [end - same_numbered(start, n).toordinal() for n, end in zip(MONTHS, ends, strict=True)]
        assert 0 <= min(gaps) <= max(gaps) <= 3, start
        if any(gaps):
            assert (start + ONE).day == 1, start
        apart += sum(map(bool, gaps))
    assert 0.005 < apart / (len(STARTS) * len(MONTHS)) < 0.01


def test_inclusive_counting_is_the_three_steps_from_the_day_itself():
    for start in STARTS[::3]:
        for n in range(1, 61):
            last = inclusive(start, n)
            assert last.toordinal() == three_steps(start, n), (start, n)
            assert elapsed(start, n) == last + ONE


def test_walking_day_by_day_comes_to_the_same_days():
    for start in STARTS[::2]:
        ends = walk(start + ONE, 13)
        assert ends == [japanese(start, n) for n in range(1, 14)], start
        assert walk(start, 1) == [inclusive(start, 1)], start


def test_an_elapsed_year_is_the_same_date_and_1_march_for_a_missing_29_february():
    for start in STARTS:
        for n in (1, 4, 5):
            missing = (start.month, start.day) == (2, 29) and n % 4
            same = date(start.year + n, 3, 1) if missing else start.replace(year=start.year + n)
            assert last_day(start, Period(n, "years"), Counting.ELAPSED) == same


def test_days_are_walked_off_one_by_one():
    for start in STARTS[::7]:
        day = start
        for n in range(1, 91):
            day += ONE
            period = Period(n, "days")
            assert last_day(start, period, Counting.JAPANESE) == day
            assert last_day(start, period, Counting.SAME_NUMBERED) == day
            assert last_day(start, period, Counting.INCLUSIVE) == day - ONE
            assert last_day(start, period, Counting.ELAPSED) == day


def test_a_year_is_twelve_months_in_every_counting_that_knows_both():
    both = [rule.word for rule in COUNTINGS if "months" in rule.functions]
    assert len(both) == 4
    for start in STARTS[::5]:
        for word in both:
            for n in (1, 3, 20):
                months = last_day(start, Period(12 * n, "months"), word)
                assert last_day(start, Period(n, "years"), word) == months


def test_free_from_is_the_day_after_the_last_day():
    for rule in COUNTINGS:
        for unit in rule.functions:
            for start in STARTS[::50]:
                period = Period(3, unit)
                assert free_from(start, period, rule.word) - last_day(start, period, rule.word) == ONE


def test_month_ends_are_right_across_centuries():
    assert japanese(date(1999, 11, 30), 3) == date(2000, 2, 29)
    assert japanese(date(2099, 11, 30), 3) == date(2100, 2, 28)
    assert japanese(date(2100, 2, 28), 1) == date(2100, 3, 31)
    assert japanese(date(2000, 2, 28), 1) == date(2000, 3, 28)


@pytest.mark.parametrize("rule", COUNTINGS, ids=[rule.word for rule in COUNTINGS])
@pytest.mark.parametrize("n", [10, 10**7, 10**12, 10**40])
def test_a_day_past_the_year_9999_is_refused_by_name(rule, n):
    for unit in rule.functions:
        with pytest.raises(DateOutOfRange, match=r"from 9999-12-30 .* 1 to 9999"):
            last_day(date(9999, 12, 30), Period(n, unit), rule.word)


def test_the_last_days_of_the_year_9999_can_still_be_reached():
    assert last_day(date(9999, 1, 1), Period(12, "months"), Counting.INCLUSIVE) == date.max
    assert last_day(date(9998, 12, 31), Period(1, "years"), Counting.JAPANESE) == date.max
    assert last_day(date(9899, 3, 1), Period(100, "years"), Counting.YEAR_END) == date.max
    for period, counting in ((Period(1, "years"), Counting.ELAPSED), (Period(0, "days"), Counting.INCLUSIVE)):
        with pytest.raises(DateOutOfRange):
            last_day(date(9999, 1, 1) if counting == Counting.ELAPSED else date.min, period, counting)
    with pytest.raises(DateOutOfRange):
        free_from(date(9998, 12, 31), Period(1, "years"), Counting.JAPANESE)


@pytest.mark.parametrize(
    ("n", "unit"), [(-1, "days"), (1.0, "days"), (True, "years"), ("3", "months"), (3, "weeks")]
)
def test_what_is_no_period_is_refused(n, unit):
    with pytest.raises(ValueError, match=r"not (-1|1.0|True|'3'|'weeks')$"):
        Period(n, unit)


def test_a_unit_or_word_that_cannot_be_counted_is_refused_with_what_can():
    for unit in ("days", "months"):
        with pytest.raises(ValueError, match=f"year-end counts years, not '{unit}'"):
            last_day(STARTS[0], Period(1, unit), Counting.YEAR_END)
        with pytest.raises(ValueError, match=f"year-end counts years, not '{unit}'"):
            counting_function(Counting.YEAR_END, unit)
    with pytest.raises(ValueError, match=r"counting is one of japanese, .* not 'roman'"):
        counting_function("roman", "days")


def test_a_period_says_its_length():
    assert [str(Period(60, "days")), str(Period(1, "months"))] == ["60 days", "1 month"]
