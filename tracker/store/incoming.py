"""What came in for the agency to act on, and what it answered. Not here: what comes in, and whose turn it is.

``IncomingLine`` is a cache like the obligations, rebuilt from facts, answers and applications. Answers and
demands are records: nothing in them is erased.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, func, select, tuple_
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, relationship

from tracker.store.agreements import Agreement
from tracker.store.base import Base, Instant, column, one_of
from tracker.store.keys import Sealed
from tracker.store.matters import Matter, Scope, seen
from tracker.store.people import Person

KINDS = ("notice", "method", "claim", "licence", "demand")
TURNS = ("agency", "contractor", "nobody")
OUTCOMES = (
    "open", "received", "returned", "replaced", "agreed", "confirmed", "disputed", "granted", "refused",
    "handed-over", "gone",
)  # fmt: skip
ANSWERS = ("received", "returned", "agreed", "confirmed", "disputed")


class IncomingLine(Base):
    """One thing between the two sides. ``subject`` is the fact it is about, or the application's outward id.

    ``agency_id`` says who answers; whether it may see the line is asked of the matter at every look.
    """

    __tablename__ = "incoming_lines"
    __table_args__ = (
        UniqueConstraint("matter_id", "kind", "subject"),
        one_of("kind", KINDS),
        one_of("turn", TURNS),
        one_of("outcome", OUTCOMES),
        Index(None, "agency_id", "turn", "on", "id"),
        Index(None, "organisation_id", "turn", "on", "id"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    agency_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    kind: Mapped[str] = column("c0", String(10))
    subject: Mapped[str] = column("c0", String(20))
    on: Mapped[date] = column("c0")
    turn: Mapped[str] = column("c0", String(10))
    outcome: Mapped[str] = column("c0", String(12))

    matter: Mapped[Matter] = relationship()


class AgencyAnswer(Base):
    """What the agency answered to one thing that came in; a further answer is a further round.

    ``fact`` is the fact that was recorded with it, where the terms know one. The comment is for both sides.
    """

    __tablename__ = "agency_answers"
    __table_args__ = (UniqueConstraint("matter_id", "subject", "round"), one_of("answer", ANSWERS))

    id: Mapped[int] = column("c0", primary_key=True)
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    subject: Mapped[str] = column("c0", String(20))
    round: Mapped[int] = column("c0", default=1)
    answer: Mapped[str] = column("c0", String(10))
    on: Mapped[date] = column("c0")
    comment: Mapped[str | None] = column("c0f", Sealed)
    fact: Mapped[str | None] = column("c0", String(20))
    answered_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    answered_at: Mapped[datetime] = column("c0", Instant)

    answered_by: Mapped[Person | None] = relationship()


class DisclosureDemand(Base):
    """To whom, and until when, a demand of the agency permits one disclosure; ``fact`` is the demand."""

    __tablename__ = "disclosure_demands"
    __table_args__ = (UniqueConstraint("matter_id", "fact"),)

    id: Mapped[int] = column("c0", primary_key=True)
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    fact: Mapped[str] = column("c0", String(20))
    recipient: Mapped[str] = column("c0f", String(200))
    expires_on: Mapped[date] = column("c0")
    recorded_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = column("c0", Instant)


# --- queries ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TurnCount:
    """How many lines wait for one side, counted no further than asked, and since when the oldest does."""

    count: int
    oldest_on: date | None


def in_scope(scope: Scope) -> list[ColumnElement[bool]]:
    """A scope; the query has joined matters and agreements."""
    conditions = seen(scope)
    if scope.organisation_id is not None:
        conditions.append(IncomingLine.organisation_id == scope.organisation_id)
    if scope.agency_id is not None:
        conditions.append(IncomingLine.agency_id == scope.agency_id)
    return conditions


def incoming_page(
    session: Session,
    scope: Scope,
    *,
    turn: str,
    kind: str | None,
    after: tuple[date, int] | None,
    limit: int,
) -> Sequence[IncomingLine]:
    """The lines that wait for one side (or for nobody), oldest first, from the one after ``after`` on."""
    query = (
        select(IncomingLine)
        .join(IncomingLine.matter)
        .join(Matter.agreement)
        .where(*in_scope(scope), IncomingLine.turn == turn)
        .options(
            contains_eager(IncomingLine.matter).joinedload(Matter.organisation),
            contains_eager(IncomingLine.matter).contains_eager(Matter.agreement).joinedload(Agreement.agency),
        )
        .order_by(IncomingLine.on, IncomingLine.id)
        .limit(limit)
    )
    if kind is not None:
        query = query.where(IncomingLine.kind == kind)
    if after is not None:
        query = query.where(tuple_(IncomingLine.on, IncomingLine.id) > after)
    return session.scalars(query).all()


def count_turns(session: Session, scope: Scope, turns: Sequence[str], most: int) -> list[TurnCount]:
    """How many lines wait for each of these sides, in one query; none is counted beyond ``most``."""
    asked = []
    for turn in turns:
        rows = select(IncomingLine.on).join(IncomingLine.matter).join(Matter.agreement)
        rows = rows.where(*in_scope(scope), IncomingLine.turn == turn)
        capped = rows.order_by(IncomingLine.on).limit(most).subquery()
        asked += [
            select(func.count()).select_from(capped).scalar_subquery(),
            select(func.min(capped.c.on)).scalar_subquery(),
        ]
    row = session.execute(select(*asked)).one()
    return [TurnCount(int(row[n]), row[n + 1]) for n in range(0, len(row), 2)]


def lines_of(session: Session, matter_ids: Collection[int]) -> Sequence[IncomingLine]:
    """All lines of these matters, oldest first."""
    query = select(IncomingLine).where(IncomingLine.matter_id.in_(matter_ids))
    return session.scalars(query.order_by(IncomingLine.matter_id, IncomingLine.on, IncomingLine.id)).all()


def answers_of(session: Session, matter_ids: Collection[int]) -> Sequence[AgencyAnswer]:
    """All answers about these matters, in the order they were given."""
    query = select(AgencyAnswer).where(AgencyAnswer.matter_id.in_(matter_ids))
    return session.scalars(
        query.options(joinedload(AgencyAnswer.answered_by)).order_by(AgencyAnswer.id)
    ).all()


def demands_of(session: Session, matter_ids: Collection[int]) -> Sequence[DisclosureDemand]:
    """All demands about these matters, in the order they were made."""
    query = select(DisclosureDemand).where(DisclosureDemand.matter_id.in_(matter_ids))
    return session.scalars(query.order_by(DisclosureDemand.id)).all()


def matters_with_lines(session: Session, matter_ids: Collection[int]) -> set[int]:
    """Those of these matters that have a line at all."""
    if not matter_ids:
        return set()
    query = select(IncomingLine.matter_id).where(IncomingLine.matter_id.in_(matter_ids)).distinct()
    return set(session.scalars(query))
