"""Counts a period of days, months or years to its last day; knows no closed days (see rolling)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, NoReturn, get_args

from tracker.errors import DateOutOfRange

Unit = Literal["days", "months", "years"]
Count = Callable[[date, int], date]

_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Counting(StrEnum):
    """How a term counts; COUNTINGS says what each word means and where it comes from."""

    JAPANESE = "japanese"
    INCLUSIVE = "inclusive"
    SAME_NUMBERED = "same-numbered"
    YEAR_END = "year-end"
    ELAPSED = "elapsed"


@dataclass(frozen=True, slots=True)
class Period:
    """A whole number of days, months or years, zero or more."""

    n: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse what is not a length of time, naming what was read and what is allowed."""
        if type(self.n) is not int or self.n < 0:
            raise ValueError(f"a period's number is a whole number from 0, not {self.n!r}")
        if self.unit not in get_args(Unit):
            raise ValueError(f"a period's unit is one of {', '.join(get_args(Unit))}, not {self.unit!r}")

    def __str__(self) -> str:
        """'60 days', '1 month'."""
        return f"{self.n} {self.unit[:-1] if self.n == 1 else self.unit}"


def last_day(start: date, period: Period, counting: Counting) -> date:
    """The last day for doing something within `period` of the event on `start`, before any roll.

    Raises DateOutOfRange where that day has no place in the years 1 to 9999, and ValueError where
    the counting does not count this unit (year-end counts years only).
    """
    try:
        count = _FUNCTIONS[counting, period.unit]
    except KeyError:
        _refuse_unit(counting, period.unit)
    return count(start, period.n)


def free_from(start: date, period: Period, counting: Counting) -> date:
    """The day after `last_day`: the first on which the period is over. For terms that say 'not before'."""
    return _day_after(last_day(start, period, counting))


def counting_function(counting: Counting, unit: Unit) -> Count:
    """The plain function (event day, number) -> last day, for callers that count a great many."""
    try:
        return _FUNCTIONS[counting, unit]
    except KeyError:
        _refuse_unit(counting, unit)


def _refuse_unit(counting: Counting, unit: Unit) -> NoReturn:
    known = [u for c, u in _FUNCTIONS if c == counting]
    if not known:
        raise ValueError(f"counting is one of {', '.join(Counting)}, not {counting!r}")
    raise ValueError(f"{counting} counts {', '.join(known)}, not {unit!r}")


def _out_of_range(start: date, n: int, unit: str) -> DateOutOfRange:
    return DateOutOfRange(f"{n} {unit} from {start.isoformat()} leave the years 1 to 9999")


def _month_length(year: int, month: int) -> int:
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _LENGTHS[month]


def _day_after(day: date) -> date:
    return _add_days(day, 1)


def _add_days(start: date, n: int) -> date:
    try:
        return date.fromordinal(start.toordinal() + n)
    except (ValueError, OverflowError):
        raise _out_of_range(start, n, "days") from None


def _inclusive_days(start: date, n: int) -> date:
    return _add_days(start, n - 1)


def _japanese_months(start: date, n: int) -> date:
    """From a month's last day to the target month's last day; else the same number, or that month's last day.

    This is Civil Code 143(2) with the count beginning on the day after `start`.
    """
    index = start.year * 12 + start.month - 1 + n
    year, month, day = index // 12, index % 12 + 1, start.day
    if day > 27:
        end = _month_length(year, month)
        if day > end or day == _month_length(start.year, start.month):
            day = end
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise _out_of_range(start, n, "months") from None


def _same_numbered_months(start: date, n: int) -> date:
    index = start.year * 12 + start.month - 1 + n
    year, month, day = index // 12, index % 12 + 1, start.day
    if day > 28:
        day = min(day, _month_length(year, month))
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise _out_of_range(start, n, "months") from None


def _inclusive_months(start: date, n: int) -> date:
    """The day before the day corresponding to `start`; the target month's last day where there is none."""
    first = start.day == 1
    index = start.year * 12 + start.month - 1 + n - first
    year, month = index // 12, index % 12 + 1
    end = _month_length(year, month)
    day = end if first or start.day > end else start.day - 1
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise _out_of_range(start, n, "months") from None


def _elapsed_months(start: date, n: int) -> date:
    return _day_after(_inclusive_months(start, n))


def _japanese_years(start: date, n: int) -> date:
    return _japanese_months(start, n * 12)


def _same_numbered_years(start: date, n: int) -> date:
    return _same_numbered_months(start, n * 12)


def _inclusive_years(start: date, n: int) -> date:
    return _inclusive_months(start, n * 12)


def _elapsed_years(start: date, n: int) -> date:
    return _elapsed_months(start, n * 12)


def _year_end_years(start: date, n: int) -> date:
    try:
        return date(start.year + n, 12, 31)
    except (ValueError, OverflowError):
        raise _out_of_range(start, n, "years") from None


@dataclass(frozen=True, slots=True)
class CountingRule:
    """One counting word: what it means, the text it comes from, and the function for each unit it counts."""

    word: Counting
    meaning: str
    source: str
    functions: dict[Unit, Count]


COUNTINGS = (
    CountingRule(
        Counting.JAPANESE,
        "The event's day is not counted; months and years run by the calendar.",
        "Civil Code 140, 141, 143; Patent Act 3(1)",
        {"days": _add_days, "months": _japanese_months, "years": _japanese_years},
    ),
    CountingRule(
        Counting.INCLUSIVE,
        "The event's day is day 1 (起算して): the period ends the day before the corresponding day.",
        "Civil Code 140 proviso, 143(2); as worded in Economic Security Promotion Act 70(2)",
        {"days": _inclusive_days, "months": _inclusive_months, "years": _inclusive_years},
    ),
    CountingRule(
        Counting.SAME_NUMBERED,
        "The day of the same number in the target month, or that month's last day.",
        "Paris Convention 4C(2); PCT Rules 80.1 to 80.3",
        {"days": _add_days, "months": _same_numbered_months, "years": _same_numbered_years},
    ),
    CountingRule(
        Counting.YEAR_END,
        "31 December of the n-th year after the year of the event.",
        "Copyright Act 57",
        {"years": _year_end_years},
    ),
    CountingRule(
        Counting.ELAPSED,
        "The day on which the period has passed (経過した日), the event's day being day 1: "
        "the day after the inclusive period's last day.",
        "Special terms 10(4), read literally",
        {"days": _add_days, "months": _elapsed_months, "years": _elapsed_years},
    ),
)

_FUNCTIONS: dict[tuple[Counting, Unit], Count] = {
    (rule.word, unit): function for rule in COUNTINGS for unit, function in rule.functions.items()
}
