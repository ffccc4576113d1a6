"""What contractors opened to the agency on purpose, and how the level of their matters changed.

Not here: who may open what (docket), and what a level shows (disclosure).
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from flask import current_app
from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.store.base import Base, Instant, column, one_of, public_id_column
from tracker.store.content import FIELDS, ContentRevision
from tracker.store.keys import Sealed
from tracker.store.people import Person

MATTER, DEMAND = "matter", "demand"
SUBJECTS = (*FIELDS, MATTER, DEMAND)
"""What is opened: one field of technical content, the matter itself, or what a demand asks for."""

ENDS = ("taken-back", "refused", "narrowed", "replaced", "moved-out", "expired")
"""Why an opening ended: by a person's act, or because something else happened to the matter."""


class Release(Base):
    """One act of opening: asked by one person, confirmed by another, ended at some time.

    ``content`` is the very text that was read again. A disclosure on demand is made outside the product,
    once, to ``recipient``, until ``expires_on``; it is done on ``done_on``.
    """

    __tablename__ = "releases"
    __table_args__ = (one_of("subject", SUBJECTS), one_of("ended_why", ENDS), Index(None, "matter_id"))

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    subject: Mapped[str] = column("c0", String(20))
    content_id: Mapped[int | None] = column("c4", ForeignKey("content_revisions.id"))
    demand: Mapped[str | None] = column("c4", String(20))
    what: Mapped[str | None] = column("c4", Sealed)
    recipient: Mapped[str | None] = column("c4", Sealed)
    expires_on: Mapped[date | None] = column("c4")
    reason: Mapped[str] = column("c4", Sealed)
    asked_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    asked_at: Mapped[datetime] = column("c4", Instant)
    confirmed_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None] = column("c4", Instant)
    seen_at: Mapped[datetime | None] = column("c4", Instant)
    done_on: Mapped[date | None] = column("c4")
    done_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = column("c4", Instant)
    ended_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    ended_why: Mapped[str | None] = column("c4", String(20))
    end_reason: Mapped[str | None] = column("c4", Sealed)

    content: Mapped[ContentRevision | None] = relationship()
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])

    @property
    def is_running(self) -> bool:
        """Whether it opens something now."""
        return self.confirmed_at is not None and self.ended_at is None


class LevelChange(Base):
    """The level of a matter towards the agency from ``at`` on; None while the agency does not know of it."""

    __tablename__ = "level_changes"
    __table_args__ = (Index(None, "matter_id"),)

    id: Mapped[int] = column("c0", primary_key=True)
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    at: Mapped[datetime] = column("c4", Instant)
    level_before: Mapped[str | None] = column("c4", String(20))
    level: Mapped[str | None] = column("c4", String(20))


# --- queries ------------------------------------------------------------------------------------------------


def releases_of(session: Session, matter_ids: Collection[int]) -> Sequence[Release]:
    """All acts of opening about these matters with their people and texts, the earliest first."""
    query = select(Release).where(Release.matter_id.in_(matter_ids))
    people = (Release.asked_by, Release.confirmed_by, Release.done_by, Release.ended_by)
    query = query.options(*(joinedload(each) for each in people), joinedload(Release.content))
    return session.scalars(query.order_by(Release.id)).all()


def running_releases(session: Session, matter_id: int, subjects: Collection[str]) -> Sequence[Release]:
    """The acts that open something now, with the texts they open."""
    query = select(Release).where(Release.matter_id == matter_id, Release.subject.in_(subjects))
    query = query.where(Release.confirmed_at.is_not(None), Release.ended_at.is_(None))
    return session.scalars(query.options(joinedload(Release.content)).order_by(Release.id)).all()


def unended_releases(session: Session, matter_id: int, subjects: Collection[str]) -> Sequence[Release]:
    """The acts that were not ended, waiting for their second person or confirmed."""
    query = select(Release).where(Release.matter_id == matter_id, Release.subject.in_(subjects))
    return session.scalars(query.where(Release.ended_at.is_(None)).order_by(Release.id)).all()


def level_changes_of(session: Session, matter_id: int) -> Sequence[LevelChange]:
    """How the level of a matter changed, the earliest first."""
    query = select(LevelChange).where(LevelChange.matter_id == matter_id)
    return session.scalars(query.order_by(LevelChange.id)).all()


def is_tryout() -> bool:
    """Whether the product runs for a try-out with demo accounts."""
    return bool(current_app.config["ENV"] == "demo")
