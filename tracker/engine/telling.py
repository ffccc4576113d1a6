"""Gathers the steps of one explanation: fact, clause, count, roll, result. Counts no dates."""

from dataclasses import dataclass
from datetime import date

from tracker.calendars import OfficeCalendar
from tracker.engine.case import Fact
from tracker.engine.deadlines import Day, Subject
from tracker.engine.family import Family
from tracker.engine.rulings import Ruling
from tracker.engine.trail import Note


@dataclass(slots=True)
class Told:
    """What was found out about one duty."""

    day: Day | None = None
    due: date | None = None
    extension: Fact | None = None
    met: Fact | None = None
    settled: Fact | None = None
    ended: Fact | date | None = None
    barred: str | None = None
    closing: Fact | None = None
    blocked: str | None = None
    provisional_by_state: bool = False


def tell(
    ruling: Ruling,
    subject: Subject,
    told: Told,
    standing: str,
    act_by: date | None,
    family: Family,
    calendar: OfficeCalendar,
) -> tuple[Note, ...]:
    """The notes of an explanation, in reading order."""
    notes: list[Note] = []
    if subject.trigger is not None:
        notes.append(("fact", {"fact": subject.trigger}))
    notes.append(("clause", {"rule": ruling.rule}))
    if told.day is not None:
        notes += told.day.notes
    if told.extension is not None:
        notes.append(("extended", {"day": told.due, "reason": told.extension.keys["reason"]}))
    if told.due is not None:
        notes.append(("due", {"day": told.due}))
        if ruling.kind == "prompt":
            notes.append(("prompt", {}))
        if act_by is not None and act_by != told.due:
            notes.append(("act-by", {"day": act_by}))
        if ruling.dated and told.due > calendar.known_until:
            notes.append(("provisional", {"day": calendar.known_until}))
        notes += [("unknown", {"unknown": name}) for name in told.day.unknowns] if told.day else ()
    if told.provisional_by_state:
        notes.append(("provisional-state", {}))
    _tell_end(ruling, told, standing, notes)
    notes.append(("standing", {"standing": standing, "day": family.as_of}))
    return tuple(notes)


def _tell_end(ruling: Ruling, told: Told, standing: str, notes: list[Note]) -> None:
    """Why the duty stands as it does."""
    if told.met is not None:
        notes.append(("met", {"fact": told.met}))
    elif told.settled is not None:
        notes.append(("waived", {"reason": told.settled.keys["reason"]}))
    elif told.ended is not None:
        notes.append(("ended", {"ended": told.ended}))
    elif told.barred is not None:
        notes.append(("on-hold", {"state": told.barred}))
    elif standing == "waiting":
        notes.append(("waiting", {}))
    elif ruling.kind == "window":
        closing = {"fact": told.closing} if told.closing else {"kinds": ruling.rule.summary}
        notes.append(("window-closed" if told.closing else "open-window", closing))
    if told.blocked is not None:
        notes.append(("blocked", {}))
