"""Opens and ends transactions, the same way on SQLite and PostgreSQL. Not here: any table.

Reads run in a deferred transaction that the request's end closes. Whoever writes asks for
``transaction()``: on SQLite it takes the write lock at once, because a read that turns into a
write half-way fails under load where this one waits.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from tracker.errors import Busy, Conflict, DiskFull
from tracker.extensions import db

BUSY_MILLISECONDS = 30_000
NO_ROOM = "53100"
"""The state in which PostgreSQL answers that a file cannot grow."""

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_lasting: ContextVar[bool] = ContextVar("lasting", default=True)


def bind(app: Flask) -> None:
    """Engine options per database; no connection is opened."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    options: dict[str, Any] = dict(app.config.get("SQLALCHEMY_ENGINE_OPTIONS", {}))
    if url.get_backend_name() == "postgresql":
        options.setdefault("pool_pre_ping", True)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options


def reading() -> Session:
    """The session of this request, for reads; the request's end closes it."""
    return db.session()


def look_anew() -> None:
    """End the snapshot that a long read works on, so that what is closed meanwhile is closed for it too."""
    if not _writing.get():
        db.session().rollback()


@contextmanager
def transaction(*, lasting: bool = True) -> Iterator[Session]:
    """One use case's transaction: everything in it is stored, or nothing.

    Inside another one it joins: the outermost commits. Raises Busy where the database stays
    occupied, Conflict where somebody else entered the same key at the same time, DiskFull (as any statement
    does) where there is no room left.

    Not ``lasting``: it survives the end of this process, but does not wait for the disk; a power cut may
    undo the last of them. For what is safe to be done again.
    """
    session = db.session()
    if _writing.get():
        yield session
        return
    session.rollback()
    token, disk = _writing.set(True), _lasting.set(lasting)
    try:
        yield session
        session.commit()
    except OperationalError as error:
        session.rollback()
        if is_busy(error):
            raise Busy("The database is occupied. Please try again.") from error
        raise
    except IntegrityError as error:
        session.rollback()
        if "unique" in str(error.orig).lower():
            raise Conflict("Somebody else entered the same at the same time.") from error
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        _writing.reset(token)
        _lasting.reset(disk)


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """For migrations: every transaction of ``connection`` takes the write lock at once.

    On SQLite the foreign keys rest meanwhile: changing a table there means copying it, and the
    dropped original would take its children along.
    """
    sqlite = connection.dialect.name == "sqlite"
    driver = connection.connection.driver_connection
    token = _writing.set(True)
    if sqlite and driver:
        driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        _writing.reset(token)
        if sqlite and driver:
            driver.execute("PRAGMA foreign_keys=ON")


def is_busy(error: OperationalError) -> bool:
    """Whether the database said "not now" rather than "no"."""
    text = str(error.orig).lower()
    return "locked" in text or "deadlock" in text or "lock timeout" in text


def is_full(error: BaseException | None) -> bool:
    """Whether there is no room left for what was to be written."""
    return getattr(error, "sqlstate", None) == NO_ROOM or "disk is full" in str(error).lower()


@event.listens_for(Engine, "handle_error")
def name_full_disk(context: ExceptionContext) -> None:
    """A full disk gets its own name, whichever statement met it: people can do something about it."""
    if is_full(context.original_exception):
        raise DiskFull("There is no room left; nothing was stored.") from context.original_exception


@event.listens_for(Engine, "do_connect")
def make_folder(dialect: Any, _record: object, arguments: Any, _options: Any) -> None:
    """The folder of an SQLite file is made when the file is first opened."""
    if dialect.name == "sqlite" and arguments and not str(arguments[0]).startswith((":", "file:")):
        Path(arguments[0]).parent.mkdir(parents=True, exist_ok=True)


@event.listens_for(Engine, "connect")
def prepare_connection(connection: Any, _record: object) -> None:
    """What every connection needs: patience that ends; an SQLite one our own BEGIN, WAL, foreign keys too."""
    if not isinstance(connection, sqlite3.Connection):
        connection.execute(f"SET lock_timeout = {BUSY_MILLISECONDS}")
        connection.commit()
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "synchronous=FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")
    protect_file(connection)


@event.listens_for(Engine, "begin")
def begin(connection: Connection) -> None:
    """SQLite: take the write lock first when something is going to be written."""
    lasting = _lasting.get()
    if connection.dialect.name == "sqlite":
        if connection.info.get("lasting", True) != lasting:
            connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if lasting else 'NORMAL'}")
            connection.info["lasting"] = lasting
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
    elif not lasting:
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


def protect_file(connection: sqlite3.Connection) -> None:
    """The records are readable by their owner alone, whatever the umask says."""
    file = connection.execute("PRAGMA database_list").fetchone()[2]
    if file and Path(file).stat().st_mode & 0o077:
        os.chmod(file, 0o600)
