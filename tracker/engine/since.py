"""Since when a matter has been in its state of secrecy. The states themselves are the gate's work."""

from dataclasses import replace
from datetime import date, timedelta

from tracker.engine.case import Case, Fact
from tracker.engine.family import Family
from tracker.engine.gate import Gate
from tracker.engine.ground import ground
from tracker.engine.showing import disclosure
from tracker.packs.shelf import Shelf


def state_since(case: Case, shelf: Shelf) -> date | None:
    """The first day of the present state without a gap; None before any fact, or without states.

    Only facts up to the case's `as_of` count. A state begins with a fact, or the day after a primary review.
    """
    facts = [fact for fact in case.facts if fact.on <= case.as_of]
    gate = _gate(case, facts, shelf)
    ends = [end for filing in gate.japanese() if (end := gate.review_end(filing))]
    days = {fact.on for fact in facts} | {end + timedelta(days=1) for end in ends}
    since, last = None, None
    for day in sorted(day for day in days if day <= case.as_of):
        known = [fact for fact in facts if fact.on <= day]
        state = (disclosure(_gate(replace(case, as_of=day), known, shelf)) or {}).get("state")
        if state != last:
            since, last = day, state
    return since if last is not None else None


def _gate(case: Case, facts: list[Fact], shelf: Shelf) -> Gate:
    """The gate as these facts leave it."""
    told = replace(case, facts=tuple(facts), what_if=False)
    return Gate(Family(told, told.facts), ground(shelf, told.packs))
