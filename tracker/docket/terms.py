"""The terms a matter follows, in the reader's language: duties, kinds of fact, keys. Not here: deriving."""

from collections.abc import Iterable, Set
from typing import Any

from tracker.docket.editions import former_rule
from tracker.docket.views import KeyView, KindView, UnknownView
from tracker.engine.proving import shelf_faults
from tracker.packs.checks import NUMBERS
from tracker.packs.loader import PackRefused
from tracker.packs.model import FactKey, FactKind, Rule
from tracker.packs.shelf import Shelf, default_shelf
from tracker.reminders.wording import article_words as article_words  # one way to cite, in mails and pages

DETAILS = (*NUMBERS, "agent_ref")
"""What may be noted with a fact beyond what the terms ask for: numbers on papers, the attorney's own."""


def shelf() -> Shelf:
    """The packs this installation knows."""
    return default_shelf()


def faults_of_terms() -> tuple[str, ...]:
    """What is wrong with the packs on the shelf, a line each; nothing where every case of them holds."""
    try:
        return shelf_faults()
    except PackRefused as refused:
        return tuple(refused.faults)


def rule_of(pack: str, rule: str) -> Rule | None:
    """A rule; one that the pack has since lost as it last stood, None where nobody knows it."""
    found = shelf().packs.get(pack)
    known = None if found is None else found.rules.get(rule)
    return known or former_rule(pack, rule)


def rules_from(keys: Set[str]) -> tuple[str, ...]:
    """The rules, of any pack, whose duties come of a kind of fact that carries one of these keys."""
    found = set()
    for pack in shelf().packs.values():
        kinds = {name for name, kind in pack.facts.items() if keys & {key.name for key in kind.keys}}
        found |= {
            each.id for each in pack.rules.values() if each.trigger.each and each.trigger.each.fact in kinds
        }
    return tuple(sorted(found))


def column_of(pack: str, rule: str) -> str | None:
    """The column of the status report that shows a rule's day, None for most rules."""
    found = rule_of(pack, rule)
    return None if found is None else found.reported_as


def rule_label(pack: str, rule: str, language: str) -> str:
    """What a duty is called."""
    found = rule_of(pack, rule)
    return rule if found is None else found.label[language]


def kinds_of(packs: Iterable[str]) -> dict[str, FactKind]:
    """The kinds of fact that these packs declare."""
    return shelf().facts(packs)


def kind_label(packs: Iterable[str], kind: str, language: str) -> str:
    """What a kind of fact is called."""
    found = kinds_of(packs).get(kind)
    return kind if found is None else found.label[language]


def kind_view(kind: FactKind, right: str, language: str) -> KindView:
    """A kind of fact as its input is built from."""
    keys = [key_view(key, right, language) for key in kind.keys if not key.rights or right in key.rights]
    return KindView(kind.kind, kind.label[language], kind.recorded_by, keys)


def key_view(key: FactKey, right: str, language: str) -> KeyView:
    """One key; ``required`` is what holds whatever the other keys say."""
    required = bool(key.required and not key.optional_items) or right in key.rights
    return KeyView(key.name, key.type, key.label[language], required, list(key.choices))


def references_of(rule: Rule) -> list[dict[str, str]]:
    """Where a rule stands, and when a person last looked it up."""
    return [
        {"source": each.source, "place": each.place, "checked": each.checked.isoformat()}
        for each in rule.references
    ]


def field_texts(kind: FactKind | None, keys: dict[str, Any], language: str) -> list[tuple[str, str]]:
    """The further keys of a fact with their labels, for reading."""
    if kind is None:
        return [(name, str(value)) for name, value in keys.items()]
    return [(key.label[language], str(keys[key.name])) for key in kind.keys if key.name in keys]


def unknowns_of(packs: Iterable[str], ids: Iterable[str], language: str) -> list[UnknownView]:
    """The open questions with these ids, in the reader's language; others are left out."""
    asked = shelf().unknowns(packs)
    found = [asked[each] for each in ids if each in asked]
    return [UnknownView(each.id, each.question[language], each.default[language]) for each in found]
