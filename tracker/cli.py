"""The commands about accounts and demo data, thin over the use cases. Not here: what the use cases do.

`compute`, `packs`, `remind`, `deliver`, `worker` and `serve` are registered by the rooms they belong to.
"""

import getpass
import secrets
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_security import hash_password

from tracker import clock
from tracker.config import keep_secret
from tracker.docket import accounts, agreeing, look
from tracker.docket.demo import ACCOUNTS, load_demo
from tracker.docket.words import Faults
from tracker.errors import Refused, TrackerError
from tracker.store.organisations import KINDS
from tracker.store.people import LANGUAGES, ROLES

users = AppGroup("users", help="Accounts: who may sign in, and their API tokens.")
organisations = AppGroup("organisations", help="Contractors and agencies.")
agreements = AppGroup("agreements", help="Agreements between them, and the terms these follow.")


def register(app: Flask) -> None:
    """Hang the commands onto the application."""
    for command in (users, organisations, agreements, demo):
        app.cli.add_command(command)


def plainly(command: Callable[..., None]) -> Callable[..., None]:
    """Say what is wrong in one line each, without a trace, and end with 2."""

    @wraps(command)
    def run(*given: Any, **named: Any) -> None:
        try:
            command(*given, **named)
        except Refused as error:
            for fault in error.faults:
                click.echo(f"{fault.field}: {fault}" if fault.field else str(fault), err=True)
            sys.exit(2)
        except TrackerError as error:
            click.echo(str(error), err=True)
            sys.exit(2)

    return run


def ask_password(about: tuple[str, ...]) -> str:
    """A new password, typed twice at a terminal, or one line of standard input."""
    typed = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    faults = Faults()
    accounts.check_password(faults, typed, about=about)
    if not faults.found and sys.stdin.isatty() and getpass.getpass("Once more: ") != typed:
        faults.add("password", "The two differ.")
    faults.raise_any()
    return typed


@users.command("add")
@click.argument("email", required=False)
@click.option(
    "--first", is_flag=True, help="Enter the first organisation and its administrator, by questions."
)
@click.option("--name", help="The person's name.")
@click.option(
    "--role", type=click.Choice(ROLES), default="reader", show_default=True, help="What they may do."
)
@click.option("--organisation", help="The code of their organisation.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="ja", show_default=True, help="What they read."
)
@plainly
def add(
    email: str | None, first: bool, name: str | None, role: str, organisation: str | None, language: str
) -> None:
    """Enter a person; the password is asked for, or read from standard input."""
    now = clock.now()
    if first and not accounts.is_empty():
        click.echo("There are accounts already.")
        return
    email = email or click.prompt("Mail address")
    name = name or click.prompt("Name")
    if first:
        role, organisation = "administrator", organisation or click.prompt("Organisation", default="Kigen")
        password = ask_password((email.partition("@")[0],))
        code = "OP"
        accounts.add_organisation(None, code=code, name=organisation, kind="operator", now=now)
    else:
        code = organisation or click.prompt("Code of the organisation")
        password = ask_password((email.partition("@")[0],))
    person = accounts.add_person(
        None,
        email=email,
        name=name,
        role=role,
        organisation=code,
        language=language,
        password_hash=hash_password(password),
        now=now,
    )
    click.echo(f"{person.email} ({person.role}, {person.organisation_name})")


@users.command("list")
@plainly
def show() -> None:
    """List the accounts."""
    for person in accounts.everyone():
        state = "" if person.active else "  disabled"
        click.echo(f"{person.email}  {person.role}  {person.organisation_name}{state}")


@users.command("token")
@click.argument("email")
@click.option("--label", default="command line", show_default=True, help="What the token is for.")
@plainly
def token(email: str, label: str) -> None:
    """Make an API token for a person and print it; it is shown this once."""
    actor = accounts.find_actor(email)
    click.echo(accounts.make_token(actor, label=label, now=clock.now()))


@users.command("disable")
@click.argument("email")
@plainly
def disable(email: str) -> None:
    """Close an account: its sign-ins and tokens end at once, its record stays."""
    accounts.disable_person(None, email=email, now=clock.now())
    click.echo(f"{email} is disabled.")


# --- the parties --------------------------------------------------------------------------------------------


@organisations.command("add")
@click.argument("code")
@click.argument("name")
@click.argument("kind", type=click.Choice(KINDS))
@plainly
def add_organisation(code: str, name: str, kind: str) -> None:
    """Enter an organisation; its matters' references start with CODE."""
    operator = accounts.find_operator()
    accounts.add_organisation(operator, code=code, name=name, kind=kind, now=clock.now())
    click.echo(f"{code}  {name}  {kind}")


@agreements.command("add")
@click.argument("number")
@click.argument("title")
@click.option("--contractor", required=True, help="The contractor's code.")
@click.option("--agency", required=True, help="The agency's code.")
@click.option("--starts-on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="First day.")
@click.option("--ends-on", type=click.DateTime(["%Y-%m-%d"]), help="Last day, where there is one.")
@click.option("--pack", "packs", multiple=True, help="Terms it follows; the usual ones where none is named.")
@plainly
def add_agreement(
    number: str,
    title: str,
    contractor: str,
    agency: str,
    starts_on: datetime,
    ends_on: datetime | None,
    packs: tuple[str, ...],
) -> None:
    """Enter an agreement between a contractor and an agency."""
    entered = agreeing.add_agreement(
        accounts.find_operator(),
        number=number,
        title=title,
        contractor=contractor,
        agency=agency,
        starts_on=starts_on.date(),
        ends_on=ends_on.date() if ends_on else None,
        packs=packs,
        now=clock.now(),
    )
    click.echo(f"{entered.number}  {', '.join(entered.packs)}")


@agreements.command("list")
@plainly
def show_agreements() -> None:
    """List the agreements."""
    for each in look.agreements(accounts.find_operator()):
        click.echo(f"{each.number}  {each.contractor_code}  {each.agency_name}  {each.title}")


# --- demo data ----------------------------------------------------------------------------------------------


@click.command("demo")
@with_appcontext
@plainly
def demo() -> None:
    """Load the demo data, unless it is there already, and print the demo accounts."""
    password = demo_password()
    count = load_demo(password_hash=hash_password(password), now=clock.now(), today=today())
    click.echo(f"{count} matters loaded." if count else "The demo data is there already.")
    for email in ACCOUNTS:
        click.echo(f"  {email}")
    click.echo(f"Password of all demo accounts: {password}")


def demo_password() -> str:
    """The password of the demo accounts: as set, else made once and kept in ``instance/``."""
    kept = Path(current_app.instance_path) / "demo-password"
    return str(current_app.config["DEMO_PASSWORD"] or keep_secret(kept, lambda: secrets.token_urlsafe(12)))


def today() -> date:
    """The office's day."""
    return clock.today(current_app.config["TIMEZONE"])
