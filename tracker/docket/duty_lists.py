"""Lists of duties as people ask for them: narrowed, in any order, page by page. Not here: what may be asked.

An order by anything but the day is a row of shorter lists, one for each state, duty, agreement or person,
each by the day; so every page is read along an index. By matter it is read in portions of matters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from tracker.docket.actor import Actor
from tracker.docket.asking import STANDINGS, Asked, duty_ask, owners, rules_worded
from tracker.docket.cursors import NO_CURSOR, read_cursor, write_cursor
from tracker.docket.duties import view_of_row
from tracker.docket.gate import is_own, scope_of
from tracker.docket.look import COUNT_LIMIT
from tracker.docket.views import ObligationView
from tracker.errors import Refused
from tracker.store.agreements import agreements_of
from tracker.store.duty_lists import DutyAsk, count_duties, duties_by_id, duties_in, duty_page
from tracker.store.matter_lists import MatterAsk, matter_rows
from tracker.store.matters import Matter, Scope
from tracker.store.obligations import Obligation
from tracker.store.people import people_of
from tracker.store.session import look_anew, reading

PAGE_LIMIT = 200
MATTERS_AT_ONCE = 200
PORTIONS = 20
"""So many portions of matters are looked through for one page; where it is not full then, it goes on."""
WHOLE = 1_000_000
"""More duties than a matter has: the whole of it is behind."""


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty in a list, with the person who owns its matter, where the reader may know them."""

    duty: ObligationView
    owner: str | None


@dataclass(frozen=True, slots=True)
class DutyPage:
    """One page of a list. ``count`` of the whole list, ``counts`` of it by state (``all``: whatever is to be
    done), each up to ``COUNT_LIMIT``; None and empty where nobody asked."""

    lines: list[DutyLine]
    count: int | None
    counts: dict[str, int]
    next_cursor: str | None


Segment = tuple[str, DutyAsk]


def duty_list(
    actor: Actor,
    asked: Asked,
    *,
    today: date,
    after: str | None = None,
    limit: int = 50,
    counted: bool = True,
) -> DutyPage:
    """One page of a list. Raises Refused for what cannot be asked, NotFound for what is not the asker's."""
    session, scope = reading(), scope_of(actor)
    ask = duty_ask(session, actor, scope, asked)
    limit = max(1, min(limit, PAGE_LIMIT))
    if asked.sort == "matter":
        rows, cursor = by_matter(session, scope, ask, asked, today, after, limit)
    else:
        rows, cursor = by_segments(session, actor, scope, ask, asked, today, after, limit)
    told: dict[str, int] = {}
    if counted:
        asks = [replace(ask, standing=None), *(replace(ask, standing=each) for each in STANDINGS)]
        numbers = count_duties(session, scope, asks, today, COUNT_LIMIT)
        told = dict(zip(("all", *STANDINGS), numbers, strict=True))
    lines = [line_of(row, actor, today) for row in rows]
    return DutyPage(lines, told.get(asked.standing or "all"), told, cursor)


def all_lines(actor: Actor, asked: Asked, *, today: date, most: int) -> Iterator[DutyLine]:
    """A list from its first page on, up to ``most`` lines; read in portions."""
    cursor, told = None, 0
    while told < most:
        page = duty_list(actor, asked, today=today, after=cursor, limit=PAGE_LIMIT, counted=False)
        yield from page.lines[: most - told]
        told, cursor = told + len(page.lines), page.next_cursor
        if cursor is None:
            return
        look_anew()


def chosen_lines(actor: Actor, public_ids: Sequence[str], *, today: date) -> list[DutyLine]:
    """These duties, as far as they are the actor's to see."""
    rows = duties_by_id(reading(), scope_of(actor), list(public_ids)[:PAGE_LIMIT])
    return [line_of(row, actor, today) for row in rows]


def counts(actor: Actor, asks: Sequence[Asked], *, today: date) -> list[int]:
    """How long several lists are, in one question, each up to ``COUNT_LIMIT``."""
    session, scope = reading(), scope_of(actor)
    found = [duty_ask(session, actor, scope, each) for each in asks]
    return count_duties(session, scope, found, today, COUNT_LIMIT)


def line_of(row: Obligation, actor: Actor, today: date) -> DutyLine:
    """One row as its reader may see it."""
    owner = row.matter.owner if is_own(row.matter, actor) else None
    return DutyLine(view_of_row(row, row.matter, actor, today), owner.name if owner else None)


# --- orders -------------------------------------------------------------------------------------------------


def by_segments(
    session: Session,
    actor: Actor,
    scope: Scope,
    ask: DutyAsk,
    asked: Asked,
    today: date,
    after: str | None,
    limit: int,
) -> tuple[list[Obligation], str | None]:
    """A page of the shorter lists one after the other, from the place of the cursor on."""
    down = asked.down == "1"
    parts = segments(session, actor, ask, asked.sort or "day")
    if scope.shared and len(parts) > 1:
        parts = [(key, replace(part, side="own")) for key, part in parts]
        parts.append(("shared", replace(ask, side="shared")))
    if down and len(parts) > 1:
        parts, down = parts[::-1], False
    begin, place = place_of(after, [key for key, _ in parts])
    found: list[tuple[str, Obligation]] = []
    for key, part in parts[begin:]:
        rows = duty_page(session, scope, part, today, place, limit + 1 - len(found), descending=down)
        found += [(key, row) for row in rows]
        place = None
        if len(found) > limit:
            key, last = found[limit - 1]
            return [row for _, row in found[:limit]], write_cursor(key, last.sort_on, last.id)
    return [row for _, row in found], None


def place_of(after: str | None, keys: Sequence[str]) -> tuple[int, tuple[date, int] | None]:
    """The shorter list a cursor stands in, and its place there."""
    if not after:
        return 0, None
    key, day, row = read_cursor(after, (str, str, int))
    try:
        return list(keys).index(str(key)), (date.fromisoformat(str(day)), int(row))
    except ValueError as error:
        raise Refused([("after", NO_CURSOR)]) from error


def segments(session: Session, actor: Actor, ask: DutyAsk, sort: str) -> list[Segment]:
    """The shorter lists of an order, each with a name that a cursor can keep."""
    if sort == "state" and ask.standing is None:
        return [(each, replace(ask, standing=each)) for each in STANDINGS]
    if sort == "what" and ask.rule is None and not actor.is_agent:
        packs = {pack for each in agreements_of(session, actor.organisation_id) for pack in each.packs}
        return [(each.code, replace(ask, rule=each.code)) for each in rules_worded(actor, sorted(packs))]
    if sort == "agreement" and ask.agreement_ids is None and not actor.is_agent:
        signed = agreements_of(session, actor.organisation_id)
        return [(each.public_id, replace(ask, agreement_ids=[each.id])) for each in signed]
    if sort == "owner" and ask.owner_id is None and ask.mine is None:
        ids = {each.public_id: each.id for each in people_of(session, actor.organisation_id)}
        named = [(each.code, replace(ask, owner_id=ids[each.code])) for each in owners(session, actor)]
        return [*named, ("nobody", replace(ask, owner_id=0))]
    return [("", ask)]


def by_matter(
    session: Session, scope: Scope, ask: DutyAsk, asked: Asked, today: date, after: str | None, limit: int
) -> tuple[list[Obligation], str | None]:
    """A page by reference, each matter's duties by the day; matters are gone through in portions."""
    start, skip, found = None, 0, []
    if after:
        ref, number, taken = read_cursor(after, (str, int, int))
        start, skip = (str(ref), int(number)), int(taken)
        here = duties_in(session, scope, ask, today, [start[1]])[skip:]
        found = [(start, skip + n, row) for n, row in enumerate(here, start=1)]
    for _ in range(PORTIONS):
        if len(found) > limit:
            break
        matters = portion(session, scope, ask, start, asked.down == "1")
        held: dict[int, list[Obligation]] = {}
        for row in duties_in(session, scope, ask, today, [each.id for each in matters]):
            held.setdefault(row.matter_id, []).append(row)
        for each in matters:
            start = (each.ref, each.id)
            found += [(start, n, row) for n, row in enumerate(held.get(each.id, []), start=1)]
        if len(matters) < MATTERS_AT_ONCE:
            start = None
            break
    rows = [row for *_, row in found[:limit]]
    if len(found) > limit:
        place, taken, _ = found[limit - 1]
        return rows, write_cursor(*place, taken)
    return rows, write_cursor(*start, WHOLE) if start else None


def portion(
    session: Session, scope: Scope, ask: DutyAsk, start: tuple[str, int] | None, down: bool
) -> list[Matter]:
    """The next matters by reference that a list of duties may reach."""
    about = MatterAsk(
        agreement_ids=ask.agreement_ids,
        owner_id=ask.owner_id,
        mine=ask.mine,
        stand_in=ask.stand_in,
        matter_ids=ask.matter_ids,
    )
    few = ask.matter_ids is not None
    return matter_rows(session, scope, about, "ref", start, MATTERS_AT_ONCE, descending=down, few=few)
