"""Planned publications and the answers given to them. Append-only use: each question is a row of its own.

Not here: how an answer comes about. What became of a plan is noted beside it, once.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.store.base import Base, Instant, Tree, column, one_of, public_id_column
from tracker.store.keys import Sealed
from tracker.store.people import Person

CHANNELS = ("talk", "paper", "press", "upload", "exhibition", "other")
CONTENTS = ("none", "filed", "beyond", "unsure")
ANSWERS = ("yes", "ask", "no")
ENDS = ("made", "called-off")


class PublicationCheck(Base):
    """One question and its answer. ``said``: the reasons and days as they were told; ``as_of``: the day they
    were told for; ``edition``: of the terms they rest on."""

    __tablename__ = "publication_checks"
    __table_args__ = (
        one_of("channel", CHANNELS),
        one_of("content", CONTENTS),
        one_of("answer", ANSWERS),
        one_of("ended", ENDS),
        UniqueConstraint("matter_id", "request_key"),
        Index(None, "matter_id", "id"),
    )

    id: Mapped[int] = column("c4", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    channel: Mapped[str] = column("c4", String(12))
    on: Mapped[date] = column("c4")
    what: Mapped[str] = column("c4", Sealed)
    content: Mapped[str] = column("c4", String(10))
    answer: Mapped[str] = column("c4", String(5))
    said: Mapped[dict[str, Any]] = column("c4", Tree)
    as_of: Mapped[date] = column("c4")
    edition: Mapped[str] = column("c4", String(16))
    asked_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    asked_at: Mapped[datetime] = column("c4", Instant)
    request_key: Mapped[str | None] = column("c4", String(64))
    ended: Mapped[str | None] = column("c4", String(12))
    ended_on: Mapped[date | None] = column("c4")
    ended_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = column("c4", Instant)

    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])


# --- queries ------------------------------------------------------------------------------------------------


def checks_of(session: Session, matter_ids: Collection[int]) -> Sequence[PublicationCheck]:
    """All questions about these matters, the latest first."""
    query = select(PublicationCheck).where(PublicationCheck.matter_id.in_(matter_ids))
    query = query.options(joinedload(PublicationCheck.asked_by), joinedload(PublicationCheck.ended_by))
    return session.scalars(query.order_by(PublicationCheck.id.desc())).all()


def hold_check(session: Session, matter_id: int, public_id: str) -> PublicationCheck | None:
    """One question of a matter, held until the transaction ends."""
    query = select(PublicationCheck).where(
        PublicationCheck.matter_id == matter_id, PublicationCheck.public_id == public_id
    )
    query = query.with_for_update(of=PublicationCheck).execution_options(populate_existing=True)
    return session.scalar(query)
