"""Lists of duties, narrowed and ordered by what a person asks. Not here: what the words of an address mean.

Every list is read along an index of the side that looks: its page stops where it is full, its count at a cap.
Where a list has two sources (one's own matters and those one stands in for; own and shared ones), each is
read along its own index and the two are put together.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager

from tracker.store.matters import Matter, Scope, seen, shared_matters
from tracker.store.obligations import LONGEST_CLOSURE, Obligation, in_scope, stands, to_do

Place = tuple[date, int]


@dataclass(frozen=True, slots=True)
class DutyAsk:
    """What a list shows. ``days``: to be done so soon and not past; ``owner_id`` 0: nobody's; ``mine``: the
    person whose duties alone are shown, ``stand_in``: with those of the matters they stand in for;
    ``side``: of one's own matters alone (``own``), or of those that others share (``shared``)."""

    kinds: Collection[str]
    packs: Collection[str] | None = None
    standing: str | None = None
    days: int | None = None
    agreement_ids: Collection[int] | None = None
    rule: str | None = None
    owner_id: int | None = None
    mine: int | None = None
    stand_in: bool = False
    matter_ids: Collection[int] | None = None
    side: str = ""


def within(days: int, today: date) -> ColumnElement[bool]:
    """Whether something is to be done within so many days: it runs, and its last day is not past."""
    ahead = and_(Obligation.phase == "running", or_(Obligation.due.is_(None), Obligation.due >= today))
    return and_(ahead, Obligation.sort_on.between(today - LONGEST_CLOSURE, today + timedelta(days)))


def reaches(scope: Scope, ask: DutyAsk) -> list[list[ColumnElement[bool]]]:
    """The sources of a list, each with its conditions; no duty comes from two of them."""
    sides = [side_of(scope, ask)]
    if scope.shared:
        others = Obligation.organisation_id != scope.organisation_id
        hidden = Obligation.rule.not_in(scope.hidden_rules)
        sides.append([others, hidden, Obligation.matter_id.in_(shared_matters(scope))])
    sides = {"own": sides[:1], "shared": sides[1:]}.get(ask.side, sides)
    if ask.mine is None:
        return sides
    found = [[*side, Obligation.owner_id == ask.mine] for side in sides]
    if ask.stand_in:
        theirs = Obligation.matter_id.in_(select(Matter.id).where(Matter.deputy_id == ask.mine))
        another = or_(Obligation.owner_id.is_(None), Obligation.owner_id != ask.mine)
        found += [[*side, theirs, another] for side in sides]
    return found


def side_of(scope: Scope, ask: DutyAsk) -> list[ColumnElement[bool]]:
    """The condition of one's own side. Where agreements are named, their index is the one to read: the side
    is asked of each row then, and not in a way that would lead the database to the longer list."""
    if not ask.agreement_ids or scope.logged_by_id is not None or scope.agent_id is not None:
        return in_scope(replace(scope, shared=False))
    if scope.agency_id is not None:
        return [func.coalesce(Obligation.agency_id, 0) == scope.agency_id]
    return [func.coalesce(Obligation.organisation_id, 0) == scope.organisation_id]


def narrowed(ask: DutyAsk, today: date) -> list[ColumnElement[bool]]:
    """The conditions of a list that hold whatever its source."""
    conditions: list[ColumnElement[bool]] = [Obligation.gone_at.is_(None), Obligation.kind.in_(ask.kinds)]
    if ask.standing is not None:
        conditions.append(stands(ask.standing, today))
    elif ask.days is None:
        conditions.append(to_do(today))
    if ask.days is not None:
        conditions.append(within(ask.days, today))
    if ask.packs is not None:
        conditions.append(Obligation.pack.in_(ask.packs))
    if ask.agreement_ids is not None:
        conditions.append(among(Obligation.agreement_id, ask.agreement_ids))
    if ask.rule is not None:
        conditions.append(Obligation.rule == ask.rule)
    if ask.owner_id is not None:
        conditions.append(Obligation.owner_id == (ask.owner_id or None))
    if ask.matter_ids is not None:
        conditions.append(Obligation.matter_id.in_(ask.matter_ids))
    return conditions


def among(column: InstrumentedAttribute[int], ids: Collection[int]) -> ColumnElement[bool]:
    """Whether a column is one of these; of one alone as an equation, which reads an index in its order."""
    return column == next(iter(ids)) if len(ids) == 1 else column.in_(ids)


def with_matter(scope: Scope) -> Select[tuple[Obligation]]:
    """Duties with their matter, agreement and owner, none beyond the scope."""
    query = select(Obligation).join(Obligation.matter).join(Matter.agreement).where(*seen(scope))
    whole = contains_eager(Obligation.matter)
    return query.options(
        whole.joinedload(Matter.organisation),
        whole.contains_eager(Matter.agreement),
        whole.selectinload(Matter.owner),
    )


def page_queries(
    scope: Scope, ask: DutyAsk, today: date, after: Place | None, limit: int, *, descending: bool = False
) -> list[Select[tuple[Obligation]]]:
    """The queries of one page by the day to act, one for each source."""
    place = tuple_(Obligation.sort_on, Obligation.id)
    order = [Obligation.sort_on, Obligation.id]
    queries = []
    for reach in reaches(scope, ask):
        query = with_matter(scope).where(*reach, *narrowed(ask, today)).limit(limit)
        if after is not None:
            query = query.where(place < after if descending else place > after)
        queries.append(query.order_by(*(each.desc() if descending else each for each in order)))
    return queries


def duty_page(
    session: Session,
    scope: Scope,
    ask: DutyAsk,
    today: date,
    after: Place | None,
    limit: int,
    *,
    descending: bool = False,
) -> list[Obligation]:
    """One page by the day to act, from the one after ``after`` on."""
    queries = page_queries(scope, ask, today, after, limit, descending=descending)
    rows = [row for query in queries for row in session.scalars(query)]
    rows.sort(key=lambda row: (row.sort_on, row.id), reverse=descending)
    return rows[:limit]


def duties_in(
    session: Session, scope: Scope, ask: DutyAsk, today: date, matter_ids: Collection[int]
) -> Sequence[Obligation]:
    """The duties of a list in these matters, by the day to act."""
    rows = [
        row
        for reach in reaches(scope, replace(ask, matter_ids=matter_ids))
        for row in session.scalars(
            with_matter(scope).where(*reach, *narrowed(replace(ask, matter_ids=matter_ids), today))
        )
    ]
    return sorted(rows, key=lambda row: (row.sort_on, row.id))


def count_duties(
    session: Session, scope: Scope, asks: Sequence[DutyAsk], today: date, most: int
) -> list[int]:
    """How long several lists are, in one question; none is counted beyond ``most``."""
    if not asks:
        return []
    columns = []
    for ask in asks:
        parts = []
        for reach in reaches(scope, ask):
            capped = select(Obligation.id).where(*reach, *narrowed(ask, today)).limit(most).subquery()
            parts.append(select(func.count()).select_from(capped).scalar_subquery())
        columns.append(sum(parts[1:], start=parts[0]))
    return [min(int(count), most) for count in session.execute(select(*columns)).one()]


def duties_by_id(session: Session, scope: Scope, public_ids: Collection[str]) -> Sequence[Obligation]:
    """These duties, as far as the scope sees them, by the day to act."""
    query = with_matter(scope).where(Obligation.public_id.in_(public_ids), Obligation.gone_at.is_(None))
    return session.scalars(query.order_by(Obligation.sort_on, Obligation.id)).all()
