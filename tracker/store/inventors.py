"""Inventors and co-applicants of a matter with their shares. A change ends a row; none is lost.

Not here: who may see them, and who holds the rights, which follows from the facts.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.store.base import Base, Instant, column, one_of, public_id_column
from tracker.store.keys import Sealed
from tracker.store.people import Person

PARTS = ("inventor", "co-applicant")


class Inventor(Base):
    """One person or organisation and their share as a fraction; what was ended stays on record."""

    __tablename__ = "inventors"
    __table_args__ = (one_of("part", PARTS), Index(None, "matter_id", "id"))

    id: Mapped[int] = column("c1", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    part: Mapped[str] = column("c1", String(12))
    name: Mapped[str] = column("c1", Sealed)
    affiliation: Mapped[str | None] = column("c1", Sealed)
    share_part: Mapped[int | None] = column("c1")
    share_whole: Mapped[int | None] = column("c1")
    entered_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    entered_at: Mapped[datetime] = column("c4", Instant)
    ended_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = column("c4", Instant)
    reason: Mapped[str | None] = column("c4", Sealed)

    entered_by: Mapped[Person | None] = relationship(foreign_keys=[entered_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])


# --- queries ------------------------------------------------------------------------------------------------


def inventors_of(session: Session, matter_ids: Collection[int]) -> Sequence[Inventor]:
    """Everybody named in these matters, also those since ended, in the order of entry."""
    query = select(Inventor).where(Inventor.matter_id.in_(matter_ids))
    query = query.options(joinedload(Inventor.entered_by), joinedload(Inventor.ended_by))
    return session.scalars(query.order_by(Inventor.id)).all()
