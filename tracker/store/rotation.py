"""Seals anew what an older key of the ring sealed: columns and kept files, in portions, while people work.

Insert-only tables stay as they are: their content was sealed once and for all, and its key must stay in the
ring. Safe to stop and to run again. Not here: where the keys are kept (config).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app
from sqlalchemy import Column, LargeBinary, bindparam, select, type_coerce, update
from sqlalchemy.orm import Session

from tracker.config import data_keys
from tracker.extensions import db
from tracker.store import files
from tracker.store.audit import INSERT_ONLY
from tracker.store.imports import SealedBytes
from tracker.store.keys import Sealed, current_ring
from tracker.store.session import writing
from tracker.store.tables import load_tables

PORTION = 200

AnyColumn = Column[object]


@dataclass(slots=True)
class Rotated:
    """What was sealed anew, per column and for files; what an older key still holds; what no key opens."""

    columns: dict[str, int] = field(default_factory=dict)
    files: int = 0
    resting: dict[str, int] = field(default_factory=dict)
    lost: int = 0


def sealed_columns() -> list[AnyColumn]:
    """Every column whose content lies encrypted."""
    columns = [column for table in load_tables().metadata.sorted_tables for column in table.columns]
    return [each for each in columns if isinstance(each.type, Sealed | SealedBytes)]


def seal_anew() -> Rotated:
    """Everything that the newest key did not seal is sealed by it; answers how much that was."""
    done = Rotated()
    for column in sealed_columns():
        name = f"{column.table.name}.{column.name}"
        for found in _portions(column):
            stale = {key: sealed for key, sealed in found if not is_newest(sealed)}
            if column.table.name in INSERT_ONLY:
                done.resting[name] = done.resting.get(name, 0) + len(stale)
            elif stale:
                done.columns[name] = done.columns.get(name, 0) + _reseal(column, stale, done)
    done.files = seal_files_anew()
    return done


def is_newest(sealed: bytes) -> bool:
    """Whether the newest key opens it."""
    try:
        Fernet(data_keys(current_app)[0]).decrypt(sealed)
    except InvalidToken:
        return False
    return True


def seal_files_anew() -> int:
    """The same for the bytes of kept files."""
    count = 0
    with Session(db.engine) as session:
        for row in session.scalars(select(files.StoredFile).order_by(files.StoredFile.id)):
            count += files.seal_anew(row)
    return count


def _portions(column: AnyColumn) -> Iterator[list[tuple[int, bytes]]]:
    """What a column holds, by the number of its row, a portion at a time."""
    number, last = column.table.c.id, 0
    query = select(number, type_coerce(column, LargeBinary)).where(column.is_not(None)).order_by(number)
    while True:
        with db.engine.connect() as connection:
            found = [
                (row[0], bytes(row[1]))
                for row in connection.execute(query.where(number > last).limit(PORTION))
            ]
        if not found:
            return
        last = found[-1][0]
        yield found


def _reseal(column: AnyColumn, stale: dict[int, bytes], done: Rotated) -> int:
    """Seal these rows anew, each only while it still holds what was read."""
    table = column.table
    statement = (
        update(table)
        .where(table.c.id == bindparam("number"), type_coerce(column, LargeBinary) == bindparam("before"))
        .values({column.name: bindparam("after", type_=LargeBinary)})
    )
    rows = []
    for number, sealed in stale.items():
        try:
            rows.append({"number": number, "before": sealed, "after": current_ring().rotate(sealed)})
        except InvalidToken:
            done.lost += 1
    if rows:
        with db.engine.connect() as connection, writing(connection), connection.begin():
            connection.execute(statement, rows)
    return len(rows)
