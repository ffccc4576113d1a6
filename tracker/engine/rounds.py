"""The rounds of a duty that comes back every year: which have come up, when each is due. Finds no facts."""

from collections.abc import Iterator
from datetime import date

from tracker.packs.model import Cycle


def rounds(cycle: Cycle, since: date, until: date) -> Iterator[date]:
    """The days from `since` to `until`, both counted, on which a round comes up. Each year has one."""
    for year in range(since.year, until.year + 1):
        posted = _day(year, cycle.posted)
        if since <= posted <= until:
            yield posted


def due_of(cycle: Cycle, posted: date) -> date:
    """The last day of the round that came up on `posted`: the next such day of the year from then on."""
    due = _day(posted.year, cycle.due)
    return due if due >= posted else _day(posted.year + 1, cycle.due)


def _day(year: int, day: str) -> date:
    month, number = map(int, day.split("-"))
    return date(year, month, number)
