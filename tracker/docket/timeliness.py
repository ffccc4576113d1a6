"""How many duties towards an agency were done in time, as far as somebody sees them. Not here: pictures."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from tracker.docket.actor import Actor
from tracker.docket.gate import scope_of
from tracker.docket.look import agency_packs
from tracker.docket.reporting import WHOLE, Part, agreements_in, reported_matters
from tracker.store import report_rows
from tracker.store.session import reading

LEGAL, TARGET = "fixed", "prompt"
"""Legal dates, and the internal targets of duties whose term names no number of days."""


@dataclass(frozen=True, slots=True)
class DutyKind:
    """Duties that are counted together; ``month``: year and month of the day they are due, where they run."""

    pack: str
    rule: str
    kind: str
    standing: str
    month: tuple[int, int] | None = None


def count_duties(actor: Actor, *, as_of: date, today: date, part: Part = WHOLE) -> Counter[DutyKind]:
    """How many duties there are of each kind, as of a day. Raises NotFound."""
    return _known(actor, as_of, today, part) if as_of < today else _stored(actor, today, part)


def kinds_for(actor: Actor) -> tuple[str, ...]:
    """Targets are the contractor's own, and may follow from facts that the agency does not see."""
    return (LEGAL,) if actor.is_officer else (LEGAL, TARGET)


def _stored(actor: Actor, today: date, part: Part) -> Counter[DutyKind]:
    """By one question to the database, however many duties there are."""
    rows = report_rows.timeliness(
        reading(), scope_of(actor), agreements_in(actor, part), agency_packs(), kinds_for(actor), today
    )
    counts: Counter[DutyKind] = Counter()
    for pack, rule, kind, phase, standing, over, year, month, count in rows:
        running = phase == "running"
        told = _over_or_open(kind, bool(over)) if running else standing
        ahead = (int(year), int(month)) if running and year else None
        counts[DutyKind(pack, rule, kind, told, ahead)] += count
    return counts


def _over_or_open(kind: str, over: bool) -> str:
    if not over:
        return "open"
    return "overdue" if kind == LEGAL else "target-passed"


def _known(actor: Actor, as_of: date, today: date, part: Part) -> Counter[DutyKind]:
    """As it was known at the end of a past day: from the facts, matter by matter."""
    packs, counts = set(agency_packs()), Counter[DutyKind]()
    for matter in reported_matters(actor, as_of=as_of, today=today, part=part):
        for duty in matter.obligations:
            if duty.pack in packs and duty.kind in kinds_for(actor):
                running = duty.standing in ("open", "due-soon", "overdue", "target-passed")
                standing = "open" if duty.standing == "due-soon" else duty.standing
                month = (duty.due.year, duty.due.month) if running and duty.due else None
                counts[DutyKind(duty.pack, duty.rule, duty.kind, standing, month)] += 1
    return counts
