"""Made-up histories of matters as case files have them, the same for the same seed. No dates computed."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

AS_OF = date(2026, 11, 20)
_FIRST_DAY = date(2022, 1, 4)
_RIGHTS = ("patent",) * 16 + ("utility-model", "design", "plant-variety", "know-how")

Fact = dict[str, str]


def histories(count: int, seed: int = 2026) -> Iterator[dict[str, object]]:
    """`count` cases of the shape `flask compute` reads, of all ages, most of them patents."""
    dice = random.Random(seed)  # repeatable, and nothing secret hangs on it
    for number in range(count):
        right = dice.choice(_RIGHTS)
        facts = [fact for fact in _facts(dice, right) if fact["on"] <= AS_OF.isoformat()]
        for position, fact in enumerate(facts, start=1):
            fact["id"] = f"f{position:04d}"
        matter = {"ref": f"B-{number:06d}", "right": right}
        yield {"as_of": AS_OF.isoformat(), "matter": matter, "facts": facts}


def _facts(dice: random.Random, right: str) -> list[Fact]:
    made = _FIRST_DAY + timedelta(days=dice.randrange((AS_OF - _FIRST_DAY).days))
    facts: list[Fact] = [{"kind": "invention-made", "on": made.isoformat()}]
    if right == "know-how" or dice.random() < 0.1:
        return facts
    filed = made + timedelta(days=dice.randrange(10, 120))
    facts += family_member(dice, right, filed, "JP1", "JP")
    if dice.random() < 0.25:
        facts += family_member(dice, right, filed + timedelta(days=dice.randrange(30, 365)), "US1", "US")
    return facts


def family_member(dice: random.Random, right: str, filed: date, filing: str, office: str) -> list[Fact]:
    """The facts of one filing, from its day on; those after `AS_OF` are for the caller to leave out."""

    def then(kind: str, low: int, high: int) -> Fact:
        day = filed + timedelta(days=dice.randrange(low, high))
        return {"kind": kind, "on": day.isoformat(), "filing": filing}

    facts = [
        {"kind": "filed", "on": filed.isoformat(), "filing": filing, "office": office, "route": "national"}
    ]
    if dice.random() < 0.9:
        facts.append(then("filing-notice-submitted", 5, 80))
    if right == "patent" and dice.random() < 0.9:
        facts.append(then("published", 545, 560))
    if right == "patent" and office == "JP" and dice.random() < 0.8:
        facts.append(then("exam-requested", 30, 1090))
    if dice.random() < 0.6:
        facts += _outcome(dice, then)
    return facts


def _outcome(dice: random.Random, then) -> list[Fact]:
    if dice.random() < 0.2:
        return [then("refusal-served", 1100, 1200)]
    facts = [then("grant-served", 1100, 1140), then("fee-paid", 1141, 1165), then("registered", 1166, 1180)]
    facts[1]["through_year"] = 3
    return [*facts, then("gazette-issued", 1181, 1200)] if dice.random() < 0.8 else facts
