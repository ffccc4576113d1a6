"""Assets whose class nobody has decided yet, over all of one's matters. Not here: deciding it (assets)."""

from dataclasses import dataclass
from datetime import datetime

from tracker.docket.actor import Actor
from tracker.docket.cursors import NO_CURSOR, read_cursor, write_cursor
from tracker.docket.gate import own_scope
from tracker.errors import NotFound, Refused
from tracker.store.assets import count_undecided, undecided_page
from tracker.store.session import reading

COUNT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Undecided:
    """One asset that waits for a decision."""

    matter_public_id: str
    matter_ref: str
    asset: str
    name: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class UndecidedList:
    """One page of them, those entered first on top."""

    items: list[Undecided]
    next_cursor: str | None


def undecided_count(actor: Actor) -> int:
    """How many wait, counted up to ``COUNT_LIMIT``; whoever does not decide has none."""
    return count_undecided(reading(), own_scope(actor), COUNT_LIMIT) if actor.is_contractor else 0


def undecided(actor: Actor, *, after: str | None = None, limit: int = 50) -> UndecidedList:
    """The assets that wait for a decision. Raises Refused for a bad cursor."""
    if not actor.is_contractor:
        raise NotFound("There is no such thing here.")
    last = read_place(after)
    rows = undecided_page(reading(), own_scope(actor), last, limit + 1)
    shown, more = rows[:limit], len(rows) > limit
    items = [Undecided(m.public_id, m.ref, row.asset, row.name, row.recorded_at) for row, m in shown]
    return UndecidedList(items, write_cursor(shown[-1][0].id) if more else None)


def read_place(after: str | None) -> int:
    """The row after which the page starts."""
    if not after:
        return 0
    (place,) = read_cursor(after, (int,))
    if not isinstance(place, int):
        raise Refused([("after", NO_CURSOR)])
    return place
