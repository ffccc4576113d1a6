"""The facts of a case, indexed: by kind, by filing, and the filings with their roots. Decides nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from tracker.engine.case import Case, Fact, by_day

NONE: Sequence[Fact] = ()
INHERITS = ("division", "conversion")
"""Routes on which a filing keeps the filing day of its parent (PA 44(2), 46(6))."""


class Filing(NamedTuple):
    """One filing of the family, as its `filed` fact tells it."""

    name: str
    office: str
    route: str
    on: date
    parent: str | None
    priority_on: date | None
    international_on: date | None
    review_from: date

    @property
    def own_date(self) -> date:
        """The day a period of this filing runs from: for a national phase its international filing day."""
        return self.international_on or self.on


class Folder:
    """The facts about one filing by kind, or those about none. `clock`: see deadlines."""

    __slots__ = ("clock", "facts", "filing", "name")

    def __init__(self, name: str | None) -> None:
        self.name = name
        self.filing: Filing | None = None
        self.facts: dict[str, list[Fact]] = {}
        self.clock: int | None = None


class Family:
    """The facts of one matter, those up to the as-of day or all of them, found without searching."""

    __slots__ = ("as_of", "case", "facts", "filings", "folders", "kinds", "priority_parents")

    def __init__(self, case: Case, facts: Sequence[Fact]) -> None:
        self.case, self.as_of, self.facts = case, case.as_of, facts
        self.filings: dict[str, Filing] = {}
        folders: dict[str | None, Folder] = {None: Folder(None)}
        self.kinds = {fact.kind for fact in facts}
        for fact in facts:
            kind, name = fact.kind, fact.filing
            folder = folders.get(name)
            if folder is None:
                folder = folders[name] = Folder(name)
            told = folder.facts.get(kind)
            if told is None:
                folder.facts[kind] = [fact]
            else:
                told.append(fact)
            if kind == "filed":
                filing = folder.filing = _filing(fact)
                self.filings[filing.name] = filing
        self.folders = folders
        self.priority_parents = {f.parent for f in self.filings.values() if f.route == "domestic-priority"}

    def all(self, kind: str) -> Sequence[Fact]:
        """Facts of a kind, earliest first, ties by id."""
        if kind not in self.kinds:
            return NONE
        held = [folder.facts[kind] for folder in self.folders.values() if kind in folder.facts]
        return held[0] if len(held) == 1 else sorted(chain(*held), key=by_day)

    def everywhere(self) -> Mapping[str, Sequence[Fact]]:
        """All facts by kind, whatever they are about. Made when asked for: few rules do."""
        return {kind: self.all(kind) for kind in self.kinds}

    def about(self, filing: str | None) -> Mapping[str, Sequence[Fact]]:
        """The facts about one filing (None: those about none) by kind, each earliest first, ties by id."""
        folder = self.folders.get(filing)
        return folder.facts if folder is not None else {}

    def of(self, kind: str, filing: str | None) -> Sequence[Fact]:
        """Facts of a kind about one filing (None: those about none)."""
        return self.about(filing).get(kind, NONE)

    def items(self, filing: str, items: Iterable[int]) -> list[Fact]:
        """The security facts of a filing with one of these items of Article 7(1), earliest first."""
        found = self.of("security", filing)
        return [fact for fact in found if fact.keys["item"] in items] if found else []

    def root(self, filing: Filing) -> Filing:
        """The filing that this one was divided or converted from, or itself."""
        while filing.route in INHERITS and filing.parent in self.filings:
            filing = self.filings[filing.parent]
        return filing

    def line(self, filing: Filing) -> list[Filing]:
        """The filing and all that it was divided or converted from."""
        line = [filing]
        while filing.route in INHERITS and filing.parent in self.filings:
            filing = self.filings[filing.parent]
            line.append(filing)
        return line


def _filing(fact: Fact) -> Filing:
    keys = fact.keys
    return Filing(
        fact.filing or "",
        keys["office"],
        keys["route"],
        fact.on,
        keys.get("parent"),
        keys.get("priority_on"),
        keys.get("international_filing_on"),
        keys.get("review_from") or fact.on,
    )
