"""What a rule makes duties for: filings, facts or the matter, each with the fact it counts from."""

from collections.abc import Iterator, Sequence

from tracker.engine.case import Fact, by_day
from tracker.engine.deadlines import Subject, matches
from tracker.engine.family import Family, Filing
from tracker.engine.gate import Gate
from tracker.engine.rulings import Ruling
from tracker.packs.model import Filings, Pattern, Trigger
from tracker.packs.words import INDUSTRIAL_PROPERTY


def subjects(ruling: Ruling, family: Family, gate: Gate) -> Iterator[Subject]:
    """The subjects of a rule in this family, in no particular order."""
    per = ruling.rule.per
    if per == "fact":
        yield from _facts(ruling, family, gate)
        return
    for name, filing in groups(per, family):
        if filing is None or about(ruling.rule.filings, filing, family, gate):
            subject = _subject(ruling, name, filing, family)
            if subject is not None and _exists(ruling, subject, family, gate):
                yield subject


def groups(per: str, family: Family) -> Sequence[tuple[str | None, Filing | None]]:
    """Each filing, or the matter as a whole."""
    if per == "filing" or (per == "right" and family.case.matter.right in INDUSTRIAL_PROPERTY):
        return list(family.filings.items())
    return ((None, None),)


def about(filter_: Filings, filing: Filing, family: Family, gate: Gate) -> bool:
    """Whether a rule is about this filing."""
    if filter_.offices and filing.office not in filter_.offices:
        return False
    if filter_.routes and filing.route not in filter_.routes:
        return False
    if filter_.first and filing.priority_on is not None:
        return False
    if filter_.with_item and not family.items(filing.name, filter_.with_item):
        return False
    return not filter_.reviewed or gate.review_end(filing) is not None


def _facts(ruling: Ruling, family: Family, gate: Gate) -> Iterator[Subject]:
    """One subject for each triggering fact; a paper that must state a day counts only where it does."""
    each, stated = ruling.rule.trigger.each, ruling.deadline.stated
    if each is None:
        return
    must_state = stated if ruling.deadline.term is None else None
    for fact in family.all(each.fact):
        if not matches(each, fact) or (must_state and fact.keys.get(must_state) is None):
            continue
        filing = family.filings.get(fact.filing) if fact.filing else None
        if filing is None or about(ruling.rule.filings, filing, family, gate):
            yield Subject(filing, fact, fact.filing)


def _subject(ruling: Ruling, name: str | None, filing: Filing | None, family: Family) -> Subject | None:
    trigger = ruling.rule.trigger
    found = find_trigger(trigger, name, family)
    if found is not None:
        return Subject(filing, found, name)
    if trigger.waiting_from:
        waiting = family.of(trigger.waiting_from, name)
        return Subject(filing, waiting[0], name, waiting=True) if waiting else None
    return Subject(filing, None, name) if ruling.kind == "window" else None


def find_trigger(trigger: Trigger, name: str | None, family: Family) -> Fact | None:
    """The fact whose day the count starts from, among those about one filing (None: about none)."""
    if trigger.both:
        firsts = [family.of(kind, name) for kind in trigger.both]
        if not all(firsts):
            return None
        first, second = firsts[0][0], firsts[1][0]
        return first if first.on > second.on else second
    if trigger.latest is not None:
        found = [f for f in family.of(trigger.latest.fact, name) if matches(trigger.latest, f)]
        return found[-1] if found else None
    best: Fact | None = None
    for pattern in trigger.earliest:
        fact = _earliest(pattern, name, family)
        if fact is not None and (best is None or by_day(fact) < by_day(best)):
            best = fact
    return best


def _earliest(pattern: Pattern, name: str | None, family: Family) -> Fact | None:
    facts = family.of(pattern.fact, name)
    if not facts:
        return None
    if pattern.not_before:
        floor = family.of(pattern.not_before, name)
        facts = [fact for fact in facts if fact.on >= floor[0].on] if floor else []
    return next((fact for fact in facts if matches(pattern, fact)), None)


def _exists(ruling: Ruling, subject: Subject, family: Family, gate: Gate) -> bool:
    """A duty that arises only once the primary review is over with no notice by its last day."""
    review = gate.ground.review
    if not ruling.rule.only_once_lapsed or subject.filing is None or review is None:
        return True
    end = gate.review_end(subject.filing)
    if end is None or family.as_of <= end:
        return False
    return not any(fact.on <= end for fact in family.items(subject.filing.name, review.notice_items))
