"""Dates that moved since somebody last looked: kept when they move, told until acknowledged.

Not here: why a date moves (engine), and how a move is worded (web).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from tracker.docket.actor import Actor
from tracker.docket.deriving import Difference
from tracker.docket.duties import DUTIES
from tracker.docket.gate import scope_of
from tracker.docket.look import agency_packs
from tracker.docket.terms import rule_label
from tracker.docket.trail import record_act
from tracker.errors import NotFound
from tracker.store.matters import Matter, find_matter
from tracker.store.moves import DateMove, DateMoveSeen, unseen_moves
from tracker.store.session import reading, transaction

SHOWN = 50
"""So many moves are told at once; the later ones come when these are acknowledged."""
LOOKS_BACK = timedelta(days=90)
"""What moved earlier is in the matter's own record; nobody is told of it as news."""


@dataclass(frozen=True, slots=True)
class MoveView:
    """One date that moved; ``to_on`` is None where the date went."""

    id: int
    matter_ref: str
    matter_public_id: str
    duty_public_id: str
    label: str
    filing: str | None
    from_on: date
    to_on: date | None
    fact: str | None
    at: datetime


def note_moves(
    session: Session,
    matter: Matter,
    differences: Iterable[Difference],
    fact: str | None,
    actor: Actor | None,
    now: datetime,
) -> None:
    """Keep each date that was there and is another now. Who brought it about has seen it before saving."""
    moves = [
        DateMove(
            organisation_id=matter.organisation_id,
            obligation=each.row,
            from_on=each.before["due"],  # type: ignore[index]  # it was there: has_moved
            to_on=each.after["due"] if each.after else None,
            fact=fact,
            at=now,
        )
        for each in differences
        if has_moved(each)
    ]
    if not moves:
        return
    session.add_all(moves)
    session.flush()
    if actor is not None and actor.person_id is not None:
        session.add_all(
            DateMoveSeen(date_move_id=move.id, person_id=actor.person_id, at=now) for move in moves
        )


def has_moved(difference: Difference) -> bool:
    """Whether a date somebody may have seen is another now, or gone; of what is still to be done or was."""
    before, after = difference.before, difference.after
    if before is None or before["due"] is None or before["kind"] not in DUTIES:
        return False
    return after is None or after["due"] != before["due"]


def moved_dates(actor: Actor, *, now: datetime, matter: str | None = None) -> list[MoveView]:
    """The dates that moved and that this person has not acknowledged, latest first."""
    if actor.person_id is None:
        return []
    session, scope = reading(), scope_of(actor)
    only = None
    if matter is not None:
        found = find_matter(session, scope, matter)
        if found is None:
            raise NotFound("There is no such matter here.")
        only = found.id
    rows = unseen_moves(session, scope, actor.person_id, now - LOOKS_BACK, SHOWN, only)
    packs = set(agency_packs()) if actor.is_officer else None
    return [view_of_move(row, actor) for row in rows if packs is None or row.obligation.pack in packs]


def view_of_move(row: DateMove, actor: Actor) -> MoveView:
    """A move as its reader sees it; the agency is told neither filing nor fact."""
    duty = row.obligation
    own = not actor.is_officer
    return MoveView(
        id=row.id,
        matter_ref=duty.matter.ref,
        matter_public_id=duty.matter.public_id,
        duty_public_id=duty.public_id,
        label=rule_label(duty.pack, duty.rule, actor.language),
        filing=(duty.filing or None) if own else None,
        from_on=row.from_on,
        to_on=row.to_on,
        fact=row.fact if own else None,
        at=row.at,
    )


def acknowledge_moves(actor: Actor, *, upto: int, now: datetime, matter: str | None = None) -> int:
    """Note that this person has looked at the moves they were shown, up to the latest of them."""
    with transaction() as session:
        shown = [each for each in moved_dates(actor, now=now, matter=matter) if each.id <= upto]
        session.add_all(
            DateMoveSeen(date_move_id=each.id, person_id=actor.person_id, at=now) for each in shown
        )
        if shown:
            told = {"moves": [each.id for each in shown]}
            record_act(
                session, actor, "acknowledge-moves", ("person", actor.public_id), now=now, changes=told
            )
        return len(shown)
