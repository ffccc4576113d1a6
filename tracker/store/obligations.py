"""Obligations: a cache of what the engine derives, rebuildable at any time. Not here: the deriving.

A row is known by (matter, pack, rule, filing, trigger). It keeps its identifier over corrections and
rebuilds; one that is no longer derived gets ``gone_at`` and comes back as the same row.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, relationship

from tracker.store.agreements import Agreement
from tracker.store.base import Base, Instant, Tree, column, one_of, public_id_column
from tracker.store.matters import Matter, Scope, belongs, seen

KINDS = ("fixed", "prompt", "option", "window", "clock")
ACTORS = ("contractor", "agency", "office")
PHASES = ("running", "waiting", "on-hold", "over", "done")
NOT_DONE = tuple(phase for phase in PHASES if phase != "done")
LAPSING = ("option", "window", "clock")
SOON = timedelta(days=14)
FAR = date.max
LONGEST_CLOSURE = timedelta(31)
"""Longer than any office is closed in a row: by so much at most ``act_by`` lies before ``due``. A guard."""
LISTED = ("phase", "sort_on", "id", "kind", "due", "act_by", "gone_at", "pack")
BY_RULE = ("rule", "phase", "sort_on", "id")


class Obligation(Base):
    """One duty as last derived. ``filing`` and ``trigger`` are "" where the engine says null, so that the
    unique key holds; ``basis`` marks what its explanation rests on; ``sort_on`` is ``act_by``, else ``due``,
    else the end of time. ``agency_id`` is set while the matter is reported, so that an agency's list is read
    in order without reading the others; ``owner_id`` is its matter's, for the list of what is one's own."""

    __tablename__ = "obligations"
    __table_args__ = (
        UniqueConstraint("matter_id", "pack", "rule", "filing", "trigger"),
        one_of("kind", KINDS),
        one_of("actor", ACTORS),
        one_of("phase", PHASES),
        # In the order of a list, with all that decides whether a row is in it: a list is counted and the rows
        # before its page are passed over without reading one of them. Counting became a hundred times faster.
        Index("ix_obligations_organisation_list", "organisation_id", *LISTED),
        Index("ix_obligations_agreement_list", "agreement_id", *LISTED),
        Index("ix_obligations_agency_list", "agency_id", *LISTED),
        Index("ix_obligations_owner_list", "owner_id", *LISTED),
        Index("ix_obligations_organisation_rule", "organisation_id", *BY_RULE),
        Index("ix_obligations_agency_rule", "agency_id", *BY_RULE),
        Index(None, "phase", "sort_on", "id"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    agreement_id: Mapped[int] = column("c0", ForeignKey("agreements.id"))
    agency_id: Mapped[int | None] = column("c0", ForeignKey("organisations.id"))
    owner_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    pack: Mapped[str] = column("c0", String(80))
    rule: Mapped[str] = column("c0", String(60))
    filing: Mapped[str] = column("c0f", String(60), default="")
    trigger: Mapped[str] = column("c0", String(20), default="")
    article: Mapped[str] = column("c0", String(40))
    kind: Mapped[str] = column("c0", String(10))
    actor: Mapped[str] = column("c0", String(12))
    nominal: Mapped[date | None] = column("c0")
    due: Mapped[date | None] = column("c0")
    act_by: Mapped[date | None] = column("c0")
    sort_on: Mapped[date] = column("c0")
    standing: Mapped[str] = column("c0", String(20))
    phase: Mapped[str] = column("c0", String(10))
    met_by: Mapped[str | None] = column("c0", String(20))
    blocked_by: Mapped[str | None] = column("c0", String(60))
    provisional: Mapped[bool] = column("c0", default=False)
    unknowns: Mapped[list[str]] = column("c0", Tree, default=list)
    basis: Mapped[str] = column("c0", String(16), default="")
    remind_on: Mapped[date | None] = column("c0")
    due_revision: Mapped[int] = column("c0", default=1)
    gone_at: Mapped[datetime | None] = column("c0", Instant)

    matter: Mapped[Matter] = relationship()
    agreement: Mapped[Agreement] = relationship()


class DerivationRun(Base):
    """One recomputation of all matters; a run without ``ended_at`` did not come to its end."""

    __tablename__ = "derivation_runs"
    __table_args__ = (Index(None, "started_at"),)

    id: Mapped[int] = column("c0", primary_key=True)
    started_at: Mapped[datetime] = column("c0", Instant)
    ended_at: Mapped[datetime | None] = column("c0", Instant)
    as_of: Mapped[date] = column("c0")
    matters: Mapped[int] = column("c5", default=0)
    obligations: Mapped[int] = column("c5", default=0)
    changed: Mapped[int] = column("c5", default=0)
    failed: Mapped[int] = column("c5", default=0)


# --- queries ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DueFilter:
    """What a list of duties shows: which packs and kinds, how they stand, until when, which agreement."""

    kinds: Collection[str]
    packs: Collection[str] | None = None
    standing: str | None = None
    due_before: date | None = None
    agreement_id: int | None = None


def stands(standing: str, today: date) -> ColumnElement[bool]:
    """Whether a row stands so on ``today``: days pass without anybody writing the row.

    What is said of ``sort_on`` follows from the rest; it bounds the part of the index that is read.
    """
    running = Obligation.phase == "running"
    over = Obligation.due < today
    soon = Obligation.act_by <= today + SOON
    lapses = Obligation.kind.in_(LAPSING)
    ahead = and_(running, or_(Obligation.due.is_(None), Obligation.due >= today))
    tests: dict[str, ColumnElement[bool]] = {
        "overdue": and_(running, Obligation.kind == "fixed", over, Obligation.sort_on < today),
        "target-passed": and_(running, Obligation.kind == "prompt", over, Obligation.sort_on < today),
        "due-soon": and_(ahead, soon, Obligation.sort_on.between(today - LONGEST_CLOSURE, today + SOON)),
        "open": and_(ahead, or_(Obligation.act_by.is_(None), ~soon), Obligation.sort_on >= today),
        "passed": or_(Obligation.phase == "over", and_(running, lapses, over)),
        "waiting": Obligation.phase == "waiting",
        "on-hold": Obligation.phase == "on-hold",
    }
    done = and_(Obligation.phase == "done", Obligation.standing == standing)
    return tests.get(standing, done)


def to_do(today: date) -> ColumnElement[bool]:
    """Whether something is still to be done about a row: it runs, and is no right that has lapsed."""
    lapsed = and_(Obligation.kind.in_(LAPSING), Obligation.due < today)
    return and_(Obligation.phase == "running", ~lapsed)


def in_scope(scope: Scope) -> list[ColumnElement[bool]]:
    """A scope as far as a row itself tells it, so that lists are counted without reading matters."""
    conditions = belongs(scope, Obligation.organisation_id, Obligation.matter_id)
    if scope.hidden_rules:
        own = Obligation.organisation_id == scope.organisation_id
        conditions.append(or_(own, Obligation.rule.not_in(scope.hidden_rules)))
    if scope.agency_id is not None:
        conditions.append(Obligation.agency_id == scope.agency_id)
    if scope.logged_by_id is not None:
        mine = select(Matter.id).where(*seen(Scope(logged_by_id=scope.logged_by_id)))
        conditions.append(Obligation.matter_id.in_(mine))
    return conditions


def in_list(scope: Scope, chosen: DueFilter, today: date) -> list[ColumnElement[bool]]:
    """The conditions of one list of duties."""
    conditions = [*in_scope(scope), Obligation.gone_at.is_(None), Obligation.kind.in_(chosen.kinds)]
    conditions.append(to_do(today) if chosen.standing is None else stands(chosen.standing, today))
    if chosen.packs is not None:
        conditions.append(Obligation.pack.in_(chosen.packs))
    if chosen.due_before is not None:
        conditions.append(Obligation.due < chosen.due_before)
    if chosen.agreement_id is not None:
        conditions.append(Obligation.agreement_id == chosen.agreement_id)
    return conditions


def due_page(
    session: Session,
    scope: Scope,
    chosen: DueFilter,
    today: date,
    after: tuple[date, int] | None,
    limit: int,
) -> Sequence[Obligation]:
    """Duties in the order of the day to act, from the one after ``after`` on; with matter and agreement."""
    return session.scalars(due_query(scope, chosen, today, after, limit)).all()


def due_query(
    scope: Scope, chosen: DueFilter, today: date, after: tuple[date, int] | None, limit: int
) -> Select[tuple[Obligation]]:
    """The query of one page of duties."""
    query = (
        select(Obligation)
        .join(Obligation.matter)
        .join(Matter.agreement)
        .where(*seen(scope), *in_list(scope, chosen, today))
        .options(
            contains_eager(Obligation.matter).joinedload(Matter.organisation),
            contains_eager(Obligation.matter).contains_eager(Matter.agreement),
        )
        .order_by(Obligation.sort_on, Obligation.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(Obligation.sort_on, Obligation.id) > after)
    return query


def count_due(
    session: Session, scope: Scope, lists: Sequence[DueFilter], today: date, most: int
) -> list[int]:
    """How long several lists are, in one query; none is counted beyond ``most``."""
    counts = []
    for chosen in lists:
        capped = select(Obligation.id).where(*in_list(scope, chosen, today)).limit(most).subquery()
        counts.append(select(func.count()).select_from(capped).scalar_subquery())
    row = session.execute(select(*counts)).one()
    return [int(count) for count in row]


def obligations_of(session: Session, matter_ids: Collection[int]) -> Sequence[Obligation]:
    """All rows of these matters, gone ones too."""
    query = select(Obligation).where(Obligation.matter_id.in_(matter_ids))
    return session.scalars(query.order_by(Obligation.matter_id, Obligation.id)).all()


def next_duties(
    session: Session, matter_ids: Collection[int], kinds: Collection[str], today: date
) -> Sequence[Obligation]:
    """What is still to be done in these matters, the next first."""
    query = select(Obligation).where(
        Obligation.matter_id.in_(matter_ids),
        Obligation.gone_at.is_(None),
        Obligation.kind.in_(kinds),
        to_do(today),
    )
    return session.scalars(query.order_by(Obligation.sort_on, Obligation.id)).all()


def find_obligation(session: Session, scope: Scope, public_id: str) -> Obligation | None:
    """One duty by its outward id, if it may be seen."""
    query = select(Obligation).join(Obligation.matter).join(Matter.agreement)
    query = query.where(*seen(scope), Obligation.public_id == public_id, Obligation.gone_at.is_(None))
    return session.scalar(query.options(joinedload(Obligation.matter)))


def find_warned(session: Session, scope: Scope, public_id: str) -> Obligation | None:
    """A duty that is not in force and is reminded of all the same, by its outward id, if it may be seen."""
    query = select(Obligation).join(Obligation.matter).join(Matter.agreement)
    only = Obligation.gone_at.is_not(None), Obligation.remind_on.is_not(None)
    query = query.where(*seen(scope), Obligation.public_id == public_id, *only)
    return session.scalar(query.options(joinedload(Obligation.matter)))


def last_run(session: Session) -> DerivationRun | None:
    """The last recomputation that came to its end."""
    ended = select(DerivationRun).where(DerivationRun.ended_at.is_not(None))
    return session.scalar(ended.order_by(DerivationRun.id.desc()).limit(1))


def tracked(
    session: Session, scope: Scope, kinds: Collection[str], today: date, most: int
) -> tuple[int, date | None]:
    """How many duties are followed, up to ``most``, and the next day to act from ``today`` on."""
    rows = select(Obligation.id, Obligation.act_by)
    live = rows.where(*in_scope(scope), Obligation.gone_at.is_(None), Obligation.kind.in_(kinds))
    capped = live.where(Obligation.phase.in_(NOT_DONE)).limit(most).subquery()
    coming = live.where(Obligation.phase == "running", Obligation.sort_on >= today)
    following = coming.order_by(Obligation.sort_on).limit(1).subquery()
    counted = select(func.count()).select_from(capped).scalar_subquery()
    row = session.execute(select(counted, select(following.c.act_by).scalar_subquery())).one()
    return int(row[0]), row[1]
