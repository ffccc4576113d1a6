"""The command `selfcheck`: everything recomputed beside what is stored. Not here: the comparing (docket)."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.docket.selfchecking import selfcheck as check_everything


def register(app: Flask) -> None:
    """Adds the command to the application."""
    app.cli.add_command(selfcheck)


@click.command("selfcheck")
@with_appcontext
def selfcheck() -> None:
    """Recompute every matter from its facts and compare; ends with 1 where something differs.

    Nothing is repaired: each difference stays open until a person closes it on the page of the self-check.
    """
    today = clock.today(current_app.config["TIMEZONE"])
    done = check_everything(today=today, now=clock.now)
    click.echo(
        f"{done.duties} duties of {done.matters} matters checked, {done.differences} differences, "
        f"{done.proposals} from a changed edition of the terms, {done.failed} matters cannot be computed."
    )
    raise SystemExit(1 if done.differences else 0)
