"""From the rows of a matter to what follows from them, by the edition of the terms each duty stands under.

A duty on record stays under its edition until a person moves it on (proposals). Not here: how anything
follows (engine), and the cache (deriving).
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.disclosure import is_stricter, read_level
from tracker.docket.editions import shelf_of
from tracker.docket.kept import Frozen, Key, kept_values, key_of, key_of_row
from tracker.docket.terms import shelf
from tracker.engine import CaseFaults, Result, derive, read_case
from tracker.engine import Obligation as Derived
from tracker.errors import DateOutOfRange
from tracker.packs.edition import edition_of
from tracker.packs.shelf import Shelf
from tracker.store.facts import Fact
from tracker.store.matters import Matter
from tracker.store.obligations import obligations_of
from tracker.store.session import reading

DISCLOSURE: Key = ("", "disclosure", "", "")
"""Stands among the held duties for what the agency may see: no new edition opens anything by itself."""


@dataclass(frozen=True, slots=True)
class Pins:
    """The edition of the terms that a matter is told by, and the duties that stand under an earlier one."""

    edition: str
    held: Mapping[Key, str] = field(default_factory=dict)


def case_of(
    matter: Matter,
    facts: Iterable[Fact],
    today: date,
    parameters: Mapping[str, Any] | None = None,
    known: Shelf | None = None,
) -> dict[str, Any]:
    """The matter as a case file, asked as of ``today``; with other answers than its agreement's, if given.

    An answer to a question that the terms do not ask (any more, or yet) is without effect. So is a kind of
    fact that an earlier edition (``known``) does not speak of.
    """
    answers = matter.agreement.parameters if parameters is None else parameters
    asked = (known or shelf()).unknowns(matter.agreement.packs) if answers else {}
    kinds = known.facts(matter.agreement.packs) if known is not None else None
    told = [
        {**fact.keys, "id": fact.fact_id, "kind": fact.kind, "on": fact.on.isoformat()}
        for fact in facts
        if kinds is None or fact.kind in kinds
    ]
    latest = max((fact.on for fact in facts), default=today)
    return {
        "as_of": today.isoformat(),
        "what_if": latest > today,
        "packs": matter.agreement.packs,
        "parameters": {name: value for name, value in answers.items() if name in asked},
        "matter": {
            "ref": matter.ref,
            "right": matter.right,
            "sensitive_field": matter.sensitive_field,
            "perennial": matter.perennial,
        },
        "facts": told,
    }


def derive_matter(
    matter: Matter, facts: Sequence[Fact], today: date, parameters: Mapping[str, Any] | None = None
) -> Result:
    """What follows from these facts by the present edition of the terms, but for duties that nobody has moved
    on to it yet. Raises CaseFaults where the facts cannot stand together."""
    return derive_pinned(matter, facts, today, pins_of(matter), parameters)


def pins_of(matter: Matter) -> Pins:
    """Which editions a matter stands under."""
    present = edition_of(shelf(), matter.agreement.packs)
    return Pins(matter.edition or present, read_held(matter.held))


def read_held(held: Iterable[Mapping[str, str]] | None) -> dict[Key, str]:
    """The duties that stand under an earlier edition, as a matter keeps them."""
    return {
        (each["pack"], each["rule"], each["filing"], each["trigger"]): each["edition"] for each in held or ()
    }


def derive_pinned(
    matter: Matter,
    facts: Sequence[Fact],
    today: date,
    pins: Pins,
    parameters: Mapping[str, Any] | None = None,
) -> Result:
    """What follows by these editions of the terms. Raises CaseFaults."""
    present = edition_of(shelf(), matter.agreement.packs)
    by_edition: dict[str, Result | None] = {}

    def told(edition: str) -> Result | None:
        if edition not in by_edition:
            by_edition[edition] = derive_former(matter, facts, today, edition, parameters)
        return by_edition[edition]

    result = (
        derive_present(matter, facts, today, parameters) if pins.edition == present else told(pins.edition)
    )
    if result is None:
        result = derive_present(matter, facts, today, parameters)
        result.obligations = frozen_duties(matter, None)
    if not pins.held:
        return result
    return hold_back(result, pins.held, told, lambda: frozen_duties(matter, pins.held), matter.disclosure)


def derive_present(
    matter: Matter, facts: Sequence[Fact], today: date, parameters: Mapping[str, Any] | None = None
) -> Result:
    """What follows by the present edition alone. Raises CaseFaults."""
    return derive(read_case(case_of(matter, facts, today, parameters), shelf()), shelf())


def derive_former(
    matter: Matter, facts: Sequence[Fact], today: date, edition: str, parameters: Mapping[str, Any] | None
) -> Result | None:
    """What follows by an earlier edition; None where that cannot be told any more."""
    known = shelf_of(edition)
    if known is None:
        return None
    try:
        return derive(read_case(case_of(matter, facts, today, parameters, known), known), known)
    except (CaseFaults, DateOutOfRange):
        return None


def hold_back(
    result: Result,
    held: Mapping[Key, str],
    told: Callable[[str], Result | None],
    frozen: Callable[[], list[Derived]],
    disclosed: Any,
) -> Result:
    """The same, with each held duty as its own edition has it. ``frozen`` and ``disclosed``: as kept, where
    that edition is lost."""
    if DISCLOSURE in held:
        former_result = told(held[DISCLOSURE])
        said = former_result.disclosure if former_result is not None else disclosed
        result.disclosure = said if opens(said, result.disclosure) else result.disclosure
    former: dict[Key, Derived] = {}
    for edition in set(held.values()):
        found = told(edition)
        duties = found.obligations if found is not None else frozen()
        former |= {key_of(each): each for each in duties if held.get(key_of(each)) == edition}
    kept = [former.pop(key_of(each), None) if key_of(each) in held else each for each in result.obligations]
    result.obligations = [each for each in kept if each is not None] + list(former.values())
    return result


def opens(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> bool:
    """Whether the agency may see more afterwards; nothing said is the strictest."""
    return is_stricter(read_level((before or {}).get("level")), read_level((after or {}).get("level")))


def frozen_duties(matter: Matter, only: Container[Key] | None) -> list[Derived]:
    """The duties of a matter as they were last told."""
    rows = [row for row in obligations_of(reading(), [matter.id]) if row.gone_at is None]
    chosen = [row for row in rows if only is None or key_of_row(row) in only]
    return [Frozen(key_of_row(row), kept_values(row)) for row in chosen]  # type: ignore[misc]  # read alike
