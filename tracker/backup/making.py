"""Makes a backup: all records as of one moment, the files beside them, and what a restore is held against.

While it reads, everybody goes on writing. It is read back before it counts as one. Not in it: the secrets
that open its sealed content (KIGEN_DATA_KEYS, KIGEN_SECRET_KEY); docs/operations.md says where they go. Not
here: the form of the file (archive).
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from pyrage.x25519 import Recipient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.backup import archive
from tracker.config import backup_folder, backup_key_file, files_folder, keep_secret
from tracker.disclosure import read_level
from tracker.store import audit_reading, snapshot
from tracker.store.backups import BackupRun, last_good
from tracker.store.matters import Matter
from tracker.store.session import reading, transaction

FORM = 1
EVERY = timedelta(hours=24)
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and read back: its file, size in bytes, rows, and what identifies it."""

    file: Path
    size: int
    rows: int
    digest: str


def recipient_of(app: Flask) -> Recipient:
    """Whom backups are sealed for: as set, else the public half of the key kept in ``instance/``."""
    word = app.config["BACKUP_RECIPIENT"]
    if word:
        return archive.read_recipient(word)
    return archive.read_key(keep_secret(backup_key_file(app), archive.make_key)).to_public()


def back_up(app: Flask, *, clock: Callable[[], datetime], to: Path | None = None) -> Made:
    """Make a backup in ``to``, or where the settings say, and leave a row that tells how it went.

    Raises BadBackup, OSError; then no file of that name is there.
    """
    folder = (to or backup_folder(app)).absolute()
    begun = clock()
    with transaction() as session:
        run = BackupRun(started_at=begun)
        session.add(run)
        session.flush()
        number = run.id
    try:
        made = _make(app, folder, begun)
    except BaseException as error:
        _note(number, ended_at=clock(), error=type(error).__name__)
        raise
    told = {"file": str(made.file), "size": made.size, "rows": made.rows, "digest": made.digest}
    _note(number, ended_at=clock(), **told)
    if to is None:
        thin_out(folder, app.config["BACKUP_KEEP"])
    return made


def back_up_if_due(app: Flask, *, clock: Callable[[], datetime]) -> Made | None:
    """The worker's: one backup a day, where the last good one is older than that."""
    last = last_good(reading())
    if last is not None and last.ended_at is not None and clock() - last.ended_at < EVERY:
        return None
    return back_up(app, clock=clock)


def thin_out(folder: Path, keep: int) -> list[Path]:
    """Take away all but the newest ``keep`` files of ours; answers what went."""
    ours = sorted(folder.glob(f"kigen-*{archive.SUFFIX}"), reverse=True)
    for old in ours[keep:]:
        old.unlink()
    return ours[keep:]


def _make(app: Flask, folder: Path, begun: datetime) -> Made:
    target = folder / f"kigen-{begun.astimezone(UTC).strftime(STAMP)}{archive.SUFFIX}"
    with archive.workshop(folder) as shop:
        content, proof = shop / "content", shop / "proof"
        proof.mkdir()
        told = write_content(app, content, begun)
        recipient = recipient_of(app)
        archive.seal(content, target, recipient)
        read_back(app, target, proof, recipient)
    rows = sum(each["rows"] for each in told["tables"].values())
    return Made(target, target.stat().st_size, rows, archive.digest_of_file(target))


def read_back(app: Flask, target: Path, folder: Path, recipient: Recipient) -> None:
    """Open what was just sealed and hold every file against its list; without the key here, only the size."""
    own = archive.read_key(backup_key_file(app).read_text()) if backup_key_file(app).exists() else None
    try:
        if own is not None and str(own.to_public()) == str(recipient):
            archive.unseal(target, folder, own)
        elif not target.stat().st_size:
            raise archive.BadBackup("The backup is empty.")
    except archive.BadBackup:
        target.unlink(missing_ok=True)
        raise


def write_content(app: Flask, content: Path, begun: datetime) -> dict[str, Any]:
    """Everything that goes in, as plain files in ``content``; answers what the list tells of it."""
    (content / "tables").mkdir(parents=True)
    with snapshot.frozen() as connection:
        told: dict[str, Any] = {
            "form": FORM,
            "made_at": begun.astimezone(UTC).isoformat(),
            "database": connection.dialect.name,
            "revision": snapshot.revision(connection),
            "tables": {
                table.name: _write_table(content, table.name, snapshot.lines_of(connection, table))
                for table in snapshot.our_tables(connection)
            },
            "proofs": proofs(Session(connection)),
        }
    for path in stored_files(files_folder(app)):
        archive.copy_in(path, content / "files" / path.relative_to(files_folder(app)))
    archive.write_manifest(content, told)
    return told


def stored_files(folder: Path) -> Iterator[Path]:
    """The files kept beside the records, each under its content's own name: none of them ever changes."""
    return (each for each in sorted(folder.rglob("*")) if each.is_file() and not each.name.startswith("."))


def proofs(session: Session) -> dict[str, Any]:
    """What must be the same after a restore, besides the rows themselves."""
    heads = {stream: list(head) for stream, head in audit_reading.heads(session).items()}
    return {"heads": heads, "reach": reach(session), "levels": levels(session), "houses": houses(session)}


def reach(session: Session) -> str:
    """What identifies which matters the agency knows of."""
    return _identify(session, Matter.id, Matter.reported_at.is_not(None), Matter.shared_at.is_not(None))


def levels(session: Session) -> str:
    """What identifies how far each matter is open to the agency."""
    summed = hashlib.sha256()
    query = select(Matter.id, Matter.disclosure).order_by(Matter.id).execution_options(yield_per=1000)
    for number, told in session.execute(query):
        summed.update(f"{number} {read_level((told or {}).get('level'))}\n".encode())
    return summed.hexdigest()


def houses(session: Session) -> dict[str, int]:
    """Matters per organisation."""
    query = select(Matter.organisation_id, func.count()).group_by(Matter.organisation_id)
    return {str(house): count for house, count in session.execute(query.order_by(Matter.organisation_id))}


def _identify(session: Session, *columns: Any) -> str:
    summed = hashlib.sha256()
    query = select(*columns).order_by(columns[0]).execution_options(yield_per=1000)
    for row in session.execute(query):
        summed.update(repr([int(each) for each in row]).encode())
    return summed.hexdigest()


def _write_table(content: Path, name: str, lines: Iterator[str]) -> dict[str, Any]:
    with (content / "tables" / f"{name}.jsonl").open("w", encoding="utf-8") as file:
        rows, digest = snapshot.digest_of(_kept(lines, file))
    return {"rows": rows, "digest": digest}


def _kept(lines: Iterator[str], file: Any) -> Iterator[str]:
    for line in lines:
        file.write(line + "\n")
        yield line


def _note(number: int, **told: Any) -> None:
    with transaction() as session:
        run = session.get_one(BackupRun, number)
        for name, value in told.items():
            setattr(run, name, value)
