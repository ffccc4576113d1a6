"""The commands `backup`, `restore` and `rotate-keys`: a sealed copy of everything, back into an empty place
on either database, everything sealed by the newest key. Not here: what they do (backup, store.rotation)."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.backup import archive, checks, making, restoring
from tracker.cli import plainly
from tracker.config import backup_key_file
from tracker.errors import TrackerError
from tracker.store import rotation


def register(app: Flask) -> None:
    """Adds the commands to the application."""
    app.cli.add_command(backup)
    app.cli.add_command(restore)
    app.cli.add_command(rotate_keys)


def here() -> Flask:
    """The application."""
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]


@click.command("backup")
@click.option(
    "--to", type=click.Path(file_okay=False, path_type=Path), help="Another folder than the setting's."
)
@with_appcontext
@plainly
def backup(to: Path | None) -> None:
    """Make a sealed copy of all records and files while everybody goes on working, and read it back."""
    try:
        made = making.back_up(here(), clock=clock.now, to=to)
    except OSError as error:
        raise TrackerError(f"The backup could not be written: {error.strerror or error}.") from error
    click.echo(f"{made.file}: {made.rows} rows, {made.size} bytes, sha256 {made.digest}")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file with the key that opens it; else the one of this installation.",
)  # fmt: skip
@with_appcontext
@plainly
def restore(file: Path, key: Path | None) -> None:
    """Bring a backup back into an empty database and look at it in 25 ways; ends with 1 where one fails.

    The database named by the settings may be of the other kind: that is the way from SQLite to PostgreSQL.
    """
    place = key or backup_key_file(here())
    if not place.exists():
        raise TrackerError("The key that opens the backup is not here: name its file with --key.")
    done = restoring.restore(here(), file, archive.read_key(place.read_text(encoding="utf-8")))
    rows, tables = sum(done.rows.values()), len(done.rows)
    click.echo(f"{rows} rows in {tables} tables are back, as of {done.manifest['made_at']}.")
    failed = 0
    for number, (text, found) in enumerate(
        checks.look_at(here(), done, clock.today(here().config["TIMEZONE"])), 1
    ):
        click.echo(
            f"{'FAIL' if found else 'ok  '} {number:2} {text}"
            + (f": {'; '.join(found[:3])}" if found else "")
        )
        failed += bool(found)
    click.echo(f"{len(checks.CHECKS) - failed} of {len(checks.CHECKS)} looks found all well.")
    raise SystemExit(1 if failed else 0)


@click.command("rotate-keys")
@with_appcontext
@plainly
def rotate_keys() -> None:
    """Seal by the newest of KIGEN_DATA_KEYS what an older one sealed; safe to stop and to run again."""
    done = rotation.seal_anew()
    for name, count in sorted(done.columns.items()):
        click.echo(f"{name}: {count} sealed anew")
    click.echo(f"{sum(done.columns.values())} values and {done.files} files sealed anew.")
    resting = sum(done.resting.values())
    if resting:
        click.echo(f"{resting} values stand in records that are never changed: keep their key in the ring.")
    if done.lost:
        raise TrackerError(f"{done.lost} values open with no key of the ring.")
