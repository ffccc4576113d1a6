"""Lists of matters, narrowed and ordered by what a person asks, each along an index of the side that looks.

Not here: what the words of an address mean, and who may sort by what.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager, joinedload, selectinload

from tracker.store.matters import Matter, Scope, belongs, seen, shared_matters

ORDERS: dict[str, InstrumentedAttribute[Any]] = {
    "ref": Matter.ref,
    "title": Matter.title,
    "next": Matter.next_on,
    "agency-next": Matter.agency_next_on,
}
FEW = 1000
"""Lists shorter than this are sorted as they are; longer ones are read along the index of their order."""


@dataclass(frozen=True, slots=True)
class MatterAsk:
    """What a list shows; ``owner_id`` 0: nobody's; ``mine`` and ``stand_in`` as in lists of duties;
    ``side``: own ones alone, or those that others share."""

    agreement_ids: Collection[int] | None = None
    right: str | None = None
    owner_id: int | None = None
    mine: int | None = None
    stand_in: bool = False
    matter_ids: Collection[int] | None = None
    side: str = ""


def reaches(scope: Scope, ask: MatterAsk) -> list[list[ColumnElement[bool]]]:
    """The sources of a list, each with its conditions; no matter comes from two of them."""
    sides = [side_of(replace(scope, shared=False))]
    if scope.shared:
        others = Matter.organisation_id != scope.organisation_id
        sides.append([others, Matter.id.in_(shared_matters(scope))])
    sides = {"own": sides[:1], "shared": sides[1:]}.get(ask.side, sides)
    if ask.mine is None:
        return sides
    found = [[*side, Matter.owner_id == ask.mine] for side in sides]
    if ask.stand_in:
        another = or_(Matter.owner_id.is_(None), Matter.owner_id != ask.mine)
        theirs = [Matter.deputy_id == ask.mine, another]
        found += [[*side, *theirs] for side in sides]
    return found


def side_of(scope: Scope) -> list[ColumnElement[bool]]:
    """A scope as far as the row itself tells it."""
    if scope.agency_id is not None:
        return [Matter.agency_id == scope.agency_id]
    conditions = belongs(scope, Matter.organisation_id, Matter.id)
    if scope.logged_by_id is not None:
        own = select(Matter.id).where(Matter.created_by_id == scope.logged_by_id)
        owned = select(Matter.id).where(Matter.owner_id == scope.logged_by_id)
        conditions.append(Matter.id.in_(own.union_all(owned)))
    return conditions


def narrowed(ask: MatterAsk) -> list[ColumnElement[bool]]:
    """The conditions of a list that hold whatever its source."""
    conditions: list[ColumnElement[bool]] = []
    if ask.agreement_ids is not None:
        conditions.append(Matter.agreement_id.in_(ask.agreement_ids))
    if ask.right is not None:
        conditions.append(Matter.right == ask.right)
    if ask.owner_id is not None:
        conditions.append(Matter.owner_id == (ask.owner_id or None))
    if ask.matter_ids is not None:
        conditions.append(Matter.id.in_(ask.matter_ids))
    return conditions


def page_queries(
    scope: Scope,
    ask: MatterAsk,
    order: str,
    after: tuple[str | date, int] | None,
    limit: int,
    *,
    descending: bool = False,
    few: bool = False,
) -> list[Select[tuple[Matter]]]:
    """The queries of one page, one for each source. ``few``: the list is short, it is found first and then
    sorted; otherwise it is read along the index of its order."""
    by = ORDERS[order]
    place = tuple_(by, Matter.id)
    queries = []
    for reach in reaches(scope, ask):
        found = [*reach, *narrowed(ask)]
        if few:
            found = [Matter.id.in_(select(select(Matter.id).where(*found).limit(FEW).subquery().c.id))]
        query = select(Matter).join(Matter.agreement).where(*seen(scope), *found).limit(limit)
        if after is not None:
            query = query.where(place < after if descending else place > after)
        ordered = (by.desc(), Matter.id.desc()) if descending else (by, Matter.id)
        queries.append(
            query.order_by(*ordered).options(
                contains_eager(Matter.agreement), joinedload(Matter.organisation), selectinload(Matter.owner)
            )
        )
    return queries


def matter_rows(
    session: Session,
    scope: Scope,
    ask: MatterAsk,
    order: str,
    after: tuple[str | date, int] | None,
    limit: int,
    *,
    descending: bool = False,
    few: bool = False,
) -> list[Matter]:
    """One page in this order, from the one after ``after`` on."""
    queries = page_queries(scope, ask, order, after, limit, descending=descending, few=few)
    if len(queries) == 1:
        return list(session.scalars(queries[0]))
    rows = [row for query in queries for row in session.scalars(query)]
    rows.sort(key=lambda row: (getattr(row, ORDERS[order].key), row.id), reverse=descending)
    return rows[:limit]


def count_matters(session: Session, scope: Scope, asks: Sequence[MatterAsk], most: int) -> list[int]:
    """How long several lists are, in one question; none is counted beyond ``most``."""
    if not asks:
        return []
    columns = []
    for ask in asks:
        parts = []
        for reach in reaches(scope, ask):
            capped = select(Matter.id).where(*reach, *narrowed(ask)).limit(most).subquery()
            parts.append(select(func.count()).select_from(capped).scalar_subquery())
        columns.append(sum(parts[1:], start=parts[0]))
    return [min(int(count), most) for count in session.execute(select(*columns)).one()]


def matters_named(session: Session, scope: Scope, public_ids: Collection[str]) -> Sequence[Matter]:
    """These matters, as far as the scope sees them, by reference."""
    query = select(Matter).join(Matter.agreement).where(*seen(scope), Matter.public_id.in_(public_ids))
    query = query.options(
        contains_eager(Matter.agreement), joinedload(Matter.organisation), selectinload(Matter.owner)
    )
    return session.scalars(query.order_by(Matter.ref, Matter.id)).all()
