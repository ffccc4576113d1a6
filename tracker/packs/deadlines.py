"""How a rule says its last day: periods, days before a day, cycles, versions by date. Counts nothing."""

import calendar
import datetime as dt
from typing import Annotated

from pydantic import Field, model_validator

from tracker.packs.patterns import Pattern
from tracker.packs.words import (
    Anchor,
    Both,
    CountingWord,
    Identifier,
    Items,
    KeyName,
    RollWord,
    Route,
    State,
    Strict,
)


class Term(Strict):
    """A period: a number, a unit, how it is counted and from which day."""

    days: int | None = None
    months: int | None = None
    years: int | None = None
    abroad_days: int | None = None
    """The number of days instead, where the filing is foreign."""
    counting: CountingWord
    anchor: Anchor = "trigger"
    since_first: Pattern | None = None
    """Counted from the earliest such fact of the filing instead; without one the term says nothing."""
    routes: Annotated[tuple[Route, ...], Field(strict=False)] = ()
    """Only for filings of these routes."""
    unless_state: State | None = None
    parameter: Identifier | None = None
    """An unknown whose answer replaces the number."""
    renewal_of: Identifier | None = None
    """Yearly fees: `years` is multiplied by the lowest unpaid year less one; this kind pays them."""
    renewal_first: int = 0
    renewal_last: int = 0
    abroad_unknown: Identifier | None = None
    """The question whether an international filing (WO) counts as foreign."""
    chain: Items = ()
    """Items that follow one another, each with an end of its own."""
    continues: Items = ()
    """Those of the chain that start the day after the end of the one before."""
    back_days: int | None = None
    """That many days before the last day of the period: by then, at the latest."""
    source: str = ""
    """The statute of this way of counting, for the trail."""

    @model_validator(mode="after")
    def one_unit(self) -> "Term":
        if sum(n is not None for n in (self.days, self.months, self.years)) != 1:
            raise ValueError("needs exactly one of: days, months, years")
        return self

    @property
    def number(self) -> int:
        return next(n for n in (self.days, self.months, self.years) if n is not None)

    @property
    def unit(self) -> str:
        return "days" if self.days is not None else "months" if self.months is not None else "years"


class Before(Strict):
    """A day some days before one that the triggering fact states."""

    key: KeyName
    """The key of the triggering fact that carries the day counted back from."""
    days: Annotated[int, Field(ge=0)]
    source: str = ""


MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class Cycle(Strict):
    """A duty that comes back every year, from the triggering fact on: one for each cycle that has come."""

    posted: MonthDay
    """The day of the year ('10-01') on which a cycle's duty comes up; the first on or after the trigger."""
    due: MonthDay
    """Its last day, the next such day of the year on or after the posting."""
    named_by: KeyName
    """The key, a whole number, by which the meeting fact names the cycle: the year in which it was posted."""

    @model_validator(mode="after")
    def days_of_every_year(self) -> "Cycle":
        for day in (self.posted, self.due):
            month, number = map(int, day.split("-"))
            if number > calendar.monthrange(2001, month)[1]:
                raise ValueError(f"'{day}' is not a day of every year")
        return self


class Deadline(Strict):
    """The last day of a duty: stated in a paper, one period, or the earlier or later of several."""

    stated: KeyName | None = None
    """A key of the triggering fact that carries the day; it wins over counting."""
    term: Term | None = None
    later_of: Annotated[tuple[Term, ...], Field(strict=False)] = ()
    earlier_of: Annotated[tuple[Term, ...], Field(strict=False)] = ()
    before: Before | None = None
    cycle: Cycle | None = None
    closing: Annotated[tuple[Pattern, ...], Field(strict=False)] = ()
    """Windows: the facts whose day closes them."""
    roll: RollWord = "none"
    roll_unknown: Identifier | None = None
    """A yes-or-no unknown: answered yes, a closed last day moves to the next open day."""
    valid_from: dt.date | None = None
    """The first day of this version; without one it holds since ever."""
    valid_until: dt.date | None = None
    """Its last day; without one it holds until the next version begins."""
    edition: Both | None = None
    """What this version of the text is called."""
