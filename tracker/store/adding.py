"""Adds many rows at once, with the same entries in the audit trail as if each had been added by itself.

Not here: what the rows are (docket.import_storing), and adding single objects (the session does).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from tracker.store.audit_chain import PENDING, store_acts
from tracker.store.audit_touched import CLEAR, is_recorded, plainly, recorded_columns, told
from tracker.store.keys import digest_key

PORTION = 500


def next_ids(session: Session, model: Any, count: int) -> Sequence[int]:
    """So many primary keys that nobody else will use. On SQLite the transaction holds the write lock."""
    table: Table = model.__table__
    if not count:
        return range(0)
    if session.get_bind().dialect.name != "postgresql":
        last = session.scalar(select(func.max(table.c.id))) or 0
        return range(last + 1, last + 1 + count)
    sequence = session.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
    drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return session.scalars(drawn).all()


def add_rows(session: Session, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows whose keys are given. A column that no row names takes the table's own default."""
    table: Table = model.__table__
    whole = [complete(table, row) for row in rows]
    connection = session.connection()
    for start in range(0, len(whole), PORTION):
        connection.execute(insert(table), whole[start : start + PORTION])


def complete(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with every column of its table."""
    return {
        each.name: row[each.name] if row.get(each.name) is not None else default_of(each) for each in table.c
    }


def default_of(column: Any) -> Any:
    """What the table's own code puts where nothing is given."""
    default = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


def entries(model: Any, rows: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """What the trail keeps of rows that are added: the same as of objects."""
    table: Table = model.__table__
    if not is_recorded(table.name):
        return []
    columns, secret = recorded_columns(table), digest_key()
    found = []
    for row in rows:
        key = str(row["id"])
        kept = {}
        for each in columns:
            value = row[each.name] if row.get(each.name) is not None else default_of(each)
            kept[each.name] = (
                plainly(value) if each.info["level"] == CLEAR else told(each, key, value, secret)
            )
        found.append([table.name, key, kept])
    return found


def keep_acts(session: Session, acts: Iterable[Mapping[str, Any]]) -> None:
    """Keep acts that bring the entries of their rows along."""
    session.info.setdefault(PENDING, []).extend(acts)


def settle_acts(session: Session) -> None:
    """Give the acts so far their places in the chains now, before the transaction ends: there may be many."""
    store_acts(session)
