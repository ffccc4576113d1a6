"""Lays a pack over the one it extends: what holds on, what is switched off, what is worded anew.

Special terms are written so: they name an ordinary chapter, disapply articles of it and put others in their
place. Nothing is computed here, and no folder is read.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.packs.checks import kinds_named, questions_of
from tracker.packs.model import Pack, Rule

NAMED = {"rules": "a rule", "facts": "a kind of fact", "unknowns": "an unknown"}
"""The parts of a pack whose pieces have names, and what one piece is called."""
WHOLE = (
    "review", "states", "endings", "foreign_filing", "levels", "licence", "ownership", "cautions", "bans",
    "advice", "licensing", "publishing", "grace",
)  # fmt: skip
"""The parts that come from the base as a whole where the overlay has none of its own."""


def resolve(pack: Pack, base: Pack) -> tuple[Pack, list[str]]:
    """The terms of `pack` over those of `base`, and what is wrong with the way it names them."""
    off = {name for word in pack.disable for name in _switched_off(word, base)}
    rules = {**pack.rules, **_others(base.rules, {*off, *pack.rules})}
    facts = _facts(pack, base, rules, off)
    update: dict[str, Any] = {
        "rules": rules,
        "facts": facts,
        "unknowns": {**_unknowns(base, rules, {*off, *pack.rules}), **pack.unknowns},
        "builds_on": tuple(dict.fromkeys((*pack.builds_on, *base.builds_on))),
    }
    update |= {part: getattr(base, part) for part in WHOLE if not getattr(pack, part)}
    return pack.model_copy(update=update), _faults(pack, base)


def loose_faults(pack: Pack) -> list[str]:
    """`disable` and `replace` where there is nothing they could mean."""
    return [
        f"pack.toml: {key}: goes with extends, the pack whose terms are meant"
        for key in ("disable", "replace")
        if getattr(pack, key) and pack.extends is None
    ]


def articles_of(pack: Pack) -> dict[str, set[str]]:
    """The rules of each article that the pack has a rule or a clause for."""
    found: dict[str, set[str]] = {}
    for clause in pack.clauses:
        if clause.article:
            found.setdefault(clause.article, set())
    for rule in pack.rules.values():
        found.setdefault(rule.article.split("(")[0], set()).add(rule.id)
    return found


def _switched_off(word: str, base: Pack) -> set[str]:
    """The names that one word of `disable` switches off: of an article, all its rules."""
    return {word, *articles_of(base).get(word, ())}


def _others(named: Mapping[str, Any], but: Iterable[str]) -> dict[str, Any]:
    return {name: piece for name, piece in named.items() if name not in set(but)}


def _facts(pack: Pack, base: Pack, rules: Mapping[str, Rule], off: set[str]) -> dict[str, Any]:
    """Kinds of fact: those of the base that a rule still speaks of, then the pack's own."""
    spoken = {kind for rule in rules.values() for kind in kinds_named(rule)}
    kept = {kind: fact for kind, fact in base.facts.items() if kind in spoken and kind not in off}
    return {**kept, **pack.facts}


def _unknowns(base: Pack, rules: Mapping[str, Rule], gone: set[str]) -> dict[str, Any]:
    """Open questions of the base that a rule rests on, or that a rule of the base still depends on."""
    asked = {name for rule in rules.values() for name in questions_of(rule)}
    live = base.rules.keys() - gone
    return {
        name: each
        for name, each in base.unknowns.items()
        if name not in gone and (name in asked or live & set(each.affects))
    }


def _faults(pack: Pack, base: Pack) -> list[str]:
    articles = articles_of(base)
    known = {*articles, *base.rules, *base.facts, *base.unknowns}
    faults = [
        f"pack.toml: disable: '{word}' is no article, rule, kind of fact or unknown of {base.id}; "
        f"articles: {_list(articles)}; rules: {_list(base.rules)}"
        for word in pack.disable
        if word not in known
    ]
    for word in pack.replace:
        faults += _replace_faults(word, pack, base)
    for part, called in NAMED.items():
        theirs = getattr(base, part)
        for name in getattr(pack, part):
            if name in theirs and name not in pack.replace:
                faults.append(
                    f"{part}.toml: {part}.{name}: {base.id} has {called} of this name; "
                    f"name it in replace of pack.toml, or choose another name"
                )
    return faults


def _replace_faults(word: str, pack: Pack, base: Pack) -> list[str]:
    parts = [part for part in NAMED if word in getattr(base, part)]
    if not parts:
        allowed = _list({*base.rules, *base.facts, *base.unknowns})
        return [f"pack.toml: replace: '{word}' is nothing of {base.id}; there are: {allowed}"]
    if not any(word in getattr(pack, part) for part in parts):
        return [f"pack.toml: replace: '{word}' is not worded anew in {parts[0]}.toml; word it or disable it"]
    return []


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
