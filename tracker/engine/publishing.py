"""Whether an invention may be made public on a day: what the packs say of it, and the days that count.

Pure. The strictest sentence that applies answers; where none applies nobody knows, and a person is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from tracker.engine.case import Case
from tracker.engine.derive import derive_obligations
from tracker.engine.family import Family, Filing
from tracker.engine.gate import Gate
from tracker.engine.ground import ground
from tracker.engine.result import Obligation
from tracker.engine.rulings import count
from tracker.engine.showing import disclosure
from tracker.packs.publishing import Grace, Publishing, PublishingAnswer
from tracker.packs.shelf import Shelf

ANSWERS: tuple[str, ...] = get_args(PublishingAnswer)
RUNNING = ("open", "due-soon")


@dataclass(frozen=True, slots=True)
class Plan:
    """A publication: its day, what it shows, the days of earlier ones, whether others share the right."""

    on: date
    content: str
    disclosed: tuple[date, ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence that applies; ``day``: the day that it speaks of, where it speaks of one."""

    says: Publishing
    day: date | None


@dataclass(frozen=True, slots=True)
class GraceDays:
    """The arithmetic of the grace period. ``proof_by`` is known once something was filed within it."""

    says: Grace
    disclosed_on: date
    last_on: date
    act_by: date
    filed_on: date | None
    proof_by: date | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer with its reasons, strictest first; ``filing``: the one that covers what is shown."""

    answer: str
    reasons: list[Reason]
    grace: GraceDays | None
    filing: str | None
    filed_on: date | None

    def as_json(self) -> dict[str, Any]:
        """The verdict as cases compare it."""
        told = self.grace
        return {
            "answer": self.answer,
            "reasons": [each.says.id for each in self.reasons],
            "days": {each.says.id: each.day.isoformat() for each in self.reasons if each.day},
            "filing": self.filing,
            "grace": told
            and {
                "last_on": told.last_on.isoformat(),
                "act_by": told.act_by.isoformat(),
                "proof_by": told.proof_by.isoformat() if told.proof_by else None,
            },
        }


@dataclass(frozen=True, slots=True)
class Prospect:
    """The matter and the plan, with what is found out once for all sentences."""

    plan: Plan
    gate: Gate
    obligations: list[Obligation]
    level: str | None
    states: frozenset[str]
    covering: Filing | None
    same_day: Filing | None
    grace: GraceDays | None

    @property
    def is_past(self) -> bool:
        """Whether something is public already."""
        return any(day <= self.gate.family.as_of for day in self.plan.disclosed) or (
            self.plan.on < self.gate.family.as_of
        )


def publication_verdict(case: Case, plan: Plan, shelf: Shelf) -> Verdict:
    """What the terms of a case say of a publication, as of the case's day."""
    base = ground(shelf, case.packs)
    gate = Gate(Family(case, case.facts), base)
    told = disclosure(gate) or {}
    alive = [f for f in gate.family.filings.values() if gate.ended_by(f) is None]
    alive.sort(key=lambda f: (f.on, f.name))
    covering = next((f for f in alive if f.on < plan.on), None) if plan.content != "none" else None
    prospect = Prospect(
        plan=plan,
        gate=gate,
        obligations=derive_obligations(gate),
        level=told.get("level"),
        states=states_of(gate),
        covering=covering,
        same_day=next((f for f in alive if f.on == plan.on), None),
        grace=grace_days(gate, plan, alive),
    )
    sentences = [each for pack in base.below for each in pack.publishing if is_about(each, prospect)]
    found = [Reason(each, day) for each in sentences for day in WHEN[each.when](prospect, each)]
    found.sort(key=lambda reason: -ANSWERS.index(reason.says.answer))
    answer = next((each.says.answer for each in found if not each.says.aside), "ask")
    shown = covering if plan.content == "filed" else None
    return Verdict(answer, found, prospect.grace, shown and shown.name, shown and shown.on)


def states_of(gate: Gate) -> frozenset[str]:
    """The states of secrecy of the filings; of an invention nobody filed in Japan, that it is planned."""
    filings = gate.japanese()
    if not filings and gate.secret:
        return frozenset({"planned"})
    return frozenset(gate.state(filing) for filing in filings)


def is_about(sentence: Publishing, prospect: Prospect) -> bool:
    """Whether a sentence speaks of this right and of what is shown."""
    right = prospect.gate.family.case.matter.right
    if sentence.rights and right not in sentence.rights:
        return False
    return not sentence.content or prospect.plan.content in sentence.content


def grace_days(gate: Gate, plan: Plan, alive: list[Filing]) -> GraceDays | None:
    """The grace period from the earliest disclosure on; None where a filing came before it."""
    days = [*plan.disclosed, *([plan.on] if plan.content != "none" else [])]
    right = gate.family.case.matter.right
    says = next((g for pack in gate.ground.below for g in pack.grace if right in g.rights), None)
    if says is None or not days:
        return None
    first = min(days)
    if any(filing.on < first for filing in alive):
        return None
    last = count(says.term, first, says.term.number)
    filed = min((filing.on for filing in alive), default=None)
    proof = count(says.proof, filed, says.proof.number) if filed and filed <= last else None
    return GraceDays(says, first, last, gate.ground.calendar.last_open(last), filed, proof)


# --- when a sentence applies: the days that it speaks of, one None where it names none ----------------------

Days = list[date | None]
YES: Days = [None]
NO: Days = []


def _in_state(prospect: Prospect, says: Publishing) -> Days:
    if prospect.states.isdisjoint(says.states):
        return NO
    items = [fact.keys["item"] for fact in prospect.gate.family.all("security")]
    latest = max(items, default=0)
    if says.since_item is not None and latest < says.since_item:
        return NO
    return NO if says.before_item is not None and latest >= says.before_item else YES


def _withheld(prospect: Prospect, says: Publishing) -> Days:
    if prospect.level in (None, "open"):
        return NO
    return NO if says.states and prospect.states.isdisjoint(says.states) else YES


def _not_filed(prospect: Prospect, _: Publishing) -> Days:
    none = prospect.covering is None and prospect.same_day is None
    return YES if none and not prospect.is_past else NO


def _same_day(prospect: Prospect, _: Publishing) -> Days:
    found = prospect.same_day
    return [found.on] if found is not None and prospect.covering is None else NO


def _filed(prospect: Prospect, _: Publishing) -> Days:
    return [prospect.covering.on] if prospect.covering is not None else NO


def _beyond(prospect: Prospect, _: Publishing) -> Days:
    return YES if prospect.covering is not None else NO


def _grace_runs(prospect: Prospect, _: Publishing) -> Days:
    grace = prospect.grace
    runs = grace is not None and grace.filed_on is None and prospect.gate.family.as_of <= grace.last_on
    return [grace.last_on] if grace is not None and runs and prospect.is_past else NO


def _grace_over(prospect: Prospect, _: Publishing) -> Days:
    grace = prospect.grace
    over = grace is not None and grace.filed_on is None and prospect.gate.family.as_of > grace.last_on
    return [grace.last_on] if grace is not None and over else NO


def _grace_claimed(prospect: Prospect, _: Publishing) -> Days:
    grace = prospect.grace
    return [grace.proof_by] if grace is not None and grace.proof_by and not _same_day(prospect, _) else NO


def _grace_missed(prospect: Prospect, _: Publishing) -> Days:
    grace = prospect.grace
    return [grace.last_on] if grace is not None and grace.filed_on and grace.proof_by is None else NO


def _duty_runs(prospect: Prospect, says: Publishing) -> Days:
    found = [
        duty.due
        for duty in prospect.obligations
        if duty.ruling.id == says.rule and duty.standing in RUNNING and duty.due
    ]
    return [min(found)] if found else NO


WHEN: dict[str, Callable[[Prospect, Publishing], Days]] = {
    "always": lambda _prospect, _says: YES,
    "in-state": _in_state,
    "withheld": _withheld,
    "not-filed": _not_filed,
    "same-day": _same_day,
    "filed": _filed,
    "beyond": _beyond,
    "grace-runs": _grace_runs,
    "grace-over": _grace_over,
    "grace-claimed": _grace_claimed,
    "grace-missed": _grace_missed,
    "duty-runs": _duty_runs,
    "shared": lambda prospect, _says: YES if prospect.plan.shared else NO,
}
"""Whether a sentence's moment has come."""
