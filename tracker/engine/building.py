"""Builds one duty from its parts: last day, what met it, how it stands. Works out none of them."""

from dataclasses import dataclass
from datetime import date

from tracker.engine.case import Fact
from tracker.engine.deadlines import Day, Subject, last_day_of
from tracker.engine.family import Family
from tracker.engine.gate import Gate
from tracker.engine.meeting import closed_by, extended_by, met_by, settled_by
from tracker.engine.result import Obligation
from tracker.engine.rulings import Ruling
from tracker.engine.standing import held, passed_by, standing_by_day, standing_when_met
from tracker.engine.telling import Story, Told
from tracker.engine.windows import window

MET = ("met", "met-late", "waived")


@dataclass(frozen=True, slots=True)
class Building:
    """What every duty of one case is built with."""

    family: Family
    gate: Gate


def duty(ruling: Ruling, subject: Subject, at: Building) -> Obligation | None:
    """One duty in full; None where its terms give no day for this subject."""
    family, gate = at.family, at.gate
    day = None
    if not subject.waiting:
        day = last_day_of(ruling, subject, family, gate)
        if day is None:
            return None
    told = Told()
    if day is not None:
        told.take(day)
        if ruling.dated and "extended" in family.kinds:
            _extend(told, extended_by(ruling, subject, family), gate)
    standing = _standing(ruling, subject, told, family, gate)
    return _obligation(ruling, subject, told, standing, at)


def window_duty(ruling: Ruling, subject: Subject, at: Building) -> Obligation:
    """A window: its day is the event that closed it, itself inside."""
    found = window(ruling, subject, at.family, at.gate)
    told = Told()
    told.closing, told.ended = found.closing, found.ended
    if found.closing is not None:
        told.take(Day(found.closing.on, found.closing.on, None, False, ()))
    told.settled = settled_by(ruling, found.subject, at.family)
    if told.settled is not None:
        standing = "waived"
    elif found.ended is not None:
        standing = "closed"
    else:
        standing = standing_by_day("window", told.due, None, at.family.as_of)
    return _obligation(ruling, found.subject, told, standing, at)


def _extend(told: Told, extension: Fact | None, gate: Gate) -> None:
    """An official extension replaces the due day as stated; the counted day stays beside it."""
    if extension is None:
        return
    until: date = extension.keys["until"]
    calendar = gate.ground.calendar
    told.extension, told.due, told.act_by = extension, until, calendar.last_open(until)
    told.late = until > calendar.known_until


def _standing(ruling: Ruling, subject: Subject, told: Told, family: Family, gate: Gate) -> str:
    """The first standing that holds. A waiting or barred duty loses its dates."""
    if ruling.meets:
        told.met = met_by(ruling, subject, family)
        if told.met is not None:
            return standing_when_met(ruling.kind, told.due, told.met)
    if "settled" in family.kinds:
        told.settled = settled_by(ruling, subject, family)
        if told.settled is not None:
            return "waived"
    if ruling.closes:
        told.ended = closed_by(ruling, subject, family, gate)
        if told.ended is not None:
            return "closed"
    if ruling.holds:
        told.barred = held(ruling, subject, told.due, family, gate)
        if told.barred is not None:
            told.drop()
            return "on-hold"
    return _standing_in_time(ruling, subject, told, family)


def _standing_in_time(ruling: Ruling, subject: Subject, told: Told, family: Family) -> str:
    """The standing of a duty that nothing has met, settled, closed or barred."""
    if subject.waiting:
        return "waiting"
    if ruling.passes and passed_by(ruling, subject, family):
        return "passed"
    return standing_by_day(ruling.kind, told.due, told.act_by, family.as_of)


def _obligation(ruling: Ruling, subject: Subject, told: Told, standing: str, at: Building) -> Obligation:
    trigger, rule = subject.trigger, ruling.rule
    provisional = told.late
    if rule.provisional_while is not None and subject.filing is not None:
        told.by_state = at.gate.state(subject.filing) == rule.provisional_while
        provisional = provisional or told.by_state
    if rule.blocked_by is not None:
        told.blocked = _blocked(ruling, trigger, standing, at.family)
    return Obligation(
        ruling.id,
        ruling.pack,
        rule.article,
        subject.name,
        trigger.id if trigger is not None else None,
        ruling.kind,
        rule.actor,
        told.nominal,
        told.due,
        told.act_by,
        standing,
        told.met.id if told.met is not None else None,
        told.blocked,
        provisional,
        told.unknowns,
        Story(ruling, subject, told, standing, at.family, at.gate),
    )


def _blocked(ruling: Ruling, trigger: Fact | None, standing: str, family: Family) -> str | None:
    """The kind of fact that must come first: while a paper shows content and no method is agreed."""
    block = ruling.rule.blocked_by
    if block is None or trigger is None or standing in MET:
        return None
    shown = trigger.keys.get(block.shown_by)
    if shown is None:
        shown = trigger.keys["item"] in block.shown_by_default
    if not shown or any(fact.keys["of"] == trigger.id for fact in family.all(block.fact)):
        return None
    return block.fact
