"""Which version of a rule a matter falls under, and whether the rule holds for it at all. Counts no days.

The version is chosen by a fact: the one that triggers the rule, or the latest of the kind that governs it,
such as the agreement's signature. It is never chosen by today.
"""

from datetime import date

from tracker.engine.case import Fact
from tracker.engine.duty import Duty
from tracker.engine.trail import Note
from tracker.packs.coverage import exists_on, version_on
from tracker.packs.model import Deadline


def admit(duty: Duty) -> bool:
    """Whether the rule holds for this matter. A duty whose governing fact is not known yet waits for it."""
    rule, parameters = duty.ruling.rule, duty.gate.family.case.parameters
    if rule.only_if is not None and parameters.get(rule.only_if) is False:
        return False
    if not duty.ruling.governed:
        return True
    day = governing_day(duty)
    if day is None:
        duty.waiting = True
        return True
    return exists_on(rule, day)


def governing_fact(duty: Duty) -> Fact | None:
    """The fact that chooses the version: the latest that governs, of the filing or of the matter."""
    kind = duty.ruling.rule.governed_by
    if kind is None:
        return duty.cause
    family = duty.gate.family
    found = family.of(kind, duty.folder.name) or family.of(kind, None)
    return found[-1] if found else None


def governing_day(duty: Duty) -> date | None:
    """The day that chooses the version; None while it is not known."""
    fact = governing_fact(duty)
    return fact.on if fact is not None else None


def deadline_of(duty: Duty, trigger: Fact, notes: list[Note]) -> Deadline:
    """The version of the deadline that holds for the duty; the versions of a rule leave no gap."""
    ruling = duty.ruling
    if not ruling.governed:
        return ruling.deadline
    fact = governing_fact(duty) or trigger
    chosen = version_on(ruling.rule, fact.on) or ruling.deadline
    if chosen.edition is not None:
        notes.append(("edition", {"fact": fact, "edition": chosen.edition}))
    return chosen


def open_questions(duty: Duty) -> tuple[str, ...]:
    """The unknowns that the duty rests on and nobody has answered: those of its count, and the rule's own."""
    rule, answers = duty.ruling.rule, duty.gate.family.case.parameters
    own = (name for name in (rule.asks, rule.only_if) if name is not None and name not in answers)
    return tuple(sorted({*duty.unknowns, *own}))
