"""Which version of each rule of a pack holds when, as a table. Reads packs alone, no record."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from tracker.docket.terms import shelf
from tracker.packs.coverage import edges_of, exists_on, quarters, versions_on
from tracker.packs.model import Rule

NOT_THERE = "–"


@dataclass(frozen=True, slots=True)
class Span:
    """Days through which the same versions hold, by rule in words; ``until`` None: to the last year asked."""

    first: date
    held: tuple[str, ...]
    until: date | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The rules of a pack that change with the governing day, and the spans between the changes."""

    rules: list[Rule]
    spans: list[Span]


def coverage_of(name: str, language: str) -> Coverage | None:
    """The table of a pack; None where no rule of it changes with the governing day."""
    pack = shelf().packs.get(name)
    rules = [each for each in pack.rules.values() if changes(each)] if pack else []
    if not rules:
        return None
    days = sorted({*quarters(), *(day for rule in rules for day in edges_of(rule))})
    runs = groupby(days, lambda day: tuple(held_on(rule, day, language) for rule in rules))
    found = [(next(same), held) for held, same in runs]
    ends = [*(first - timedelta(1) for first, _held in found[1:]), None]
    return Coverage(rules, [Span(*one, end) for one, end in zip(found, ends, strict=True)])


def changes(rule: Rule) -> bool:
    """Whether the governing day decides about a rule."""
    return bool(rule.versions or rule.in_force or rule.abolished)


def held_on(rule: Rule, day: date, language: str) -> str:
    """The versions of a rule that hold on a day, in words; more than one is a fault of the pack."""
    if not exists_on(rule, day):
        return NOT_THERE
    named = [each.edition[language] if each.edition else rule.article for each in versions_on(rule, day)]
    return ", ".join(named) or "!"
