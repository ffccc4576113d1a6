"""What a status report reads, in bulk and as plain values: no object for a row. Not here: what is told of it,
and who sees what (docket)."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, extract, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from tracker.store.agreements import Agreement
from tracker.store.facts import Fact
from tracker.store.matters import Matter, Scope, seen
from tracker.store.obligations import Obligation, in_scope
from tracker.store.organisations import Organisation
from tracker.store.selfchecks import raw

HEAD = (
    Matter.id, Matter.organisation_id, Matter.derived_on, Organisation.name, Agreement.number,
    raw(Agreement.packs), Matter.ref, Matter.right, Matter.title, Matter.neutral_title,
    Matter.reported_at.is_not(None), raw(Matter.disclosure), raw(Matter.findings),
)  # fmt: skip
"""The columns of a matter, as ``heads_after`` answers them."""
FACT = (Fact.matter_id, Fact.number, Fact.kind, Fact.on, Fact.withdrawn, raw(Fact.keys), raw(Fact.details))
DUTY = (
    Obligation.matter_id, Obligation.pack, Obligation.rule, Obligation.filing, Obligation.kind,
    Obligation.due, Obligation.phase, Obligation.standing,
)  # fmt: skip


def heads_after(
    session: Session, scope: Scope, agreements: Collection[int] | None, last: int, limit: int
) -> Sequence[Row[Any]]:
    """The next matters in the order of entry, under these agreements or all; columns as in ``HEAD``."""
    query = select(*HEAD).join(Agreement, Matter.agreement_id == Agreement.id)
    query = query.join(Organisation, Matter.organisation_id == Organisation.id)
    query = _under(query.where(*seen(scope), Matter.id > last), agreements)
    return _plain(session, query.order_by(Matter.id).limit(limit))


def matters_among(session: Session, scope: Scope, ids: Collection[int]) -> Sequence[Matter]:
    """These matters as whole objects, as far as the scope sees them."""
    query = select(Matter).join(Matter.agreement).where(*seen(scope), Matter.id.in_(ids))
    query = query.options(
        contains_eager(Matter.agreement), joinedload(Matter.organisation), joinedload(Matter.owner)
    )
    return session.scalars(query.order_by(Matter.id)).all()


def ids_after(
    session: Session, scope: Scope, agreements: Collection[int] | None, last: int, limit: int
) -> Sequence[int]:
    """The next matters in the order of entry, by number alone."""
    query = select(Matter.id).join(Agreement, Matter.agreement_id == Agreement.id)
    query = _under(query.where(*seen(scope), Matter.id > last), agreements)
    return session.scalars(query.order_by(Matter.id).limit(limit)).all()


def fact_rows(session: Session, ids: Sequence[int], kinds: Collection[str]) -> Sequence[Row[Any]]:
    """All revisions of the facts of these matters of the kinds a report shows; columns as in ``FACT``.

    A correction never changes the kind of a fact, so the last revision is among them.
    """
    query = select(*FACT).where(Fact.matter_id.in_(ids), Fact.kind.in_(kinds))
    return _plain(session, query.order_by(Fact.matter_id, Fact.number, Fact.revision))


def duty_rows(session: Session, ids: Sequence[int], rules: Collection[str]) -> Sequence[Row[Any]]:
    """The live duties that a report shows or counts: those of ``rules``, and legal dates that run."""
    counted = and_(Obligation.phase == "running", Obligation.kind == "fixed")
    query = select(*DUTY).where(Obligation.matter_id.in_(ids))
    query = query.where(Obligation.gone_at.is_(None), or_(counted, Obligation.rule.in_(rules)))
    return _plain(session, query.order_by(Obligation.matter_id, Obligation.id))


def timeliness(
    session: Session,
    scope: Scope,
    agreements: Collection[int] | None,
    packs: Collection[str] | None,
    kinds: Collection[str],
    today: date,
) -> Sequence[Row[Any]]:
    """How many duties there are by pack, rule, kind, phase, standing, day over or not, and month."""
    over = func.coalesce(Obligation.due < today, False).label("over")
    year, month = (func.coalesce(extract(part, Obligation.due), 0) for part in ("year", "month"))
    by = (Obligation.pack, Obligation.rule, Obligation.kind, Obligation.phase, Obligation.standing)
    query = select(*by, over, year, month, func.count()).where(*in_scope(scope))
    query = query.where(Obligation.gone_at.is_(None), Obligation.kind.in_(kinds))
    if packs is not None:
        query = query.where(Obligation.pack.in_(packs))
    if agreements is not None:
        query = query.where(Obligation.agreement_id.in_(agreements))
    return session.execute(query.group_by(*by, over, year, month)).all()


def _plain(session: Session, query: Select[Any]) -> Sequence[Row[Any]]:
    """The rows by the connection itself: the session's own way takes half as long again for each."""
    return session.connection().execute(query).all()


def _under(query: Select[Any], agreements: Collection[int] | None) -> Select[Any]:
    return query if agreements is None else query.where(Matter.agreement_id.in_(agreements))
