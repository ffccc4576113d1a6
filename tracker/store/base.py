"""What all tables share: the base class, column types, disclosure levels, identifiers.

Not here: any table, and anything that opens a connection.
"""

import secrets
from base64 import b32encode
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

from tracker.disclosure import FieldClass

LEVELS = tuple(FieldClass)
"""What a column tells, in the words of the disclosure policy. Credentials are c5: nobody sees them."""

ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 16
_LETTERS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ID_ALPHABET.encode())


class Base(DeclarativeBase):
    """The parent of every table; constraints are named, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored and returned in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Tree(TypeDecorator[Any]):
    """Lists and mappings of plain values; Japanese text stays readable in the file."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        kind = JSONB() if dialect.name == "postgresql" else JSON()
        return dialect.type_descriptor(kind)


def column(level: str, *args: Any, **options: Any) -> MappedColumn[Any]:
    """A column that states its disclosure level."""
    if level not in LEVELS:
        raise ValueError(f"{level!r} is not a disclosure level")
    return mapped_column(*args, info={"level": level}, **options)


def one_of(name: str, words: tuple[str, ...]) -> CheckConstraint:
    """A closed list of words for the column ``name``, held by the database itself."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f'"{name}" IN ({listed})', name=name)


def new_public_id() -> str:
    """An identifier for the outside: random, 80 bits, free of look-alike letters."""
    # One call instead of one per letter: a tenth of the time, and sweeps and imports make many.
    return b32encode(secrets.token_bytes(ID_LENGTH * 5 // 8)).translate(_LETTERS).decode()


def public_id_column() -> MappedColumn[Any]:
    """The outward identifier of a row; the running number stays inside."""
    return column("c0", String(ID_LENGTH), unique=True, default=new_public_id)
