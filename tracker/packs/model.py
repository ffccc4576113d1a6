"""What a pack of terms may say: rules, facts, unknowns. Read by the loader, carried out by the engine."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from tracker.packs.cautions import Caution
from tracker.packs.deadlines import Before, Cycle, Deadline, Term
from tracker.packs.forms import OfficialForm
from tracker.packs.gates import Endings, ForeignFiling, Levels, Review, SecretState
from tracker.packs.guidance import Advice, Ban, Licensing
from tracker.packs.holdings import Cap, Licence, Title
from tracker.packs.patterns import Block, Closing, Filings, Hold, Meeting, Pattern, Trigger
from tracker.packs.publishing import Grace, Publishing
from tracker.packs.words import (
    Actor,
    AnswerType,
    Both,
    CalendarWord,
    Column,
    Identifier,
    Items,
    KeyName,
    KeyType,
    Per,
    Recorder,
    Right,
    Route,
    RuleKind,
    State,
    Strict,
    Words,
)

__all__ = [
    "Before",
    "Block",
    "Cap",
    "Clause",
    "Closing",
    "Cycle",
    "Deadline",
    "FactKey",
    "FactKind",
    "Filings",
    "Hold",
    "Licence",
    "Meeting",
    "Pack",
    "Pattern",
    "Reference",
    "Rule",
    "Term",
    "Title",
    "Trigger",
    "Unknown",
]


class Reference(Strict):
    """Where a rule stands in its source, and when a person last looked it up."""

    source: Annotated[str, Field(min_length=1)]
    place: Annotated[str, Field(min_length=1)]
    checked: dt.date


class Rule(Strict):
    """One duty, right or clock of a body of terms."""

    id: Identifier
    kind: RuleKind
    article: Annotated[str, Field(min_length=1)]
    article_ja: str | None = None
    """The article in Japanese, where it is of a law and not of the terms themselves."""
    actor: Actor = "contractor"
    label: Both
    summary: Both
    clear: Both | None = None
    """How to settle the duty, in a sentence."""
    rights: Annotated[tuple[Right, ...], Field(strict=False)] = ()
    per: Per
    filings: Filings = Filings()
    trigger: Trigger
    deadline: Deadline
    met_by: Annotated[tuple[Meeting, ...], Field(strict=False)] = ()
    met_by_another: bool = False
    """Met by another submission like the one the triggering fact sent back."""
    prosecution: bool = False
    """Ends with its filing (marked † in the terms)."""
    prosecution_until: Identifier | None = None
    """… but only until a fact of this kind."""
    ends_with_filing: bool = False
    """An option or window that the filing's end closes."""
    closed_by: Annotated[tuple[Closing, ...], Field(strict=False)] = ()
    passed_by: Annotated[tuple[Pattern, ...], Field(strict=False)] = ()
    passed_by_later: Annotated[tuple[Pattern, ...], Field(strict=False)] = ()
    hold: Hold | None = None
    provisional_while: State | None = None
    blocked_by: Block | None = None
    only_once_lapsed: bool = False
    """Exists once the primary review is over with no notice by its last day; counts from that day."""
    references: Annotated[tuple[Reference, ...], Field(strict=False, min_length=1)]
    versions: Annotated[tuple[Deadline, ...], Field(strict=False)] = ()
    """Later deadlines, each with `valid_from`; the governing day chooses, never today."""
    governed_by: Identifier | None = None
    """The kind of fact whose day (the latest) chooses the version; without one the triggering fact's day."""
    in_force: dt.date | None = None
    """The first governing day for which the rule exists; without one it exists since ever."""
    abolished: dt.date | None = None
    """The first governing day for which the rule no longer exists."""
    only_if: Identifier | None = None
    """A yes-or-no unknown: answered no, the rule does not exist."""
    confirmed: bool = True
    """False where the text was not seen, or only in part."""
    why_unconfirmed: Both | None = None
    reported_as: Column | None = None
    """The column of the status report that shows the duty's day."""
    asks: Identifier | None = None
    """The unknown an unconfirmed rule rests on until it is answered."""
    _origin: str = PrivateAttr("")

    @property
    def origin(self) -> str:
        """The pack whose text the rule stands in: its own, or the base that the pack extends."""
        return self._origin

    def stands_in(self, pack: str) -> None:
        """Notes the pack whose rules.toml the rule was read from."""
        self._origin = pack


class FactKey(Strict):
    """A further key of a fact: its type, and for which items of Article 7(1) it may stand."""

    name: KeyName
    type: KeyType
    label: Both
    required: bool = False
    choices: Words = ()
    of: Words = ()
    """For `fact`: the kinds it may name."""
    items: Items = ()
    """Only on these items."""
    optional_items: Items = ()
    """Required except on these items."""
    routes: Annotated[tuple[Route, ...], Field(strict=False)] = ()
    """Only on these routes, and required there."""
    rights: Annotated[tuple[Right, ...], Field(strict=False)] = ()
    """Required for these rights and not to be given for others."""
    optional_about: Words = ()
    required_about: Words = ()
    minimum: int = 1
    maximum: int = 1000


class FactKind(Strict):
    """Something that can happen to a matter, and what is to be told of it."""

    kind: Identifier
    label: Both
    recorded_by: Recorder = "contractor"
    keys: Annotated[tuple[FactKey, ...], Field(strict=False)] = ()


class Unknown(Strict):
    """A question that only the issuing body or an office can answer, with the default taken."""

    id: Identifier
    type: AnswerType
    question: Both
    default: Both
    alternative: Both
    affects: Words = ()
    """The rules and sections of the result that depend on the answer."""
    source: str = ""
    """Where the question arises."""
    minimum: int = 1
    maximum: int = 1000


class Clause(Strict):
    """One sentence of the terms, and what becomes of it here."""

    place: Annotated[str, Field(min_length=1)]
    says: Both
    treated: Literal["computed", "asked", "left"]
    """Computed by rules or sections; asked of a person, who records the answer as a fact; left to people."""
    by: Words = ()
    """The rules, kinds of fact or sections of the result that carry it."""
    why: Both | None = None
    """Why it is left to people."""
    article: str | None = None
    """Its article, as rules and `disable` write it; every clause of a pack that others extend has one."""


class Pack(Strict):
    """A body of terms as data."""

    id: Identifier
    title: Both
    issued_by: Both
    in_force: dt.date | None = None
    """The day from which the terms apply, where it is known."""
    source: Annotated[str, Field(min_length=1)]
    checked: dt.date
    extends: Identifier | None = None
    """A pack whose terms hold here too, but for what `disable` switches off and `replace` words anew."""
    disable: Words = ()
    """Articles, rules and kinds of fact of the base that do not hold here."""
    replace: Words = ()
    """Rules, kinds of fact and unknowns of the base that this pack words anew, under the same name."""
    calendar: CalendarWord = "JP"
    builds_on: Words = ()
    """Packs whose facts, offices and gate this one speaks of (their rules do not come along)."""
    not_modelled: Annotated[tuple[Both, ...], Field(strict=False)] = ()
    clauses: Annotated[tuple[Clause, ...], Field(strict=False)] = ()
    cautions: Annotated[tuple[Caution, ...], Field(strict=False)] = ()
    bans: Annotated[tuple[Ban, ...], Field(strict=False)] = ()
    advice: Annotated[tuple[Advice, ...], Field(strict=False)] = ()
    licensing: Licensing | None = None
    publishing: Annotated[tuple[Publishing, ...], Field(strict=False)] = ()
    grace: Annotated[tuple[Grace, ...], Field(strict=False)] = ()
    rules: dict[str, Rule] = Field(default_factory=dict)
    facts: dict[str, FactKind] = Field(default_factory=dict)
    unknowns: dict[str, Unknown] = Field(default_factory=dict)
    forms: dict[str, OfficialForm] = Field(default_factory=dict)
    review: Review | None = None
    states: Annotated[tuple[SecretState, ...], Field(strict=False)] = ()
    endings: Endings | None = None
    foreign_filing: ForeignFiling | None = None
    levels: Levels | None = None
    licence: Licence | None = None
    ownership: Title | None = None
