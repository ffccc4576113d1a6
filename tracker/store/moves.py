"""Dates that moved after they could have been seen, and who has looked at that. Not here: why they move."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, Session, contains_eager, relationship

from tracker.store.base import Base, Instant, column
from tracker.store.matters import Matter, Scope, seen
from tracker.store.obligations import Obligation


class DateMove(Base):
    """One move of one duty's date; ``to_on`` is empty where the date went. ``fact`` brought it about."""

    __tablename__ = "date_moves"
    __table_args__ = (Index(None, "organisation_id", "id"), Index(None, "obligation_id"))

    id: Mapped[int] = column("c0", primary_key=True)
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    obligation_id: Mapped[int] = column("c0", ForeignKey("obligations.id"))
    from_on: Mapped[date] = column("c0")
    to_on: Mapped[date | None] = column("c0")
    fact: Mapped[str | None] = column("c0", String(20))
    at: Mapped[datetime] = column("c0", Instant)

    obligation: Mapped[Obligation] = relationship()


class DateMoveSeen(Base):
    """Somebody has looked at a move."""

    __tablename__ = "date_moves_seen"
    __table_args__ = (UniqueConstraint("date_move_id", "person_id"),)

    id: Mapped[int] = column("c0", primary_key=True)
    date_move_id: Mapped[int] = column("c0", ForeignKey("date_moves.id"))
    person_id: Mapped[int] = column("c4", ForeignKey("people.id"))
    at: Mapped[datetime] = column("c4", Instant)


# --- queries ------------------------------------------------------------------------------------------------


def unseen_moves(
    session: Session, scope: Scope, person_id: int, since: datetime, limit: int, matter_id: int | None = None
) -> Sequence[DateMove]:
    """Moves since an instant that this person has not acknowledged, latest first."""
    looked = and_(DateMoveSeen.date_move_id == DateMove.id, DateMoveSeen.person_id == person_id)
    query = (
        select(DateMove)
        .join(DateMove.obligation)
        .join(Obligation.matter)
        .join(Matter.agreement)
        .outerjoin(DateMoveSeen, looked)
        .where(*seen(scope), DateMoveSeen.id.is_(None), DateMove.at >= since)
        .options(contains_eager(DateMove.obligation).contains_eager(Obligation.matter))
    )
    if scope.organisation_id is not None and not scope.shared:
        query = query.where(DateMove.organisation_id == scope.organisation_id)
    if matter_id is not None:
        query = query.where(Obligation.matter_id == matter_id)
    return session.scalars(query.order_by(DateMove.id.desc()).limit(limit)).all()
