"""Lists of matters as people ask for them: narrowed, searched, in any order, page by page.

Not here: what may be asked (asking). An order by right, agreement or person is a row of shorter lists, one
for each, by reference.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from tracker.docket.actor import Actor
from tracker.docket.asking import Asked, matter_ask, owners
from tracker.docket.cursors import NO_CURSOR, read_cursor, write_cursor
from tracker.docket.gate import is_own, scope_of
from tracker.docket.look import COUNT_LIMIT, matter_line, next_of
from tracker.docket.views import MatterLine
from tracker.errors import Refused
from tracker.store.agreements import agreements_of
from tracker.store.matter_lists import FEW, MatterAsk, count_matters, matter_rows, matters_named
from tracker.store.matters import RIGHTS, Matter, Scope
from tracker.store.people import people_of
from tracker.store.session import look_anew, reading

PAGE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class ListedMatter:
    """One matter in a list, with the person who owns it, where the reader may know them."""

    matter: MatterLine
    owner: str | None


@dataclass(frozen=True, slots=True)
class MatterPage:
    """One page of a list; ``count`` of the whole list, up to ``COUNT_LIMIT``; None where nobody asked."""

    lines: list[ListedMatter]
    count: int | None
    next_cursor: str | None


Segment = tuple[str, MatterAsk, str]
"""A name that a cursor can keep, which matters, and by what they are ordered."""


def matter_list(
    actor: Actor, asked: Asked, *, today: date, after: str | None = None, limit: int = 50
) -> MatterPage:
    """One page of a list. Raises Refused for what cannot be asked, NotFound for what is not the asker's."""
    session, scope = reading(), scope_of(actor)
    ask = matter_ask(session, actor, scope, asked)
    limit = max(1, min(limit, PAGE_LIMIT))
    count = count_matters(session, scope, [ask], COUNT_LIMIT)[0]
    rows, cursor = read_page(session, actor, scope, ask, asked, after, limit, count)
    return MatterPage(lines_of(session, rows, actor, today), count, cursor)


def all_lines(actor: Actor, asked: Asked, *, today: date, most: int) -> Iterator[ListedMatter]:
    """A list from its first page on, up to ``most`` lines; read in portions."""
    cursor, told = None, 0
    while told < most:
        page = matter_list(actor, asked, today=today, after=cursor, limit=PAGE_LIMIT)
        yield from page.lines[: most - told]
        told, cursor = told + len(page.lines), page.next_cursor
        if cursor is None:
            return
        look_anew()


def chosen_lines(actor: Actor, public_ids: Sequence[str], *, today: date) -> list[ListedMatter]:
    """These matters, as far as they are the actor's to see."""
    session = reading()
    rows = matters_named(session, scope_of(actor), list(public_ids)[:PAGE_LIMIT])
    return lines_of(session, rows, actor, today)


def counts(actor: Actor, asks: Sequence[Asked]) -> list[int]:
    """How long several lists are, in one question, each up to ``COUNT_LIMIT``."""
    session, scope = reading(), scope_of(actor)
    return count_matters(
        session, scope, [matter_ask(session, actor, scope, each) for each in asks], COUNT_LIMIT
    )


def lines_of(session: Session, rows: Sequence[Matter], actor: Actor, today: date) -> list[ListedMatter]:
    """Rows as their reader may see them, in a fixed number of questions."""
    coming = next_of(session, rows, actor, today)
    return [
        ListedMatter(
            matter_line(row, coming.get(row.id), actor, today),
            row.owner.name if row.owner and is_own(row, actor) else None,
        )
        for row in rows
    ]


# --- orders -------------------------------------------------------------------------------------------------


def read_page(
    session: Session,
    actor: Actor,
    scope: Scope,
    ask: MatterAsk,
    asked: Asked,
    after: str | None,
    limit: int,
    count: int,
) -> tuple[list[Matter], str | None]:
    """A page of the shorter lists one after the other, from the place of the cursor on."""
    down = asked.down == "1"
    parts = segments(session, actor, scope, ask, asked.sort or "ref")
    if down and len(parts) > 1 and asked.sort != "title":
        parts, down = parts[::-1], False
    begin, place = place_of(after, parts)
    found: list[tuple[str, str, Matter]] = []
    for key, part, order in parts[begin:]:
        few = count < FEW
        rows = matter_rows(
            session, scope, part, order, place, limit + 1 - len(found), descending=down, few=few
        )
        found += [(key, order, row) for row in rows]
        place = None
        if len(found) > limit:
            key, order, last = found[limit - 1]
            return [row for *_, row in found[:limit]], write_cursor(key, value_of(last, order), last.id)
    return [row for *_, row in found], None


def value_of(row: Matter, order: str) -> str | date:
    """By what a matter stands where it does."""
    values: dict[str, str | date] = {
        "ref": row.ref,
        "title": row.title,
        "next": row.next_on,
        "agency-next": row.agency_next_on,
    }
    return values[order]


def place_of(after: str | None, parts: Sequence[Segment]) -> tuple[int, tuple[str | date, int] | None]:
    """The shorter list a cursor stands in, and its place there."""
    if not after:
        return 0, None
    key, value, row = read_cursor(after, (str, str, int))
    try:
        begin = [each[0] for each in parts].index(str(key))
        dated = parts[begin][2] in ("next", "agency-next")
        return begin, (date.fromisoformat(str(value)) if dated else str(value), int(row))
    except ValueError as error:
        raise Refused([("after", NO_CURSOR)]) from error


def segments(session: Session, actor: Actor, scope: Scope, ask: MatterAsk, sort: str) -> list[Segment]:
    """The shorter lists of an order; what others share stands behind where it cannot be ordered so."""
    if sort == "next":
        return [("", ask, "agency-next" if actor.is_officer else "next")]
    if sort == "title":
        parts = [("own", ask, "title")]
    else:
        parts = [(key, each, "ref") for key, each in shorter(session, actor, ask, sort)]
    if not scope.shared or (sort != "title" and len(parts) == 1):
        return parts
    own = [(key, replace(each, side="own"), order) for key, each, order in parts]
    return [*own, ("shared", replace(ask, side="shared"), "ref")]


def shorter(session: Session, actor: Actor, ask: MatterAsk, sort: str) -> list[tuple[str, MatterAsk]]:
    """One list for each right, agreement or person."""
    if sort == "right" and ask.right is None:
        return [(each, replace(ask, right=each)) for each in RIGHTS]
    if sort == "agreement" and ask.agreement_ids is None and not actor.is_agent:
        signed = agreements_of(session, actor.organisation_id)
        return [(each.public_id, replace(ask, agreement_ids=[each.id])) for each in signed]
    if sort == "owner" and ask.owner_id is None and ask.mine is None:
        ids = {each.public_id: each.id for each in people_of(session, actor.organisation_id)}
        named = [(each.code, replace(ask, owner_id=ids[each.code])) for each in owners(session, actor)]
        return [*named, ("nobody", replace(ask, owner_id=0))]
    return [("", ask)]
