"""Saved views: a list's filters and order under a name, one's own or shared. Not here: what they show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.store.base import Base, Instant, Tree, column, one_of, public_id_column
from tracker.store.people import Person

LISTS = ("duties", "matters")


class SavedView(Base):
    """One view. It is taken away by ``removed_at``; what it was stays on record."""

    __tablename__ = "saved_views"
    __table_args__ = (
        one_of("list", LISTS),
        Index(None, "organisation_id", "removed_at"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    person_id: Mapped[int] = column("c4", ForeignKey("people.id"))
    list: Mapped[str] = column("c4", String(10))
    name: Mapped[str] = column("c4", String(60))
    asked: Mapped[dict[str, Any]] = column("c4", Tree)
    shared: Mapped[bool] = column("c4", default=False)
    created_at: Mapped[datetime] = column("c4", Instant)
    removed_at: Mapped[datetime | None] = column("c4", Instant)

    person: Mapped[Person] = relationship()


class ViewChoice(Base):
    """The view with which a person's list opens; none where ``view_id`` is empty."""

    __tablename__ = "view_choices"
    __table_args__ = (UniqueConstraint("person_id", "list"), one_of("list", LISTS))

    id: Mapped[int] = column("c0", primary_key=True)
    person_id: Mapped[int] = column("c4", ForeignKey("people.id"))
    list: Mapped[str] = column("c4", String(10))
    view_id: Mapped[int | None] = column("c4", ForeignKey("saved_views.id"))


def views_of(session: Session, organisation_id: int, person_id: int) -> Sequence[SavedView]:
    """The views a person may use, by name: their own, and those shared in their organisation."""
    mine = or_(SavedView.person_id == person_id, SavedView.shared.is_(True))
    query = select(SavedView).options(joinedload(SavedView.person))
    query = query.where(SavedView.organisation_id == organisation_id, SavedView.removed_at.is_(None), mine)
    return session.scalars(query.order_by(SavedView.name, SavedView.id)).all()


def choices_of(session: Session, person_id: int) -> Sequence[ViewChoice]:
    """With which views a person's lists open."""
    return session.scalars(select(ViewChoice).where(ViewChoice.person_id == person_id)).all()
