"""A rule of a pack with what the engine looks up again and again worked out once. Decides nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tracker.calendars import Counting, counting_function
from tracker.packs.model import Filings, Pack, Pattern, Rule, Term, Trigger

ROLLS = frozenset({"patent-procedure", "government-filing"})
"""Roll words under which a closed last day moves to the next open day."""


class Ruling:
    """One rule of one pack, ready to be applied: what it has and has not is worked out once."""

    __slots__ = (
        "closes",
        "counter",
        "dated",
        "days",
        "deadline",
        "each",
        "filings",
        "holds",
        "id",
        "kind",
        "lone",
        "meets",
        "needs",
        "pack",
        "passes",
        "per",
        "rule",
        "trigger",
    )

    def __init__(self, pack: Pack, rule: Rule) -> None:
        trigger, deadline = rule.trigger, rule.deadline
        self.rule, self.pack, self.id, self.kind = rule, pack.id, rule.id, rule.kind
        self.per, self.trigger, self.deadline, self.each = rule.per, trigger, deadline, trigger.each
        self.dated = rule.kind not in ("clock", "window")
        """The calendar enters."""
        self.meets = bool(rule.met_by) or rule.met_by_another
        self.closes = bool(rule.closed_by) or rule.prosecution or rule.ends_with_filing
        self.holds = rule.hold is not None
        self.passes = bool(rule.passed_by or rule.passed_by_later)
        self.filings = None if rule.filings == Filings() else rule.filings
        """The filter on filings, None where every filing will do."""
        self.lone = _lone(trigger)
        """The one kind of fact that triggers, where nothing else is asked of it."""
        self.needs = _needs(rule)
        """A kind of fact without which the rule has nothing to say (None: several ways)."""
        self.counter = _plain_counter(rule)
        """The count alone, where the last day follows from the triggering fact's day by one period."""
        self.days: dict[tuple[date, bool | None], Any] = {}
        """Last days found before, by the day counted from and the answer about closed days."""


def _lone(trigger: Trigger) -> str | None:
    if len(trigger.earliest) != 1:
        return None
    pattern = trigger.earliest[0]
    return pattern.fact if pattern == Pattern(fact=pattern.fact) else None


def _needs(rule: Rule) -> str | None:
    trigger = rule.trigger
    if trigger.each is not None:
        return trigger.each.fact
    if trigger.latest is not None:
        return trigger.latest.fact
    if trigger.both:
        return trigger.waiting_from or trigger.both[1]
    one_way = len(trigger.earliest) == 1 and not trigger.waiting_from and rule.per != "right"
    return trigger.earliest[0].fact if one_way else None


def _plain_counter(rule: Rule) -> Term | None:
    """The single period of a rule with no versions, branches, unknown numbers or chains."""
    term = rule.deadline.term
    if term is None or rule.versions or rule.deadline.stated:
        return None
    special = term.abroad_unknown, term.routes, term.unless_state, term.since_first, term.parameter
    if any(special) or term.renewal_of or term.continues or term.anchor != "trigger":
        return None
    return term


_COUNTS: dict[tuple[str, str], Callable[[date, int], date]] = {}


def count(term: Term, start: date, number: int) -> date:
    """The last day of `number` of the term's unit from `start`, as the term counts."""
    at = (term.counting, term.unit)
    function = _COUNTS.get(at)
    if function is None:
        function = _COUNTS[at] = counting_function(Counting(term.counting), term.unit)  # type: ignore[arg-type]
    return function(start, number)
