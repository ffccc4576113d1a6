"""What a state of secrecy means now: since when, what is forbidden, what to do; who holds the rights.

The words are the packs' (guidance.toml); which of them apply is decided here from what the engine says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.docket.actor import Actor
from tracker.docket.deriving import case_of
from tracker.docket.gate import scope_of
from tracker.docket.terms import article_words, shelf
from tracker.docket.views import FactView, MatterView
from tracker.engine import read_case, state_since
from tracker.errors import NotFound
from tracker.packs.guidance import Advice, Ban, Licensing
from tracker.packs.model import Pack
from tracker.store.facts import facts_of, standing_facts
from tracker.store.matters import find_matter
from tracker.store.session import reading

WINDOW = "window-open"
"""The word of a caution that is about the licence window."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the terms for the reader, with what ends it where it is a ban."""

    id: str
    text: str
    source: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One step of a chain of holders: who, since when, by which fact."""

    holder: str
    since: date | None
    by: FactView | None


@dataclass(frozen=True, slots=True)
class Chain:
    """Who has held one right, in order; ``ordered``: the agency's order of an early transfer."""

    name: str
    steps: list[Held]
    ordered: FactView | None


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """One priority licence; ``running``: it has not ended."""

    licence: str
    holder: str
    ends_on: date
    limited_by: str
    running: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """All of it for one matter. To the agency: state, since and chains only."""

    state: str | None
    since: date | None
    until: date | None
    bans: list[Said]
    advice: list[Said]
    chains: list[Chain]
    window: dict[str, Any] | None
    early: str | None
    licences: list[LicenceLine]
    exclusive: str | None
    costs: str | None
    licensing_source: str


def panel(actor: Actor, matter: MatterView, *, today: date) -> Panel:
    """The panel of a matter that the actor looks at. Raises NotFound."""
    said = matter.disclosure or {}
    own = not actor.is_officer
    packs = shelf().with_ground(matter.packs)
    items = [(fact.on, fact.fact_id, fact.keys["item"]) for fact in matter.facts if "item" in fact.keys]
    state = said.get("state")
    bans = [ban for pack in packs for ban in pack.bans if applies(ban, state, items, matter)]
    steps = [each for pack in packs for each in pack.advice if is_next(each, state, items)]
    licensing = next((pack.licensing for pack in packs if pack.licensing), None) if own else None
    running = [line for line in licence_lines(matter, today) if line.running]
    language = actor.language
    return Panel(
        state=state,
        since=since(actor, matter, today) if state else None,
        until=date.fromisoformat(said["until"]) if said.get("until") else None,
        bans=[Said(b.id, b.text[language], b.source[language], b.until[language]) for b in bans]
        if own
        else [],
        advice=[Said(a.id, a.text[language], a.source[language]) for a in steps] if own else [],
        chains=chains(matter, packs),
        window=matter.licence_window,
        early=early_warning(matter, packs, language) if own else None,
        licences=licence_lines(matter, today),
        exclusive=exclusive(licensing, matter, bool(running), language),
        costs=licensing.costs[language] if licensing and running else None,
        licensing_source=licensing.source[language] if licensing else "",
    )


def since(actor: Actor, matter: MatterView, today: date) -> date | None:
    """The first day of the present state."""
    session = reading()
    found = find_matter(session, scope_of(actor), matter.public_id)
    if found is None:
        raise NotFound("There is no such matter here.")
    case = case_of(found, standing_facts(facts_of(session, [found.id])), today)
    return state_since(read_case(case, shelf()), shelf())


def applies(ban: Ban, state: str | None, items: Iterable[tuple[Any, ...]], matter: MatterView) -> bool:
    """Whether a ban holds now."""
    if ban.abroad:
        return bool((matter.foreign_filing or {}).get("banned"))
    if ban.act == "disclose" and matter.disclosure and matter.disclosure["level"] == "open":
        return False
    return state in ban.states and (ban.since_item is None or any(i[-1] >= ban.since_item for i in items))


def is_next(advice: Advice, state: str | None, items: Sequence[tuple[Any, ...]]) -> bool:
    """Whether a step comes next in this state."""
    latest = max(items)[-1] if items else None
    return state in advice.states and advice.latest_item in (None, latest)


def chains(matter: MatterView, packs: Iterable[Pack]) -> list[Chain]:
    """The chain of holders of each right that the engine tells of."""
    rules = {pack.ownership.transfer_rule for pack in packs if pack.ownership}
    facts = {fact.fact_id: fact for fact in matter.facts}
    return [chain(name, held, matter, facts, rules) for name, held in matter.holders.items()]


def chain(
    name: str, held: dict[str, Any], matter: MatterView, facts: dict[str, FactView], rules: set[str]
) -> Chain:
    """One right: the contractor from its beginning, the agency from the transfer on."""
    filing = None if name == matter.ref else name
    begun = [fact for fact in matter.facts if begins(fact, filing)]
    moved = [d for d in matter.obligations if d.rule in rules and d.filing == filing and d.trigger in facts]
    ordered = [f for f in matter.facts if f.kind == "early-transfer-ordered" and f.filing == filing]
    agency = held["holder"] == "agency"
    day = date.fromisoformat(held["since"]) if held["since"] else None
    by = facts[moved[0].trigger] if agency and moved and moved[0].trigger else None
    steps = []
    if not agency or by is not None:
        steps.append(Held("contractor", begun[0].on if begun else None, begun[0] if begun else None))
    if agency:
        steps.append(Held("agency", day, by or (begun[0] if begun else None)))
    return Chain(name, steps, ordered[-1] if ordered else None)


def begins(fact: FactView, filing: str | None) -> bool:
    """Whether a right begins with this fact: its filing, or the making of a work or know-how."""
    return fact.kind in FIRST if filing is None else fact.kind == "filed" and fact.filing == filing


FIRST = frozenset({"work-created", "work-published", "invention-made"})
"""Kinds of fact with which a work or know-how begins."""


def licence_lines(matter: MatterView, today: date) -> list[LicenceLine]:
    """The licences with their ends."""
    return [
        LicenceLine(each["licence"], each["holder"], end, each["limited_by"], today <= end)
        for each in matter.licences
        for end in [date.fromisoformat(each["ends_on"])]
    ]


def early_warning(matter: MatterView, packs: Iterable[Pack], language: str) -> str | None:
    """The pack's warning once a fact is on record that leads to the closing of the open window."""
    if not matter.licence_window or matter.licence_window["standing"] != "open":
        return None
    kinds = {fact.kind for fact in matter.facts}
    found = [c for pack in packs for c in pack.cautions if c.when == WINDOW and kinds & set(c.facts)]
    return f"{found[0].text[language]} ({article_words(found[0].source, language)})" if found else None


def exclusive(licensing: Licensing | None, matter: MatterView, running: bool, language: str) -> str | None:
    """Whom the agency may not license now."""
    if licensing is None or matter.right not in licensing.rights:
        return None
    if running:
        return licensing.exclusive_during[language]
    window = matter.licence_window or {}
    return licensing.exclusive_before[language] if window.get("standing") == "open" else None
