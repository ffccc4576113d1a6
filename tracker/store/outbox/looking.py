"""Reads the outbox for people: the mails of an organisation, newest first, and when the last sweep was.

Not here: which of them one may see, and queueing or sending them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.orm import Session

from tracker.store.outbox.rules import AlarmPause
from tracker.store.outbox.tables import OutboxRow, SweepRun
from tracker.store.people import Person

MAIL = (
    OutboxRow.id,
    OutboxRow.public_id,
    OutboxRow.to_address,
    OutboxRow.language,
    OutboxRow.subject,
    OutboxRow.body,
    OutboxRow.state,
    OutboxRow.reason,
    OutboxRow.attempts,
    OutboxRow.last_error,
    OutboxRow.next_at,
    OutboxRow.created_at,
    OutboxRow.sent_at,
    Person.name.label("to_name"),
)


def mails(
    session: Session,
    organisation_id: int,
    *,
    person_id: int | None,
    before: tuple[datetime, int] | None,
    limit: int,
) -> Sequence[Row]:
    """Mails to the people of an organisation (or to one of them) older than ``before``, newest first."""
    query = (
        select(*MAIL)
        .join(Person, Person.id == OutboxRow.person_id)
        .where(OutboxRow.organisation_id == organisation_id)
        .order_by(OutboxRow.created_at.desc(), OutboxRow.id.desc())
        .limit(limit)
    )
    if person_id is not None:
        query = query.where(OutboxRow.person_id == person_id)
    if before is not None:
        query = query.where(tuple_(OutboxRow.created_at, OutboxRow.id) < before)
    return session.execute(query).all()


def last_sweep(session: Session) -> datetime | None:
    """When the last sweep came to its end."""
    query = select(SweepRun.ended_at).where(SweepRun.ended_at.is_not(None), SweepRun.error.is_(None))
    return session.scalar(query.order_by(SweepRun.started_at.desc()).limit(1))


def waiting(session: Session) -> tuple[int, datetime | None]:
    """How many mails wait to be sent, and since when the oldest does."""
    query = select(func.count(), func.min(OutboxRow.created_at))
    count, oldest = session.execute(query.where(OutboxRow.state.in_(("queued", "sending")))).one()
    return int(count), oldest


def unfinished(session: Session, before: datetime) -> int:
    """How many sweeps began in the last two days, before ``before``, and never came to their end."""
    hung = SweepRun.ended_at.is_(None), SweepRun.started_at.between(before - timedelta(days=2), before)
    return session.scalar(select(func.count()).select_from(SweepRun).where(*hung)) or 0


def returned(session: Session, organisation_id: int, since: datetime) -> bool:
    """Whether a mail to somebody of this organisation came back since."""
    mine = OutboxRow.organisation_id == organisation_id, OutboxRow.created_at > since
    query = select(OutboxRow.id).where(*mine, OutboxRow.state == "failed").limit(1)
    return session.scalar(query) is not None


def pauses(session: Session, now: datetime) -> Sequence[AlarmPause]:
    """The pauses of the alarm that hold."""
    live = AlarmPause.ended_at.is_(None), AlarmPause.until_at > now
    return session.scalars(select(AlarmPause).where(*live).order_by(AlarmPause.id)).all()
