"""Acts on many rows at once, kept so that they can be undone; notes on matters. Not here: doing them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.store.base import Base, Instant, Tree, column, one_of, public_id_column
from tracker.store.keys import Sealed
from tracker.store.matters import Matter
from tracker.store.obligations import Obligation
from tracker.store.people import Person

ACTIONS = ("submit", "reassign", "note")


class BulkAct(Base):
    """One act on many rows. ``items`` say what it did to each, as far as undoing it needs."""

    __tablename__ = "bulk_acts"
    __table_args__ = (one_of("action", ACTIONS), UniqueConstraint("organisation_id", "request_key"))

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    person_id: Mapped[int] = column("c4", ForeignKey("people.id"))
    action: Mapped[str] = column("c4", String(10))
    items: Mapped[list[dict[str, Any]]] = column("c4", Tree)
    request_key: Mapped[str | None] = column("c4", String(64))
    at: Mapped[datetime] = column("c4", Instant)
    undone_at: Mapped[datetime | None] = column("c4", Instant)


class MatterNote(Base):
    """A note on a matter, for its own people alone. Taken back it stays on record."""

    __tablename__ = "matter_notes"
    __table_args__ = (Index(None, "matter_id"),)

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    text: Mapped[str] = column("c4", Sealed)
    written_by_id: Mapped[int] = column("c4", ForeignKey("people.id"))
    written_at: Mapped[datetime] = column("c4", Instant)
    taken_back_at: Mapped[datetime | None] = column("c4", Instant)

    written_by: Mapped[Person] = relationship()


def find_act(session: Session, organisation_id: int, public_id: str) -> BulkAct | None:
    """One act of an organisation."""
    query = select(BulkAct).where(BulkAct.organisation_id == organisation_id, BulkAct.public_id == public_id)
    return session.scalar(query.with_for_update(of=BulkAct))


def act_by_request(session: Session, organisation_id: int, request_key: str) -> BulkAct | None:
    """The act that this very request has done already."""
    query = select(BulkAct).where(BulkAct.organisation_id == organisation_id)
    return session.scalar(query.where(BulkAct.request_key == request_key))


def notes_of(session: Session, matter_ids: Collection[int]) -> Sequence[MatterNote]:
    """The notes that stand on these matters, the latest first."""
    query = select(MatterNote).options(joinedload(MatterNote.written_by))
    query = query.where(MatterNote.matter_id.in_(matter_ids), MatterNote.taken_back_at.is_(None))
    return session.scalars(query.order_by(MatterNote.id.desc())).all()


def notes_by_id(session: Session, public_ids: Collection[str]) -> Sequence[MatterNote]:
    """These notes."""
    return session.scalars(select(MatterNote).where(MatterNote.public_id.in_(public_ids))).all()


def assign_matter(session: Session, matter: Matter, owner_id: int | None) -> None:
    """Give a matter, and with it its duties, to another person."""
    matter.owner_id = owner_id
    session.execute(update(Obligation).where(Obligation.matter_id == matter.id).values(owner_id=owner_id))
