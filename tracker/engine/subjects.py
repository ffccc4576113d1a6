"""What the rules make duties for: filings, facts or the matter, each with the fact it counts from."""

from collections.abc import Mapping, Sequence

from tracker.engine.case import Fact, by_day
from tracker.engine.family import NONE, Filing, Folder
from tracker.engine.gate import Gate
from tracker.engine.matching import matches
from tracker.engine.result import Obligation, Round
from tracker.engine.rounds import rounds
from tracker.engine.rulings import Ruling
from tracker.packs.model import Cycle, Pattern, Trigger

Facts = Mapping[str, Sequence[Fact]]
"""The facts of a folder by kind."""
NOTHING: Facts = {}


def duties(gate: Gate) -> list[Obligation]:
    """The duties of a family, nothing found out about them yet, in no particular order."""
    found: list[Obligation] = []
    agenda = gate.agenda
    for folder in gate.family.folders.values():
        filing = folder.filing
        for ruling in agenda.of(folder, filing is not None and gate.review_end(filing) is not None):
            if ruling.about and not _about(ruling, folder, gate):
                continue
            if ruling.each is not None:
                found += [
                    Obligation(ruling, folder, fact, gate) for fact in _each(ruling, ruling.each, folder)
                ]
            elif ruling.lone is not None and ruling.lone in folder.facts:
                found.append(Obligation(ruling, folder, folder.facts[ruling.lone][0], gate))
            elif ruling.cycle is not None:
                found += _rounds(ruling, ruling.cycle, folder, gate)
            elif (duty := _found(ruling, folder, gate)) is not None:
                found.append(duty)
    return found


def duties_of(ruling: Ruling, gate: Gate) -> list[Obligation]:
    """The duties of one rule."""
    return [duty for duty in duties(gate) if duty.ruling.rule is ruling.rule]


def _about(ruling: Ruling, folder: Folder, gate: Gate) -> bool:
    """Whether a rule is about this filing, as far as its papers decide."""
    wanted, filing = ruling.rule.filings, folder.filing
    if filing is None:
        return True
    if wanted.with_item and not gate.family.items(filing.name, wanted.with_item):
        return False
    return not ruling.rule.only_once_lapsed or _lapsed(filing, gate)


def _lapsed(filing: Filing, gate: Gate) -> bool:
    """Whether the primary review is over with no notice by its last day."""
    review = gate.ground.review
    if review is None:
        return True
    end = gate.review_end(filing)
    if end is None or gate.family.as_of <= end:
        return False
    return not any(fact.on <= end for fact in gate.family.items(filing.name, review.notice_items))


def _each(ruling: Ruling, pattern: Pattern, folder: Folder) -> Sequence[Fact]:
    """The facts that trigger; a paper that must state a day counts only where it does."""
    facts, deadline = folder.facts[pattern.fact], ruling.deadline
    stated = deadline.stated if deadline.term is None else None
    stated = deadline.before.key if deadline.before else stated
    if ruling.plain and not stated:
        return facts
    return [fact for fact in facts if matches(pattern, fact) and (not stated or fact.keys.get(stated))]


def _found(ruling: Ruling, folder: Folder, gate: Gate) -> Obligation | None:
    trigger = ruling.rule.trigger
    fact = find_trigger(trigger, folder.facts, gate.family.everywhere() if ruling.wide else NOTHING)
    if fact is None and trigger.waiting_from:
        waiting = folder.facts.get(trigger.waiting_from)
        return Obligation(ruling, folder, waiting[0], gate, waiting=True) if waiting else None
    return Obligation(ruling, folder, fact, gate) if fact is not None or ruling.kind == "window" else None


def _rounds(ruling: Ruling, cycle: Cycle, folder: Folder, gate: Gate) -> list[Obligation]:
    """A duty for each round of a yearly duty that has come up, until a fact ends them for good."""
    first = _found(ruling, folder, gate)
    if first is None or first.cause is None:
        return []
    found: list[Obligation] = []
    ends = [fact.on for each in ruling.rule.closed_by for fact in folder.facts.get(each.fact, NONE)]
    for posted in rounds(cycle, first.cause.on, min([gate.family.as_of, *ends])):
        duty = Round(ruling, folder, first.cause, gate)
        duty.posted = posted
        found.append(duty)
    return found


def find_trigger(trigger: Trigger, facts: Facts, everywhere: Facts = NOTHING) -> Fact | None:
    """The fact whose day the count starts from, among those of one folder.

    `everywhere`: the facts of the whole matter, for patterns that mean any filing.
    """
    if trigger.both:
        firsts = [facts.get(kind) for kind in trigger.both]
        first, second = (told[0] if told else None for told in firsts)
        if first is None or second is None:
            return None
        return first if first.on > second.on else second
    if trigger.latest is not None:
        pattern = trigger.latest
        told = (everywhere if pattern.any_filing else facts).get(pattern.fact, NONE)
        return next((f for f in reversed(told) if matches(pattern, f)), None)
    found = [
        fact
        for each in trigger.earliest
        if (fact := _earliest(each, everywhere if each.any_filing else facts)) is not None
    ]
    return min(found, key=by_day, default=None)


def _earliest(pattern: Pattern, facts: Facts) -> Fact | None:
    told = facts.get(pattern.fact, NONE)
    if told and pattern.not_before:
        floor = facts.get(pattern.not_before)
        told = [fact for fact in told if fact.on >= floor[0].on] if floor else NONE
    return next((fact for fact in told if matches(pattern, fact)), None)
