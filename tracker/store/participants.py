"""Who else works under an agreement: joint performers, sub-recipients, co-owners. Not here: its two sides,
and what is shared with them (grants).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.store.base import Base, Instant, column, one_of, public_id_column
from tracker.store.organisations import Organisation

PARTS = ("joint-performer", "sub-recipient", "co-owner")


class Participant(Base):
    """An organisation that takes part in an agreement of others; one that left keeps its row."""

    __tablename__ = "agreement_participants"
    __table_args__ = (one_of("part", PARTS), Index(None, "agreement_id"), Index(None, "organisation_id"))

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    agreement_id: Mapped[int] = column("c0", ForeignKey("agreements.id"))
    organisation_id: Mapped[int] = column("c4", ForeignKey("organisations.id"))
    part: Mapped[str] = column("c4", String(20))
    added_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    added_at: Mapped[datetime] = column("c4", Instant)
    ended_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = column("c4", Instant)

    organisation: Mapped[Organisation] = relationship()


# --- queries ------------------------------------------------------------------------------------------------


def participants_of(session: Session, agreement_id: int) -> Sequence[Participant]:
    """Who takes part in an agreement now, in the order of entry."""
    query = select(Participant).options(joinedload(Participant.organisation))
    query = query.where(Participant.agreement_id == agreement_id, Participant.ended_at.is_(None))
    return session.scalars(query.order_by(Participant.id)).all()
