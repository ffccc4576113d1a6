"""The records as plain lines, the same from SQLite and PostgreSQL, and back into an empty database of either.

A table is a line with its column names and a line for each row, in the order of its primary key. The database
is asked what its tables look like, not the code: so a copy of an older edition comes back under its own
schema. Sealed columns stay sealed. Not here: where the lines are kept (backup).
"""

import base64
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    cast,
    func,
    insert,
    inspect,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Date, Numeric

from tracker.extensions import db
from tracker.store.session import writing
from tracker.store.tables import load_tables

SCHEMA = "alembic_version"
UNPROVED = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"
PORTION = 500

Lines = Iterator[str]


@contextmanager
def frozen() -> Iterator[Connection]:
    """A connection that sees the records as of one moment, however long it reads; nobody waits for it."""
    connection = db.engine.connect()
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    try:
        connection.execute(text("SELECT 1"))  # the snapshot is taken with the first read of a table
        yield connection
    finally:
        connection.rollback()
        connection.close()


def revision(connection: Connection) -> str:
    """The step of the schema that the database stands at; empty where it has none."""
    if not inspect(connection).has_table(SCHEMA):
        return ""
    return connection.scalar(text(f"SELECT version_num FROM {SCHEMA}")) or ""


def our_tables(connection: Connection, names: Collection[str] | None = None) -> list[Table]:
    """The tables of this product as they stand in the database, by name; those of others are left alone."""
    wanted = load_tables().metadata.tables if names is None else names
    there = set(inspect(connection).get_table_names())
    metadata = MetaData()
    metadata.reflect(connection, only=sorted(there & set(wanted)), resolve_fks=False)
    return [metadata.tables[name] for name in sorted(metadata.tables)]


# --- out ----------------------------------------------------------------------------------------------------


def lines_of(connection: Connection, table: Table) -> Lines:
    """All rows of a table as JSON lines, the names of its columns first."""
    yield _json([column.name for column in table.columns])
    query = select(*(_asked(connection, column) for column in table.columns)).order_by(
        *(_ordered(connection, column) for column in table.primary_key.columns)
    )
    readers = [_told_json if isinstance(column.type, JSON) else _told for column in table.columns]
    found = connection.execution_options(stream_results=True, yield_per=PORTION).execute(query)
    for row in found:
        yield _json([tell(value) for tell, value in zip(readers, row, strict=True)])


def digest_of(lines: Iterable[str]) -> tuple[int, str]:
    """How many rows the lines hold, and what identifies them."""
    summed, count = hashlib.sha256(), -1
    for line in lines:
        summed.update(line.encode() + b"\n")
        count += 1
    return max(count, 0), summed.hexdigest()


def _asked(connection: Connection, column: Column[Any]) -> Any:
    """Lists and mappings are asked for as their text, which alone tells nothing from JSON's null."""
    if not isinstance(column.type, JSON):
        return column
    return cast(column, Text) if connection.dialect.name == "postgresql" else type_coerce(column, String)


def _ordered(connection: Connection, column: Column[Any]) -> Any:
    """Byte order, whatever language the server sorts by."""
    is_text = isinstance(column.type, String) and connection.dialect.name == "postgresql"
    return column.collate("C") if is_text else column


def _told(value: Any) -> Any:
    match value:
        case datetime():
            aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
            return aware.isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
        case Decimal():
            return str(value)
    return value


def _told_json(value: str | None) -> Any:
    return None if value is None else {"json": json.loads(value)}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# --- in -----------------------------------------------------------------------------------------------------


@contextmanager
def filling() -> Iterator[Connection]:
    """A connection whose one transaction brings all rows or none; references rest until the end of it."""
    with (
        db.engine.connect() as connection,
        writing(connection),
        connection.begin(),
        _without_references(connection),
    ):
        yield connection


def count_rows(connection: Connection) -> dict[str, int]:
    """Rows per table of ours."""
    tables = our_tables(connection)
    return {each.name: connection.scalar(select(func.count()).select_from(each)) or 0 for each in tables}


def fill(connection: Connection, table: Table, lines: Iterable[str]) -> int:
    """Put rows into an empty table; answers their number. Raises ValueError where the columns differ."""
    given = iter(lines)
    names = json.loads(next(given))
    if set(names) != set(table.columns.keys()):
        raise ValueError(f"the columns of {table.name} are others than in the copy")
    for column in table.columns:
        if isinstance(column.type, JSON):
            kind = JSONB if connection.dialect.name == "postgresql" else JSON
            column.type = kind(none_as_null=True)
    readers = [_reader(connection, table.columns[name]) for name in names]
    count = 0
    while portion := list(islice(given, PORTION)):
        rows = [
            {name: read(value) for name, read, value in zip(names, readers, json.loads(line), strict=True)}
            for line in portion
        ]
        connection.execute(insert(table), rows)
        count += len(rows)
    return count


def go_on_counting(connection: Connection, tables: Iterable[Table]) -> None:
    """PostgreSQL: the next number of each table follows the greatest that came in."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for column in table.primary_key.columns:
            place = {"table": f'"{table.name}"', "column": column.name}
            counter = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), place)
            if counter:
                top = connection.scalar(select(func.max(column)))
                after = {"counter": counter, "top": top or 1, "used": top is not None}
                connection.execute(text("SELECT setval(:counter, :top, :used)"), after)


def counter_is_past(connection: Connection, top: int, *, table: str, column: str) -> bool:
    """Whether the next number of a column is above ``top``; so it is where no counter gives them."""
    place = {"table": table, "column": column}
    counter = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), place)
    if not counter:
        return True
    last = connection.scalar(
        text("SELECT pg_sequence_last_value(cast(:counter AS regclass))"), {"counter": counter}
    )
    return (last or 0) >= top


def broken_references(connection: Connection) -> int:
    """References that lead nowhere. PostgreSQL proves them itself when they are put back."""
    if connection.dialect.name != "sqlite":
        return connection.scalar(text(UNPROVED)) or 0
    return len(connection.execute(text("PRAGMA foreign_key_check")).all())


def file_is_whole(connection: Connection) -> bool:
    """Whether the file of an SQLite database is sound; a server looks after its own."""
    if connection.dialect.name != "sqlite":
        return True
    return connection.scalar(text("PRAGMA integrity_check")) == "ok"


def refusals(connection: Connection) -> set[str]:
    """The triggers that keep tables insert-only."""
    catalogue = (
        "sqlite_master WHERE type = 'trigger'" if connection.dialect.name == "sqlite" else "pg_trigger"
    )
    name = "name" if connection.dialect.name == "sqlite" else "tgname"
    found = connection.scalars(text(f"SELECT {name} FROM {catalogue}"))
    return {each for each in found if "_no_" in each}


def _reader(connection: Connection, column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, JSON):
        return lambda value: None if value is None else (_null if value["json"] is None else value["json"])
    if isinstance(kind, DateTime):
        return _instant_reader(connection.dialect.name == "sqlite")
    for known, read in ((Date, date.fromisoformat), (LargeBinary, base64.b64decode), (Numeric, Decimal)):
        if isinstance(kind, known):
            return _unless_null(read)
    return lambda value: value


_null = JSON.NULL


def _instant_reader(naive: bool) -> Any:
    def read(value: str) -> datetime:
        found = datetime.fromisoformat(value)
        return found.replace(tzinfo=None) if naive else found

    return _unless_null(read)


def _unless_null(read: Any) -> Any:
    return lambda value: None if value is None else read(value)


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """PostgreSQL: references are taken off and put back within the same transaction, which proves every one.
    SQLite rests them by itself (``writing``)."""
    if connection.dialect.name == "sqlite":
        yield
        return
    known = connection.execute(
        text(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
        )
    ).all()
    for table, name, _ in known:
        connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
    yield
    for table, name, definition in known:
        connection.execute(text(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'))
