"""Prepares a test database once by the real migrations, and empties its tables after each test."""

import sqlite3
from collections.abc import Iterable

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Connection, text

from tracker.extensions import db

KEPT = {"alembic_version"}


def migrate(app: Flask) -> None:
    """Brings the database of `app` to the newest revision."""
    with app.app_context():
        upgrade()


def close(app: Flask) -> None:
    """Closes the connections that `app` keeps open."""
    with app.app_context():
        db.engine.dispose()


def empty(app: Flask) -> None:
    """Deletes every row of every table but the migrations' own; triggers that forbid it are set aside."""
    with app.app_context():
        db.session.remove()
        # Straight on the driver: the product's own transactions would have it join the tests' last one.
        connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with connection:
            if connection.dialect.name == "sqlite":
                _empty_sqlite(connection)
            else:
                _empty_postgres(connection)


def _tables(names: Iterable[str]) -> list[str]:
    return sorted(set(names) - KEPT)


def _empty_sqlite(connection: Connection) -> None:
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    found = driver.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    ).fetchall()
    triggers = [(name, definition) for kind, name, definition in found if kind == "trigger"]
    if driver.in_transaction:
        driver.execute("ROLLBACK")
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute("BEGIN IMMEDIATE")
    for name, _ in triggers:
        driver.execute(f'DROP TRIGGER "{name}"')
    for table in _tables(name for kind, name, _ in found if kind == "table"):
        driver.execute(f'DELETE FROM "{table}"')
    for _, definition in triggers:
        driver.execute(definition)
    driver.execute("COMMIT")
    driver.execute("PRAGMA foreign_keys=ON")


def _empty_postgres(connection: Connection) -> None:
    names = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"))
    tables = _tables(names.scalars())
    # Neither row triggers nor foreign keys fire for a replica; deleting a few rows is faster than TRUNCATE.
    connection.execute(text("SET session_replication_role = replica"))
    try:
        connection.execute(text("; ".join(f'DELETE FROM "{table}"' for table in tables)))
    finally:
        connection.execute(text("SET session_replication_role = DEFAULT"))
