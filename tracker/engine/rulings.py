"""A rule of a pack with what the engine looks up again and again worked out once. Decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tracker.calendars import Counting, counting_function
from tracker.packs.model import Deadline, Pack, Rule, Term

ROLLS = frozenset({"patent-procedure", "government-filing"})
"""Roll words under which a closed last day moves to the next open day."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule of one pack, ready to be applied."""

    rule: Rule
    pack: str
    id: str
    kind: str
    needs: str | None
    """A kind of fact without which the rule has nothing to say (None: several ways)."""
    dated: bool
    """The calendar enters: neither a clock nor a window."""
    lapses: bool
    """A right that is lost with its day: fixed duties are overdue instead, prompt ones past their target."""
    deadline: Deadline
    rolls: bool
    abroad: bool
    """One of its periods is longer for foreign filings."""


def ruling(pack: Pack, rule: Rule) -> Ruling:
    """Prepares a rule."""
    deadline = rule.deadline
    trigger = rule.trigger
    needs = trigger.each.fact if trigger.each else None
    if trigger.latest:
        needs = trigger.latest.fact
    elif len(trigger.earliest) == 1 and not trigger.waiting_from:
        needs = trigger.earliest[0].fact if rule.per != "right" else None
    return Ruling(
        rule,
        pack.id,
        rule.id,
        rule.kind,
        trigger.waiting_from or needs if rule.trigger.both else needs,
        rule.kind not in ("clock", "window"),
        rule.kind in ("option", "clock", "window"),
        deadline,
        deadline.roll in ROLLS,
        any(term.abroad_days for term in (deadline.term, *deadline.later_of) if term),
    )


_COUNTS: dict[tuple[str, str], Callable[[date, int], date]] = {}


def count(term: Term, start: date, number: int) -> date:
    """The last day of `number` of the term's unit from `start`, as the term counts."""
    at = (term.counting, term.unit)
    function = _COUNTS.get(at)
    if function is None:
        function = _COUNTS[at] = counting_function(Counting(term.counting), term.unit)  # type: ignore[arg-type]
    return function(start, number)
