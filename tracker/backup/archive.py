"""The file of a backup: a tar of plain files with a list of what is in it, compressed, sealed with age.

``age -d -i KEYFILE BACKUP | tar xz`` opens it on any machine. Not here: what goes in (making) and how it
comes back (restoring).
"""

import gzip
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from pyrage import DecryptError, IdentityError, RecipientError, decrypt_io, encrypt_io
from pyrage.x25519 import Identity, Recipient

from tracker.errors import TrackerError

MANIFEST = "manifest.json"
SUFFIX = ".tar.gz.age"
BLOCK = 1 << 20


class BadBackup(TrackerError):
    """A backup that cannot be opened or does not hold what it says; the text tells which."""


def make_key() -> str:
    """A fresh key that opens backups; its public half stands in the first line."""
    made = Identity.generate()
    return f"# public key: {made.to_public()}\n{made}"


def read_key(words: str) -> Identity:
    """The key in a file as age writes it: lines that begin with # tell nothing."""
    for line in words.splitlines():
        if line.strip() and not line.startswith("#"):
            try:
                return Identity.from_str(line.strip())
            except IdentityError as error:
                raise BadBackup("The key of backups is none: a line AGE-SECRET-KEY-1… is needed.") from error
    raise BadBackup("The key of backups is empty: a line AGE-SECRET-KEY-1… is needed.")


def read_recipient(word: str) -> Recipient:
    """The public half of a key, ``age1…``."""
    try:
        return Recipient.from_str(word)
    except RecipientError as error:
        raise BadBackup("That is no public key of age: age1… is needed.") from error


@contextmanager
def workshop(near: Path) -> Iterator[Path]:
    """A folder that nobody else can read, gone afterwards."""
    near.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".kigen-", dir=near) as folder:
        yield Path(folder)


def digest_of_file(path: Path) -> str:
    """What identifies the content of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seal(folder: Path, target: Path, recipient: Recipient) -> None:
    """Pack a folder into ``target``, readable by its owner alone; there is the whole file or none."""
    draft = target.with_name(f".{target.name}.draft")
    with tempfile.TemporaryFile(dir=folder.parent) as plain:
        with (
            gzip.GzipFile(fileobj=plain, mode="wb", compresslevel=6, mtime=0) as thinner,
            tarfile.open(fileobj=thinner, mode="w") as tar,
        ):
            for path in sorted(each for each in folder.rglob("*") if each.is_file()):
                tar.add(path, arcname=str(path.relative_to(folder)), filter=_bare)
        plain.seek(0)
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sealed:
                encrypt_io(plain, sealed, [recipient])
                sealed.flush()
                os.fsync(sealed.fileno())
            os.replace(draft, target)
        finally:
            draft.unlink(missing_ok=True)
    _keep_name(target.parent)


def unseal(source: Path, folder: Path, key: Identity) -> dict[str, Any]:
    """Unpack a backup into an empty folder, hold every file against the list, and answer the list."""
    with tempfile.TemporaryFile(dir=folder.parent) as plain, source.open("rb") as sealed:
        _decrypt(sealed, plain, key)
        plain.seek(0)
        try:
            with tarfile.open(fileobj=plain, mode="r:gz") as tar:
                tar.extractall(folder, filter="data")
        except (tarfile.TarError, OSError, EOFError) as error:
            raise BadBackup("The backup opens, but what is in it is damaged.") from error
    return proved(folder)


def proved(folder: Path) -> dict[str, Any]:
    """The list of an unpacked backup, once every file is there, whole, and nothing else."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        listed = dict(manifest["files"])
    except (OSError, ValueError, KeyError) as error:
        raise BadBackup("The backup has no list of what is in it.") from error
    there = {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()} - {MANIFEST}
    if there != set(listed):
        odd = ", ".join(sorted(there ^ set(listed))[:5])
        raise BadBackup(f"The backup does not hold what its list says: {odd}")
    for name, digest in listed.items():
        if digest_of_file(folder / name) != digest:
            raise BadBackup(f"{name} is not what was put into the backup.")
    return dict(manifest)


def write_manifest(folder: Path, told: dict[str, Any]) -> None:
    """The list of what is in the folder, with what the maker tells of it."""
    names = sorted(each for each in folder.rglob("*") if each.is_file())
    files = {str(each.relative_to(folder)): digest_of_file(each) for each in names}
    words = json.dumps(told | {"files": files}, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(words, encoding="utf-8")


def _decrypt(sealed: BinaryIO, plain: Any, key: Identity) -> None:
    try:
        decrypt_io(sealed, plain, [key])
    except (DecryptError, OSError) as error:
        raise BadBackup("The backup does not open: it is damaged, or was sealed for another key.") from error


def _bare(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """No names, rights and times of the machine it was made on."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode, member.mtime = 0o600, 0
    return member


def _keep_name(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy_in(source: Path, target: Path) -> None:
    """Copy one file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
