"""Opening one file to the agency: asked by one person, confirmed by another, ended by either at once.

A file is opened as it is; another file in its place, or a level that narrows, ends the opening. Not here:
what the agency then sees (evidence, by the disclosure policy).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.disclosure import Level
from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.draft import Ground, read_reason
from tracker.docket.evidence import NO_FILE
from tracker.docket.gate import level_of
from tracker.docket.ledger import hold
from tracker.docket.releasing import (
    NOT_OPEN,
    NOT_REPORTED,
    PENDING,
    READ_FIRST,
    SAME_PERSON,
    SETTLED,
    is_demo,
)
from tracker.docket.words import Faults
from tracker.errors import Conflict, NotFound
from tracker.store.evidence import Evidence, EvidenceOpening, evidence_here, evidence_of, openings_of
from tracker.store.session import transaction

SUPERSEDED = "Another file has taken this one's place. Open that one."


def ask_opening(actor: Actor, *, matter: str, evidence: str, reason: str, read: bool, now: datetime) -> str:
    """Ask that the agency may see a file. A demo account needs no second person. Answers the outward id."""
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        row = found(session, ground, evidence)
        faults = Faults()
        why = read_reason(faults, reason)
        check(session, ground, row, read, faults)
        if any(each.ended_at is None for each in openings_of(session, [row.id])):
            faults.add("", PENDING)
        faults.raise_any()
        act = EvidenceOpening(evidence_id=row.id, reason=why, asked_by_id=actor.person_id, asked_at=now)
        session.add(act)
        session.flush()
        note(session, ground, actor, "ask-release", act, row, now)
        if is_demo(session, actor):
            take_effect(session, ground, actor, act, row, now)
        return act.public_id


def confirm_opening(actor: Actor, *, matter: str, opening: str, read: bool, now: datetime) -> None:
    """The second person lets it take effect. Raises Refused where they asked themselves."""
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        act, row = opened(session, ground, opening)
        if act.confirmed_at is not None or act.ended_at is not None:
            raise Conflict(SETTLED)
        faults = Faults()
        if act.asked_by_id == actor.person_id:
            faults.add("", SAME_PERSON)
        check(session, ground, row, read, faults)
        faults.raise_any()
        take_effect(session, ground, actor, act, row, now)


def end_opening(actor: Actor, *, matter: str, opening: str, now: datetime) -> None:
    """Take an opening back; it ends at once, and needs one person."""
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        act, row = opened(session, ground, opening)
        if act.ended_at is not None:
            raise Conflict(SETTLED)
        act.ended_at, act.ended_by_id, act.ended_why = now, actor.person_id, "taken-back"
        note(session, ground, actor, "end-release", act, row, now)


# --- what all of them share ---------------------------------------------------------------------------------


def check(session: Session, ground: Ground, row: Evidence, read: bool, faults: Faults) -> None:
    """Whether a file may be opened now."""
    if ground.matter.reported_at is None:
        faults.add("", NOT_REPORTED)
    if level_of(ground.matter) is not Level.OPEN:
        faults.add("", NOT_OPEN)
    if any(each.supersedes_id == row.id for each in evidence_of(session, [ground.matter.id])):
        faults.add("", SUPERSEDED)
    if not read:
        faults.add("read", READ_FIRST)


def take_effect(
    session: Session, ground: Ground, actor: Actor, act: EvidenceOpening, row: Evidence, now: datetime
) -> None:
    """Let an opening count from now on."""
    act.confirmed_by_id, act.confirmed_at = actor.person_id, now
    note(session, ground, actor, "confirm-release", act, row, now)


def found(session: Session, ground: Ground, evidence: str) -> Evidence:
    """One file of the matter. Raises NotFound."""
    row = evidence_here(session, ground.matter.id, evidence)
    if row is None:
        raise NotFound(NO_FILE)
    return row


def opened(session: Session, ground: Ground, opening: str) -> tuple[EvidenceOpening, Evidence]:
    """One act of opening with its file. Raises NotFound."""
    rows = {row.id: row for row in evidence_of(session, [ground.matter.id])}
    for act in openings_of(session, list(rows)):
        if act.public_id == opening:
            return act, rows[act.evidence_id]
    raise NotFound("There is no such release here.")


def note(
    session: Session,
    ground: Ground,
    actor: Actor,
    action: str,
    act: EvidenceOpening,
    row: Evidence,
    now: datetime,
) -> None:
    """The audit row of an act on an opening."""
    session.flush()
    told = {"matter": ground.matter.public_id, "evidence": row.public_id, "why": act.ended_why}
    home = ground.matter.organisation_id
    trail.record_act(
        session, actor, action, ("release", act.public_id), now=now, organisation_id=home, changes=told
    )
    session.flush()
