"""Loads the demo data through the same use cases that people use, once. Not here: the data (data/*.toml)."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tracker.docket import accounts, receiving, record, rederiving, turns
from tracker.docket.actor import Actor
from tracker.docket.agreeing import add_agreement
from tracker.docket.demo.accounts import ACCOUNTS
from tracker.store.people import person_by_email
from tracker.store.session import reading, transaction

DATA = Path(__file__).parent / "data"
MATTERS = ("history.toml", "contractor_a.toml", "contractor_b.toml")
OFFICER = "officer@agency.example"
HANDLED_AFTER, HANDLED_WITHIN = 25, 4
"""Notices older than this many days were received by the agency, so many days after they were sent."""
MOVES_RIGHTS = ("registration", "copyright")
"""What a status notice is about whose receipt moves a right: left to whoever tries the product."""


def load_demo(*, password_hash: str, now: datetime, today: date) -> int:
    """Load everything in one transaction, unless it is there; returns how many matters were loaded.

    Dates are told relative to ``today``, so that duties in all standings show.
    """
    if person_by_email(reading(), ACCOUNTS[0]) is not None:
        return 0
    with transaction():
        load_parties(read("parties.toml"), password_hash, now, today)
        count = sum(load_matters(read(name), now, today) for name in MATTERS)
        load_receipts(now, today)
    rederiving.rederive_all(today=today, now=lambda: now)
    return count


def read(name: str) -> dict[str, Any]:
    """One file of the data."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def load_parties(data: Mapping[str, Any], password_hash: str, now: datetime, today: date) -> None:
    """Organisations, people, agreements."""
    for organisation in data["organisations"]:
        accounts.add_organisation(None, **organisation, now=now)
    for person in data["people"]:
        accounts.add_person(None, **person, password_hash=password_hash, now=now)
    operator = actor("admin@kigen.example")
    for agreement in data["agreements"]:
        add_agreement(operator, **days_of(agreement, today), now=now)


def load_matters(data: Mapping[str, Any], now: datetime, today: date) -> int:
    """The matters of one file, each with its facts in the order given."""
    for matter in data["matters"]:
        load_matter(matter, data.get("manager", matter.get("by")), now, today)
    return len(data["matters"])


def load_matter(matter: Mapping[str, Any], manager: str, now: datetime, today: date) -> None:
    """One matter and what happened to it."""
    names = ("agreement", "right", "title", "ref", "technical", "shelf_no")
    given = {name: matter[name] for name in names if name in matter}
    field = matter.get("field", "unknown")
    logged = record.log_matter(actor(matter.get("by", manager)), **given, sensitive_field=field, now=now)
    ids: dict[str, str] = {}
    for fact in matter["facts"]:
        load_fact(logged.public_id, fact, manager, ids, now, today)


def load_fact(
    matter: str, told: Mapping[str, Any], manager: str, ids: dict[str, str], now: datetime, today: date
) -> None:
    """One fact; ``of`` names an earlier one of the matter by the data's own id."""
    fact = days_of(told, today)
    kind, on = fact.pop("kind"), fact.pop("on")
    by, name = fact.pop("by", manager), fact.pop("id", None)
    details, note = fact.pop("details", {}), fact.pop("note", "")
    keys = {key: ids[value] if key == "of" else value for key, value in fact.items()}
    if comment := keys.pop("comment", ""):
        said = {"returned_on": on, "comment": comment, "now": now, "today": today}
        receiving.return_notice(actor(by), matter=matter, subject=keys["of"], **said)
        return
    recorded = record.record_fact(
        actor(by),
        matter=matter,
        kind=kind,
        on=on,
        keys=keys,
        details=details,
        note=note,
        now=now,
        today=today,
    )
    if name is not None:
        ids[name] = recorded.fact.fact_id


def load_receipts(now: datetime, today: date) -> None:
    """The agency has worked through what is older: a handful of notices waits."""
    officer = actor(OFFICER)
    lines = turns.turn_list(officer, turn="agency", kind="notice", today=today, limit=turns.PAGE_LIMIT)
    for line in lines.items:
        about = dict(line.fact.keys).get("about") if line.fact else None
        if line.days > HANDLED_AFTER and about not in MOVES_RIGHTS:
            receiving.receive_notice(
                officer,
                matter=line.matter_public_id,
                subject=line.subject,
                received_on=line.on + timedelta(days=HANDLED_WITHIN),
                now=now,
                today=today,
            )


def days_of(told: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Days ago as days: ``ago`` is the fact's own day ``on``, ``until_ago`` the key ``until`` and so on."""
    named = {"ago": "on", "priority_ago": "priority_on", "reply_ago": "reply_by", "until_ago": "until"}
    named |= {"starts_ago": "starts_on", "ends_ago": "ends_on"}
    return {
        named.get(name, name): today - timedelta(days=value) if name in named else value
        for name, value in told.items()
    }


def actor(email: str) -> Actor:
    """Whoever acts in the demo data."""
    return accounts.find_actor(email)
