"""Which rows of which tables an act changed: taken from the session itself, so that nobody can forget it.

Columns of class c0 stand in the clear, all others as keyed digests bound to their row: the trail can be
replayed and held against the actual records without telling them. Not here: chaining the acts (audit_chain).
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Table, event, inspect, select, tuple_
from sqlalchemy.orm import ORMExecuteState, Session

from tracker.store.base import Base
from tracker.store.keys import digest_key

ORPHANS = "audit_orphans"
CLEAR = "c0"

EXEMPT: Mapping[str, str] = {
    "audit": "the trail itself",
    "audit_anchors": "the anchors of the trail",
    "obligations": "a cache: derived from facts, and derived again at any time",
    "matter_numbers": "a cache: read off the facts, to search in",
    "incoming_lines": "a cache: read off facts, answers and applications",
    "derivation_runs": "a log of derivations",
    "date_moves": "noted by the derivation, from facts that stand in the trail",
    "date_moves_seen": "goes with the moves; who looked at which stands in the act itself",
    "level_changes": "noted by the derivation, from facts that stand in the trail",
    "backup_runs": "a log of backups",
    "outbox": "a log of mails, each with its state and reason",
    "outbox_items": "a log of reminders",
    "deliveries": "a log of tries to send",
    "sweep_runs": "a log of sweeps",
    "address_faults": "counts mails that came back; the outbox tells which",
    "editions": "names of what the packs said, by their digests",
    "pack_editions": "copies of what the packs said, by their digests",
    "selfcheck_runs": "a log of self-checks",
    "selfcheck_differences": "what a self-check found",
}
"""Tables that the trail does not replay, each with its reason. Every other table is recorded."""

EXEMPT_COLUMNS: Mapping[str, frozenset[str]] = {
    "matters": frozenset(
        {
            "disclosure",
            "findings",
            "derived_on",
            "derived_at",
            "version",
            "edition",
            "held",
            "agency_id",
            "next_on",
            "agency_next_on",
        }
    ),  # derived, counted
    "proposals": frozenset({"action", "before", "after"}),  # derived, by two editions of the terms
    "sign_ins": frozenset({"last_seen_at"}),  # a moment that moves with every page
    "import_files": frozenset({"content"}),  # known by its digest; the bytes are large
    "imports": frozenset({"progress", "report"}),  # how far it has come, and every row's verdict
    "organisations": frozenset({"last_number"}),  # a counter; the references it gave stand in matters
}

Entry = list[Any]
"""``[table, key, {column: value}]``; None instead of the columns where the row was deleted."""


def is_recorded(table: str) -> bool:
    """Whether the trail replays a table."""
    return table not in EXEMPT and table in Base.metadata.tables


def recorded_columns(table: Table) -> list[Column[Any]]:
    """The columns that the trail replays."""
    left_out = EXEMPT_COLUMNS.get(table.name, frozenset())
    return [each for each in table.columns if each.name not in left_out]


def told(column: Column[Any], key: str, value: Any, secret: bytes) -> Any:
    """A value as the trail keeps it: in the clear, or as a digest bound to its place."""
    plain = plainly(value)
    if plain is None or column.info["level"] == CLEAR:
        return plain
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    place = f"{column.table.name}.{column.name}#{key}:{text}"
    return "#" + hmac.new(secret, place.encode(), hashlib.sha256).hexdigest()[:32]


def plainly(value: Any) -> Any:
    """A value of a column as JSON knows it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value


def key_text(values: Iterable[Any]) -> str:
    """The primary key of a row as one text."""
    return "/".join(str(each) for each in values)


def entry(table: Table, key: str, values: Mapping[str, Any], secret: bytes) -> Entry:
    """What the trail keeps of one row; ``values`` by column name."""
    columns = {each.name: each for each in recorded_columns(table)}
    kept = {
        name: told(columns[name], key, value, secret) for name, value in values.items() if name in columns
    }
    return [table.name, key, kept]


# --- what the session is about to store ---------------------------------------------------------------------


@event.listens_for(Session, "after_flush")
def note_flushed(session: Session, _context: object) -> None:
    """Keep what a flush stored; the next act takes it along."""
    orphans = session.info.setdefault(ORPHANS, [])
    for thing in (*session.new, *session.dirty, *session.deleted):
        table = inspect(thing).mapper.local_table
        if is_recorded(table.name):
            found = entry_of(session, thing, table)
            if found is not None:
                orphans.append(found)


def entry_of(session: Session, thing: Any, table: Table) -> Entry | None:
    """The entry of one object; None where nothing that is recorded changed."""
    state = inspect(thing)
    names = {each.columns[0].name: each.key for each in state.mapper.column_attrs}
    key = key_text(state.dict.get(names[each.name]) for each in table.primary_key)
    if thing in session.deleted:
        return [table.name, key, None]
    if thing in session.new:
        values = {column: state.dict.get(name) for column, name in names.items()}
    else:
        values = {
            column: state.dict.get(name)
            for column, name in names.items()
            if state.attrs[name].history.has_changes()
        }
    found = entry(table, key, values, digest_key())
    return found if found[2] else None


@event.listens_for(Session, "do_orm_execute")
def note_statement(state: ORMExecuteState) -> Any:
    """A statement that changes many rows at once is recorded row by row; what cannot be is refused."""
    if not (state.is_update or state.is_delete or state.is_insert):
        return None
    statement: Any = state.statement
    table: Table = statement.table
    if not is_recorded(table.name):
        return None
    if not state.is_update:
        raise RuntimeError(
            f"rows of {table.name} are added one by one and never deleted: the trail holds them"
        )
    changed = {getattr(name, "name", name) for name in statement._values or {}}
    columns = [each for each in recorded_columns(table) if each.name in changed]
    if not columns:
        return None
    return update_recorded(state, table, columns)


def update_recorded(state: ORMExecuteState, table: Table, columns: list[Column[Any]]) -> Any:
    """Run an UPDATE and keep which rows it changed, and to what."""
    session, keys = state.session, list(table.primary_key)
    criteria = state.statement._where_criteria  # type: ignore[attr-defined]
    found = session.execute(select(*keys).where(*criteria).with_for_update()).all()
    result = state.invoke_statement()
    if found:
        again = select(*keys, *columns).where(tuple_(*keys).in_([tuple(row) for row in found]))
        secret = digest_key()
        for row in session.execute(again):
            key = key_text(row[: len(keys)])
            values = dict(zip([each.name for each in columns], row[len(keys) :], strict=True))
            session.info.setdefault(ORPHANS, []).append(entry(table, key, values, secret))
    return result


# --- replaying ----------------------------------------------------------------------------------------------


def replay(kept: Iterable[list[Entry]]) -> dict[tuple[str, str], dict[str, Any] | None]:
    """The state that the trail tells: per row the last value of every column."""
    state: dict[tuple[str, str], dict[str, Any] | None] = {}
    for entries in kept:
        for table, key, values in entries:
            if values is None:
                state[table, key] = None
            else:
                before = state.get((table, key)) or {}
                state[table, key] = {**before, **values}
    return state


def differences(session: Session, state: dict[tuple[str, str], dict[str, Any] | None]) -> Iterator[str]:
    """Where the records are not what the trail tells, row by row."""
    secret, left = digest_key(), dict(state)
    for table in Base.metadata.sorted_tables:
        if not is_recorded(table.name):
            continue
        keys, columns = list(table.primary_key), recorded_columns(table)
        for row in session.execute(select(*keys, *columns).order_by(*keys)).yield_per(500):
            key = key_text(row[: len(keys)])
            trail = left.pop((table.name, key), None)
            if trail is None:
                yield f"{table.name} {key}: the trail does not know this row"
                continue
            for column, value in zip(columns, row[len(keys) :], strict=True):
                if told(column, key, value, secret) != trail.get(column.name):
                    yield f"{table.name} {key}: {column.name} is not what the trail tells"
    for (name, key), values in left.items():
        if values is not None and is_recorded(name):
            yield f"{name} {key}: the row is gone"
