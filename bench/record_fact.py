"""What recording one filing costs in a large portfolio, over a small one and over its rows by bare SQL."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import select

from bench.databases import Bench, kinds, now
from bench.filling import MANAGER
from bench.histories import AS_OF
from bench.model import Benchmark, Figure, Size, worst
from bench.timing import spread, timed_as_it_is
from tracker.docket import accounts, record
from tracker.extensions import db
from tracker.store.base import Base, new_public_id
from tracker.store.matters import Matter

PER_ROUND = 8
NUMBERS = count(100)
"""Filings are named afresh, however often a matter is used."""
RENAMED = {"facts": "number", "obligations": "filing", "audit": "stream"}
"""A column of each table's unique key that is given another value, so that the same rows go in again."""


class Recording:
    """Records one filing after another in one database, each in another matter, as so many requests would."""

    def __init__(self, app: Flask, times: int) -> None:
        self.app = app
        with app.app_context():
            patents = select(Matter.public_id).where(Matter.right == "patent").order_by(Matter.id)
            found = list(db.session.scalars(patents))
            self.actor = accounts.find_actor(MANAGER)
        step = max(1, len(found) // times)
        self.matters: Iterator[str] = iter(found[::step] + found[1::step])

    def record(self) -> float:
        """The seconds of one filing, from an empty session to the commit."""
        matter = next(self.matters)
        with self.app.app_context():
            return timed_as_it_is(
                lambda: record.record_fact(
                    self.actor, matter=matter, kind="filed", on=AS_OF, now=now(), today=AS_OF, confirm=True,
                    keys={"filing": f"JP{next(NUMBERS)}", "office": "JP", "route": "national"},
                )
            )[1]  # fmt: skip


def measure_growth(size: Size, bench: Bench) -> Figure | None:
    """Median seconds per filing in the large portfolio over those in the small one."""
    return worst({kind: _growth(bench, kind, size) for kind in kinds(size)})


def _growth(bench: Bench, kind: str, size: Size) -> tuple[float, dict[str, Any]]:
    times = size.rounds * PER_ROUND
    few, many = (Recording(bench.app(kind, each), times) for each in (size.few, size.many))
    for each in (many, few):
        each.record()
    return spread([(many.record(), few.record()) for _ in range(times)])


def measure_insert(size: Size, bench: Bench) -> Figure | None:
    """Seconds per filing over those of the same rows, written by the driver alone in one transaction."""
    sides = {}
    for kind in kinds(size):
        with bench.own(kind, size.many) as app:  # what bare SQL writes is no true record
            sides[kind] = _against_rows(app, size)
    return worst(sides)


def _against_rows(app: Flask, size: Size) -> tuple[float, dict[str, Any]]:
    times = size.rounds * PER_ROUND
    recording = Recording(app, times)
    recording.record()
    taken, rows = [], 0
    for number in range(times):
        with app.app_context():
            before = _last_numbers()
            seconds = recording.record()
            fresh = _rows_after(before)
            taken.append((seconds, _write(fresh, number)))
            rows = sum(len(each) for each in fresh.values())
    value, told = spread(taken)
    return value, {"rows_written": rows + 1} | told


def _tables() -> list[Any]:
    return [
        table for table in Base.metadata.sorted_tables if list(table.primary_key.columns.keys()) == ["id"]
    ]


def _last_numbers() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            table.name: connection.exec_driver_sql(f'SELECT max(id) FROM "{table.name}"').scalar() or 0
            for table in _tables()
        }


def _rows_after(before: dict[str, int]) -> dict[str, list[dict[str, Any]]]:
    """What has been written since, by table, as the driver gives it."""
    found: dict[str, list[dict[str, Any]]] = {}
    with db.engine.connect() as connection:
        for name, last in before.items():
            rows = connection.exec_driver_sql(f'SELECT * FROM "{name}" WHERE id > {last}').mappings().all()
            if rows:
                found[name] = [dict(row) for row in rows]
    return found


def _write(fresh: dict[str, list[dict[str, Any]]], number: int) -> float:
    """Writes these rows once more under other names, and their matter; seconds to the commit."""
    mark = "?" if db.engine.dialect.name == "sqlite" else "%s"
    statements = []
    for name, rows in fresh.items():
        columns = [column for column in rows[0] if column != "id"]
        listed, marks = ", ".join(f'"{column}"' for column in columns), ", ".join([mark] * len(columns))
        values = [_renamed(name, row, columns, number) for row in rows]
        statements.append((f'INSERT INTO "{name}" ({listed}) VALUES ({marks})', values))
    matter = fresh["facts"][0]["matter_id"]
    statements.append(
        (
            f"UPDATE matters SET version = version + 1, derived_on = {mark} WHERE id = {mark}",
            [(AS_OF, matter)],
        )
    )
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()

        def work() -> None:
            if mark == "?":
                cursor.execute("BEGIN IMMEDIATE")
            for statement, values in statements:
                cursor.executemany(statement, values)
            connection.commit()

        return timed_as_it_is(work)[1]
    finally:
        connection.close()


def _renamed(table: str, row: dict[str, Any], columns: list[str], number: int) -> tuple[Any, ...]:
    values = dict(row)
    if "public_id" in values:
        values["public_id"] = new_public_id()
    if table in RENAMED:
        values[RENAMED[table]] = number + 100_000 if table == "facts" else f"ZZ{number}"
    return tuple(json.dumps(values[c]) if isinstance(values[c], (dict, list)) else values[c] for c in columns)


GROWTH = Benchmark(
    key="record_fact_growth",
    measures="recording a filing in the large portfolio",
    against="the same in the small one",
    goal=1.3,
    run=measure_growth,
)
INSERT = Benchmark(
    key="record_fact_vs_insert",
    measures="recording a filing in the large portfolio",
    against="inserting the same rows with bare SQL",
    goal=3,
    run=measure_insert,
)
