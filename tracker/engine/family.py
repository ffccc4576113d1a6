"""The facts of a case, indexed: by kind, by filing, and the filings with their roots. Decides nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.engine.case import Case, Fact

NONE: Sequence[Fact] = ()
INHERITS = ("division", "conversion")
"""Routes on which a filing keeps the filing day of its parent (PA 44(2), 46(6))."""


@dataclass(frozen=True, slots=True)
class Filing:
    """One filing of the family, as its `filed` fact tells it."""

    name: str
    office: str
    route: str
    on: date
    fact: Fact
    parent: str | None
    priority_on: date | None
    international_on: date | None
    review_from: date

    @property
    def own_date(self) -> date:
        """The day a period of this filing runs from: for a national phase its international filing day."""
        return self.international_on or self.on


class Family:
    """The facts of one matter, those up to the as-of day or all of them, found without searching."""

    __slots__ = ("_of", "as_of", "case", "facts", "filings", "kinds", "priority_parents")

    def __init__(self, case: Case, facts: Iterable[Fact]) -> None:
        self.case = case
        self.as_of = case.as_of
        self.facts = facts
        self.kinds: dict[str, list[Fact]] = {}
        self._of: dict[tuple[str, str | None], list[Fact]] = {}
        self.filings: dict[str, Filing] = {}
        for fact in facts:
            kind = fact.kind
            if kind in self.kinds:
                self.kinds[kind].append(fact)
            else:
                self.kinds[kind] = [fact]
            at = (kind, fact.filing)
            if at in self._of:
                self._of[at].append(fact)
            else:
                self._of[at] = [fact]
            if kind == "filed":
                self.filings[fact.filing or ""] = _filing(fact)
        self.priority_parents = {f.parent for f in self.filings.values() if f.route == "domestic-priority"}

    def all(self, kind: str) -> Sequence[Fact]:
        """Facts of a kind, earliest first, ties by id."""
        return self.kinds.get(kind, NONE)

    def of(self, kind: str, filing: str | None) -> Sequence[Fact]:
        """Facts of a kind about one filing (None: those about none)."""
        return self._of.get((kind, filing), NONE)

    def items(self, filing: str, items: Iterable[int]) -> list[Fact]:
        """The security facts of a filing with one of these items of Article 7(1), earliest first."""
        found = self._of.get(("security", filing), NONE)
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
        fact,
        keys.get("parent"),
        keys.get("priority_on"),
        keys.get("international_filing_on"),
        keys.get("review_from") or fact.on,
    )
