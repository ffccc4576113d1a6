"""What everybody should see when reminders are in danger, and pausing the alarm for a while, on record.

Not here: the watcher (a process of its own) and the operator's figures (health).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.docket.actor import Actor, require
from tracker.docket.health import pulse
from tracker.docket.selfcheck_views import count_open
from tracker.docket.trail import record_act
from tracker.docket.words import Faults
from tracker.store.outbox import AlarmPause, looking
from tracker.store.session import reading, transaction

LONGEST_PAUSE = timedelta(hours=24)
REASON_LENGTH = 200
TOO_LONG_PAUSE = "A pause lasts from a minute to 24 hours; it ends by itself."
FAILED_SINCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PauseView:
    """A pause of the alarm."""

    public_id: str
    reason: str
    from_at: datetime
    until_at: datetime
    ended_at: datetime | None


def banner(actor: Actor, *, now: datetime) -> list[str]:
    """What is wrong for the actor's organisation, one word each.

    ``silent``: no sweep for too long · ``stuck``: mail waits too long · ``returned``: mails to people of
    the organisation came back in the last week · ``differs``: stored dates are not what the facts give ·
    ``unchecked``: nobody has compared them for too long · ``terms``: a pack of terms does not hold its cases.
    """
    found = pulse(now)
    words = []
    if not found.database or found.is_silent:
        words.append("silent")
    if found.is_stuck:
        words.append("stuck")
    if found.database and looking.returned(reading(), actor.organisation_id, now - FAILED_SINCE):
        words.append("returned")
    if found.database and count_open(actor):
        words.append("differs")
    if found.is_unchecked:
        words.append("unchecked")
    if found.terms:
        words.append("terms")
    return words


def pause(actor: Actor, *, span: timedelta, reason: str, now: datetime) -> PauseView:
    """Keep the watcher's channels quiet for ``span``, at most a day. Only the operator; audited.

    Raises Refused without a reason or for another span, NotFound for anybody else.
    """
    require(actor.kind == "operator")
    faults = Faults()
    text = faults.text("reason", reason, REASON_LENGTH, needed=True)
    if not timedelta(minutes=1) <= span <= LONGEST_PAUSE:
        faults.add("span", TOO_LONG_PAUSE)
    faults.raise_any()
    with transaction() as session:
        row = AlarmPause(person_id=actor.person_id, reason=text, from_at=now, until_at=now + span)
        session.add(row)
        session.flush()
        record_act(
            session,
            actor,
            "pause-alarm",
            ("alarm-pause", row.public_id),
            now=now,
            changes={"until": row.until_at.isoformat()},
            reason=text,
        )
        return view(row)


def resume(actor: Actor, *, now: datetime) -> int:
    """End every pause now; returns how many there were. Only the operator; audited."""
    require(actor.kind == "operator")
    with transaction() as session:
        rows = looking.pauses(session, now)
        for row in rows:
            row.ended_at = now
            record_act(session, actor, "resume-alarm", ("alarm-pause", row.public_id), now=now)
        return len(rows)


def pauses(*, now: datetime) -> list[PauseView]:
    """The pauses that hold."""
    return [view(row) for row in looking.pauses(reading(), now)]


def view(row: AlarmPause) -> PauseView:
    """A pause as a plain record."""
    return PauseView(row.public_id, row.reason, row.from_at, row.until_at, row.ended_at)
