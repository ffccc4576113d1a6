"""Facts: what happened to a matter, on which day. Append-only. Not here: what follows from them.

A correction, a confirmation and a withdrawal are further revisions of the same number, so the fact
keeps its identity and nothing that was once recorded is lost.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.store.base import Base, Instant, Tree, column
from tracker.store.keys import Sealed
from tracker.store.matters import Matter
from tracker.store.people import Person


class Fact(Base):
    """One revision of one fact; the greatest revision of a number holds. ``import_id``: its file."""

    __tablename__ = "facts"
    __table_args__ = (
        UniqueConstraint("matter_id", "number", "revision"),
        UniqueConstraint("matter_id", "request_key"),
        Index(None, "recorded_at"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    number: Mapped[int] = column("c0")
    revision: Mapped[int] = column("c0", default=1)
    kind: Mapped[str] = column("c0", String(60))
    on: Mapped[date] = column("c0")
    keys: Mapped[dict[str, Any]] = column("c4", Tree, default=dict)
    details: Mapped[dict[str, str]] = column("c0f", Tree, default=dict)
    note: Mapped[str | None] = column("c4", Sealed)
    reason: Mapped[str | None] = column("c4", Sealed)
    claimed: Mapped[bool] = column("c0", default=False)
    withdrawn: Mapped[bool] = column("c0", default=False)
    recorded_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = column("c0", Instant)
    confirmed_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None] = column("c0", Instant)
    request_key: Mapped[str | None] = column("c4", String(64))
    outcome: Mapped[list[dict[str, Any]]] = column("c4", Tree, default=list)
    import_id: Mapped[int | None] = column("c4", ForeignKey("imports.id"))

    matter: Mapped[Matter] = relationship()
    recorded_by: Mapped[Person | None] = relationship(foreign_keys=[recorded_by_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])

    @property
    def fact_id(self) -> str:
        """The id the engine knows it by: the same over all revisions."""
        return fact_id(self.number)


def fact_id(number: int) -> str:
    """The engine's id of the fact with this running number."""
    return f"f{number:04d}"


def facts_of(session: Session, matter_ids: Collection[int], *, people: bool = False) -> Sequence[Fact]:
    """All revisions of all facts of these matters, by matter, number and revision."""
    query = select(Fact).where(Fact.matter_id.in_(matter_ids))
    if people:
        query = query.options(joinedload(Fact.recorded_by))
    return session.scalars(query.order_by(Fact.matter_id, Fact.number, Fact.revision)).all()


def standing_facts(revisions: Iterable[Fact]) -> list[Fact]:
    """The facts that hold: the greatest revision of each number, unless it withdraws the fact."""
    latest: dict[tuple[int, int], Fact] = {}
    for fact in revisions:
        latest[fact.matter_id, fact.number] = fact
    return [fact for fact in latest.values() if not fact.withdrawn]


def fact_by_request(session: Session, matter_id: int, request_key: str) -> Fact | None:
    """The fact that this very request has already recorded."""
    return session.scalar(select(Fact).where(Fact.matter_id == matter_id, Fact.request_key == request_key))
