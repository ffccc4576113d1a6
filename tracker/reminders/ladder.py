"""How an organisation climbs: its steps, when two are told, when the next person is. Pure; data from outside.

Not here: who the people are (recipients), and which rung a day brings (plan).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from tracker.reminders.plan import LADDER

LONGEST_CLIMB = 60
"""Days that are looked at when business days are counted: by then the last person has long been told."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """One organisation's rules. Days, but for ``climb_after``, which counts business days.

    ``two_from``: so many days ahead a second person is told. ``back_after``: what was acknowledged and not
    done returns after so many days, after ``back_after_near`` once ``near`` days or less are left.
    ``list_weekday``: on which day the docket list goes out (0 is Monday), None for never. ``chain``: the
    people, by row, a duty climbs to first, in this order.
    """

    steps: tuple[int, ...] = LADDER
    two_from: int = 14
    climb_after: int = 2
    back_after: int = 3
    back_after_near: int = 1
    near: int = 7
    quiet_digest: bool = True
    list_weekday: int | None = 0
    chain: tuple[int, ...] = ()

    @classmethod
    def of(cls, row: Any) -> Self:
        """From a row that carries these columns."""
        values = {name: getattr(row, name) for name in cls.__dataclass_fields__}
        steps = tuple(sorted({*row.steps, 0}, reverse=True))
        return cls(**values | {"steps": steps, "chain": tuple(row.chain or ())})

    def rest(self, left: int) -> timedelta:
        """How long an acknowledgement keeps a reminder away."""
        return timedelta(days=self.back_after_near if left <= self.near else self.back_after)

    def level(self, told_on: date, day: date, is_open: Callable[[date], bool]) -> int:
        """How many more people are told on ``day`` of what nobody acknowledged since ``told_on``."""
        return open_days(told_on, day, is_open) // max(self.climb_after, 1)


DEFAULT = Ladder()


def open_days(after: date, until: date, is_open: Callable[[date], bool]) -> int:
    """How many business days lie after the one day, up to the other."""
    first = max(after, until - timedelta(days=LONGEST_CLIMB)) if until > after else until
    return sum(is_open(first + timedelta(days=step)) for step in range(1, (until - first).days + 1))


def is_weekday(day: date) -> bool:
    """Monday to Friday; an office calendar knows better."""
    return day.weekday() < 5
