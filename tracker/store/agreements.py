"""Agreements between a contractor and an agency, with the packs of terms they follow. Not here: the terms."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.store.base import Base, Instant, Tree, column, public_id_column
from tracker.store.organisations import Organisation


class Agreement(Base):
    """One contract; ``packs`` name its terms, ``parameters`` answer what the terms leave open."""

    __tablename__ = "agreements"
    __table_args__ = (Index(None, "contractor_id"), Index(None, "agency_id"))

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    number: Mapped[str] = column("c0", String(60), unique=True)
    title: Mapped[str] = column("c0", String(500))
    contractor_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    agency_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    packs: Mapped[list[str]] = column("c0", Tree)
    parameters: Mapped[dict[str, Any]] = column("c0", Tree, default=dict)
    starts_on: Mapped[date] = column("c0")
    ends_on: Mapped[date | None] = column("c0")
    created_at: Mapped[datetime] = column("c0", Instant)

    contractor: Mapped[Organisation] = relationship(foreign_keys=[contractor_id])
    agency: Mapped[Organisation] = relationship(foreign_keys=[agency_id])


def agreements_of(session: Session, organisation_id: int | None) -> Sequence[Agreement]:
    """The agreements an organisation is a side of, or all, by number."""
    query = select(Agreement).options(joinedload(Agreement.contractor), joinedload(Agreement.agency))
    if organisation_id is not None:
        sides = (Agreement.contractor_id == organisation_id, Agreement.agency_id == organisation_id)
        query = query.where(or_(*sides))
    return session.scalars(query.order_by(Agreement.number)).all()


def find_agreement(session: Session, organisation_id: int | None, name: str) -> Agreement | None:
    """One agreement by outward id or number, if the organisation is a side of it."""
    found = agreements_of(session, organisation_id)
    return next((each for each in found if name in (each.public_id, each.number)), None)


def lock_agreement(session: Session, agreement_id: int) -> Agreement:
    """The row as it is now, held until the transaction ends."""
    query = select(Agreement).where(Agreement.id == agreement_id).with_for_update(of=Agreement)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def packs_in_use(session: Session) -> Sequence[list[str]]:
    """The packs of every agreement."""
    return session.scalars(select(Agreement.packs)).all()
