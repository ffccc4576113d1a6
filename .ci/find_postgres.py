"""Prints the URL of a PostgreSQL server on this machine that lets us make databases without a password.

Prints nothing where there is none. Only loopback is asked.
"""

import getpass
import sys

import psycopg

_MAY = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"


def find() -> str | None:
    """The first account and database that answer."""
    for user in dict.fromkeys((getpass.getuser(), "postgres")):
        for name in dict.fromkeys((user, "postgres", "test")):
            try:
                with psycopg.connect(
                    host="127.0.0.1", port=5432, user=user, dbname=name, connect_timeout=3
                ) as connection:
                    row = connection.execute(_MAY).fetchone()
            except psycopg.Error:
                continue
            if row and row[0]:
                return f"postgresql+psycopg://{user}@127.0.0.1:5432/{name}"
    return None


if __name__ == "__main__":
    sys.stdout.write(find() or "")
