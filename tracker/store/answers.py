"""What an agency answered to the open questions of an agreement's terms. Not here: what follows from it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, relationship

from tracker.store.base import Base, Instant, Tree, column
from tracker.store.people import Person


class Answer(Base):
    """One revision of an answer: the latest holds, ``withdrawn`` brings the default back. Only added to.

    ``value`` is what the question's type says: yes or no, a number, or words.
    """

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("agreement_id", "unknown", "revision"),)

    id: Mapped[int] = column("c0", primary_key=True)
    agreement_id: Mapped[int] = column("c0", ForeignKey("agreements.id"))
    unknown: Mapped[str] = column("c0", String(60))
    revision: Mapped[int] = column("c0")
    withdrawn: Mapped[bool] = column("c0", default=False)
    value: Mapped[Any] = column("c4", Tree)
    answered_by: Mapped[str] = column("c4", String(200))
    answered_on: Mapped[date | None] = column("c4")
    evidence: Mapped[str] = column("c4", String(500))
    reason: Mapped[str | None] = column("c4", String(1000))
    recorded_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = column("c4", Instant)

    recorded_by: Mapped[Person | None] = relationship()


# --- queries ------------------------------------------------------------------------------------------------


def answers_of(session: Session, agreement_id: int) -> Sequence[Answer]:
    """Every revision of every answer of an agreement, the earliest first."""
    query = select(Answer).where(Answer.agreement_id == agreement_id)
    return session.scalars(query.order_by(Answer.id)).all()


def standing_answers(revisions: Iterable[Answer]) -> dict[str, Answer]:
    """The latest revision of each answer, by question; withdrawn ones too."""
    return {each.unknown: each for each in sorted(revisions, key=lambda each: each.revision)}
