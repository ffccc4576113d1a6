"""The commands of the audit trail: verify it, anchor its heads, hand over a copy. Not here: what they do."""

import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from tracker import clock
from tracker.cli import plainly
from tracker.config import anchor_file
from tracker.docket import anchoring, audit_export
from tracker.errors import TrackerError

FOUND = 1
"""The exit code of a verification that found something."""

audit = AppGroup("audit", help="The audit trail: verify it, anchor its heads, hand over a copy.")


def register(app: Flask) -> None:
    """Adds the commands to the application."""
    app.cli.add_command(audit)


def here() -> Path:
    """The file outside that keeps the heads."""
    return anchor_file(current_app._get_current_object())  # type: ignore[attr-defined]


@audit.command("verify")
@click.option(
    "--anchors", type=click.Path(path_type=Path), help="Another file of anchors than the setting's."
)
@click.option("--state", is_flag=True, help="Also replay the trail and compare every row of every table.")
@plainly
def verify(anchors: Path | None, state: bool) -> None:
    """Check every chain from its first row and against the anchors; ends with 1 where something is wrong."""
    verdict = anchoring.verify(anchors or here())
    for stream, count in sorted(verdict.counts.items()):
        click.echo(f"{stream}: {count} rows")
    click.echo(f"anchors: {verdict.anchors} in the database, {verdict.outside} outside")
    found = [str(each) for each in verdict.findings]
    if state:
        found += anchoring.verify_state()
    for line in found:
        click.echo(line, err=True)
    click.echo(f"{len(found)} findings." if found else "All holds.")
    sys.exit(FOUND if found else 0)


@audit.command("anchor")
@plainly
def anchor() -> None:
    """Keep the heads of all chains now; the worker does it every hour."""
    try:
        number = anchoring.anchor(here(), now=clock.now(), every=anchoring.AT_ONCE)
    except (OSError, ValueError) as error:
        raise TrackerError(f"The file of anchors could not be written or read: {error}") from error
    click.echo(f"Anchor {number} is kept in {here()}")


@audit.command("export")
@click.argument("stream")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", "email", required=True, help="Who asks for it; stands in the trail.")
@plainly
def export(stream: str, file: Path, email: str) -> None:
    """Write one chain (a name that `verify` lists) to FILE, a zip with its heads, anchors and verifier."""
    copy = audit_export.export_stream(email, stream, now=clock.now())
    try:
        file.write_bytes(copy)
    except OSError as error:
        raise TrackerError(f"{file} could not be written: {error.strerror}") from error
    click.echo(f"{file}: {len(copy)} bytes")


@audit.command("keys")
@plainly
def keys() -> None:
    """Print the keys that prove who wrote a row, for `verify.py --keys`. Whoever holds them can forge."""
    for name, key in anchoring.keys().items():
        click.echo(f"{name} {key.hex()}")
