"""Columns that are encrypted at rest, and their keys: the newest writes, all of them read.

Not here: who may see the content (disclosure) and where the keys are kept (config).
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
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


@lru_cache(maxsize=8)
def derived_audit_keys(keys: tuple[str, ...]) -> dict[str, bytes]:
    """One key of the audit trail from each of the ring, by a name that tells nothing of it; newest first."""
    derived = [hmac.new(key.encode(), b"kigen audit chain 1", hashlib.sha256).digest() for key in keys]
    return {hashlib.sha256(key).hexdigest()[:12]: key for key in derived}


def audit_keys() -> dict[str, bytes]:
    """The keys that the audit trail is chained with: the first writes, all of them verify."""
    return derived_audit_keys(data_keys(current_app))


def invitation_token(name: str) -> str:
    """The secret in the link of an invitation: nobody tells it without the key, and it need not be kept."""
    mark = hmac.new(digest_key(), f"kigen invitation 1 {name}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(mark).decode().rstrip("=")


def reason_salt(stream: str, seq: int) -> str:
    """The salt with which the reason of one audit row is committed to; shown with the reason alone."""
    return hmac.new(digest_key(), f"audit reason {stream} {seq}".encode(), hashlib.sha256).hexdigest()[:32]
