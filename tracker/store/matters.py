"""Matters: one invention with its filings, a work, or know-how. Not here: what happened to it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from tracker.store.agreements import Agreement
from tracker.store.base import Base, Instant, Tree, column, one_of, public_id_column
from tracker.store.keys import Sealed
from tracker.store.organisations import Organisation
from tracker.store.people import Person

RIGHTS = ("patent", "utility-model", "design", "circuit-layout", "plant-variety", "copyright", "know-how")
SENSITIVE_FIELDS = ("outside", "inside", "unknown")


class Matter(Base):
    """One matter. ``version`` counts its changes, ``derived_on`` is the day its duties were last told for."""

    __tablename__ = "matters"
    __table_args__ = (
        UniqueConstraint("organisation_id", "ref"),
        UniqueConstraint("organisation_id", "request_key"),
        one_of("right", RIGHTS),
        one_of("sensitive_field", SENSITIVE_FIELDS),
        Index(None, "agreement_id", "ref"),
        Index(None, "derived_on"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    agreement_id: Mapped[int] = column("c0", ForeignKey("agreements.id"))
    ref: Mapped[str] = column("c0", String(60))
    right: Mapped[str] = column("c0f", String(20))
    sensitive_field: Mapped[str] = column("c4", String(10), default="unknown")
    perennial: Mapped[bool] = column("c4", default=False)
    title: Mapped[str] = column("c1", String(500))
    neutral_title: Mapped[str | None] = column("c0f", String(200))
    technical: Mapped[str | None] = column("c2", Sealed, deferred=True)
    shelf_no: Mapped[str | None] = column("c4", String(100))
    owner_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    deputy_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    reported_at: Mapped[datetime | None] = column("c0", Instant)
    disclosure: Mapped[dict[str, Any] | None] = column("c0f", Tree)
    findings: Mapped[dict[str, Any]] = column("c0f", Tree, default=dict, deferred=True)
    derived_on: Mapped[date | None] = column("c0")
    derived_at: Mapped[datetime | None] = column("c0", Instant)
    request_key: Mapped[str | None] = column("c4", String(64))
    version: Mapped[int] = column("c4", default=1)
    created_at: Mapped[datetime] = column("c4", Instant)
    created_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))

    organisation: Mapped[Organisation] = relationship()
    agreement: Mapped[Agreement] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    deputy: Mapped[Person | None] = relationship(foreign_keys=[deputy_id])
