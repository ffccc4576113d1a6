"""Named reports: columns, their order and the part of the portfolio, kept under a name, one's own or shared.

Not here: which columns there are (reports), and what a report shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.reporting import Part, agreements_in
from tracker.docket.words import LABEL_LENGTH, Faults
from tracker.errors import Fault, NotFound, Refused
from tracker.store.saved_reports import SavedReport, saved_reports_of
from tracker.store.session import reading, transaction

MOST = 50
FULL = "There are %(most)s named reports already. Remove one first."
NO_COLUMN = "There is no such column; there are: %(words)s."
NAME_TAKEN = "There is already a named report of this name."


@dataclass(frozen=True, slots=True)
class Named:
    """One named report as its user sees it."""

    public_id: str
    name: str
    columns: tuple[str, ...]
    part: Part
    shared: bool
    mine: bool
    by: str


def named_reports(actor: Actor) -> list[Named]:
    """The named reports a person may use, by name: their own, and those shared in their organisation."""
    return [_told(row, actor) for row in saved_reports_of(reading(), actor.organisation_id, _person(actor))]


def named_report(actor: Actor, report: str) -> Named:
    """One of them. Raises NotFound."""
    return _told(_find(reading(), actor, report), actor)


def save_report(
    actor: Actor, *, name: str, columns: Sequence[str], part: Part, shared: bool, now: datetime
) -> Named:
    """Keep columns and part under a name. Raises Refused for a name that is taken, NotFound for a part that
    is not the actor's."""
    require(actor.person_id is not None and (actor.is_contractor or actor.is_officer))
    faults = Faults()
    label = faults.text("name", name, LABEL_LENGTH, needed=True)
    faults.raise_any()
    with transaction() as session:
        agreements_in(actor, part)
        rows = saved_reports_of(session, actor.organisation_id, _person(actor))
        mine = [row for row in rows if row.person_id == actor.person_id]
        if any(row.name == label for row in mine):
            raise Refused([Fault("name", NAME_TAKEN)])
        if len(mine) >= MOST:
            raise Refused([Fault("", FULL, most=MOST)])
        given = {"agreement": part.agreement, "programme": part.programme}
        row = SavedReport(
            organisation_id=actor.organisation_id,
            person_id=actor.person_id,
            name=label,
            columns=list(columns),
            part={key: value for key, value in given.items() if value},
            shared=shared,
            created_at=now,
        )
        session.add(row)
        session.flush()
        _note(session, actor, "name-report", row, now)
        session.refresh(row)
        return _told(row, actor)


def remove_report(actor: Actor, *, report: str, now: datetime) -> None:
    """Take a named report of one's own away. Raises NotFound."""
    with transaction() as session:
        row = _find(session, actor, report)
        require(row.person_id == actor.person_id)
        row.removed_at = now
        _note(session, actor, "remove-report", row, now)


def _person(actor: Actor) -> int:
    return actor.person_id or 0


def _find(session: Session, actor: Actor, report: str) -> SavedReport:
    for row in saved_reports_of(session, actor.organisation_id, _person(actor)):
        if row.public_id == report:
            return row
    raise NotFound("There is no such named report here.")


def _told(row: SavedReport, actor: Actor) -> Named:
    part = Part(row.part.get("agreement"), row.part.get("programme"))
    mine = row.person_id == actor.person_id
    return Named(row.public_id, row.name, tuple(row.columns), part, row.shared, mine, row.person.name)


def _note(session: Session, actor: Actor, action: str, row: SavedReport, now: datetime) -> None:
    subject = ("saved-report", row.public_id)
    trail.record_act(session, actor, action, subject, now=now, changes={"shared": row.shared})
