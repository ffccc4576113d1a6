"""Days in law: how periods are counted, whether an end rolls, when an office is open; no terms, no clock."""

from tracker.calendars.office import OfficeCalendar, office_calendar
from tracker.calendars.periods import (
    COUNTINGS,
    Counting,
    CountingRule,
    Period,
    Unit,
    counting_function,
    free_from,
    last_day,
)
from tracker.calendars.rolling import ROLLS, Roll, RollRule, roll, rolled_beside

__all__ = [
    "COUNTINGS",
    "ROLLS",
    "Counting",
    "CountingRule",
    "OfficeCalendar",
    "Period",
    "Roll",
    "RollRule",
    "Unit",
    "counting_function",
    "free_from",
    "last_day",
    "office_calendar",
    "roll",
    "rolled_beside",
]
