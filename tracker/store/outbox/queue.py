"""Queues mails, hands them out under a lease, and marks what became of them. Not here: rendering and sending.

Every change of a row that is being sent asks for its lease: a guarded UPDATE and its row count, which holds
on SQLite and PostgreSQL alike. The caller opens and ends the transaction.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Update, bindparam, delete, exists, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from tracker.store.base import new_public_id
from tracker.store.outbox.rules import AddressFault
from tracker.store.outbox.tables import Delivery, OutboxItem, OutboxRow, SweepRun

SWEEP_LOCK = 0x4B494745
"""The number under which PostgreSQL keeps sweeps apart; SQLite has one writer at a time anyway."""

CHUNK = 500
"""How many numbers go into one statement."""

TAKEN = (
    OutboxRow.id,
    OutboxRow.organisation_id,
    OutboxRow.language,
    OutboxRow.day,
    OutboxRow.to_address,
    OutboxRow.subject,
    OutboxRow.body,
    OutboxRow.message_id,
    OutboxRow.attempts,
    OutboxRow.message,
    OutboxRow.person_id,
    OutboxRow.attachment,
    OutboxRow.created_at,
    OutboxRow.key,
)


# --- sweeps -------------------------------------------------------------------------------------------------


def begin_run(session: Session, as_of: date, now: datetime) -> int:
    """A sweep starts; returns the number of its run."""
    run = SweepRun(as_of=as_of, started_at=now, counts={})
    session.add(run)
    session.flush()
    return run.id


def end_run(
    session: Session, run_id: int, now: datetime, counts: dict[str, int], error: str | None = None
) -> None:
    """The sweep is over, well or with a fault."""
    changes = {"ended_at": now, "counts": counts, "error": error}
    session.execute(update(SweepRun).where(SweepRun.id == run_id).values(changes))


def keep_sweeps_apart(session: Session) -> None:
    """Waits until no other sweep runs; the lock ends with the transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(SWEEP_LOCK)))


def put(session: Session, run_id: int, mails: list[dict[str, Any]], items: dict[str, list[dict]]) -> int:
    """Queues mails with their items (by the mail's key); returns how many were queued.

    A mail or item that exists is left alone, unless it was dropped unsent: then it is queued again, the
    mail under its old Message-ID.
    """
    if not mails:
        return 0
    for mail in mails:
        mail |= {"sweep_run_id": run_id, "public_id": new_public_id(), "state": "queued", "attempts": 0}
    _upsert(session, OutboxRow, mails, ("key",), keep=("id", "public_id", "key", "message_id", "created_at"))
    query = select(OutboxRow.key, OutboxRow.id).where(OutboxRow.sweep_run_id == run_id)
    numbers: dict[str, int] = dict(row._tuple() for row in session.execute(query))
    rows = [
        item | {"outbox_id": number, "state": "live"}
        for key, number in numbers.items()
        for item in items.get(key, ())
    ]
    _put_items(session, rows)
    return len(numbers)


def is_known(session: Session, key: str) -> bool:
    """Whether a mail of this key was ever queued."""
    return session.scalar(select(OutboxRow.id).where(OutboxRow.key == key)) is not None


def put_alone(session: Session, mail: dict[str, Any], items: list[dict[str, Any]]) -> bool:
    """Queues one mail outside a sweep; False where it exists already."""
    if is_known(session, mail["key"]):
        return False
    row = OutboxRow(**mail, public_id=new_public_id(), state="queued", attempts=0)
    session.add(row)
    session.flush()
    _put_items(session, [item | {"outbox_id": row.id, "state": "live"} for item in items])
    return True


def _put_items(session: Session, rows: list[dict[str, Any]]) -> None:
    unique = ("obligation_id", "due_revision", "rung", "person_id", "round")
    if rows:
        _upsert(session, OutboxItem, rows, unique, keep=("id", *unique))


def _upsert(session: Session, table: Any, rows: list[dict], unique: tuple[str, ...], keep: tuple) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table.__table__)  # the table itself: many rows in one go, no objects
    fresh = {name: statement.excluded[name] for name in rows[0] if name not in keep}
    statement = statement.on_conflict_do_update(
        index_elements=unique, set_=fresh | {"reason": None}, where=table.state == "dropped"
    )
    session.execute(statement, rows)


def supersede(session: Session, run_id: int) -> int:
    """Drops waiting reminders whose duty is told anew to the same person by this run; returns how many.

    So a mail server that was away for weeks gets one mail with the rung that holds, not one per rung.
    """
    waiting = _hold(session, OutboxRow.sweep_run_id != run_id)
    newer = aliased(OutboxItem)
    fresh = (
        select(newer.obligation_id, newer.person_id)
        .join(OutboxRow, OutboxRow.id == newer.outbox_id)
        .where(OutboxRow.sweep_run_id == run_id, newer.state == "live")
    )
    told_anew = tuple_(OutboxItem.obligation_id, OutboxItem.person_id).in_(fresh)
    dropped = 0
    for chunk in _chunks(waiting):
        inside = OutboxItem.outbox_id.in_(chunk)
        dropped += _drop_items(session, "superseded", OutboxItem.state == "live", inside, told_anew)
    if dropped:
        _drop_empty(session, waiting, "superseded")
    return dropped


# --- leases -------------------------------------------------------------------------------------------------


def take(session: Session, now: datetime, until: datetime, owner: str) -> Row | None:
    """The next mail that may go now, under a lease for ``owner``; None when there is none.

    Rows that wait and are due come first to last; then those whose sender let its lease run out. Each has
    an index that holds it in this order, and finding and taking is one statement: half of its time.
    """
    given = {"now": now, "until": until, "by": owner}
    for statement in TAKE:
        row = session.execute(statement, given).first()
        if row is not None:
            return row
    return None


def _take(free: Any) -> Any:
    """The statement that takes the first row that is free."""
    first = select(OUTBOX.c.id).where(free).order_by(OUTBOX.c.next_at, OUTBOX.c.id).limit(1)
    number = first.with_for_update(skip_locked=True).scalar_subquery()
    lease = {
        "state": "sending",
        "owner": bindparam("by"),
        "lease_until": bindparam("until"),
        "attempts": OUTBOX.c.attempts + 1,
    }
    statement = update(OUTBOX).where(OUTBOX.c.id == number).values(lease)
    return statement.returning(*(OUTBOX.c[each.key] for each in TAKEN), FAULTY)


OUTBOX: Any = OutboxRow.__table__
DELIVERIES: Any = Delivery.__table__
FAULTY = (
    exists(AddressFault.__table__.c.person_id)
    .where(AddressFault.__table__.c.person_id == OUTBOX.c.person_id)
    .label("faulty")
)
"""Whether a mail to the person has come back of late."""
TAKE = (
    _take((OUTBOX.c.state == "queued") & (OUTBOX.c.next_at <= bindparam("now"))),
    _take((OUTBOX.c.state == "sending") & (OUTBOX.c.lease_until <= bindparam("now"))),
)


def release(session: Session, outbox_id: int, owner: str, changes: dict[str, Any]) -> bool:
    """Ends the lease with ``changes`` (its state above all); False where it was no longer ours."""
    values = {"owner": None, "lease_until": None} | changes
    return _changed(session, _leased(outbox_id, owner).values(values))


def rewrite(session: Session, outbox_id: int, owner: str, changes: dict[str, Any]) -> bool:
    """Changes the wording of a row under lease; False where it was no longer ours."""
    return _changed(session, _leased(outbox_id, owner).values(changes))


def note_try(
    session: Session, outbox_id: int, at: datetime, outcome: str, code: int | None, text: str
) -> None:
    """Notes one try to send."""
    values = {"outbox_id": outbox_id, "at": at, "outcome": outcome, "code": code, "text": text}
    session.execute(insert(DELIVERIES), values)


def bounced(session: Session, message_ids: Collection[str], now: datetime, status: str) -> int | None:
    """Marks the sent mail with one of these Message-IDs as returned; its row, or None where there is none."""
    query = select(OutboxRow.id).where(OutboxRow.message_id.in_(message_ids), OutboxRow.state == "sent")
    number = session.scalar(query.limit(1))
    if number is None:
        return None
    text = f"came back later: {status}"
    note_try(session, number, now, "returned", None, text)
    row = update(OutboxRow).where(OutboxRow.id == number, OutboxRow.state == "sent")
    came = _changed(session, row.values(state="failed", reason="returned", last_error=text))
    return number if came else None


def note_fault(session: Session, outbox_id: int, now: datetime) -> Row:
    """Counts a mail that came back against its address; returns the mail."""
    query = select(
        OutboxRow.key, OutboxRow.organisation_id, OutboxRow.person_id, OutboxRow.to_address, OutboxRow.day
    )
    mail = session.execute(query.where(OutboxRow.id == outbox_id)).one()
    fault = session.get(AddressFault, mail.person_id)
    if fault is None:
        fault = AddressFault(person_id=mail.person_id, address=mail.to_address, failures=0, last_at=now)
        session.add(fault)
    fault.failures = fault.failures + 1 if fault.address == mail.to_address else 1
    fault.address, fault.last_at = mail.to_address, now
    session.flush()
    return mail


def refused_for(session: Session, outbox_id: int) -> set[int]:
    """Whose mail about one of the duties of this mail, in the same revision and rung, came back as well."""
    mine, other = aliased(OutboxItem), aliased(OutboxItem)
    same = (
        (other.obligation_id == mine.obligation_id)
        & (other.due_revision == mine.due_revision)
        & (other.rung == mine.rung)
    )
    query = (
        select(other.person_id)
        .join(mine, same)
        .join(OutboxRow, OutboxRow.id == other.outbox_id)
        .where(mine.outbox_id == outbox_id, OutboxRow.state == "failed")
    )
    return set(session.scalars(query.distinct()))


def clear_fault(session: Session, outbox_id: int) -> None:
    """Forgets what was counted against the address a mail has just reached."""
    person = select(OutboxRow.person_id).where(OutboxRow.id == outbox_id).scalar_subquery()
    session.execute(delete(AddressFault).where(AddressFault.person_id == person))


def drop_items(session: Session, by_reason: Mapping[str, Sequence[int]]) -> None:
    """Drops single items of a row under lease, each for its reason."""
    for reason, numbers in by_reason.items():
        _drop_items(session, reason, OutboxItem.id.in_(numbers))


# --- duties that are done or moved -------------------------------------------------------------------------


def cancel_duties(session: Session, obligation_ids: Collection[int], reason: str) -> int:
    """Drops what still waits for these duties, in the caller's transaction; returns how many reminders.

    ``reason`` is one word, such as ``settled``, ``moved`` or ``gone``. A mail without items left is dropped
    with it; one that is being sent at this moment is asked again before it goes.
    """
    dropped = 0
    for chunk in _chunks(sorted(obligation_ids)):
        about = OutboxItem.state == "live", OutboxItem.obligation_id.in_(chunk)
        waiting = _hold(session, OutboxRow.id.in_(select(OutboxItem.outbox_id).where(*about)))
        for part in _chunks(waiting):
            dropped += _drop_items(session, reason, *about, OutboxItem.outbox_id.in_(part))
        _drop_empty(session, waiting, reason)
    return dropped


def _hold(session: Session, condition: Any) -> list[int]:
    """The waiting mails that meet ``condition``, held against senders: rows before items, everywhere."""
    query = select(OutboxRow.id).where(OutboxRow.state == "queued", condition).order_by(OutboxRow.id)
    return list(session.scalars(query.with_for_update()))


def _drop_empty(session: Session, numbers: Sequence[int], reason: str) -> None:
    """Drops those of the held mails that have no reminder left in them."""
    left = exists().where(OutboxItem.outbox_id == OutboxRow.id, OutboxItem.state == "live")
    for chunk in _chunks(numbers):
        empty = update(OutboxRow).where(OutboxRow.id.in_(chunk), OutboxRow.state == "queued", ~left)
        _count(session, empty.values(state="dropped", reason=reason))


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + CHUNK] for start in range(0, len(numbers), CHUNK))


def _leased(outbox_id: int, owner: str) -> Update:
    return update(OUTBOX).where(
        OUTBOX.c.id == outbox_id, OUTBOX.c.state == "sending", OUTBOX.c.owner == owner
    )


def _drop_items(session: Session, reason: str, *condition: Any) -> int:
    return _count(session, update(OutboxItem).where(*condition).values(state="dropped", reason=reason))


def _count(session: Session, statement: Update) -> int:
    result: Any = session.execute(statement.execution_options(synchronize_session=False))
    return result.rowcount


def _changed(session: Session, statement: Update) -> bool:
    return _count(session, statement) == 1
