"""The tables of the outbox. Not here: which reminders are owed, and sending them.

A row of ``outbox`` is one mail to one person; its items say which duty, in which revision of its date, on
which rung. An item exists once, so a reminder is queued once, however often a sweep runs.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from tracker.store.base import Base, Instant, Tree, column, one_of, public_id_column

STATES = ("queued", "sending", "sent", "failed", "dropped")
ITEM_STATES = ("live", "dropped")
OUTCOMES = ("sent", "delayed", "returned", "unsendable")


class SweepRun(Base):
    """One sweep. Without ``ended_at`` it did not come to its end; ``error`` names the kind of fault."""

    __tablename__ = "sweep_runs"
    __table_args__ = (Index(None, "started_at"),)

    id: Mapped[int] = column("c0", primary_key=True)
    started_at: Mapped[datetime] = column("c0", Instant)
    ended_at: Mapped[datetime | None] = column("c0", Instant)
    as_of: Mapped[date] = column("c0")
    counts: Mapped[dict[str, Any]] = column("c5", Tree, default=dict)
    error: Mapped[str | None] = column("c5", String(200))


class OutboxRow(Base):
    """One mail, as it was or will be sent. ``owner`` and ``lease_until`` belong to whoever is sending it."""

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("state", STATES),
        Index(None, "state", "next_at", "id"),
        Index(None, "organisation_id", "created_at"),
        Index(None, "sweep_run_id"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    key: Mapped[str] = column("c4", String(80), unique=True)
    sweep_run_id: Mapped[int | None] = column("c0", ForeignKey("sweep_runs.id"))
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    person_id: Mapped[int] = column("c4", ForeignKey("people.id"))
    message: Mapped[str] = column("c4", String(40))
    language: Mapped[str] = column("c4", String(2))
    day: Mapped[date] = column("c4")
    to_address: Mapped[str] = column("c4", String(254))
    subject: Mapped[str] = column("c4", String(300))
    body: Mapped[str] = column("c4", Text)
    attachment: Mapped[str | None] = column("c4", Text)
    message_id: Mapped[str] = column("c4", String(320))
    state: Mapped[str] = column("c4", String(10), default="queued")
    reason: Mapped[str | None] = column("c4", String(40))
    next_at: Mapped[datetime] = column("c4", Instant)
    lease_until: Mapped[datetime | None] = column("c4", Instant)
    owner: Mapped[str | None] = column("c5", String(40))
    attempts: Mapped[int] = column("c4", default=0)
    last_code: Mapped[int | None] = column("c4")
    last_error: Mapped[str | None] = column("c4", String(200))
    created_at: Mapped[datetime] = column("c4", Instant)
    sent_at: Mapped[datetime | None] = column("c4", Instant)


class OutboxItem(Base):
    """One reminder: this duty, at this revision of its date, on this rung, to this person.

    ``round`` counts how often the person had acknowledged it before: what was seen and not done comes back.
    ``starts_on`` is the first day of the rung. A dropped item was never sent; it comes back to life when it
    is owed again.
    """

    __tablename__ = "outbox_items"
    __table_args__ = (
        UniqueConstraint("obligation_id", "due_revision", "rung", "person_id", "round"),
        one_of("state", ITEM_STATES),
        Index(None, "outbox_id"),
        Index(None, "state", "starts_on"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    outbox_id: Mapped[int] = column("c0", ForeignKey("outbox.id"))
    obligation_id: Mapped[int] = column("c0", ForeignKey("obligations.id"))
    due_revision: Mapped[int] = column("c0")
    rung: Mapped[int] = column("c0")
    person_id: Mapped[int] = column("c4", ForeignKey("people.id"))
    round: Mapped[int] = column("c4", default=0)
    role: Mapped[str] = column("c4", String(20))
    starts_on: Mapped[date] = column("c0")
    state: Mapped[str] = column("c4", String(10), default="live")
    reason: Mapped[str | None] = column("c4", String(40))


class Delivery(Base):
    """One try to send a row, and what came of it. Rows are added, never changed."""

    __tablename__ = "deliveries"
    __table_args__ = (Index(None, "outbox_id"), one_of("outcome", OUTCOMES))

    id: Mapped[int] = column("c0", primary_key=True)
    outbox_id: Mapped[int] = column("c0", ForeignKey("outbox.id"))
    at: Mapped[datetime] = column("c4", Instant)
    outcome: Mapped[str] = column("c4", String(12))
    code: Mapped[int | None] = column("c4")
    text: Mapped[str] = column("c4", String(200))
