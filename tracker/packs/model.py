"""What a pack of terms may say: rules, facts, unknowns. Read by the loader, carried out by the engine."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from tracker.packs.gates import Endings, ForeignFiling, Levels, Review, SecretState
from tracker.packs.words import (
    Actor,
    Anchor,
    Both,
    CountingWord,
    Items,
    KeyType,
    Per,
    Recorder,
    Right,
    RollWord,
    Route,
    RuleKind,
    State,
    Strict,
    Words,
)

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]


KeyName = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]


class Reference(Strict):
    """Where a rule stands in its source, and when a person last looked it up."""

    source: Annotated[str, Field(min_length=1)]
    place: Annotated[str, Field(min_length=1)]
    checked: dt.date


class Pattern(Strict):
    """Which facts are meant: a kind, and the values that its further keys must have."""

    fact: Identifier
    item: Items = ()
    about: Words = ()
    work: Words = ()
    not_before: Identifier | None = None
    """A kind: the fact counts only from the day of the earliest fact of that kind, same filing."""


class Meeting(Strict):
    """A fact that meets a duty, and how it must hang together with it."""

    fact: Identifier
    item: Items = ()
    about: Words = ()
    direction: Words = ()
    routes: Annotated[tuple[Route, ...], Field(strict=False)] = ()
    abroad: bool = False
    """Only a filing outside Japan, the international filing included."""
    home: bool = False
    """Only a filing at the office JP."""
    any_filing: bool = False
    any_day: bool = False
    since: Identifier | None = None
    """A kind: met from the day of that fact on, even where the count starts later or is not known."""
    of_trigger: bool = False
    """Its `of` names the triggering fact."""
    same: Words = ()
    """Keys that must have the value they have in the triggering fact."""
    parent_is_filing: bool = False
    priority_is_trigger_day: bool = False
    international_is_trigger_day: bool = False


class Filings(Strict):
    """Which filings a rule is about."""

    offices: Words = ()
    routes: Annotated[tuple[Route, ...], Field(strict=False)] = ()
    first: bool = False
    """Only filings that claim no priority."""
    reviewed: bool = False
    """Only filings that undergo the primary review (clock K1)."""
    with_item: Items = ()
    """Only filings with one of these items of Article 7(1)."""


class Trigger(Strict):
    """The fact whose day the count starts from. Exactly one of the four ways."""

    each: Pattern | None = None
    earliest: Annotated[tuple[Pattern, ...], Field(strict=False)] = ()
    latest: Pattern | None = None
    both: Words = ()
    """Two kinds: the later of the earliest facts of each, on equal days the second named."""
    waiting_from: Identifier | None = None
    """A kind that shows the duty is coming while the day it counts from is not known."""

    @model_validator(mode="after")
    def one_way(self) -> "Trigger":
        ways = [self.each is not None, bool(self.earliest), self.latest is not None, bool(self.both)]
        if sum(ways) != 1:
            raise ValueError("needs exactly one of: each, earliest, latest, both")
        if self.both and len(self.both) != 2:
            raise ValueError("both names two kinds of fact")
        return self


class Term(Strict):
    """A period: a number, a unit, how it is counted and from which day."""

    days: int | None = None
    months: int | None = None
    years: int | None = None
    abroad_days: int | None = None
    """The number of days instead, where the filing is foreign."""
    counting: CountingWord
    anchor: Anchor = "trigger"
    since_first: Pattern | None = None
    """Counted from the earliest such fact of the filing instead; without one the term says nothing."""
    routes: Annotated[tuple[Route, ...], Field(strict=False)] = ()
    """Only for filings of these routes."""
    unless_state: State | None = None
    parameter: Identifier | None = None
    """An unknown whose answer replaces the number."""
    renewal_of: Identifier | None = None
    """Yearly fees: `years` is multiplied by the lowest unpaid year less one; this kind pays them."""
    renewal_first: int = 0
    renewal_last: int = 0
    abroad_unknown: Identifier | None = None
    """The question whether an international filing (WO) counts as foreign."""
    chain: Items = ()
    """Items that follow one another, each with an end of its own."""
    continues: Items = ()
    """Those of the chain that start the day after the end of the one before."""
    source: str = ""
    """The statute of this way of counting, for the trail."""

    @model_validator(mode="after")
    def one_unit(self) -> "Term":
        if sum(n is not None for n in (self.days, self.months, self.years)) != 1:
            raise ValueError("needs exactly one of: days, months, years")
        return self

    @property
    def number(self) -> int:
        return next(n for n in (self.days, self.months, self.years) if n is not None)

    @property
    def unit(self) -> str:
        return "days" if self.days is not None else "months" if self.months is not None else "years"


class Deadline(Strict):
    """The last day of a duty: stated in a paper, one period, or the earlier or later of several."""

    stated: KeyName | None = None
    """A key of the triggering fact that carries the day; it wins over counting."""
    term: Term | None = None
    later_of: Annotated[tuple[Term, ...], Field(strict=False)] = ()
    earlier_of: Annotated[tuple[Term, ...], Field(strict=False)] = ()
    closing: Annotated[tuple[Pattern, ...], Field(strict=False)] = ()
    """Windows: the facts whose day closes them."""
    roll: RollWord = "none"
    roll_unknown: Identifier | None = None
    """A yes-or-no unknown: answered yes, a closed last day moves to the next open day."""
    valid_from: dt.date | None = None
    """The first day of this version; without one it holds since ever."""


class Hold(Strict):
    """Secrecy bars the duty while a filing stands in one of these states."""

    states: Annotated[tuple[State, ...], Field(strict=False)]
    any_filing: bool = False
    """While any Japanese filing of the matter stands there, not only the duty's own."""
    once_past: bool = False
    """Only once its day is past."""


class Closing(Strict):
    """A fact after which nothing is left to do, though nobody did it."""

    fact: Identifier
    item: Items = ()
    after_review: bool = False
    """Only on a day after the primary review's last day."""


class Block(Strict):
    """A step that comes first: until this fact is there the duty stands but cannot be done."""

    fact: Identifier
    shown_by: str
    """The key of the triggering fact that says whether the paper shows content."""
    shown_by_default: Items
    """Items whose papers show it unless the fact says otherwise."""


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
    """Later deadlines, each with `valid_from`; the triggering fact's day chooses."""


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
    type: KeyType
    question: Both
    default: Both
    alternative: Both
    minimum: int = 1
    maximum: int = 1000


class Licence(Strict):
    """The priority licence: its years and the caps of the rights (special terms, Article 10(4))."""

    years: int
    caps: dict[Right, "Cap"]


class Cap(Strict):
    """The last day of a right, as far as the licence is capped by it."""

    years: int
    perennial_years: int | None = None
    since: Words
    """Kinds of fact, the first that is known; `filed` means the root's filing day."""
    counting: CountingWord
    until: Identifier | None = None
    """A kind of fact whose `until` replaces the computed day."""
    source: str


class Title(Strict):
    """Who owns the results: works that belong to the agency from their creation, and the transfer."""

    transfer_rule: Identifier
    """The rule whose trigger is the transfer."""
    since_creation: Words
    """Values of `work` that the agency owns from the start."""
    window_rule: Identifier
    """The rule that says how long a priority licence can be applied for."""


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


class Pack(Strict):
    """A body of terms as data."""

    id: Identifier
    title: Both
    issued_by: Both
    in_force: dt.date
    source: Annotated[str, Field(min_length=1)]
    checked: dt.date
    builds_on: Words = ()
    """Packs whose facts, offices and gate this one speaks of (their rules do not come along)."""
    not_modelled: Annotated[tuple[Both, ...], Field(strict=False)] = ()
    clauses: Annotated[tuple[Clause, ...], Field(strict=False)] = ()
    rules: dict[str, Rule] = Field(default_factory=dict)
    facts: dict[str, FactKind] = Field(default_factory=dict)
    unknowns: dict[str, Unknown] = Field(default_factory=dict)
    review: Review | None = None
    states: Annotated[tuple[SecretState, ...], Field(strict=False)] = ()
    endings: Endings | None = None
    foreign_filing: ForeignFiling | None = None
    levels: Levels | None = None
    licence: Licence | None = None
    ownership: Title | None = None
