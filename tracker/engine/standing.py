"""How a duty stands on the as-of day: the first of the contract's words that holds. Counts no days."""

from datetime import date, timedelta

from tracker.engine.case import Fact
from tracker.engine.deadlines import Subject, matches
from tracker.engine.family import Family
from tracker.engine.gate import Gate
from tracker.engine.rulings import Ruling
from tracker.packs.model import Pattern

SOON = timedelta(days=14)


def standing_by_day(kind: str, due: date | None, act_by: date | None, as_of: date) -> str:
    """The standing of a duty that only time decides: passed, overdue, target-passed, due-soon or open."""
    if due is not None and as_of > due:
        return {"fixed": "overdue", "prompt": "target-passed"}.get(kind, "passed")
    if act_by is not None and act_by <= as_of + SOON:
        return "due-soon"
    return "open"


def standing_when_met(kind: str, due: date | None, met: Fact) -> str:
    """Met, or met late where a legal day was missed."""
    late = due is not None and met.on > due and kind in ("fixed", "option")
    return "met-late" if late else "met"


def held(ruling: Ruling, subject: Subject, due: date | None, family: Family, gate: Gate) -> str | None:
    """The state of secrecy that bars the duty, None where nothing does."""
    hold, filing = ruling.rule.hold, subject.filing
    if hold is None or filing is None:
        return None
    if hold.once_past and (due is None or family.as_of <= due):
        return None
    asked = gate.japanese() if hold.any_filing else [filing] if filing.office == "JP" else []
    return next((state for state in map(gate.state, asked) if state in hold.states), None)


def passed_by(ruling: Ruling, subject: Subject, family: Family) -> bool:
    """Whether an event has ended a clock before its day."""
    rule = ruling.rule
    if any(_any_match(pattern, subject, family, None) for pattern in rule.passed_by):
        return True
    trigger = subject.trigger
    later = trigger.on if trigger else None
    return any(_any_match(pattern, subject, family, later) for pattern in rule.passed_by_later)


def _any_match(pattern: Pattern, subject: Subject, family: Family, later: date | None) -> bool:
    found = family.of(pattern.fact, subject.name)
    return any(matches(pattern, fact) and (later is None or fact.on > later) for fact in found)
