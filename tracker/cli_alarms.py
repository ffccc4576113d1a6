"""The commands `alarms`: pausing the silence alarm, and a mail that came back later (`bounce`).

Not here: raising the alarm (watch).
"""

import sys
from datetime import timedelta
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from tracker import clock
from tracker.cli import plainly
from tracker.docket import accounts
from tracker.docket import alarms as use_cases
from tracker.docket.actor import Actor
from tracker.errors import NotFound
from tracker.reminders.bounce import note_bounce
from tracker.worker import here

alarms = AppGroup("alarms", help="The silence alarm: pause it for a while, take it up again.")


def register(app: Flask) -> None:
    """Adds the commands to the application."""
    app.cli.add_command(alarms)
    app.cli.add_command(bounce)


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
