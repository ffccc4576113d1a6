"""The pieces of a rule that say which facts are meant: triggers, meetings, filters, holds. Read nothing."""

from typing import Annotated

from pydantic import Field, model_validator

from tracker.packs.words import Identifier, Items, KeyName, Route, State, Strict, Words


class Pattern(Strict):
    """Which facts are meant: a kind, and the values that its further keys must have."""

    fact: Identifier
    item: Items = ()
    about: Words = ()
    work: Words = ()
    having: dict[KeyName, bool | str | int] = Field(default_factory=dict, strict=False)
    """Further keys and the values they must have; a yes-or-no key that is not given counts as no."""
    any_filing: bool = False
    """Of whatever filing, where the duty is the matter's or counts from a fact about another filing."""
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
    offices: Words = ()
    """Only a filing at one of these offices."""
    except_offices: Words = ()
    """Only a filing at any other office."""
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
