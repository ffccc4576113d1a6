"""Chains audit rows: at the end of the transaction that holds the change, so that the lock is short.

A session keeps the acts of its transaction; just before the commit they get their places. On PostgreSQL an
advisory lock per stream is held from there to the commit; on SQLite the transaction has the write lock.
A unique key on stream and place makes a fork impossible. Not here: what an act is (docket.trail).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from sqlalchemy import event, func, insert, select
from sqlalchemy.orm import Session, SessionTransaction

from tracker.store.audit import INSTALLATION, AuditAnchor, AuditRow
from tracker.store.audit_proof import ANCHOR, GENESIS, canonical, commitment, digest_of, mac_of
from tracker.store.audit_touched import ORPHANS
from tracker.store.keys import audit_keys, reason_salt

PENDING = "audit_pending"
MARK = "audit_mark"
LOCKS = 0x4B41
"""The family of PostgreSQL's advisory locks that keeps writers of one stream apart."""

ANCHORS = "anchors"
UNNAMED = "change"
"""The act under which a change is recorded that no use case named."""


def note_act(session: Session, act: Mapping[str, Any]) -> None:
    """Keep one act until the transaction ends; what was stored before it belongs to it."""
    session.flush()
    rows = session.info.pop(ORPHANS, [])
    session.info.setdefault(PENDING, []).append({**act, "rows": rows})


@event.listens_for(Session, "before_commit")
def store_acts(session: Session) -> None:
    """Give the acts of this transaction their places and store them; a change without an act gets one."""
    if session.in_nested_transaction():
        return
    session.flush()
    pending = session.info.pop(PENDING, [])
    orphans = session.info.pop(ORPHANS, [])
    if orphans and pending:
        pending[-1]["rows"] += orphans
    elif orphans:
        pending = [unnamed(session, orphans)]
    if pending:
        chain(session, pending)


def unnamed(session: Session, orphans: list[Any]) -> dict[str, Any]:
    """An act for rows that changed without one: better nameless than unrecorded."""
    moment = session.scalars(select(func.now())).one()  # the database's: no use case handed one in
    return {
        "stream": INSTALLATION,
        "organisation_id": None,
        "at": moment if moment.tzinfo else moment.replace(tzinfo=UTC),
        "actor_id": None,
        "source": "worker",
        "action": UNNAMED,
        "object_kind": str(orphans[0][0])[:40],
        "object_id": str(orphans[0][1])[:60],
        "changes": {},
        "rows": orphans,
        "reason": None,
        "request_id": None,
    }


def chain(session: Session, acts: list[dict[str, Any]]) -> None:
    """Store acts at the ends of their chains."""
    heads = {stream: head(session, stream) for stream in sorted({act["stream"] for act in acts})}
    key_id, key = next(iter(audit_keys().items()))
    rows = []
    for act in acts:
        seq, previous = heads[act["stream"]]
        row = linked(act, seq + 1, previous, key_id, key)
        heads[act["stream"]] = row["seq"], row["digest"]
        rows.append(row)
    session.execute(insert(AuditRow.__table__), rows)  # type: ignore[arg-type]  # it is a table


def linked(act: Mapping[str, Any], seq: int, previous: str, key_id: str, key: bytes) -> dict[str, Any]:
    """An act with its place in a chain, its digest and its MAC."""
    row = {**act, "seq": seq, "previous": previous, "key_id": key_id}
    content = canonical(covered(row))
    return row | {"digest": digest_of(content), "mac": mac_of(key, content)}


def covered(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as its digest covers it: the moment as text, the reason as a commitment."""
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    reason = commitment(reason_salt(row["stream"], row["seq"]), row["reason"])
    return {**row, "at": at, "reason": reason}


def head(session: Session, stream: str) -> tuple[int, str]:
    """The last place of a chain and its digest, held until the transaction ends."""
    hold(session, stream)
    query = select(AuditRow.seq, AuditRow.digest).where(AuditRow.stream == stream)
    last = session.execute(query.order_by(AuditRow.seq.desc()).limit(1)).one_or_none()
    return (0, GENESIS) if last is None else (last.seq, last.digest)


def hold(session: Session, stream: str) -> None:
    """Keep other writers of a chain waiting until the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        number = crc32(stream.encode()) - 2**31
        session.execute(select(func.pg_advisory_xact_lock(LOCKS, number)))


def add_anchor(
    session: Session, heads: Mapping[str, tuple[int, str]], now: datetime, after: Mapping[str, Any] | None
) -> AuditAnchor:
    """The heads of all chains, chained to the anchor before; ``after``: a later one that is known outside."""
    hold(session, ANCHORS)
    query = select(AuditAnchor.number, AuditAnchor.digest).order_by(AuditAnchor.number.desc()).limit(1)
    found = session.execute(query).one_or_none()
    number, previous = (0, GENESIS) if found is None else (found.number, found.digest)
    if after is not None and after["number"] > number:
        number, previous = after["number"], after["digest"]
    key_id, key = next(iter(audit_keys().items()))
    values = {
        "number": number + 1,
        "at": now.astimezone(UTC).isoformat(timespec="microseconds"),
        "heads": {stream: list(head) for stream, head in sorted(heads.items())},
        "key_id": key_id,
        "previous": previous,
    }
    content = canonical(values, ANCHOR)
    anchor = AuditAnchor(**{**values, "at": now}, digest=digest_of(content), mac=mac_of(key, content))
    session.add(anchor)
    session.flush()
    return anchor


# --- what is rolled back was never done ---------------------------------------------------------------------


@event.listens_for(Session, "after_transaction_create")
def mark(session: Session, transaction: SessionTransaction) -> None:
    """Remember where a savepoint began."""
    if transaction.nested:
        pending = session.info.get(PENDING, [])
        marks = [len(act["rows"]) for act in pending], len(session.info.get(ORPHANS, []))
        session.info.setdefault(MARK, []).append((transaction, marks))


@event.listens_for(Session, "after_soft_rollback")
def forget(session: Session, previous: SessionTransaction) -> None:
    """Forget the acts of what was rolled back: all of it, or back to the savepoint."""
    if not previous.nested:
        for name in (PENDING, ORPHANS, MARK):
            session.info.pop(name, None)
        return
    for transaction, (acts, orphans) in session.info.get(MARK, []):
        if transaction is previous:
            del session.info.get(PENDING, [])[len(acts) :]
            del session.info.get(ORPHANS, [])[orphans:]
