"""The commands `alarms` (pausing the silence alarm), `bounce` (a returned mail), `ladder`, `docket-list`.

Not here: raising the alarm (watch).
"""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from tracker import clock
from tracker.cli import plainly
from tracker.docket import accounts, ladders, listing
from tracker.docket import alarms as use_cases
from tracker.docket.actor import Actor
from tracker.errors import NotFound
from tracker.reminders.bounce import note_bounce
from tracker.reminders.ladder import DEFAULT
from tracker.worker import here

alarms = AppGroup("alarms", help="The silence alarm: pause it for a while, take it up again.")


def register(app: Flask) -> None:
    """Adds the commands to the application."""
    app.cli.add_command(alarms)
    app.cli.add_command(bounce)
    app.cli.add_command(ladder)
    app.cli.add_command(docket_list)


def operator(email: str | None) -> Actor:
    """The administrator who acts: the one named, else the first."""
    return accounts.find_actor(email) if email else accounts.find_operator()


@alarms.command("pause")
@click.option("--hours", type=float, required=True, help="How long, at most 24; it ends by itself.")
@click.option("--reason", required=True, help="Why; it stays on record.")
@click.option("--by", "email", help="The mail address of the administrator who asks for it.")
@plainly
def pause(hours: float, reason: str, email: str | None) -> None:
    """Keep the alarm's channels quiet for some hours; the file goes on."""
    span = timedelta(hours=min(max(hours, 0.0), 1e6))
    made = use_cases.pause(operator(email), span=span, reason=reason, now=clock.now())
    click.echo(f"The alarm is paused until {made.until_at:%Y-%m-%d %H:%M} UTC.")


@alarms.command("resume")
@click.option("--by", "email", help="The mail address of the administrator who asks for it.")
@plainly
def resume(email: str | None) -> None:
    """End every pause now."""
    click.echo(f"{use_cases.resume(operator(email), now=clock.now())} pauses ended.")


@alarms.command("list")
@plainly
def show() -> None:
    """List the pauses that hold."""
    found = use_cases.pauses(now=clock.now())
    for each in found:
        click.echo(f"until {each.until_at:%Y-%m-%d %H:%M} UTC: {each.reason}")
    if not found:
        click.echo("No pause holds.")


@click.command("bounce")
@plainly
def bounce() -> None:
    """Read a delivery status notice from standard input, as a mail server's alias hands it over."""
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined]
    count = note_bounce(here(app), sys.stdin.buffer.read(), clock.now())
    if count is None:
        raise NotFound("This is no notice about a mail that Kigen sent and that failed for good.")
    click.echo(f"Noted; {count} mails to backups.")


@click.command("ladder")
@click.argument("organisation")
@click.option("--steps", default=" ".join(map(str, DEFAULT.steps)), show_default=True, help="Days before.")
@click.option("--two-from", default=DEFAULT.two_from, show_default=True, help="Days before: two are told.")
@click.option("--climb-after", default=DEFAULT.climb_after, show_default=True, help="Business days unseen.")
@click.option("--back-after", default=DEFAULT.back_after, show_default=True, help="Days after being seen.")
@click.option("--back-after-near", default=DEFAULT.back_after_near, show_default=True, help="The same, near.")
@click.option("--near", default=DEFAULT.near, show_default=True, help="So many days left or less are near.")
@click.option("--quiet-digest/--no-quiet-digest", default=True, help="A mail on days without reminders.")
@click.option("--list-weekday", type=click.IntRange(-1, 6), default=0, help="Docket list: 0 Monday, -1 none.")
@plainly
def ladder(organisation: str, steps: str, list_weekday: int, **days: Any) -> None:
    """Give an organisation, named by its code, its own ladder of reminders."""
    parts = steps.replace(",", " ").split()
    if not all(part.isascii() and part.isdecimal() and len(part) < 5 for part in parts):
        raise click.BadParameter("whole numbers of days such as 30 14 7 3 1 0", param_hint="--steps")
    given = days | {"list_weekday": None if list_weekday < 0 else list_weekday}
    made = ladders.change_ladder(
        operator(None), organisation=organisation, steps=list(map(int, parts)), now=clock.now(), **given
    )
    click.echo(f"{organisation}: {' '.join(map(str, made.steps))} days before.")


@click.command("docket-list")
@click.option(
    "--as", "email", required=True, metavar="EMAIL", help="Through whose eyes: an account's address."
)
@click.option("--format", "form", type=click.Choice(listing.FORMATS), default="pdf", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file.")
@with_appcontext
@plainly
def docket_list(email: str, form: str, output: Path) -> None:
    """Write the docket list of a person's organisation to a file, for a second calendar."""
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined]
    house = here(app)
    now = clock.now()
    made = listing.docket_list(
        accounts.find_actor(email),
        form=form,
        today=house.day_of(now),
        made_at=now.astimezone(ZoneInfo(house.zone)),
        base_url=house.base_url,
    )
    output.write_bytes(made)
