"""Files that people handed in or that were issued: their rows, and their bytes on the disk, encrypted.

The bytes lie under a name made of their content, sealed by a key of their organisation and bound to their
row: a file put in another's place is not read. Nothing is deleted. Not here: what is kept, who may see it.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session

from tracker.config import data_keys
from tracker.errors import Misconfigured
from tracker.store.base import Base, Instant, column, new_public_id, public_id_column

FOLDER = "files"
NONCE = 12


class StoredFile(Base):
    """One content of one organisation, kept once however often it is handed in."""

    __tablename__ = "stored_files"
    __table_args__ = (UniqueConstraint("organisation_id", "content_name"),)

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    content_name: Mapped[str] = column("c5", String(64))
    digest: Mapped[str] = column("c2", String(64))
    size: Mapped[int] = column("c4")
    media_type: Mapped[str] = column("c4", String(100))
    created_at: Mapped[datetime] = column("c4", Instant)


def keep_file(
    session: Session, organisation_id: int, content: bytes, media_type: str, now: datetime
) -> StoredFile:
    """Keep these bytes; the row that holds them, an earlier one where they are known.

    The bytes are on the disk before the row is: a transaction that fails leaves a file nobody speaks of.
    """
    name = content_name(organisation_id, content)
    query = select(StoredFile).where(
        StoredFile.organisation_id == organisation_id, StoredFile.content_name == name
    )
    known = session.scalar(query)
    if known is not None:
        return known
    row = StoredFile(
        public_id=new_public_id(),
        organisation_id=organisation_id,
        content_name=name,
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type=media_type,
        created_at=now,
    )
    write(path_of(row), seal(row, content))
    session.add(row)
    session.flush()
    return row


def read_file(row: StoredFile) -> bytes:
    """The bytes of a row. Raises Misconfigured where they are gone, were changed, or the key is lacking."""
    try:
        sealed = path_of(row).read_bytes()
    except OSError as error:
        raise Misconfigured(f"the file {row.public_id} is not in {FOLDER}/ of the instance folder") from error
    content = unseal(row, sealed)
    if hashlib.sha256(content).hexdigest() != row.digest:
        raise Misconfigured(f"the file {row.public_id} is not the one that was kept")
    return content


def bytes_kept(session: Session, organisation_id: int) -> int:
    """How much an organisation keeps."""
    query = select(func.coalesce(func.sum(StoredFile.size), 0))
    return int(session.scalar(query.where(StoredFile.organisation_id == organisation_id)) or 0)


def file_limit() -> int:
    """How large one file may be, in MB."""
    return int(current_app.config["FILE_LIMIT"])


def file_quota() -> int:
    """How much one organisation may keep, in MB."""
    return int(current_app.config["FILE_QUOTA"])


# --- where and how the bytes lie ----------------------------------------------------------------------------


def path_of(row: StoredFile) -> Path:
    """Where the bytes of a row lie: in a folder that no web server is pointed at."""
    home = Path(current_app.instance_path) / FOLDER / str(row.organisation_id)
    return home / row.content_name[:2] / f"{row.content_name}-{row.public_id}"


def keys_of(organisation_id: int) -> Iterator[bytes]:
    """The keys of an organisation's files, newest first: each made of one key of the ring."""
    for key in data_keys(current_app):
        yield hmac.new(key.encode(), f"kigen files {organisation_id}".encode(), hashlib.sha256).digest()


def content_name(organisation_id: int, content: bytes) -> str:
    """A name that the content alone makes, and that nobody without the key can guess from it. The oldest key
    makes it, so that a newer one in front changes no name."""
    oldest = list(keys_of(organisation_id))[-1]
    return hmac.new(oldest, hashlib.sha256(content).digest(), hashlib.sha256).hexdigest()


def seal(row: StoredFile, content: bytes) -> bytes:
    """The content under the newest key, bound to its row."""
    nonce = secrets.token_bytes(NONCE)
    key = next(keys_of(row.organisation_id))
    return nonce + AESGCM(key).encrypt(nonce, content, row.public_id.encode())


def unseal(row: StoredFile, sealed: bytes) -> bytes:
    """The content again, under whichever key of the ring sealed it."""
    for key in keys_of(row.organisation_id):
        try:
            return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], row.public_id.encode())
        except (InvalidTag, ValueError):
            continue
    raise Misconfigured(f"the file {row.public_id} was changed, or KIGEN_DATA_KEYS lacks its key")


def seal_anew(row: StoredFile) -> bool:
    """Seal the bytes of a row by the newest key where an older one did; whether that was so."""
    sealed = path_of(row).read_bytes()
    newest = next(keys_of(row.organisation_id))
    try:
        AESGCM(newest).decrypt(sealed[:NONCE], sealed[NONCE:], row.public_id.encode())
    except InvalidTag:
        write(path_of(row), seal(row, unseal(row, sealed)))
        return True
    return False


def write(path: Path, content: bytes) -> None:
    """The whole file or none, readable by its owner alone, on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
