"""The databases the benchmarks run on: filled once and kept beside the system's temporary files, then copied.

A benchmark works on a copy, so that every run finds the same rows. Kept ones are known by seed, schema and
terms; an older one of the same size is taken away. Not here: what stands in them (filling).
"""

import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile
import time
import uuid
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy import Boolean, make_url

from bench import filling
from bench.model import Size
from tests.support import postgres
from tracker import clock, create_app
from tracker.extensions import db
from tracker.packs.edition import editions
from tracker.packs.shelf import default_shelf
from tracker.store.base import Base

ROOT = Path(__file__).resolve().parents[1]
KEPT = Path(tempfile.gettempdir()) / "kigen-bench"
MADE_OF = (
    "migrations/versions/*.py",
    "bench/portfolio.py",
    "bench/filling.py",
)
STARTED = time.perf_counter()


def now() -> datetime:
    """The benchmarks' clock: it starts on the day of the portfolio, whatever the day is, and runs."""
    return filling.NOW + timedelta(seconds=time.perf_counter() - STARTED)


class Bench:
    """Hands out applications on copies of filled databases; ends them all when it is left."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._apps: dict[tuple[str, int], Flask] = {}

    def __enter__(self) -> "Bench":
        genuine = clock.now
        clock.now = now
        self._open.callback(lambda: setattr(clock, "now", genuine))
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def app(self, kind: str, matters: int) -> Flask:
        """The application on a copy of the database of that kind and size; the same one each time."""
        if (kind, matters) not in self._apps:
            self._apps[kind, matters] = self._open.enter_context(self.own(kind, matters))
        return self._apps[kind, matters]

    def own(self, kind: str, matters: int) -> AbstractContextManager[Flask]:
        """The same on a copy that nobody else uses, for who spoils it."""
        return _sqlite_copy(matters) if kind == "sqlite" else _postgres_copy(matters)


def kinds(size: Size) -> list[str]:
    """The kinds of database to measure on: SQLite always, PostgreSQL where a server can be had."""
    return [kind for kind in size.databases if kind == "sqlite" or has_server()]


@cache
def has_server() -> bool:
    """Whether there is a PostgreSQL server; says so where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the wheel says about the machine it starts on
            server()
    except Exception as error:
        sys.stderr.write(f"no PostgreSQL here, SQLite alone is measured: {error}\n")
        return False
    return True


@cache
def server() -> str:
    """The PostgreSQL server: the tests' one."""
    return postgres.server_url(f"bench-{os.getuid()}")


@cache
def name_of(matters: int) -> str:
    """The name of the kept database of this size, from all that it is made of."""
    digest = hashlib.sha256(repr(sorted(editions(default_shelf()).items())).encode())
    for pattern in MADE_OF:
        for file in sorted(ROOT.glob(pattern)):
            digest.update(file.read_bytes())
    return f"kigen_bench_{matters}_{digest.hexdigest()[:12]}"


def make_app(url: str, folder: Path) -> Flask:
    """The product on this database."""
    return create_app(
        {
            "ENV": "demo",
            "DATABASE_URL": url,
            "INSTANCE_PATH": str(folder),
            "SECRET_KEY": "a key for benchmarks alone, 0123456789",
        }
    )


# --- SQLite -------------------------------------------------------------------------------------------------


def kept_sqlite(matters: int) -> Path:
    """The kept file of this size, filled where there is none yet."""
    file = KEPT / name_of(matters) / "kigen.sqlite3"
    if not file.exists():
        for old in KEPT.glob(f"kigen_bench_{matters}_*"):
            if old != file.parent:
                shutil.rmtree(old, ignore_errors=True)
        draft = file.with_suffix(f".{os.getpid()}.draft")  # two may be at it at the same time
        app = make_app(f"sqlite:///{draft}", file.parent)
        with app.app_context():
            upgrade()
            filling.fill(matters)
            db.session.remove()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()
        draft.rename(file)
    return file


@contextmanager
def _sqlite_copy(matters: int) -> Iterator[Flask]:
    kept = kept_sqlite(matters)
    with tempfile.TemporaryDirectory(prefix="kigen-bench-") as name:
        folder = Path(name)
        shutil.copyfile(kept, folder / "kigen.sqlite3")
        app = make_app(f"sqlite:///{folder / 'kigen.sqlite3'}", folder)
        yield app
        _close(app)


# --- PostgreSQL ---------------------------------------------------------------------------------------------


def _run(statement: str, *names: str) -> list[tuple[Any, ...]]:
    plain = make_url(server()).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        text = sql.SQL(statement).format(*(sql.Identifier(name) for name in names))
        cursor = connection.execute(text)
        return cursor.fetchall() if cursor.description else []


def _url(name: str) -> str:
    url = make_url(server()).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def kept_postgres(matters: int) -> str:
    """The kept database of this size, with the rows of the SQLite file where there is none yet."""
    name = name_of(matters)
    there = {row[0] for row in _run("SELECT datname FROM pg_database")}
    if name not in there:
        for old in there:
            if old.startswith(f"kigen_bench_{matters}_"):
                _run("DROP DATABASE IF EXISTS {} WITH (FORCE)", old)
        draft = f"kigen_draft_{uuid.uuid4().hex[:12]}"
        _run("CREATE DATABASE {}", draft)
        with tempfile.TemporaryDirectory(prefix="kigen-bench-") as folder:
            app = make_app(_url(draft), Path(folder))
            with app.app_context():
                upgrade()
                db.session.remove()
                _copy_rows(kept_sqlite(matters), _url(draft))
                db.engine.dispose()
        try:
            _run("ALTER DATABASE {} RENAME TO {}", draft, name)
        except psycopg.errors.DuplicateDatabase:
            _run("DROP DATABASE {} WITH (FORCE)", draft)
    return name


def _copy_rows(file: Path, url: str) -> None:
    """Takes all rows over, table by table, and lets the counters of numbers go on after them."""
    source = sqlite3.connect(file)
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as target:
        target.execute("SET session_replication_role = replica")
        for table in Base.metadata.sorted_tables:
            _copy_table(source, target, table)
        target.commit()
        target.autocommit = True
        target.execute("VACUUM ANALYZE")
    source.close()


def _copy_table(source: Any, target: psycopg.Connection[Any], table: Any) -> None:
    names = [column.name for column in table.columns]
    switches = [place for place, each in enumerate(table.columns) if isinstance(each.type, Boolean)]
    listed = ", ".join(f'"{name}"' for name in names)
    with target.cursor().copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy:
        for row in source.execute(f'SELECT {listed} FROM "{table.name}"'):
            if switches:
                row = list(row)
                for place in switches:
                    row[place] = None if row[place] is None else bool(row[place])
            copy.write_row(row)
    if "id" in names:
        counter = f"pg_get_serial_sequence('{table.name}', 'id')"
        target.execute(
            f'SELECT setval({counter}, (SELECT max(id) FROM "{table.name}")) WHERE {counter} IS NOT NULL'
        )


@contextmanager
def _postgres_copy(matters: int) -> Iterator[Flask]:
    kept, name = kept_postgres(matters), f"kigen_bench_copy_{uuid.uuid4().hex[:12]}"
    _run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, kept)
    try:
        with tempfile.TemporaryDirectory(prefix="kigen-bench-") as folder:
            app = make_app(_url(name), Path(folder))
            yield app
            _close(app)
    finally:
        _run("DROP DATABASE {} WITH (FORCE)", name)


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
