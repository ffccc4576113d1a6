"""Which fact meets a duty, closes it, settles it or moves it. Counts no days."""

from collections.abc import Iterator, Sequence
from datetime import date

from tracker.engine.case import Fact, by_day
from tracker.engine.deadlines import Subject
from tracker.engine.family import Family
from tracker.engine.gate import Gate
from tracker.engine.rulings import Ruling
from tracker.packs.model import Closing, Meeting


def met_by(ruling: Ruling, subject: Subject, family: Family) -> Fact | None:
    """The earliest fact that meets the duty, ties by id; None while nothing does."""
    if ruling.rule.met_by_another:
        return _another(subject, family)
    best: Fact | None = None
    for meeting in ruling.rule.met_by:
        for fact in _candidates(meeting, subject, family):
            if best is None or by_day(fact) < by_day(best):
                best = fact
            break
    return best


def _candidates(meeting: Meeting, subject: Subject, family: Family) -> Iterator[Fact]:
    """Facts that satisfy one way of meeting, earliest first."""
    facts = _pool(meeting, subject, family)
    if not facts or subject.trigger is None:
        return
    since = subject.trigger.on
    if meeting.since:
        told = family.of(meeting.since, subject.name)
        since = told[0].on if told else since
    elif subject.waiting:
        return
    for fact in facts:
        if (meeting.any_day or fact.on >= since) and _fits(meeting, fact, subject, subject.trigger):
            yield fact


def _pool(meeting: Meeting, subject: Subject, family: Family) -> Sequence[Fact]:
    if meeting.any_filing or meeting.of_trigger:
        return family.all(meeting.fact)
    return family.of(meeting.fact, subject.name)


def _fits(meeting: Meeting, fact: Fact, subject: Subject, trigger: Fact) -> bool:
    """Whether a fact of the right kind hangs together with the duty as the rule asks."""
    keys = fact.keys
    if fact.id == trigger.id:
        return False
    if meeting.of_trigger and (keys.get("of") != trigger.id or fact.filing not in (None, subject.name)):
        return False
    if meeting.item and keys["item"] not in meeting.item:
        return False
    if meeting.about and keys.get("about") not in meeting.about:
        return False
    if meeting.direction and keys.get("direction") not in meeting.direction:
        return False
    if any(fact.get(key) != trigger.get(key) for key in meeting.same):
        return False
    return meeting.fact != "filed" or _fits_filing(meeting, fact, trigger)


def _fits_filing(meeting: Meeting, fact: Fact, trigger: Fact) -> bool:
    """The ties between two filings: route, office, parent and the dates that claim the first."""
    keys = fact.keys
    if meeting.routes and keys["route"] not in meeting.routes:
        return False
    if (meeting.abroad and keys["office"] == "JP") or (meeting.home and keys["office"] != "JP"):
        return False
    if meeting.parent_is_filing and keys.get("parent") != trigger.filing:
        return False
    if meeting.priority_is_trigger_day and keys.get("priority_on") != trigger.on:
        return False
    return not meeting.international_is_trigger_day or keys.get("international_filing_on") == trigger.on


def _another(subject: Subject, family: Family) -> Fact | None:
    """Another submission of the same kind, filing and subject, on or after the day the first came back."""
    trigger = subject.trigger
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


def closed_by(ruling: Ruling, subject: Subject, family: Family, gate: Gate) -> Fact | date | None:
    """What took the duty's subject away: a fact, or the day a filing was deemed withdrawn."""
    rule = ruling.rule
    filing = subject.filing
    if filing is not None and (rule.prosecution or rule.ends_with_filing):
        spared = rule.prosecution_until and family.of(rule.prosecution_until, filing.name)
        if not spared and (ended := gate.ended_by(filing)) is not None:
            return ended
    for closing in rule.closed_by:
        for fact in family.of(closing.fact, subject.name):
            if _closes(closing, fact, subject, gate):
                return fact
    return None


def _closes(closing: Closing, fact: Fact, subject: Subject, gate: Gate) -> bool:
    if closing.item and fact.keys["item"] not in closing.item:
        return False
    if not closing.after_review or subject.filing is None:
        return True
    end = gate.review_end(subject.filing)
    return end is not None and fact.on > end


def settled_by(ruling: Ruling, subject: Subject, family: Family) -> Fact | None:
    """The fact by which a person closed the duty without doing it."""
    found = family.all("settled")
    return next((fact for fact in found if _reaches(fact, ruling, subject)), None) if found else None


def extended_by(ruling: Ruling, subject: Subject, family: Family) -> Fact | None:
    """The latest extension of the duty; ties by the greater id."""
    found = family.all("extended")
    return (
        next((fact for fact in reversed(found) if _reaches(fact, ruling, subject)), None) if found else None
    )


def _reaches(fact: Fact, ruling: Ruling, subject: Subject) -> bool:
    """Whether a settlement or extension means this duty; what it does not name, it leaves open."""
    keys = fact.keys
    if keys["rule"] != ruling.id or keys.get("pack") not in (None, ruling.pack):
        return False
    if fact.filing is not None and fact.filing != subject.name:
        return False
    trigger = keys.get("trigger")
    return trigger is None or (subject.trigger is not None and trigger == subject.trigger.id)
