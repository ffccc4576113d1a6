"""What may be chosen in an input for keys that point into the matter: its filings, facts, duties, terms."""

from collections.abc import Iterable
from typing import Any

from tracker.docket.terms import shelf
from tracker.docket.views import FactView, MatterView
from tracker.web.dates import write_date

Choices = list[tuple[str, str]]


def offered_in(matter: MatterView, kind: Any, language: str) -> dict[str, Choices]:
    """For each key of a kind that points somewhere, the codes with their words."""
    found: dict[str, Choices] = {}
    for key in kind.keys:
        if key.type == "filing":
            found[key.name] = filings(matter)
        elif key.type == "fact":
            found[key.name] = facts(matter, key.of, language)
        elif key.type == "rule":
            found[key.name] = rules(matter, language)
        elif key.type == "pack":
            found[key.name] = [(name, shelf().packs[name].title[language]) for name in matter.packs]
    return found


def filings(matter: MatterView) -> Choices:
    """The filings of the matter, in the order they were made."""
    return [(filing.name, filing.name) for filing in matter.filings]


def facts(matter: MatterView, kinds: Iterable[str], language: str) -> Choices:
    """The facts of these kinds (none named: all) that hold, with their day."""
    wanted = set(kinds)
    return [
        (fact.fact_id, fact_name(fact, language))
        for fact in matter.facts
        if not wanted or fact.kind in wanted
    ]


def fact_name(fact: FactView, language: str) -> str:
    """A fact in one line."""
    return " ".join(part for part in (write_date(fact.on, language), fact.label, fact.filing) if part)


def rules(matter: MatterView, language: str) -> Choices:
    """The rules of the matter's terms; one that stands in two packs is named once."""
    packs = [shelf().packs[name] for name in matter.packs]
    return list(
        {rule.id: (rule.id, rule.label[language]) for pack in packs for rule in pack.rules.values()}.values()
    )
