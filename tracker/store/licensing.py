"""Applications for licences of rights the agency holds, and what was decided. Not here: who may decide."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, relationship

from tracker.store.base import Base, Instant, Tree, column, one_of, public_id_column
from tracker.store.keys import Sealed
from tracker.store.matters import Matter
from tracker.store.people import Person

KINDS = ("priority", "ordinary")
STANDINGS = ("original-owner", "designee")
DECISIONS = ("open", "granted", "refused")


class LicenceApplication(Base):
    """One application. ``consents``: of the other original owners, each with its evidence."""

    __tablename__ = "licence_applications"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("standing", STANDINGS),
        one_of("decision", DECISIONS),
        Index(None, "matter_id"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    kind: Mapped[str] = column("c0", String(10))
    applicant: Mapped[str] = column("c0f", String(200))
    standing: Mapped[str] = column("c0f", String(20))
    designator: Mapped[str | None] = column("c0f", String(200))
    consents: Mapped[list[dict[str, str]]] = column("c0f", Tree, default=list)
    fee_reduction: Mapped[bool] = column("c0f", default=False)
    years: Mapped[int | None] = column("c0f")
    years_reason: Mapped[str | None] = column("c0f", Sealed)
    submitted_on: Mapped[date] = column("c0")
    recorded_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = column("c0", Instant)
    decision: Mapped[str] = column("c0", String(10), default="open")
    decided_on: Mapped[date | None] = column("c0")
    decision_reason: Mapped[str | None] = column("c0f", Sealed)
    decided_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = column("c0", Instant)
    fact: Mapped[str | None] = column("c0", String(20))

    matter: Mapped[Matter] = relationship()
    recorded_by: Mapped[Person | None] = relationship(foreign_keys=[recorded_by_id])


# --- queries ------------------------------------------------------------------------------------------------


def applications_of(session: Session, matter_id: int) -> Sequence[LicenceApplication]:
    """The applications of a matter, the earliest first."""
    query = select(LicenceApplication).where(LicenceApplication.matter_id == matter_id)
    return session.scalars(query.order_by(LicenceApplication.id)).all()


def application(session: Session, matter_id: int, public_id: str) -> LicenceApplication | None:
    """One application of a matter, held until the transaction ends."""
    query = select(LicenceApplication).where(
        LicenceApplication.matter_id == matter_id, LicenceApplication.public_id == public_id
    )
    return session.scalar(query.with_for_update(of=LicenceApplication))
