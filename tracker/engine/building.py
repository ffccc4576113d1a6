"""Puts each duty together: last day, what met it, how it stands. Works out none of them."""

from tracker.engine.deadlines import last_day_of
from tracker.engine.duty import Duty
from tracker.engine.editions import admit, open_questions
from tracker.engine.meeting import closed_by, extended_by, met_by, settled_by
from tracker.engine.standing import held, passed_by, standing_by_day, standing_when_met
from tracker.engine.windows import close

MET = ("met", "met-late", "waived")


def build(duty: Duty) -> bool:
    """Finds out all about one duty; False where its terms give no day for its subject."""
    ruling = duty.ruling
    if ruling.kind == "window":
        duty.standing = _window(duty)
    elif duty.waiting:
        duty.standing = _standing(duty)
    else:
        day = last_day_of(duty)
        if day is None:
            return False
        duty.nominal, duty.due, duty.act_by, duty.late, duty.unknowns = day
        if ruling.dated and "extended" in duty.gate.family.kinds:
            _extend(duty)
        duty.standing = _standing(duty)
    if ruling.provisional_while is not None and duty.folder.filing is not None:
        duty.by_state = duty.gate.state(duty.folder.filing) == ruling.provisional_while
    if ruling.blocks:
        duty.blocked_by = _blocked(duty)
    return True


def build_special(duty: Duty) -> bool:
    """The same for a rule with versions, conditions or questions of its own."""
    if not (admit(duty) and build(duty)):
        return False
    duty.unknowns = open_questions(duty)
    return True


def _window(duty: Duty) -> str:
    """A window's standing. Its day is that of the event that closed it, itself inside."""
    close(duty)
    if duty.closing is not None:
        duty.nominal = duty.due = duty.closing.on
    duty.settled = settled_by(duty)
    if duty.settled is not None:
        return "waived"
    if duty.ended is not None:
        return "closed"
    return standing_by_day("window", duty.due, None, duty.gate.family.as_of)


def _extend(duty: Duty) -> None:
    """An official extension replaces the due day as stated; the counted day stays beside it."""
    extension = duty.extension = extended_by(duty)
    if extension is not None:
        calendar, until = duty.gate.ground.calendar, extension.keys["until"]
        shuts = duty.ruling.shuts
        duty.due, duty.act_by = until, calendar.last_open(until) if shuts else until
        duty.late = shuts and until > calendar.known_until


def _standing(duty: Duty) -> str:
    """The first standing that holds. A waiting or barred duty loses its dates."""
    ruling, family = duty.ruling, duty.gate.family
    if ruling.meets:
        duty.met = met_by(duty)
        if duty.met is not None:
            return standing_when_met(ruling.kind, duty.due, duty.met)
    if "settled" in family.kinds:
        duty.settled = settled_by(duty)
        if duty.settled is not None:
            return "waived"
    if ruling.closes:
        duty.ended = closed_by(duty)
        if duty.ended is not None:
            return "closed"
    if ruling.holds:
        duty.barred = held(duty)
        if duty.barred is not None:
            duty.drop()
            return "on-hold"
    return _standing_in_time(duty)


def _standing_in_time(duty: Duty) -> str:
    """The standing of a duty that nothing has met, settled, closed or barred."""
    if duty.waiting:
        return "waiting"
    if duty.ruling.passes and passed_by(duty):
        return "passed"
    return standing_by_day(duty.ruling.kind, duty.due, duty.act_by, duty.gate.family.as_of)


def _blocked(duty: Duty) -> str | None:
    """The kind of fact that must come first: while a paper shows content and no method is agreed."""
    block, trigger = duty.ruling.rule.blocked_by, duty.cause
    if block is None or trigger is None or duty.standing in MET:
        return None
    shown = trigger.keys.get(block.shown_by)
    if shown is None:
        shown = trigger.keys["item"] in block.shown_by_default
    if not shown or any(fact.keys["of"] == trigger.id for fact in duty.gate.family.all(block.fact)):
        return None
    return block.fact
