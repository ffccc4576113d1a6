"""Brings a backup back into an empty place, on either database, and proves what came back.

All records come in one transaction: a restore that dies leaves a place as empty as it found it. Not here:
what is looked at afterwards (checks).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from pyrage.x25519 import Identity

from tracker.backup import archive
from tracker.backup.archive import BadBackup
from tracker.backup.making import FORM
from tracker.config import files_folder
from tracker.store import snapshot


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: the list of the backup, and rows per table as they were put in."""

    manifest: dict[str, Any]
    rows: dict[str, int]


def restore(app: Flask, file: Path, key: Identity) -> Restored:
    """Fill the empty database and file folder of this installation from ``file``.

    Raises BadBackup where the file does not open, or the place is not empty; then nothing was changed but the
    empty tables.
    """
    refuse_a_full_place()
    with archive.workshop(Path(app.instance_path)) as shop:
        content = shop / "content"
        content.mkdir()
        manifest = archive.unseal(file, content, key)
        if manifest.get("form") != FORM:
            raise BadBackup("The backup has a form that this edition does not know.")
        upgrade(revision=manifest["revision"])
        rows = bring_rows(content, manifest)
        bring_files(content, files_folder(app))
    upgrade()
    return Restored(manifest, rows)


def refuse_a_full_place() -> None:
    """Raises BadBackup where the database holds records already: nothing is ever overwritten."""
    with snapshot.frozen() as connection:
        full = [name for name, count in snapshot.count_rows(connection).items() if count]
    if full:
        raise BadBackup(
            f"The database holds records already ({', '.join(full[:4])}). "
            "A restore needs an empty one: name it in KIGEN_DATABASE_URL."
        )


def bring_rows(content: Path, manifest: dict[str, Any]) -> dict[str, int]:
    """All tables of the list, in one transaction; answers rows per table."""
    done = {}
    with snapshot.filling() as connection:
        tables = snapshot.our_tables(connection, manifest["tables"])
        missing = set(manifest["tables"]) - {table.name for table in tables}
        if missing:
            raise BadBackup(f"This edition has no place for {', '.join(sorted(missing))}.")
        for table in tables:
            with (content / "tables" / f"{table.name}.jsonl").open(encoding="utf-8") as lines:
                done[table.name] = snapshot.fill(connection, table, lines)
        snapshot.go_on_counting(connection, tables)
    return done


def bring_files(content: Path, target: Path) -> None:
    """The kept files, each to its place; one that is there already is the same."""
    source = content / "files"
    for path in sorted(each for each in source.rglob("*") if each.is_file()):
        place = target / path.relative_to(source)
        if not place.exists():
            archive.copy_in(path, place)
