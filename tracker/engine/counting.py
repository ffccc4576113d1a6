"""Counts the periods of one deadline for one duty, noting each step. Whether the end rolls: see deadlines."""

from datetime import date, timedelta

from tracker.engine.case import Fact
from tracker.engine.duty import Duty
from tracker.engine.matching import matches
from tracker.engine.rulings import count
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
    "review-end": ("the last day of the primary review", "第一次審査の末日"),
}
ONE_DAY = timedelta(1)


class Counter:
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
        if term.back_days is not None:
            day -= timedelta(days=term.back_days)
            self.notes.append(("back", {"number": term.back_days, "unit": "days", "day": day}))
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
        review = self.gate.ground.review
        named = (review.starts.en, review.starts.ja) if anchor == "review" and review else None
        why, why_ja = named or ANCHORS[anchor]
        self.notes.append(("start", {"day": start, "why": why, "why_ja": why_ja}))

    def since_first(self, pattern: Pattern) -> date | None:
        filing = self.filing
        name = filing.name if filing else None
        facts = self.family.all(pattern.fact) if pattern.any_filing else self.family.of(pattern.fact, name)
        first = next((fact for fact in facts if matches(pattern, fact)), None)
        if first is None:
            return None
        self.notes.append(("start-fact", {"fact": first}))
        return first.on

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
