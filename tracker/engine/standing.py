"""How a duty stands on the as-of day: the first of the contract's words that holds. Counts no days."""

from datetime import date, timedelta

from tracker.engine.case import Fact
from tracker.engine.duty import Duty
from tracker.engine.family import NONE
from tracker.engine.matching import matches
from tracker.packs.model import Pattern

SOON = timedelta(days=14)
PAST = {"fixed": "overdue", "prompt": "target-passed"}
"""How a duty stands whose day is past, by kind; any other has passed."""


def standing_by_day(kind: str, due: date | None, act_by: date | None, as_of: date) -> str:
    """The standing of a duty that only time decides: passed, overdue, target-passed, due-soon or open."""
    if due is not None and as_of > due:
        return PAST.get(kind, "passed")
    if act_by is not None and act_by <= as_of + SOON:
        return "due-soon"
    return "open"


def standing_when_met(kind: str, due: date | None, met: Fact) -> str:
    """Met, or met late where a legal day was missed."""
    late = due is not None and met.on > due and kind in ("fixed", "option")
    return "met-late" if late else "met"


def held(duty: Duty) -> str | None:
    """The state of secrecy that bars the duty, None where nothing does."""
    hold, filing, gate = duty.ruling.rule.hold, duty.folder.filing, duty.gate
    if hold is None or filing is None:
        return None
    if hold.once_past and (duty.due is None or gate.family.as_of <= duty.due):
        return None
    asked = gate.japanese() if hold.any_filing else [filing] if filing.office == "JP" else []
    for each in asked:
        state = gate.state(each)
        if state in hold.states:
            return state
    return None


def passed_by(duty: Duty) -> bool:
    """Whether an event has ended a clock before its day."""
    rule = duty.ruling.rule
    if any(_any_match(pattern, duty, None) for pattern in rule.passed_by):
        return True
    later = duty.cause.on if duty.cause else None
    return any(_any_match(pattern, duty, later) for pattern in rule.passed_by_later)


def _any_match(pattern: Pattern, duty: Duty, later: date | None) -> bool:
    found = duty.folder.facts.get(pattern.fact, NONE)
    return any(matches(pattern, fact) and (later is None or fact.on > later) for fact in found)
