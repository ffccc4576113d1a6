"""Which fact meets a duty, closes it, settles it or moves it. Counts no days."""

from collections.abc import Sequence
from datetime import date

from tracker.engine.case import Fact, by_day
from tracker.engine.duty import Duty
from tracker.engine.family import NONE, Family
from tracker.engine.ties import Way
from tracker.packs.model import Closing


def met_by(duty: Duty) -> Fact | None:
    """The earliest fact that meets the duty, ties by id; None while nothing does."""
    ruling, family = duty.ruling, duty.gate.family
    if ruling.rule.met_by_another:
        return _another(duty, family)
    best: Fact | None = None
    for way in ruling.ways:
        facts = family.all(way.kind) if way.of_any else duty.folder.facts.get(way.kind)
        if not facts:
            continue
        if ruling.cycle is not None and duty.posted is not None:
            facts = [fact for fact in facts if fact.keys.get(ruling.cycle.named_by) == duty.posted.year]
        fact = _first(way, facts, duty)
        if best is None or (fact is not None and by_day(fact) < by_day(best)):
            best = fact
    return best


def _first(way: Way, facts: Sequence[Fact], duty: Duty) -> Fact | None:
    """The earliest of the facts that satisfies one way of meeting."""
    trigger, meeting = duty.cause, way.meeting
    if trigger is None:
        return None
    since = trigger.on
    if meeting.since:
        told = duty.folder.facts.get(meeting.since)
        since = told[0].on if told else since
    elif duty.waiting and duty.ruling.rule.trigger.waiting_from:
        return None
    for fact in facts:
        if (fact.on >= since or meeting.any_day) and fact is not trigger and way.fits(fact, trigger):
            return fact
    return None


def _another(duty: Duty, family: Family) -> Fact | None:
    """Another submission of the same kind, filing and subject, on or after the day the first came back."""
    trigger = duty.cause
    if trigger is None:
        return None
    returned = next((fact for fact in family.facts if fact.id == trigger.keys["of"]), None)
    if returned is None:
        return None
    about = returned.keys.get("about")
    for fact in family.of(returned.kind, returned.filing):
        if fact.id != returned.id and fact.on >= trigger.on and fact.keys.get("about") == about:
            return fact
    return None


def closed_by(duty: Duty) -> Fact | date | None:
    """What took the duty's subject away: a fact, or the day a filing was deemed withdrawn."""
    ruling, filing, facts = duty.ruling, duty.folder.filing, duty.folder.facts
    if ruling.ends and filing is not None and ruling.rule.prosecution_until not in facts:
        ended = duty.gate.ended_by(filing)
        if ended is not None:
            return ended
    for closing in ruling.rule.closed_by:
        for fact in facts.get(closing.fact, NONE):
            if _closes(closing, fact, duty):
                return fact
    return None


def _closes(closing: Closing, fact: Fact, duty: Duty) -> bool:
    if closing.item and fact.keys["item"] not in closing.item:
        return False
    if not closing.after_review or duty.folder.filing is None:
        return True
    end = duty.gate.review_end(duty.folder.filing)
    return end is not None and fact.on > end


def settled_by(duty: Duty) -> Fact | None:
    """The fact by which a person closed the duty without doing it."""
    return next((fact for fact in duty.gate.family.all("settled") if _reaches(fact, duty)), None)


def extended_by(duty: Duty) -> Fact | None:
    """The latest extension of the duty; ties by the greater id."""
    return next((fact for fact in reversed(duty.gate.family.all("extended")) if _reaches(fact, duty)), None)


def _reaches(fact: Fact, duty: Duty) -> bool:
    """Whether a settlement or extension means this duty; what it does not name, it leaves open."""
    keys, ruling = fact.keys, duty.ruling
    if keys["rule"] != ruling.id or keys.get("pack") not in (None, ruling.pack):
        return False
    if fact.filing is not None and fact.filing != duty.folder.name:
        return False
    trigger = keys.get("trigger")
    if trigger is None or duty.cause is None:
        return trigger is None
    return trigger == duty.cause.id or (
        duty.posted is not None and trigger == f"{duty.cause.id}#{duty.posted.year}"
    )
