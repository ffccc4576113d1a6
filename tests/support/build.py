"""Builds records through the use cases, with keywords and sane defaults. Needs an open application context.

Nothing is written past the product's own functions.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask_security.utils import hash_password

from tracker.docket import accounts, agreeing, record
from tracker.docket.actor import Actor
from tracker.docket.views import MatterView, Recorded

NOW = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
TODAY = date(2026, 9, 1)
PASSWORD = "correct horse battery staple"
TITLE = "光干渉計による微小変位の計測装置"


def organisation(code: str, name: str = "", kind: str = "contractor") -> str:
    """An organisation; returns its code."""
    accounts.add_organisation(None, code=code, name=name or f"Organisation {code}", kind=kind, now=NOW)
    return code


def person(at: str, role: str = "ip-manager", email: str = "", language: str = "en", name: str = "") -> Actor:
    """A person of the organisation with this code, who signs in with PASSWORD; returns them as an actor."""
    email = email or f"{role}@{at.lower()}.example"
    accounts.add_person(
        None,
        email=email,
        name=name or f"{role} at {at}",
        role=role,
        organisation=at,
        password_hash=hash_password(PASSWORD),
        language=language,
        now=NOW,
    )
    return accounts.find_actor(email, "web")


def agreement(operator: Actor, contractor: str, agency: str, number: str = "", **values: Any) -> str:
    """An agreement between two organisations named by code; returns its number."""
    number = number or f"P26-{contractor}"
    given = {"title": f"Agreement {number}", "starts_on": date(2026, 5, 15), "now": NOW} | values
    agreeing.add_agreement(operator, number=number, contractor=contractor, agency=agency, **given)
    return number


def matter(actor: Actor, under: str, **values: Any) -> MatterView:
    """A matter of the actor's organisation under an agreement named by number."""
    given = {"right": "patent", "title": TITLE, "now": NOW} | values
    return record.log_matter(actor, agreement=under, **given)


def fact(actor: Actor, about: MatterView | str, kind: str, on: date | str, **keys: Any) -> Recorded:
    """A fact about a matter; `keys` are its further keys, `details`, `note` and the like go by name too."""
    day = date.fromisoformat(on) if isinstance(on, str) else on
    told = {name: keys.pop(name) for name in ("details", "note", "request_key", "confirm") if name in keys}
    given = {"now": NOW, "today": TODAY} | {name: keys.pop(name) for name in ("now", "today") if name in keys}
    name = about if isinstance(about, str) else about.public_id
    return record.record_fact(actor, matter=name, kind=kind, on=day, keys=keys, **told, **given)


def filed(
    actor: Actor, about: MatterView | str, on: date | str, filing: str = "JP1", **keys: Any
) -> Recorded:
    """A filing, at the JPO and on the national route unless said otherwise."""
    return fact(actor, about, "filed", on, **{"filing": filing, "office": "JP", "route": "national"} | keys)


@dataclass(frozen=True)
class House:
    """Two contractors with an agreement each, an agency, an operator, and someone of every kind."""

    manager_a: Actor
    inventor_a: Actor
    manager_b: Actor
    officer: Actor
    administrator: Actor
    agreement_a: str = "P26-A"
    agreement_b: str = "P26-B"


def house() -> House:
    """The usual scene."""
    for code, kind in (("A", "contractor"), ("B", "contractor"), ("AG", "agency"), ("OP", "operator")):
        organisation(code, kind=kind)
    administrator = person("OP", "administrator")
    for code in ("A", "B"):
        agreement(administrator, code, "AG")
    return House(
        manager_a=person("A"),
        inventor_a=person("A", "inventor"),
        manager_b=person("B"),
        officer=person("AG", "officer"),
        administrator=administrator,
    )
