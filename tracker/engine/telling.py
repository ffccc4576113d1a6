"""Gathers the steps of one explanation: fact, clause, count, roll, result. Counts no dates of its own."""

from tracker.engine.deadlines import notes_of
from tracker.engine.duty import Duty
from tracker.engine.editions import governing_day
from tracker.engine.trail import Note, Step


def tell(duty: Duty) -> list[Step]:
    """The explanation of one duty, in reading order; called only when somebody reads it."""
    return duty.gate.ground.wording.worded(_notes(duty))


def _notes(duty: Duty) -> list[Note]:
    """The notes behind the steps."""
    ruling, trigger, extension = duty.ruling, duty.cause, duty.extension
    notes: list[Note] = [("fact", {"fact": trigger})] if trigger is not None else []
    notes.append(("clause", {"rule": ruling.rule}))
    if duty.due is not None and ruling.kind != "window":
        notes += notes_of(duty)
    if extension is not None:
        notes.append(("extended", {"day": duty.due, "reason": extension.keys["reason"]}))
    notes += _result(duty)
    if not ruling.rule.confirmed:
        notes.append(("unconfirmed", {"words": ruling.rule.why_unconfirmed}))
    if duty.by_state:
        notes.append(("provisional-state", {}))
    notes += _end(duty)
    notes.append(("standing", {"standing": duty.standing, "day": duty.gate.family.as_of}))
    return notes


def _result(duty: Duty) -> list[Note]:
    """The due day and what must be said about it."""
    notes = list[Note]()
    if duty.due is None:
        return notes
    notes.append(("due", {"day": duty.due}))
    if duty.ruling.kind == "prompt":
        notes.append(("prompt", {}))
    if duty.act_by is not None and duty.act_by != duty.due:
        notes.append(("act-by", {"day": duty.act_by}))
    if duty.late:
        notes.append(("provisional", {"day": duty.gate.ground.calendar.known_until}))
    return notes + [("unknown", {"unknown": name}) for name in duty.unknowns]


def _awaited(duty: Duty) -> list[Note]:
    """What a waiting duty waits for: the day it counts from, or the fact that chooses its version."""
    kind = duty.ruling.rule.governed_by
    if kind is not None and governing_day(duty) is None:
        return [("waiting-edition", {"awaited": kind})]
    return [("waiting", {})]


def _end(duty: Duty) -> list[Note]:
    """Why the duty stands as it does."""
    notes = list[Note]()
    if duty.met is not None:
        notes.append(("met", {"fact": duty.met}))
    elif duty.settled is not None:
        notes.append(("waived", {"reason": duty.settled.keys["reason"]}))
    elif duty.ended is not None:
        notes.append(("ended", {"ended": duty.ended}))
    elif duty.barred is not None:
        notes.append(("on-hold", {"state": duty.barred}))
    elif duty.waiting:
        notes += _awaited(duty)
    elif duty.ruling.kind == "window":
        closing = {"fact": duty.closing} if duty.closing else {"kinds": duty.ruling.rule.summary}
        notes.append(("window-closed" if duty.closing else "open-window", closing))
    if duty.blocked_by is not None:
        notes.append(("blocked", {}))
    return notes
