"""Named reports: columns, their order and a part of the portfolio under a name. Not here: what they show."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.store.base import Base, Instant, Tree, column, public_id_column
from tracker.store.people import Person


class SavedReport(Base):
    """One named report. It is taken away by ``removed_at``; what it was stays on record."""

    __tablename__ = "saved_reports"
    __table_args__ = (Index(None, "organisation_id", "removed_at"), Index(None, "person_id"))

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    person_id: Mapped[int] = column("c4", ForeignKey("people.id"))
    name: Mapped[str] = column("c4", String(60))
    columns: Mapped[list[str]] = column("c4", Tree, default=list)
    part: Mapped[dict[str, str]] = column("c4", Tree, default=dict)
    shared: Mapped[bool] = column("c4", default=False)
    created_at: Mapped[datetime] = column("c4", Instant)
    removed_at: Mapped[datetime | None] = column("c4", Instant)

    person: Mapped[Person] = relationship()


def saved_reports_of(session: Session, organisation_id: int, person_id: int) -> Sequence[SavedReport]:
    """The named reports a person may use, by name: their own, and those shared in their organisation."""
    mine = or_(SavedReport.person_id == person_id, SavedReport.shared.is_(True))
    query = select(SavedReport).options(joinedload(SavedReport.person))
    query = query.where(
        SavedReport.organisation_id == organisation_id, SavedReport.removed_at.is_(None), mine
    )
    return session.scalars(query.order_by(SavedReport.name, SavedReport.id)).all()
