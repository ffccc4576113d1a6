"""What a pack may say of secrecy: the review, the states, the levels, the ban. Decided in the engine."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from tracker.packs.words import Both, Identifier, Items, Level, Right, Route, State, Strict, Words


class Review(Strict):
    """The primary review (K1): which filings it catches and how long it runs."""

    right: Right
    office: str
    in_force: dt.date
    months: int
    exempt_routes: Annotated[tuple[Route, ...], Field(strict=False)]
    caught_by_items: Items
    """Items that prove the chapter applies after all."""
    notice_items: Items
    """Items that say whether the papers were sent on; without one the review lapses."""
    confirmed_by: Identifier
    """The kind of fact by which a person confirms that no notice came; not while the review runs."""
    starts: Both
    """What the day is called that it runs from."""
    article: str
    source: str


class Endings(Strict):
    """What ends a filing: facts, and the withdrawal deemed of a filing whose priority is claimed at home."""

    facts: Words
    deemed_after_months: int
    deemed_by_route: Route
    deemed: Both
    """What that end is called."""
    deferred_while: State
    source: str


class SecretState(Strict):
    """A state of a filing: the items that put it there and those that end it on a later day."""

    state: State
    entered_by: Items = ()
    ended_by: Items = ()
    facts: Words = ()
    inherited: Words = ()
    """Kinds of fact that count also when they stand on a filing this one was divided or converted from."""


class ForeignFiling(Strict):
    """The ban on first filing abroad (ESPA 78): its second lapse and the items that end or settle it."""

    months: int
    """Months from filing after which the ban ends during a security review (K10)."""
    caught_by_items: Items
    """Items against which a field recorded as outside counts for nothing."""
    free_items: Items
    freed_by: Words
    """Kinds of fact that free an invention nobody filed in Japan."""
    answer_items: Items
    """Answers to a question asked before filing: the first is always `clear`."""
    dying_facts: Words
    """Ends of a filing that take the lapse with them."""
    follows_root_routes: Annotated[tuple[Route, ...], Field(strict=False)]
    article: str
    answer_article: str
    """Where the question before filing stands."""
    source: str


class LevelOf(Strict):
    """What the agency may see of a filing in a state, and what lifts the ceiling."""

    state: State
    level: Level
    lifted_by_field: bool = False
    lifted_by_fact: str | None = None
    on_or_after_items: Items = ()
    until_review_ends: bool = False
    article: str


class Levels(Strict):
    """The ceilings of what the agency may see."""

    right: Right
    """The right whose filings are gated; all others are open."""
    planned: Level
    planned_article: str
    planned_lifted_by: Words
    of: Annotated[tuple[LevelOf, ...], Field(strict=False, min_length=1)]
