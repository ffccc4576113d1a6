"""The last day of a duty: where the count starts, what it gives, whether it rolls. Tells no standing."""

from datetime import date, timedelta
from typing import NamedTuple

from tracker.engine.case import Fact
from tracker.engine.counting import Counter
from tracker.engine.duty import Duty
from tracker.engine.editions import deadline_of
from tracker.engine.family import Folder
from tracker.engine.gate import Gate
from tracker.engine.rounds import due_of
from tracker.engine.rulings import ROLLS, Ruling
from tracker.engine.trail import Note
from tracker.packs.model import Deadline

DAYS_KEPT = 8_000
"""How many last days a rule remembers before it starts afresh."""


class Day(NamedTuple):
    """A computed last day: by counting alone, after any roll, the last open day until then."""

    nominal: date
    due: date
    act_by: date | None
    late: bool
    """It lies past the days for which the closed days are known."""
    unknowns: tuple[str, ...]


def last_day_of(duty: Duty) -> Day | None:
    """The last day of a duty, or None where its terms say nothing of it.

    Days counted before are remembered by all they rest on: the rule, the trigger's day and the filing's
    clock. Where more than that bears upon the count, it is counted afresh.
    """
    ruling, folder, trigger = duty.ruling, duty.folder, duty.cause
    if trigger is None:
        return None
    if duty.gate.family.case.parameters or not (ruling.steady or _rests_on_days(ruling, folder, trigger)):
        return _counted(duty, trigger, [])
    at = trigger.on if ruling.simple else (trigger.on, folder.clock or _clock(folder, duty.gate))
    try:
        found: Day | None = ruling.days[at]
    except KeyError:
        if len(ruling.days) >= DAYS_KEPT:
            ruling.days.clear()
        found = ruling.days[at] = _counted(duty, trigger, [])
    return found


def _rests_on_days(ruling: Ruling, folder: Folder, trigger: Fact) -> bool:
    """Whether the trigger's day and the filing's clock are all that the count rests on."""
    if ruling.bearing is None or not ruling.bearing.isdisjoint(folder.facts):
        return False
    return all(trigger.keys.get(key) is None for key in ruling.stated)


def _clock(folder: Folder, gate: Gate) -> int:
    """A number for all that a count may read of a filing; alike filings have the same."""
    filing, ground = folder.filing, gate.ground
    if filing is None:
        read: tuple[object, ...] = ()
    else:
        root, review_end = gate.family.root(filing).own_date, gate.review_end(filing)
        days = filing.on, root, filing.priority_on, filing.review_from, review_end
        read = (filing.office, filing.route, *days)
    clock = ground.clocks.get(read)
    if clock is None:
        if len(ground.clocks) >= DAYS_KEPT:
            ground.clocks.clear()
        clock = ground.clocks[read] = next(ground.numbers)
    folder.clock = clock
    return clock


def notes_of(duty: Duty) -> list[Note]:
    """The steps by which the last day of a duty was counted."""
    notes: list[Note] = []
    if duty.cause is not None:
        _counted(duty, duty.cause, notes)
    return notes


def _counted(duty: Duty, trigger: Fact, notes: list[Note]) -> Day | None:
    """Counts the last day, noting each step."""
    ruling, gate = duty.ruling, duty.gate
    deadline = ruling.deadline if not ruling.special else deadline_of(duty, trigger, notes)
    stated = trigger.keys.get(deadline.stated) if deadline.stated else None
    if stated is not None:
        notes.append(("stated", {"day": stated}))
        return _day(ruling, gate, stated, stated, ())
    counter = Counter(duty, trigger, notes)
    nominal = _special(duty, deadline, trigger, notes) if ruling.special else None
    nominal = nominal or counter.nominal(deadline)
    if nominal is None:
        return None
    due, unknowns = nominal, counter.unknowns
    opens = gate.ground.calendar.next_open(nominal) if ruling.shuts else nominal
    if opens != nominal:
        question = deadline.roll_unknown
        answer = gate.family.case.parameters.get(question) if question else None
        if question and answer is None:
            unknowns = tuple(sorted((question, *unknowns)))
        rolls = deadline.roll in ROLLS or bool(answer)
        notes.append(("rolled" if rolls else "not-rolled", {"shut": nominal, "day": opens}))
        due = opens if rolls else nominal
    return _day(ruling, gate, nominal, due, unknowns)


def _day(ruling: Ruling, gate: Gate, nominal: date, due: date, unknowns: tuple[str, ...]) -> Day:
    if not ruling.shuts:
        return Day(nominal, due, due if ruling.dated else None, False, unknowns)
    calendar = gate.ground.calendar
    return Day(nominal, due, calendar.last_open(due), due > calendar.known_until, unknowns)


def _special(duty: Duty, deadline: Deadline, trigger: Fact, notes: list[Note]) -> date | None:
    """The last day of a duty before a stated day, or of one round of a cycle; None for any other."""
    if deadline.before is not None:
        stated: date = trigger.keys[deadline.before.key]
        day = stated - timedelta(days=deadline.before.days)
        notes.append(
            ("before", {"number": deadline.before.days, "unit": "days", "day": day, "stated": stated})
        )
        return day
    if deadline.cycle is not None and duty.posted is not None:
        day = due_of(deadline.cycle, duty.posted)
        notes.append(("cycle", {"posted": duty.posted, "day": day}))
        return day
    return None
