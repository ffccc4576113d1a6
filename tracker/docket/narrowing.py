"""Keeps how the level of a matter changed, and ends what it no longer allows, in the same transaction.

Not here: what the level is (engine), and what contractors open (releasing). Nothing here opens anything: a
level that widens again brings back no release.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.disclosure import Level
from tracker.docket import trail
from tracker.docket.actor import Actor
from tracker.docket.gate import level_of
from tracker.store.content import FIELDS
from tracker.store.evidence import unended_openings
from tracker.store.matters import Matter
from tracker.store.releases import DEMAND, LevelChange, Release, unended_releases

NARROWED = "narrowed"


def visible_level(matter: Matter) -> str | None:
    """The level at which the agency sees a matter; None while it does not know of it."""
    return None if matter.reported_at is None else str(level_of(matter))


def note_level(session: Session, matter: Matter, before: str | None, now: datetime) -> None:
    """Keep a change of the level, and end the releases that the new one does not allow."""
    after = visible_level(matter)
    if before == after:
        return
    session.add(LevelChange(matter_id=matter.id, at=now, level_before=before, level=after))
    if before == Level.OPEN:
        for opening in unended_openings(session, matter.id):
            opening.ended_at, opening.ended_why = now, NARROWED
    subjects: tuple[str, ...] = FIELDS if before == Level.OPEN else ()
    subjects += (DEMAND,) if after == Level.INVENTION_WITHHELD else ()
    if not subjects:
        return
    for row in unended_releases(session, matter.id, subjects):
        if row.done_on is None:
            end(session, matter, row, NARROWED, now)


def end(
    session: Session,
    matter: Matter,
    row: Release,
    why: str,
    now: datetime,
    *,
    actor: Actor | None = None,
    reason: str | None = None,
) -> None:
    """End one release, by a person or as a consequence; the row stays."""
    row.ended_at, row.ended_why, row.end_reason = now, why, reason
    row.ended_by_id = actor.person_id if actor else None
    by = actor or Actor(person_id=None, organisation_id=matter.organisation_id, role="", source="worker")
    told = {"subject": row.subject, "why": why, "reason": trail.digest(reason)}
    trail.record_act(
        session,
        by,
        "end-release",
        ("release", row.public_id),
        now=now,
        changes=told,
        organisation_id=matter.organisation_id,
    )
