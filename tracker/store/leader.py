"""Which of several workers leads: one lock per installation. Not here: what the leader does.

Beside an SQLite file it is a lock on a file in ``instance/``; on PostgreSQL an advisory lock, held by a
connection of its own. Either goes with its process, so another one takes over by asking.
"""

import fcntl
from pathlib import Path
from threading import Lock
from typing import IO, Protocol

from sqlalchemy import Connection, Select, create_engine, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

LOCK_FILE = "scheduler.lock"
LOCK_NUMBER = 0x4B494B45
CONNECT_SECONDS = 10


class Leader(Protocol):
    """Asks to lead, and stops leading."""

    def leads(self) -> bool: ...

    def resign(self) -> None: ...


def leader_of(database_url: str, instance: Path) -> Leader:
    """The lock that fits the database."""
    if make_url(database_url).get_backend_name() == "postgresql":
        return DatabaseLeader(database_url)
    return FileLeader(instance / LOCK_FILE)


class FileLeader:
    """A lock on a file: for one host."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None
        self._asking = Lock()

    def leads(self) -> bool:
        """Whether this process leads; it does from the first time it could."""
        with self._asking:
            if self._file is not None:
                return True
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = self.path.open("ab")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.close()
                return False
            self._file = file
            return True

    def resign(self) -> None:
        """Lets another process lead."""
        with self._asking:
            if self._file is not None:
                self._file.close()
                self._file = None


class DatabaseLeader:
    """An advisory lock on PostgreSQL: for any number of hosts, not through a transaction pool."""

    def __init__(self, url: str) -> None:
        options = {"connect_timeout": CONNECT_SECONDS}
        self._engine = create_engine(url, poolclass=NullPool, connect_args=options)
        self._connection: Connection | None = None
        self._asking = Lock()

    def leads(self) -> bool:
        """Whether this process leads; asked of the server each time, because a session can be lost."""
        with self._asking:
            if self._connection is not None and self._answers(self._connection, select(1)):
                return True
            self._drop()
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if connection.scalar(select(func.pg_try_advisory_lock(LOCK_NUMBER))):
                self._connection = connection
                return True
            connection.close()
            return False

    def resign(self) -> None:
        """Lets another process lead, from this moment on: a session alone would end a little later."""
        with self._asking:
            if self._connection is not None:
                self._answers(self._connection, select(func.pg_advisory_unlock(LOCK_NUMBER)))
            self._drop()

    def _answers(self, connection: Connection, question: Select) -> bool:
        try:
            return bool(connection.scalar(question))
        except DBAPIError:
            return False

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()
