"""Says whether a period's last day moves when the office is closed; counts nothing (see periods)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from tracker.calendars.office import OfficeCalendar

Effect = Literal["next-open", "beside", "never"]


class Roll(StrEnum):
    """What a term does with a last day on which the office is closed; ROLLS says it in full."""

    NONE = "none"
    PATENT_PROCEDURE = "patent-procedure"
    GOVERNMENT_FILING = "government-filing"
    STATE_CLOCK = "state-clock"
    CONTRACT = "contract"
    PCT = "pct"
    YEAR_END = "year-end"
    LETTER = "letter"
    COURT = "court"


@dataclass(frozen=True, slots=True)
class RollRule:
    """One roll word: its effect, when it is used, and the text it comes from.

    Effects: 'next-open' moves the day to the next open day; 'never' leaves it; 'beside' leaves it
    too, because it is not settled that it moves, and the next open day is shown next to it.
    """

    word: Roll
    effect: Effect
    meaning: str
    source: str


ROLLS = (
    RollRule(Roll.NONE, "never", "The term names a day that stays where it is.", "the term itself"),
    RollRule(
        Roll.PATENT_PROCEDURE,
        "next-open",
        "Applications, requests, replies, fees and appeals at the Japan Patent Office.",
        "Patent Act 3(2)",
    ),
    RollRule(
        Roll.GOVERNMENT_FILING,
        "next-open",
        "Other filings to agencies of the State within a period set by law or order.",
        "Act on Holidays of Administrative Organs 2",
    ),
    RollRule(
        Roll.STATE_CLOCK,
        "never",
        "Clocks of the State and terms of rights: nobody has to file anything.",
        "Patent Act 3(2), which is limited to procedures",
    ),
    RollRule(
        Roll.CONTRACT,
        "beside",
        "Periods of a contract: they move only where it is customary not to do business on that day.",
        "Civil Code 142",
    ),
    RollRule(
        Roll.PCT,
        "next-open",
        "Periods of an international application, by the calendar of the office that receives the paper.",
        "PCT Rule 80.5",
    ),
    RollRule(
        Roll.YEAR_END,
        "never",
        "Terms that end with a calendar year.",
        "Copyright Act 57",
    ),
    RollRule(
        Roll.LETTER,
        "beside",
        "A day stated in an official letter stands as stated.",
        "the letter; Patent Act 3(2) for the Patent Office's letters",
    ),
    RollRule(
        Roll.COURT,
        "beside",
        "Court periods move to the next open day; the day before the move is the safe one.",
        "Code of Civil Procedure 95(3) with Administrative Case Litigation Act 7",
    ),
)

_NEXT_OPEN = frozenset(rule.word for rule in ROLLS if rule.effect == "next-open")
_BESIDE = frozenset(rule.word for rule in ROLLS if rule.effect == "beside")


def roll(day: date, word: Roll, calendar: OfficeCalendar) -> date:
    """The day on which a period that ends on `day` falls due under this roll word."""
    return calendar.next_open(day) if word in _NEXT_OPEN else day


def rolled_beside(day: date, word: Roll, calendar: OfficeCalendar) -> date | None:
    """The later day to show next to a due date that does not move but might; None where there is none."""
    if word not in _BESIDE or calendar.is_open(day):
        return None
    return calendar.next_open(day)
