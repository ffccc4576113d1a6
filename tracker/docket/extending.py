"""How far an extension or a grace period reaches, shown beside the input: two ways of counting, two dates.

An extension and the period it lengthens are one period: it counts from the unrolled end, and only its own end
rolls. A grace period comes after the end, so the end rolls first. Stores nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.calendars import Counting, OfficeCalendar, Period, Unit, last_day, office_calendar
from tracker.docket.views import MatterView, ObligationView
from tracker.errors import DateOutOfRange

UNITS: tuple[Unit, ...] = ("days", "months", "years")
RUNNING = frozenset({"overdue", "due-soon", "open", "target-passed"})
NEVER = frozenset({"clock", "window"})
"""Kinds of duty that nobody extends."""
LONGEST = 999
MANY = 20
"""So many duties are shown; more are narrowed by the rule."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One duty's ends, and where an extension and a grace period of the given length would end."""

    label: str
    filing: str | None
    unrolled_on: date
    rolled_on: date
    extended_on: date | None
    extended_rolled_on: date | None
    grace_on: date | None
    grace_rolled_on: date | None


def reaches(
    matter: MatterView,
    *,
    rule: str | None,
    filing: str | None = None,
    number: int | None = None,
    unit: str = "months",
) -> list[Reach]:
    """The duties an extension of this rule could be about, with the dates for a length where one is given."""
    calendar = office_calendar("JP")
    period = period_of(number, unit)
    return [reach(duty, period, calendar) for duty in matching(matter.obligations, rule, filing)][:MANY]


def matching(duties: Iterable[ObligationView], rule: str | None, filing: str | None) -> list[ObligationView]:
    """Duties that run and can be extended."""
    return [
        duty
        for duty in duties
        if duty.standing in RUNNING
        and duty.kind not in NEVER
        and duty.nominal is not None
        and rule in (None, "", duty.rule)
        and filing in (None, "", duty.filing)
    ]


def period_of(number: int | None, unit: str) -> Period | None:
    """The length that was asked for; None where none was, or it is no length."""
    if number is None or not 0 < number <= LONGEST or unit not in UNITS:
        return None
    return Period(number, unit)


def reach(duty: ObligationView, period: Period | None, calendar: OfficeCalendar) -> Reach:
    """The dates of one duty."""
    unrolled = last_end(duty, calendar)
    rolled = calendar.next_open(unrolled)
    extended, grace = after(unrolled, period), after(rolled, period)
    return Reach(
        label=duty.label,
        filing=duty.filing,
        unrolled_on=unrolled,
        rolled_on=rolled,
        extended_on=extended,
        extended_rolled_on=extended and calendar.next_open(extended),
        grace_on=grace,
        grace_rolled_on=grace and calendar.next_open(grace),
    )


def last_end(duty: ObligationView, calendar: OfficeCalendar) -> date:
    """The unrolled end; of a duty that was extended before, the day to which it was."""
    nominal: date = duty.nominal  # type: ignore[assignment]  # only duties with a last day are matched
    return duty.due if duty.due is not None and duty.due > calendar.next_open(nominal) else nominal


def after(end: date, period: Period | None) -> date | None:
    """The last day of a period that begins on the day after ``end``."""
    if period is None:
        return None
    try:
        return last_day(end, period, Counting.JAPANESE)
    except DateOutOfRange:
        return None
