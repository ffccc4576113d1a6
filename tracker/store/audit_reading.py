"""Reads the audit trail: pages of it for review, whole chains to verify, heads and anchors.

Not here: who may see which chain (docket), and what makes a chain hold (audit_proof).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import LargeBinary, Select, func, select, type_coerce
from sqlalchemy.orm import Session

from tracker.store.audit import AuditAnchor, AuditRow
from tracker.store.audit_chain import covered
from tracker.store.audit_proof import ANCHOR, COVERED
from tracker.store.keys import current_ring
from tracker.store.matters import Matter, Scope, seen
from tracker.store.organisations import Organisation
from tracker.store.people import Person

PORTION = 1000
READ = tuple(name for name in (*COVERED, "digest", "mac") if name != "reason")
REASON = type_coerce(AuditRow.__table__.c.reason, LargeBinary).label("sealed")
"""The reason as it lies in the file: one that no key opens must not keep the others from being verified."""

UNREADABLE = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a review asks for. ``streams`` None: all chains but the agencies' copies."""

    streams: Collection[str] | None
    actor_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    action: str | None = None
    object_id: str | None = None


def has_act(session: Session, action: str, subject: tuple[str, str]) -> bool:
    """Whether something was done to ``subject``, by its kind and outward id."""
    about = AuditRow.object_kind == subject[0], AuditRow.object_id == subject[1]
    query = select(AuditRow.id).where(*about, AuditRow.action == action).limit(1)
    return session.scalar(query) is not None


def page_of(
    session: Session, asked: Filter, before: int | None, limit: int
) -> Sequence[tuple[AuditRow, Any]]:
    """Rows with their actor's name, newest first."""
    query = select(AuditRow, Person.name).outerjoin(Person, Person.id == AuditRow.actor_id)
    query, place = narrowed(query, asked), place_of(asked)
    if before is not None:
        query = query.where(place < before)
    rows = session.execute(query.order_by(place.desc()).limit(limit)).all()
    return [(row[0], row[1]) for row in rows]


def place_of(asked: Filter) -> Any:
    """What a page is ordered by: within one chain its places, for which there is an index."""
    return AuditRow.id if asked.streams is None or len(asked.streams) > 1 else AuditRow.seq


def narrowed(query: Select[Any], asked: Filter) -> Select[Any]:
    """A query with the conditions of a filter."""
    if asked.streams is None:
        query = query.where(AuditRow.stream.not_like("agency-%"))
    else:
        query = query.where(AuditRow.stream.in_(asked.streams))
    if asked.actor_id is not None:
        query = query.where(AuditRow.actor_id == asked.actor_id)
    if asked.since is not None:
        query = query.where(AuditRow.at >= asked.since)
    if asked.until is not None:
        query = query.where(AuditRow.at < asked.until)
    if asked.action is not None:
        query = query.where(AuditRow.action == asked.action)
    if asked.object_id is not None:
        query = query.where(AuditRow.object_id.startswith(asked.object_id, autoescape=True))
    return query


def streams(session: Session) -> list[str]:
    """All chains there are."""
    return list(session.scalars(select(AuditRow.stream).distinct().order_by(AuditRow.stream)))


def heads(session: Session) -> dict[str, tuple[int, str]]:
    """The last place of every chain, with its digest."""
    last = select(AuditRow.stream, func.max(AuditRow.seq).label("seq")).group_by(AuditRow.stream).subquery()
    query = select(AuditRow.stream, AuditRow.seq, AuditRow.digest).join(
        last, (last.c.stream == AuditRow.stream) & (last.c.seq == AuditRow.seq)
    )
    return {row.stream: (row.seq, row.digest) for row in session.execute(query)}


def chain_of(
    session: Session, stream: str, upto: int | None = None, *, with_reason: bool = False
) -> Iterator[dict[str, Any]]:
    """A chain in its order, each row as its digest covers it; on demand with ``reason_text`` beside it."""
    query = select(*(getattr(AuditRow, name) for name in READ), REASON).where(AuditRow.stream == stream)
    if upto is not None:
        query = query.where(AuditRow.seq <= upto)
    query = query.order_by(AuditRow.seq, AuditRow.id).execution_options(yield_per=PORTION)
    for row in session.execute(query):
        found = covered_row(row._mapping)
        yield found | {"reason_text": unseal(row.sealed)} if with_reason else found


def covered_row(found: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of the table as its digest covers it. A reason that cannot be unsealed gives another digest."""
    values = {name: found[name] for name in READ}
    values["reason"] = unseal(found["sealed"])
    return covered(values)


def actor_names(session: Session, stream: str) -> dict[int, str]:
    """The names of those who acted in a chain."""
    acted = select(AuditRow.actor_id).where(AuditRow.stream == stream)
    query = select(Person.id, Person.name).where(Person.id.in_(acted))
    return dict(row._tuple() for row in session.execute(query))


def unseal(sealed: bytes | None) -> str | None:
    """The text of a reason; a mark that fits no commitment where no key opens it."""
    if sealed is None:
        return None
    try:
        return current_ring().decrypt(bytes(sealed)).decode()
    except InvalidToken:
        return UNREADABLE


def anchors(session: Session) -> list[dict[str, Any]]:
    """All anchors in their order, as their digests cover them."""
    query = select(AuditAnchor).order_by(AuditAnchor.number)
    return [plain_anchor(row) for row in session.scalars(query)]


def last_anchor(session: Session) -> AuditAnchor | None:
    """The newest anchor."""
    return session.scalars(select(AuditAnchor).order_by(AuditAnchor.number.desc()).limit(1)).one_or_none()


def touched(session: Session) -> Iterator[list[Any]]:
    """Which rows each act changed, in the order in which the acts were stored."""
    query = select(AuditRow.rows).order_by(AuditRow.id).execution_options(yield_per=PORTION)
    return iter(session.scalars(query))


def plain_anchor(row: AuditAnchor) -> dict[str, Any]:
    """An anchor as the line that is kept outside."""
    values = {name: getattr(row, name) for name in (*ANCHOR, "digest", "mac")}
    return values | {"at": row.at.astimezone(UTC).isoformat(timespec="microseconds")}


def was_noted(session: Session, actor_id: int | None, action: str, object_id: str, since: datetime) -> bool:
    """Whether a person's act on a thing stands in the trail since a moment."""
    query = select(AuditRow.id).where(AuditRow.object_id == object_id, AuditRow.at > since)
    query = query.where(AuditRow.actor_id == actor_id, AuditRow.action == action)
    return session.scalar(query.limit(1)) is not None


def organisation_names(session: Session) -> dict[int, str]:
    """The names of all organisations."""
    return dict(row._tuple() for row in session.execute(select(Organisation.id, Organisation.name)))


def refs_of(session: Session, scope: Scope, public_ids: Collection[str]) -> dict[str, str]:
    """References of these matters, as far as the scope sees them."""
    if not public_ids:
        return {}
    query = select(Matter.public_id, Matter.ref).join(Matter.agreement).where(*seen(scope))
    found = session.execute(query.where(Matter.public_id.in_(public_ids)))
    return dict(row._tuple() for row in found)
