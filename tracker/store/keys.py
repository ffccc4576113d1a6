"""Columns that are encrypted at rest, and their keys: the newest writes, all of them read.

Not here: who may see the content (disclosure) and where the keys are kept (config).
"""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app
from sqlalchemy import Dialect, LargeBinary, TypeDecorator

from tracker.config import data_keys
from tracker.errors import Misconfigured


@lru_cache(maxsize=8)
def ring(keys: tuple[str, ...]) -> MultiFernet:
    """The keys as one ring, newest first."""
    return MultiFernet([Fernet(key) for key in keys])


def current_ring() -> MultiFernet:
    """The ring of the running application; made on first use."""
    return ring(data_keys(current_app))


class Sealed(TypeDecorator[str]):
    """Text that lies encrypted in the file. Equal texts give different bytes, so it cannot be searched."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else current_ring().encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return current_ring().decrypt(value).decode()
        except InvalidToken as error:
            raise Misconfigured("KIGEN_DATA_KEYS lacks the key that this content was sealed with") from error


def digest_key() -> bytes:
    """The key of the digests that stand for protected values in the audit trail: the oldest of the ring,
    so that a newer key in front changes no digest."""
    return data_keys(current_app)[-1].encode()
