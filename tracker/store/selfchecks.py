"""Self-checks: each run, and each difference it found. Append-only but for the closing of a difference by a
person. Not here: the comparing (docket).
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Row, String, Text, cast, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.store.agreements import Agreement
from tracker.store.base import Base, Instant, Tree, column, one_of, public_id_column
from tracker.store.facts import Fact
from tracker.store.keys import Sealed
from tracker.store.matters import Matter, Scope, seen
from tracker.store.obligations import Obligation
from tracker.store.people import Person

KINDS = ("add", "move", "drop", "fail")
REASONS = (
    "missing-row",
    "extra-row",
    "dates",
    "standing",
    "basis",
    "values",
    "finding",
    "reach",
    "underivable",
)


class SelfcheckRun(Base):
    """One recomputation of everything beside what is stored. Without ``ended_at`` it did not come to its end.

    ``checked`` duties, ``differences`` found in this run that are no news of the terms, ``proposals``: those
    that come from another edition of the packs. ``counts`` tells the same by organisation.
    """

    __tablename__ = "selfcheck_runs"
    __table_args__ = (Index(None, "started_at"),)

    id: Mapped[int] = column("c0", primary_key=True)
    started_at: Mapped[datetime] = column("c0", Instant)
    ended_at: Mapped[datetime | None] = column("c0", Instant)
    as_of: Mapped[date] = column("c0")
    matters: Mapped[int] = column("c5", default=0)
    checked: Mapped[int] = column("c5", default=0)
    differences: Mapped[int] = column("c5", default=0)
    proposals: Mapped[int] = column("c5", default=0)
    failed: Mapped[int] = column("c5", default=0)
    editions: Mapped[dict[str, str]] = column("c0", Tree, default=dict)
    counts: Mapped[dict[str, Any]] = column("c5", Tree, default=dict)
    error: Mapped[str | None] = column("c5", String(200))


class SelfcheckDifference(Base):
    """Something stored that is not what its facts give, under the same terms. Open until a person closes it.

    ``part`` is "duty", else the finding of the matter it is about.
    """

    __tablename__ = "selfcheck_differences"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("reason", REASONS),
        Index(None, "matter_id", "closed_at"),
        Index(None, "organisation_id", "closed_at", "id"),
        Index(None, "closed_at", "organisation_id"),
        Index(None, "run_id"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    run_id: Mapped[int] = column("c0", ForeignKey("selfcheck_runs.id"))
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    part: Mapped[str] = column("c0", String(20))
    pack: Mapped[str] = column("c0", String(80))
    rule: Mapped[str] = column("c0", String(60))
    filing: Mapped[str] = column("c0f", String(60))
    trigger: Mapped[str] = column("c0", String(20))
    kind: Mapped[str] = column("c0", String(10))
    reason: Mapped[str] = column("c0", String(20))
    before: Mapped[Any] = column("c4", Tree)
    after: Mapped[Any] = column("c4", Tree)
    found_at: Mapped[datetime] = column("c0", Instant)
    closed_at: Mapped[datetime | None] = column("c0", Instant)
    closed_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    closed_because: Mapped[str | None] = column("c4", Sealed)

    matter: Mapped[Matter] = relationship()
    closed_by: Mapped[Person | None] = relationship()


# --- what is compared, in bulk and without an object for each row -------------------------------------------


def raw(tree: Any) -> ColumnElement[str]:
    """Lists and mappings as their text: the same few stand in many rows, and each is read but once."""
    return cast(tree, Text)


FACT = (
    Fact.matter_id, Fact.number, Fact.revision, Fact.kind, Fact.on, raw(Fact.keys), Fact.withdrawn,
)  # fmt: skip
MATTER = (
    Matter.id, Matter.organisation_id, Matter.ref, Matter.right, Matter.sensitive_field, Matter.perennial,
    raw(Matter.disclosure), raw(Matter.findings), Matter.derived_on, Matter.edition,
    Matter.reported_at.is_not(None), Matter.shared_at.is_not(None),
    raw(Agreement.packs), raw(Agreement.parameters), Agreement.agency_id, raw(Matter.held),
)  # fmt: skip
IDENTITY = (Obligation.matter_id, Obligation.pack, Obligation.rule, Obligation.filing, Obligation.trigger)


def matters_after(session: Session, last: int, limit: int) -> Sequence[Row[Any]]:
    """The next matters in the order of entry, with what the agreement says; columns as in ``MATTER``."""
    query = select(*MATTER).join(Agreement, Matter.agreement_id == Agreement.id)
    return session.execute(query.where(Matter.id > last).order_by(Matter.id).limit(limit)).all()


def matter_row(session: Session, matter_id: int) -> Row[Any] | None:
    """The same of one matter."""
    query = select(*MATTER).join(Agreement, Matter.agreement_id == Agreement.id)
    return session.execute(query.where(Matter.id == matter_id)).one_or_none()


def fact_rows(session: Session, first: int, last: int) -> Sequence[Row[Any]]:
    """All revisions of all facts of the matters from ``first`` to ``last``; columns as in ``FACT``."""
    query = select(*FACT).where(Fact.matter_id.between(first, last))
    return session.execute(query.order_by(Fact.matter_id, Fact.number, Fact.revision)).all()


def duty_rows(session: Session, first: int, last: int, kept: Collection[str]) -> Sequence[Row[Any]]:
    """The live duties of these matters: ``IDENTITY``, whom they are shown to, then the values ``kept``."""
    columns = [getattr(Obligation, name) for name in kept]
    values = [raw(each) if isinstance(each.type, Tree) else each for each in columns]
    query = select(*IDENTITY, Obligation.agency_id, *values)
    return session.execute(
        query.where(Obligation.matter_id.between(first, last), Obligation.gone_at.is_(None))
    ).all()


# --- what was found -----------------------------------------------------------------------------------------


def last_selfcheck(session: Session) -> SelfcheckRun | None:
    """The last run that came to its end."""
    query = select(SelfcheckRun).where(SelfcheckRun.ended_at.is_not(None), SelfcheckRun.error.is_(None))
    return session.scalar(query.order_by(SelfcheckRun.id.desc()).limit(1))


def selfchecks(session: Session, limit: int) -> Sequence[SelfcheckRun]:
    """The last runs, the latest first."""
    return session.scalars(select(SelfcheckRun).order_by(SelfcheckRun.id.desc()).limit(limit)).all()


def count_open(session: Session, organisation_id: int | None = None) -> int:
    """How many differences nobody has closed, of one organisation or of all."""
    query = select(func.count()).select_from(SelfcheckDifference)
    query = query.where(SelfcheckDifference.closed_at.is_(None))
    if organisation_id is not None:
        query = query.where(SelfcheckDifference.organisation_id == organisation_id)
    return session.scalar(query) or 0


def open_differences(session: Session, matter_ids: Collection[int]) -> Sequence[SelfcheckDifference]:
    """The open differences of these matters, the oldest first."""
    query = select(SelfcheckDifference).where(
        SelfcheckDifference.matter_id.in_(matter_ids), SelfcheckDifference.closed_at.is_(None)
    )
    return session.scalars(query.order_by(SelfcheckDifference.id)).all()


def held_duties(session: Session, matter_ids: Collection[int]) -> set[tuple[int, str, str, str, str]]:
    """The duties of these matters with an open difference: matter, pack, rule, filing, trigger."""
    each = SelfcheckDifference
    query = select(each.matter_id, each.pack, each.rule, each.filing, each.trigger)
    found = session.execute(query.where(each.matter_id.in_(matter_ids), each.closed_at.is_(None)))
    return {(row[0], row[1], row[2], row[3], row[4]) for row in found}


def seen_differences(session: Session, scope: Scope, limit: int) -> Sequence[SelfcheckDifference]:
    """Differences of the matters in a scope, open ones first, then the latest."""
    query = (
        select(SelfcheckDifference)
        .join(SelfcheckDifference.matter)
        .join(Matter.agreement)
        .where(*seen(scope))
        .options(
            joinedload(SelfcheckDifference.matter).joinedload(Matter.agreement),
            joinedload(SelfcheckDifference.closed_by),
        )
        .order_by(SelfcheckDifference.closed_at.is_not(None), SelfcheckDifference.id.desc())
    )
    return session.scalars(query.limit(limit)).all()
