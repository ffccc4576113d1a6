"""What decides who is reminded when: an organisation's ladder, a person's wishes, absences, acknowledgements.

All of it is data. Not here: the queue (tables), and how the ladder is climbed (reminders).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Row, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session

from tracker.store.base import Base, Instant, Tree, column, public_id_column
from tracker.store.outbox.tables import OutboxItem, OutboxRow


class ReminderRule(Base):
    """The ladder of one organisation; without a row the house's default holds.

    ``chain``: the people a duty climbs to, first to last; whoever else could be told comes after them.
    """

    __tablename__ = "reminder_rules"

    organisation_id: Mapped[int] = column("c4", ForeignKey("organisations.id"), primary_key=True)
    steps: Mapped[list[int]] = column("c4", Tree)
    two_from: Mapped[int] = column("c4")
    climb_after: Mapped[int] = column("c4")
    back_after: Mapped[int] = column("c4")
    back_after_near: Mapped[int] = column("c4")
    near: Mapped[int] = column("c4")
    quiet_digest: Mapped[bool] = column("c4")
    list_weekday: Mapped[int | None] = column("c4")
    chain: Mapped[list[int]] = column("c4", Tree, default=list)
    changed_at: Mapped[datetime] = column("c4", Instant)


class ReminderChoice(Base):
    """What one person wants to be told of. ``kinds`` None: all; days None: as the ladder says."""

    __tablename__ = "reminder_choices"

    person_id: Mapped[int] = column("c4", ForeignKey("people.id"), primary_key=True)
    kinds: Mapped[list[str] | None] = column("c4", Tree)
    days_before: Mapped[int | None] = column("c4")
    days_after: Mapped[int | None] = column("c4")
    quiet_digest: Mapped[bool] = column("c4")
    one_a_day: Mapped[bool] = column("c4")
    changed_at: Mapped[datetime] = column("c4", Instant)


class Absence(Base):
    """A person is away on these days, first and last included, and ``deputy_id`` stands in."""

    __tablename__ = "absences"
    __table_args__ = (Index(None, "until_on"),)

    id: Mapped[int] = column("c4", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    person_id: Mapped[int] = column("c4", ForeignKey("people.id"))
    deputy_id: Mapped[int] = column("c4", ForeignKey("people.id"))
    from_on: Mapped[date] = column("c4")
    until_on: Mapped[date] = column("c4")
    created_at: Mapped[datetime] = column("c4", Instant)
    ended_at: Mapped[datetime | None] = column("c4", Instant)


class Acknowledgement(Base):
    """Somebody has seen a duty at this revision of its date. It is not done by that. Rows are only added."""

    __tablename__ = "acknowledgements"
    __table_args__ = (UniqueConstraint("obligation_id", "due_revision", "person_id", "day"),)

    id: Mapped[int] = column("c4", primary_key=True)
    obligation_id: Mapped[int] = column("c4", ForeignKey("obligations.id"))
    due_revision: Mapped[int] = column("c4")
    person_id: Mapped[int] = column("c4", ForeignKey("people.id"))
    day: Mapped[date] = column("c4")
    at: Mapped[datetime] = column("c4", Instant)


class AddressFault(Base):
    """How many mails in a row came back from a person's address; a mail that arrives takes the row away."""

    __tablename__ = "address_faults"

    person_id: Mapped[int] = column("c4", ForeignKey("people.id"), primary_key=True)
    address: Mapped[str] = column("c4", String(254))
    failures: Mapped[int] = column("c4")
    last_at: Mapped[datetime] = column("c4", Instant)


class AlarmPause(Base):
    """The silence alarm keeps quiet until ``until_at``: a day at most, and with a reason."""

    __tablename__ = "alarm_pauses"

    id: Mapped[int] = column("c5", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    person_id: Mapped[int | None] = column("c5", ForeignKey("people.id"))
    reason: Mapped[str] = column("c5", String(200))
    from_at: Mapped[datetime] = column("c5", Instant)
    until_at: Mapped[datetime] = column("c5", Instant)
    ended_at: Mapped[datetime | None] = column("c5", Instant)


class CalendarLink(Base):
    """The secret address of one person's calendar; the table keeps a hash of the secret."""

    __tablename__ = "calendar_links"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = column("c5", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    token_hash: Mapped[str] = column("c5", String(64), unique=True)
    person_id: Mapped[int] = column("c5", ForeignKey("people.id"))
    created_at: Mapped[datetime] = column("c5", Instant)
    revoked_at: Mapped[datetime | None] = column("c5", Instant)


# --- queries ------------------------------------------------------------------------------------------------


def rules(session: Session) -> Sequence[ReminderRule]:
    """The organisations that have a ladder of their own."""
    return session.scalars(select(ReminderRule)).all()


def choices(session: Session) -> Sequence[ReminderChoice]:
    """The people who chose what they are told."""
    return session.scalars(select(ReminderChoice)).all()


def absent(session: Session, day: date) -> Sequence[Row]:
    """Who is away on ``day``, with their deputy."""
    away = Absence.ended_at.is_(None), Absence.from_on <= day, Absence.until_on >= day
    query = select(Absence.person_id, Absence.deputy_id).where(*away).order_by(Absence.id)
    return session.execute(query).all()


def acknowledged(session: Session, obligation_ids: Any) -> Sequence[Row]:
    """Each acknowledgement of these duties (a query or a list of numbers), oldest first."""
    query = select(
        Acknowledgement.obligation_id,
        Acknowledgement.due_revision,
        Acknowledgement.person_id,
        Acknowledgement.day,
    ).where(Acknowledgement.obligation_id.in_(obligation_ids))
    return session.execute(query.order_by(Acknowledgement.day, Acknowledgement.id)).all()


def first_told(session: Session, obligation_ids: Any, rung: int) -> dict[tuple[int, int], date]:
    """The day on which each duty and revision was first told on ``rung`` or below it."""
    query = (
        select(OutboxItem.obligation_id, OutboxItem.due_revision, func.min(OutboxRow.day))
        .join(OutboxRow, OutboxRow.id == OutboxItem.outbox_id)
        .where(OutboxItem.state == "live", OutboxItem.rung <= rung)
        .where(OutboxItem.obligation_id.in_(obligation_ids))
        .group_by(OutboxItem.obligation_id, OutboxItem.due_revision)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def bad_addresses(session: Session, failures: int, since: datetime) -> dict[int, str]:
    """People whose address sent back that many mails in a row, the last one after ``since``."""
    query = select(AddressFault.person_id, AddressFault.address)
    bad = AddressFault.failures >= failures, AddressFault.last_at > since
    return {row[0]: row[1] for row in session.execute(query.where(*bad))}


def mailed(session: Session, day: date, message: str) -> set[int]:
    """The people to whom a mail of this kind was written for ``day``."""
    query = select(OutboxRow.person_id).where(OutboxRow.day == day, OutboxRow.message == message)
    return set(session.scalars(query.where(OutboxRow.state != "dropped")))


def last_mailed(session: Session, message: str) -> dict[int, date]:
    """For which day each person was last written a mail of this kind."""
    query = select(OutboxRow.person_id, func.max(OutboxRow.day)).where(OutboxRow.message == message)
    return {
        row[0]: row[1]
        for row in session.execute(query.where(OutboxRow.state != "dropped").group_by(OutboxRow.person_id))
    }
