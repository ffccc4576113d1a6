"""`flask report`: writes a report to standard output or a file. Not here: what a report shows."""

import sys
from datetime import date
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from tracker import clock
from tracker.docket import accounts
from tracker.errors import Refused, TrackerError
from tracker.reports import FORMATS, REPORTS, Report

report = AppGroup("report", help="Reports over what a person may see, as files.")


def register(app: Flask) -> None:
    """Adds one command per report."""
    for each in REPORTS.values():
        if each.name not in report.commands:
            report.add_command(_command_of(each))
    app.cli.add_command(report)


def _command_of(entry: Report) -> click.Command:
    @click.command(
        entry.name, help=f"{entry.title['en']}, as the person with the address of --as may see it."
    )
    @click.option(
        "--as", "email", required=True, metavar="EMAIL", help="Through whose eyes: an account's address."
    )
    @click.option("--agreement", metavar="NUMBER", help="Only this agreement.")
    @click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="The as-of day; default today.")
    @click.option(
        "--format",
        "form",
        type=click.Choice(sorted(FORMATS)),
        default="csv",
        show_default=True,
        help="How it is written.",
    )
    @click.option(
        "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; default standard output."
    )
    @click.option("--programme", metavar="PACK", help="Only agreements under these terms.")
    @with_appcontext
    def command(email: str, as_of, form: str, output: Path | None, since=None, **part: str | None) -> None:
        compared = {"since": since.date()} if since else {}
        try:
            write(entry, email, as_of.date() if as_of else None, form, output, **part, **compared)
        except Refused as error:
            for fault in error.faults:
                click.echo(f"{fault.field}: {fault}" if fault.field else str(fault), err=True)
            sys.exit(2)
        except TrackerError as error:
            click.echo(str(error), err=True)
            sys.exit(2)

    if entry.compares:
        day = click.DateTime(["%Y-%m-%d"])
        click.option("--since", required=True, type=day, help="The earlier day to compare with.")(command)
    return command


def write(
    entry: Report, email: str, as_of: date | None, form: str, output: Path | None, **more: object
) -> None:
    """Write one report, through the eyes of the person with this address."""
    actor = accounts.find_actor(email)
    today = clock.today(current_app.config["TIMEZONE"])
    table = entry.make(actor, as_of=as_of or today, today=today, **more)
    pieces = FORMATS[form].write(table, actor.language)
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    with output.open("wb") as file:
        file.writelines(pieces)
