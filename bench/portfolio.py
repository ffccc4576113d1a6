"""Made-up portfolios of any size, the same for the same seed: matters of all rights and ages, families of
filings at several offices, secrecy papers, corrections. Stores nothing (see filling), computes no dates."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bench.histories import AS_OF, family_member

FIRST_DAY = date(2020, 1, 6)
RIGHTS = (
    ("patent",) * 32 + ("utility-model", "design", "plant-variety", "circuit-layout")
    + ("copyright", "copyright", "know-how", "know-how")
)  # fmt: skip
OFFICES = ("US", "EP", "CN", "KR", "WO", "TW")
WORKS = ("program", "database", "manual", "report")
NOTIFIED = {"published": "publication", "gazette-issued": "registration"}
FAMILY_SIZES = (1, 1, 1, 2, 2, 3, 3, 4)
SYSTEM_FROM = "2024-05-01"
"""Filings from this day on come under the secrecy system."""

Told = dict[str, Any]
"""A fact as a case file words it, without its id."""


@dataclass(slots=True)
class Story:
    """One matter: its right, its facts in the order in which they were recorded, and what was put right.

    `misread` holds, by the place of a fact, the day that was recorded first.
    """

    number: int
    right: str
    sensitive: str
    facts: list[Told]
    misread: dict[int, str] = field(default_factory=dict)


def stories(count: int, seed: int = 2026) -> Iterator[Story]:
    """`count` matters."""
    dice = random.Random(seed)  # repeatable, and nothing secret hangs on it
    for number in range(count):
        right = dice.choice(RIGHTS)
        made = FIRST_DAY + timedelta(days=dice.randrange((AS_OF - FIRST_DAY).days))
        facts = [fact for fact in _facts(dice, right, made) if fact["on"] <= AS_OF.isoformat()]
        facts.sort(key=lambda fact: fact["on"])
        sensitive = dice.choice(("outside", "unknown", "unknown", "inside"))
        misread = {
            place: (date.fromisoformat(fact["on"]) - timedelta(days=1)).isoformat()
            for place, fact in enumerate(facts)
            if fact["kind"] in ("published", "gazette-issued", "exam-requested") and dice.random() < 0.1
        }
        yield Story(number, right, sensitive, facts, misread)


def _facts(dice: random.Random, right: str, made: date) -> list[Told]:
    if right == "copyright":
        return _work(dice, made)
    facts: list[Told] = [{"kind": "invention-made", "on": made.isoformat()}]
    if right == "know-how" or dice.random() < 0.05:
        return facts
    filed = made + timedelta(days=dice.randrange(10, 120))
    facts += family_member(dice, right, filed, "JP1", "JP")
    if right == "patent":
        facts += _secrecy(dice, filed)
    for place in range(dice.choice(FAMILY_SIZES)):
        abroad = filed + timedelta(days=dice.randrange(90, 365))
        facts += family_member(dice, right, abroad, f"{OFFICES[place]}1", OFFICES[place])
    return [*facts, *_notices(dice, right, facts)]


def _notices(dice: random.Random, right: str, facts: list[Told]) -> Iterator[Told]:
    """What the contractor told the agency of what happened: most of it, mostly in time."""
    for fact in facts:
        about = NOTIFIED.get(fact["kind"])
        if fact["kind"] == "filing-notice-submitted" and right != "patent":
            about = "filing"
        if about is not None and dice.random() < 0.85:
            day = date.fromisoformat(fact["on"]) + timedelta(days=dice.randrange(1, 70))
            told = {"kind": "status-notice-submitted", "on": day.isoformat(), "about": about}
            yield told | {"filing": fact["filing"]}


def _work(dice: random.Random, made: date) -> list[Told]:
    work = dice.choice(WORKS)
    facts: list[Told] = [{"kind": "work-created", "on": made.isoformat(), "work": work}]
    if dice.random() < 0.6:
        told = made + timedelta(days=dice.randrange(5, 60))
        facts.append({"kind": "status-notice-submitted", "on": told.isoformat(), "about": "copyright"})
    return facts


def _secrecy(dice: random.Random, filed: date) -> list[Told]:
    """Papers of the secrecy system: most filings get none, some are reviewed, a few stay designated."""

    def paper(item: int, days: int, **keys: Any) -> Told:
        day = filed + timedelta(days=days)
        return {"kind": "security", "on": day.isoformat(), "filing": "JP1", "item": item, **keys}

    if filed.isoformat() < SYSTEM_FROM:
        return []
    chance = dice.random()
    if chance < 0.6:
        day = filed + timedelta(days=dice.randrange(100, 130))
        return [{"kind": "no-notice-confirmed", "on": day.isoformat(), "filing": "JP1"}]
    if chance > 0.06 + 0.6:
        return []
    facts = [paper(2, dice.randrange(40, 85))]
    if dice.random() < 0.5:
        return [*facts, paper(9, dice.randrange(150, 260))]
    return [*facts, paper(7, dice.randrange(160, 300))] if dice.random() < 0.4 else facts
