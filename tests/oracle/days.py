"""Date arithmetic of the second opinion, in the words of the Civil Code. Knows no rule, no fact and no case.

The months are counted by the three steps of Civil Code 140 and 143 themselves, not by a shortcut for them.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import jpholiday

ONE_DAY = timedelta(days=1)
HOLIDAYS_KNOWN_TO = 2099  # the equinox formulas of the holiday list end here


def last_day(
    event: date, *, years: int = 0, months: int = 0, days: int = 0, first_day_counted: bool = False
) -> date:
    """The last day of a period that begins with `event` (Civil Code 140, 141, 143)."""
    # Step 1: the first day is not counted, unless the wording counts it.
    first_counted = event if first_day_counted else event + ONE_DAY
    # Step 2: n days.
    if days:
        return first_counted + timedelta(days=days - 1)
    # Step 3: n months, a year being twelve.
    n = 12 * years + months
    if first_counted.day == 1:
        return month_end(*month_after(first_counted, n - 1))
    year, month = month_after(first_counted, n)
    if first_counted.day <= monthrange(year, month)[1]:
        return date(year, month, first_counted.day) - ONE_DAY
    return month_end(year, month)


def month_after(day: date, n: int) -> tuple[int, int]:
    """The year and month `n` months after the month of `day`."""
    count = day.year * 12 + (day.month - 1) + n
    return count // 12, count % 12 + 1


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def same_numbered(event: date, months: int) -> date:
    """The day with the same number `months` later, or that month's end where there is none (Paris 4C)."""
    year, month = month_after(event, months)
    return min(month_end(year, month), date(year, month, 1) + timedelta(days=event.day - 1))


def day_when_years_have_passed(event: date, years: int) -> date:
    """経過した日, the event's day being day 1: the day after the last day of the years."""
    return last_day(event, years=years, first_day_counted=True) + ONE_DAY


@cache
def is_open(day: date) -> bool:
    """Not Saturday, Sunday, a national holiday, 29 Dec-3 Jan."""
    if day.weekday() in (5, 6):
        return False
    if (day.month, day.day) in ((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)):
        return False
    return day.year > HOLIDAYS_KNOWN_TO or not jpholiday.is_holiday(day)


def next_open(day: date) -> date:
    """The day itself, or the next open one."""
    while not is_open(day):
        day += ONE_DAY
    return day


def last_open(day: date) -> date:
    """The day itself, or the last open one before it."""
    while not is_open(day):
        day -= ONE_DAY
    return day
