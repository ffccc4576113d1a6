"""The bodies of terms to be read: each rule with its text, its versions, the cases that prove it and how long
ago somebody looked it up. Reads packs alone, no record. Not here: what follows from a rule (engine).
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tracker.docket.terms import shelf
from tracker.engine.deadline_words import say_deadline
from tracker.engine.proving import CaseProof, case_proofs
from tracker.packs.deadlines import Deadline
from tracker.packs.edition import edition_of_pack
from tracker.packs.model import Pack, Rule

OLD = timedelta(days=365)
"""A reference that nobody has looked up for longer should be."""


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """Where a rule stands; ``old``: not looked up for more than a year."""

    source: str
    place: str
    checked: date
    old: bool


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a rule: from which governing day until which it holds, and how it is counted."""

    name: str
    valid_from: date | None
    valid_until: date | None
    lines: list[str]


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule. ``origin``: the pack whose text it stands in, where it is not this one; ``replaces``: the
    article of the base that it takes the place of. ``governed_by``: the fact that chooses the version."""

    rule: Rule
    origin: Pack | None
    replaces: str | None
    versions: list[VersionView]
    governed_by: str
    cases: list[CaseProof]
    references: list[ReferenceView]
    unknowns: list[str]

    @property
    def article(self) -> str:
        """Where it stands."""
        return self.rule.article


@dataclass(frozen=True, slots=True)
class PackView:
    """One body of terms: the rules that were asked for, its cases, and what is old of its references."""

    pack: Pack
    base: Pack | None
    edition: str
    rules: list[RuleView]
    cases: list[CaseProof]
    failing: int
    unproved: list[RuleView]
    old: int
    disabled: list[str]
    unconfirmed: int


def pack_view(name: str, language: str, today: date, *, find: str = "", kind: str = "") -> PackView | None:
    """A body of terms, its rules narrowed by words and kind; None where there is no such pack."""
    pack = shelf().packs.get(name)
    if pack is None:
        return None
    cases = proofs_of(name)
    every = [rule_view(rule, pack, cases, language, today) for rule in pack.rules.values()]
    words = folded(find).split()
    return PackView(
        pack=pack,
        base=shelf().packs.get(pack.extends or ""),
        edition=edition_of_pack(shelf(), name),
        rules=[each for each in every if fits(each, words, kind)],
        cases=cases,
        failing=sum(1 for each in cases if each.faults),
        unproved=[each for each in every if not each.cases],
        old=sum(1 for each in every for reference in each.references if reference.old),
        disabled=list(pack.disable),
        unconfirmed=sum(1 for each in every if not each.rule.confirmed),
    )


def pack_views(language: str, today: date) -> list[PackView]:
    """All bodies of terms."""
    found = (pack_view(name, language, today) for name in shelf().packs)
    return [each for each in found if each is not None]


@lru_cache(maxsize=64)
def proofs_of(name: str) -> list[CaseProof]:
    """The cases of a pack with what each got wrong: run once in a process."""
    return case_proofs(shelf(), name)


def rule_view(rule: Rule, pack: Pack, cases: list[CaseProof], language: str, today: date) -> RuleView:
    """One rule with all that is known about it."""
    base = shelf().packs.get(pack.extends or "")
    replaced = base.rules.get(rule.id) if base and rule.id in pack.replace else None
    kind = shelf().facts([pack.id]).get(rule.governed_by or "")
    return RuleView(
        rule=rule,
        origin=shelf().packs.get(rule.origin) if rule.origin != pack.id else None,
        replaces=replaced.article if replaced else None,
        versions=versions_of(rule, language),
        governed_by=kind.label[language] if kind else "",
        cases=[each for each in cases if rule.id in each.rules],
        references=[
            ReferenceView(each.source, each.place, each.checked, today - each.checked > OLD)
            for each in rule.references
        ],
        unknowns=[
            unknown.question[language] for unknown in pack.unknowns.values() if rule.id in unknown.affects
        ],
    )


def versions_of(rule: Rule, language: str) -> list[VersionView]:
    """The versions in the order of their days."""
    found = [version_view(each, rule, language) for each in (rule.deadline, *rule.versions)]
    return sorted(found, key=lambda each: each.valid_from or date.min)


def version_view(deadline: Deadline, rule: Rule, language: str) -> VersionView:
    """One version in words."""
    name = deadline.edition[language] if deadline.edition else ""
    since = deadline.valid_from or rule.in_force
    return VersionView(name, since, deadline.valid_until, say_deadline(deadline, language))


def fits(view: RuleView, words: list[str], kind: str) -> bool:
    """Whether a rule is of the kind and holds every word in its text, in either language."""
    rule = view.rule
    said = (rule.id, rule.article, rule.article_ja or "", rule.label.ja, rule.label.en, rule.summary.ja)
    text = folded(" ".join((*said, rule.summary.en)))
    return (not kind or rule.kind == kind) and all(word in text for word in words)


def folded(text: str) -> str:
    """A text as it is compared: widths and capitals make no difference."""
    return unicodedata.normalize("NFKC", text).casefold()
