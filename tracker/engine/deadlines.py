"""The last day of a duty: where the count starts, what it gives, whether it rolls. Tells no standing."""

from datetime import date, timedelta
from typing import NamedTuple

from tracker.engine.case import Fact
from tracker.engine.duty import Duty
from tracker.engine.family import Folder
from tracker.engine.gate import Gate
from tracker.engine.rulings import ROLLS, Ruling, count
from tracker.engine.trail import Note
from tracker.packs.model import Deadline, Pattern, Term

ANCHORS = {
    "root": ("the filing day of the root", "原出願の出願日"),
    "priority-or-root": (
        "the earliest priority date, else the root's filing day",
        "最先の優先日（なければ原出願日）",
    ),
    "priority-or-filing": (
        "the earliest priority date, else the filing day",
        "最先の優先日（なければ出願日）",
    ),
    "review": ("the day the review starts from (ESPA 66(4))", "審査の起算日（第66条第4項）"),
    "review-end": ("the last day of the primary review", "第一次審査の末日"),
    "paper": ("the paper that ended the designation", "保全指定の終了の通知"),
}
ONE_DAY = timedelta(1)
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


def matches(pattern: Pattern, fact: Fact) -> bool:
    """Whether a fact of the pattern's kind has the values the pattern asks for."""
    keys = fact.keys
    if pattern.item and keys["item"] not in pattern.item:
        return False
    if pattern.about and keys.get("about") not in pattern.about:
        return False
    return not pattern.work or keys.get("work") in pattern.work


def version_for(ruling: Ruling, trigger: Fact | None) -> Deadline:
    """The version of the deadline that the triggering fact's day falls under."""
    chosen = ruling.deadline
    for version in ruling.rule.versions:
        if trigger is not None and version.valid_from is not None and trigger.on >= version.valid_from:
            chosen = version
    return chosen


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
    if at not in ruling.days:
        if len(ruling.days) >= DAYS_KEPT:
            ruling.days.clear()
        ruling.days[at] = _counted(duty, trigger, [])
    found: Day | None = ruling.days[at]
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
    deadline = ruling.deadline if not ruling.rule.versions else version_for(ruling, trigger)
    stated = trigger.keys.get(deadline.stated) if deadline.stated else None
    if stated is not None:
        notes.append(("stated", {"day": stated}))
        return _day(ruling, gate, stated, stated, ())
    counter = _Counter(duty, trigger, notes)
    nominal = counter.nominal(deadline)
    if nominal is None:
        return None
    due, unknowns = nominal, counter.unknowns
    opens = gate.ground.calendar.next_open(nominal) if ruling.dated else nominal
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
    if not ruling.dated:
        return Day(nominal, due, None, False, unknowns)
    calendar = gate.ground.calendar
    return Day(nominal, due, calendar.last_open(due), due > calendar.known_until, unknowns)


class _Counter:
    """Counts the periods of one deadline for one subject, noting each step."""

    __slots__ = ("family", "filing", "gate", "notes", "trigger", "unknowns")

    def __init__(self, duty: Duty, trigger: Fact, notes: list[Note]) -> None:
        self.gate, self.family = duty.gate, duty.gate.family
        self.filing, self.trigger = duty.folder.filing, trigger
        self.notes = notes
        self.unknowns: tuple[str, ...] = ()

    def nominal(self, deadline: Deadline) -> date | None:
        """The last day by counting alone."""
        if deadline.term is not None:
            return self.term(deadline.term)
        terms = deadline.later_of or deadline.earlier_of
        days = [day for day in map(self.term, terms) if day is not None]
        if not days:
            return None
        chosen = max(days) if deadline.later_of else min(days)
        if len(days) > 1:
            self.notes.append(("later" if deadline.later_of else "earlier", {"day": chosen}))
        return chosen

    def term(self, term: Term) -> date | None:
        """One period's last day; None where it does not apply to this filing."""
        filing = self.filing
        if term.routes and (filing is None or filing.route not in term.routes):
            return None
        if term.unless_state and filing is not None and self.gate.state(filing) == term.unless_state:
            return None
        start = self.start(term)
        number = self.number(term)
        if start is None or number is None:
            return None
        if term.continues:
            start = self.continued(term, start)
        day = count(term, start, number)
        values = {"number": number, "unit": term.unit, "counting": term.counting, "day": day}
        self.notes.append(("count", values))
        return day

    def start(self, term: Term) -> date | None:
        """The day a period is counted from."""
        filing, anchor = self.filing, term.anchor
        if term.since_first is not None:
            return self.since_first(term.since_first)
        if anchor == "trigger" or filing is None:
            return self.trigger.on
        if anchor == "root":
            start: date | None = self.family.root(filing).own_date
        elif anchor == "priority-or-root":
            start = filing.priority_on or self.family.root(filing).own_date
        elif anchor == "priority-or-filing":
            start = filing.priority_on or filing.on
        elif anchor == "review":
            start = filing.review_from
        else:
            start = self.gate.review_end(filing)
        if start is not None and start != self.trigger.on:
            self.note_start(anchor, start)
        return start

    def note_start(self, anchor: str, start: date) -> None:
        why, why_ja = ANCHORS[anchor]
        self.notes.append(("start", {"day": start, "why": why, "why_ja": why_ja}))

    def since_first(self, pattern: Pattern) -> date | None:
        filing = self.filing
        found = [
            f for f in self.family.of(pattern.fact, filing.name if filing else None) if matches(pattern, f)
        ]
        if not found:
            return None
        self.note_start("paper", found[0].on)
        return found[0].on

    def number(self, term: Term) -> int | None:
        """How many units: the text's number, the longer one for abroad, or the answer to an unknown."""
        if term.abroad_days is not None:
            return term.abroad_days if self.abroad(term.abroad_unknown) else term.number
        if term.parameter is not None:
            answer = self.family.case.parameters.get(term.parameter)
            if answer is None:
                self.unknowns = (term.parameter,)
            return term.number if answer is None else int(answer)
        if term.renewal_of is not None:
            paid = self.family.of(term.renewal_of, self.trigger.filing)
            year = max([term.renewal_first, *(fact.keys["through_year"] + 1 for fact in paid)])
            return (year - 1) * term.number if year <= term.renewal_last else None
        return term.number

    def abroad(self, question: str | None) -> bool:
        """Whether the filing is foreign: neither JP nor, until the agency says otherwise, WO."""
        filing = self.filing
        if filing is None or filing.office == "JP":
            return False
        if filing.office != "WO":
            return True
        answer = self.family.case.parameters.get(question) if question else None
        if answer is None and question:
            self.unknowns = (question,)
        return bool(answer)

    def continued(self, term: Term, start: date) -> date:
        """The start of an extension: the day after the end of the paper before it."""
        end: date | None = None
        for fact in self.family.items(self.trigger.filing or "", term.chain):
            own = end + ONE_DAY if end and fact.keys["item"] in term.continues else fact.on
            if fact.id == self.trigger.id:
                return own
            end = fact.keys.get("ends_on") or count(term, own, term.number)
        return start
