"""The commands `import` and `export`: a spreadsheet of matters in, everything of an organisation out."""

import shutil
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.cli import plainly
from tracker.docket import accounts, import_running, importing
from tracker.docket.actor import WRITERS, Actor
from tracker.docket.exporting import export_everything
from tracker.docket.importing import ImportView
from tracker.errors import Refused
from tracker.store.organisations import organisation_by_code
from tracker.store.people import people_of
from tracker.store.session import reading


def register(app: Flask) -> None:
    """Adds the commands to the application."""
    app.cli.add_command(take_in)
    app.cli.add_command(give_out)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", required=True, help="The code of the organisation the matters belong to.")
@click.option("--by", help="Mail address of the IP manager in whose name; needed where there are several.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of every row.")
@click.option("--leave-out-rejected", is_flag=True, help="Import the others although rows were rejected.")
@with_appcontext
@plainly
def take_in(file: Path, organisation: str, by: str | None, dry_run: bool, leave_out_rejected: bool) -> None:
    """Import an XLSX or CSV file of matters: everything that is accepted, or nothing.

    Ends with 1 where rows were rejected and nothing was imported.
    """
    actor = manager_of(organisation, by)
    sent = importing.send_file(actor, name=file.name, content=file.read_bytes(), now=clock.now())
    importing.ask_check(actor, name=sent.public_id, now=clock.now())
    found = go_on(actor, sent)
    for row in found.report:
        if row.verdict == "rejected":
            for heading, message, values in row.faults:
                place = f"{row.table} line {row.line}" if row.table else f"line {row.line}"
                click.echo(f"{place}, {row.ref}, {heading or '-'}: {message % values if values else message}")
    click.echo(
        f"{found.rows} rows: {found.accepted} accepted, {found.rejected} rejected, "
        f"{found.duplicate} duplicate."
    )
    if dry_run:
        click.echo("Nothing was imported.")
        return
    if found.rejected and not leave_out_rejected:
        click.echo("Nothing was imported: rows were rejected.", err=True)
        raise SystemExit(1)
    if found.accepted:
        importing.ask_store(actor, name=sent.public_id, leave_out=leave_out_rejected, now=clock.now())
        found = go_on(actor, sent)
    click.echo(f"{found.matters} matters and {found.facts} facts imported.")


def go_on(actor: Actor, sent: ImportView) -> ImportView:
    """Do now what the worker would do, and say how it went."""
    today = clock.today(current_app.config["TIMEZONE"])
    import_running.run_import(sent.public_id, today=today, now=clock.now)
    return importing.look_at_import(actor, sent.public_id)


def manager_of(organisation: str, by: str | None) -> Actor:
    """The IP manager in whose name something is done. Raises Refused where that is not one."""
    home = organisation_by_code(reading(), organisation)
    people = people_of(reading(), home.id) if home is not None else []
    found = [each for each in people if each.role in WRITERS and each.active]
    named = [each for each in found if by is None or each.email == by]
    if len(named) != 1:
        listed = ", ".join(each.email for each in found) or "nobody"
        raise Refused([("by", f"Name one IP manager of the organisation {organisation} with --by: {listed}")])
    return accounts.find_actor(named[0].email, "import")


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--organisation", required=True, help="The code of the organisation.")
@click.option("--by", help="Mail address of the IP manager in whose name; needed where there are several.")
@with_appcontext
@plainly
def give_out(file: Path, organisation: str, by: str | None) -> None:
    """Write everything of an organisation to FILE (zip): tables that can be imported, and the history."""
    with export_everything(manager_of(organisation, by), now=clock.now()) as found, file.open("wb") as target:
        shutil.copyfileobj(found, target)
    click.echo(str(file))
