"""What a sweep that queues a hundred thousand reminders costs over inserting the same outbox rows."""

from functools import partial
from typing import Any

from flask import Flask

from bench.databases import Bench, kinds, now
from bench.histories import AS_OF
from bench.model import Benchmark, Figure, Size, worst
from bench.timing import seconds_of, spread, timed
from tracker.extensions import db
from tracker.reminders.sweep import sweep
from tracker.worker import here

TABLES = ("outbox", "outbox_items")


def measure(size: Size, bench: Bench) -> Figure | None:
    """Sweeps a portfolio nobody was reminded of yet, and writes the rows it left once more."""
    return worst({kind: _sweep(bench.app(kind, size.many), size) for kind in kinds(size)})


def _sweep(app: Flask, size: Size) -> tuple[float, dict[str, Any]]:
    taken, counts = [], {}
    with app.app_context():
        for _ in range(min(size.rounds, 3)):
            found, seconds = timed(partial(sweep, here(app), AS_OF, now))
            counts = found.counts
            db.session.remove()
            rows = {name: _taken_out(name) for name in reversed(TABLES)}
            taken.append((seconds, seconds_of(partial(_put_back, rows))))
            for name in reversed(TABLES):
                _taken_out(name)
    value, told = spread(taken)
    return value, {"reminders": counts["reminders"], "mails": counts["mails"] + counts["quiet"]} | told


def _taken_out(name: str) -> tuple[list[str], list[Any]]:
    """The rows of a table as the driver gives them; the table is empty afterwards."""
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        rest = db.engine.dialect.name == "sqlite"  # what points at these rows rests while they are away
        if rest:
            cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute(f'SELECT * FROM "{name}" ORDER BY id')
        columns = [column[0] for column in cursor.description or ()]
        rows = cursor.fetchall()
        cursor.execute(f'DELETE FROM "{name}"')
        connection.commit()
        if rest:
            cursor.execute("PRAGMA foreign_keys=ON")
        return columns, rows
    finally:
        connection.close()


def _put_back(tables: dict[str, tuple[list[str], list[Any]]]) -> None:
    """Bare SQL: the same rows in one transaction."""
    mark = "?" if db.engine.dialect.name == "sqlite" else "%s"
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        if mark == "?":
            cursor.execute("BEGIN IMMEDIATE")
        for name in TABLES:
            columns, rows = tables[name]
            listed, marks = ", ".join(f'"{each}"' for each in columns), ", ".join([mark] * len(columns))
            cursor.executemany(f'INSERT INTO "{name}" ({listed}) VALUES ({marks})', rows)
        connection.commit()
    finally:
        connection.close()


BENCHMARK = Benchmark(
    key="remind_sweep",
    measures="a sweep that plans, words and queues what is owed",
    against="inserting the same outbox rows with bare SQL",
    goal=3,
    run=measure,
)
