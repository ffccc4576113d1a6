"""A rule of a pack with what the engine looks up again and again worked out once. Decides nothing."""

from collections.abc import Callable, Collection
from copy import copy
from datetime import date
from typing import Any

from tracker.calendars import Counting, counting_function
from tracker.engine.ties import way
from tracker.packs.checks import terms_of
from tracker.packs.model import Pack, Pattern, Rule, Term, Trigger

ROLLS = frozenset({"patent-procedure", "government-filing"})
"""Roll words under which a closed last day moves to the next open day."""


class Ruling:
    """One rule of one pack, ready to be applied: what it has and has not is worked out once."""

    __slots__ = (
        "about",
        "bearing",
        "blocks",
        "closes",
        "cycle",
        "dated",
        "days",
        "deadline",
        "each",
        "ends",
        "governed",
        "holds",
        "id",
        "kind",
        "lone",
        "meets",
        "pack",
        "passes",
        "per",
        "plain",
        "provisional_while",
        "rule",
        "shuts",
        "simple",
        "special",
        "stated",
        "steady",
        "ways",
        "wide",
    )

    def __init__(self, pack: Pack, rule: Rule) -> None:
        self.rule, self.pack, self.id, self.kind = rule, pack.id, rule.id, rule.kind
        self.per, self.deadline = rule.per, rule.deadline
        self.each = rule.trigger.each
        self.plain = self.each is not None and _is_bare(self.each)
        """Each fact of its kind triggers, whatever it says."""
        self.lone = None if rule.deadline.cycle else _lone(rule.trigger)
        """The one kind of fact that triggers, where nothing else is asked of it."""
        self.wide = any(each.any_filing for each in (rule.trigger.latest, *rule.trigger.earliest) if each)
        """A fact about another filing may trigger it."""
        self.about = bool(rule.filings.with_item or rule.only_once_lapsed)
        """Whether it speaks of a filing depends on its papers."""
        self.dated = rule.kind not in ("clock", "window")
        """Somebody must act by its day."""
        self.shuts = self.dated and pack.calendar != "none"
        """Closed days enter."""
        self.cycle = rule.deadline.cycle
        self.governed = bool(rule.versions or rule.in_force or rule.abolished)
        """A fact's day decides which version applies, or whether any does."""
        self.special = self.governed or _is_special(rule)
        """It says something that few rules say, see editions and rounds."""
        self.meets = bool(rule.met_by) or rule.met_by_another
        self.ways = [way(each) for each in rule.met_by]
        self.ends = rule.prosecution or rule.ends_with_filing
        self.closes = (bool(rule.closed_by) and self.cycle is None) or self.ends
        self.provisional_while, self.blocks = rule.provisional_while, rule.blocked_by is not None
        self.holds = rule.hold is not None
        self.passes = bool(rule.passed_by or rule.passed_by_later)
        self.bearing = _bearing(rule)
        """Kinds of fact that bear upon the count besides trigger and filing (None: more than facts does)."""
        self.stated = [each.stated for each in (rule.deadline, *rule.versions) if each.stated]
        """Keys of the triggering fact that may carry the day."""
        self.steady = self.bearing == frozenset() and not self.stated
        """The trigger's day and the filing alone decide, whatever else happened."""
        self.simple = _is_simple(rule)
        """The trigger's day alone decides, whichever the filing."""
        self.days: dict[Any, Any] = {}
        """Last days counted before, see deadlines."""

    def among(self, kinds: Collection[str]) -> "Ruling":
        """The same rule for folders that hold facts of these kinds alone: what none of them can meet, close
        or pass is not asked of every duty. It bought a tenth of the time of a derivation."""
        narrowed = copy(self)
        narrowed.ways = [each for each in self.ways if each.of_any or each.kind in kinds]
        narrowed.meets = bool(narrowed.ways) or self.rule.met_by_another
        closing = any(each.fact in kinds for each in self.rule.closed_by) and self.cycle is None
        narrowed.closes = closing or self.ends
        passing = (*self.rule.passed_by, *self.rule.passed_by_later)
        narrowed.passes = any(each.fact in kinds for each in passing)
        narrowed.steady = not self.stated and self.bearing is not None and self.bearing.isdisjoint(kinds)
        return narrowed


def _is_special(rule: Rule) -> bool:
    day = rule.deadline
    return bool(rule.asks or rule.only_if or day.before or day.cycle or day.edition)


def _lone(trigger: Trigger) -> str | None:
    if len(trigger.earliest) != 1 or trigger.waiting_from:
        return None
    pattern = trigger.earliest[0]
    return pattern.fact if _is_bare(pattern) else None


def _is_bare(pattern: Pattern) -> bool:
    """Whether it asks for a kind and nothing else."""
    return pattern == Pattern(fact=pattern.fact, having={})


def _bearing(rule: Rule) -> frozenset[str] | None:
    kinds: set[str] = set()
    if rule.governed_by:
        return None
    for deadline in (rule.deadline, *rule.versions):
        if deadline.before is not None or deadline.cycle is not None:
            return None
        for term in terms_of(deadline):
            if term.continues or (term.unless_state and term.since_first is None):
                return None
            if term.since_first is not None and term.since_first.any_filing:
                return None
            if term.since_first is not None:
                kinds.add(term.since_first.fact)
            if term.renewal_of is not None:
                kinds.add(term.renewal_of)
    return frozenset(kinds)


def _is_simple(rule: Rule) -> bool:
    terms = [term for deadline in (rule.deadline, *rule.versions) for term in terms_of(deadline)]
    return not any(term.routes or term.abroad_days or term.anchor != "trigger" for term in terms)


_COUNTS: dict[tuple[str, str], Callable[[date, int], date]] = {}


def count(term: Term, start: date, number: int) -> date:
    """The last day of `number` of the term's unit from `start`, as the term counts."""
    at = (term.counting, term.unit)
    function = _COUNTS.get(at)
    if function is None:
        function = _COUNTS[at] = counting_function(Counting(term.counting), term.unit)  # type: ignore[arg-type]
    return function(start, number)
