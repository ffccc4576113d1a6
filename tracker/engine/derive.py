"""From a case to its obligations and all that stands around them. Pure: no clock, no database, no files."""

from datetime import date
from itertools import chain

from tracker.engine.case import Case, Fact
from tracker.engine.deadlines import Day, Subject, last_day_of
from tracker.engine.family import Family
from tracker.engine.foreign import foreign_filing
from tracker.engine.gate import Gate
from tracker.engine.ground import Ground, ground
from tracker.engine.licences import licence_window, licences
from tracker.engine.meeting import closed_by, extended_by, met_by, settled_by
from tracker.engine.ownership import holders
from tracker.engine.result import Obligation, Result
from tracker.engine.rulings import Ruling
from tracker.engine.showing import disclosure
from tracker.engine.standing import held, passed_by, standing_by_day, standing_when_met
from tracker.engine.subjects import subjects
from tracker.engine.telling import Told, tell
from tracker.engine.windows import Window, window
from tracker.packs.shelf import Shelf


def derive(case: Case, shelf: Shelf) -> Result:
    """Everything that follows from a case, as of its day.

    The same facts in any order give the same result. `shelf` holds the packs that the case names.
    """
    base = ground(shelf, case.packs)
    family = Family(case, case.facts)
    gate = Gate(family, base)
    obligations = derive_obligations(case, base, family, gate)
    known = gate if not case.what_if else _gate_on_record(case, base)
    return Result(
        case.as_of,
        case.matter.ref,
        obligations,
        disclosure(known),
        foreign_filing(known),
        holders(family, base),
        licences(family, gate, base),
        licence_window(family, gate, base),
        sorted(set(chain.from_iterable(o.unknowns for o in obligations))),
    )


def derive_obligations(case: Case, base: Ground, family: Family, gate: Gate) -> list[Obligation]:
    """The obligations alone, in the contract's order."""
    found = []
    kinds = family.kinds
    for ruling in base.rulings[case.matter.right]:
        if ruling.needs is None or ruling.needs in kinds:
            for subject in subjects(ruling, family, gate):
                obligation = _obligation(ruling, subject, family, gate)
                if obligation is not None:
                    found.append(obligation)
    found.sort(key=_order)
    return found


def _order(o: Obligation) -> tuple[bool, date, str, str, str, str]:
    return o.due is None, o.due or date.max, o.rule, o.filing or "", o.trigger or "", o.pack


def _gate_on_record(case: Case, base: Ground) -> Gate:
    """The gate as the facts up to the as-of day leave it: what is only supposed opens nothing."""
    return Gate(Family(case, [fact for fact in case.facts if fact.on <= case.as_of]), base)


def _obligation(ruling: Ruling, subject: Subject, family: Family, gate: Gate) -> Obligation | None:
    """One duty in full; None where its terms give no day for this subject."""
    if ruling.kind == "window":
        return _windowed(ruling, window(ruling, subject, family, gate), family, gate)
    day = None if subject.waiting else last_day_of(ruling, subject, family, gate)
    if day is None and not subject.waiting:
        return None
    extension = extended_by(ruling, subject, family) if ruling.dated and day else None
    due = extension.keys["until"] if extension else day.due if day else None
    told = Told(day=day, due=due, extension=extension)
    told.met = met_by(ruling, subject, family)
    told.settled = settled_by(ruling, subject, family)
    standing = _standing(ruling, subject, told, family, gate)
    return _build(ruling, subject, told, standing, family, gate)


def _windowed(ruling: Ruling, found: Window, family: Family, gate: Gate) -> Obligation:
    """A window: its day is the event that closed it, itself inside."""
    told = Told(closing=found.closing, ended=found.ended)
    if found.closing is not None:
        told.day = Day(found.closing.on, found.closing.on, (), [])
        told.due = found.closing.on
    told.settled = settled_by(ruling, found.subject, family)
    if told.settled is not None:
        standing = "waived"
    elif found.ended is not None:
        standing = "closed"
    else:
        standing = standing_by_day("window", told.due, None, family.as_of)
    return _build(ruling, found.subject, told, standing, family, gate)


def _standing(ruling: Ruling, subject: Subject, told: Told, family: Family, gate: Gate) -> str:
    """The first standing that holds. A waiting or barred duty loses its dates."""
    if told.met is not None:
        return standing_when_met(ruling.kind, told.due, told.met)
    if told.settled is not None:
        return "waived"
    told.ended = closed_by(ruling, subject, family, gate)
    if told.ended is not None:
        return "closed"
    told.barred = held(ruling, subject, told.due, family, gate)
    if told.barred is not None:
        told.day = told.due = None
        return "on-hold"
    if subject.waiting:
        return "waiting"
    if ruling.lapses and passed_by(ruling, subject, family):
        return "passed"
    act_by = gate.ground.calendar.last_open(told.due) if ruling.dated and told.due else None
    return standing_by_day(ruling.kind, told.due, act_by, family.as_of)


def _build(
    ruling: Ruling, subject: Subject, told: Told, standing: str, family: Family, gate: Gate
) -> Obligation:
    rule, day, due = ruling.rule, told.day, told.due
    calendar = gate.ground.calendar
    act_by = calendar.last_open(due) if ruling.dated and due is not None else None
    told.provisional_by_state = (
        rule.provisional_while is not None
        and subject.filing is not None
        and gate.state(subject.filing) == rule.provisional_while
    )
    late = ruling.dated and due is not None and due > calendar.known_until
    told.blocked = _blocked(ruling, subject.trigger, standing, family)
    return Obligation(
        rule=ruling.id,
        pack=ruling.pack,
        article=rule.article,
        filing=subject.name,
        trigger=subject.trigger.id if subject.trigger else None,
        kind=ruling.kind,
        actor=rule.actor,
        nominal=day.nominal if day else None,
        due=due,
        act_by=act_by,
        standing=standing,
        met_by=told.met.id if told.met else None,
        blocked_by=told.blocked,
        provisional=late or told.provisional_by_state,
        unknowns=tuple(sorted(day.unknowns)) if day else (),
        notes=tell(ruling, subject, told, standing, act_by, family, calendar),
        calendar=calendar,
    )


def _blocked(ruling: Ruling, trigger: Fact | None, standing: str, family: Family) -> str | None:
    """The kind of fact that must come first: while a paper shows content and no method is agreed."""
    block = ruling.rule.blocked_by
    if block is None or trigger is None or standing in ("met", "met-late", "waived"):
        return None
    shown = trigger.keys.get(block.shown_by)
    if shown is None:
        shown = trigger.keys["item"] in block.shown_by_default
    if not shown or any(fact.keys["of"] == trigger.id for fact in family.all(block.fact)):
        return None
    return block.fact
