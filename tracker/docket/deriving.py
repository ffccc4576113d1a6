"""What follows from a matter's facts, brought into the cache of obligations.

Not here: how anything follows (inforce, engine), and who may see it (gate).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket.editions import keep_present
from tracker.docket.gate import REPORTING
from tracker.docket.inforce import case_of as case_of
from tracker.docket.inforce import derive_matter as derive_matter
from tracker.docket.kept import KEPT as KEPT
from tracker.docket.kept import kept_values as kept_values
from tracker.docket.kept import key_of as key_of
from tracker.docket.kept import key_of_row as key_of_row
from tracker.docket.kept import new_row
from tracker.docket.kept import values_of as values_of
from tracker.docket.narrowing import note_level, visible_level
from tracker.docket.proposing import renew
from tracker.docket.terms import shelf
from tracker.engine import Obligation as Derived
from tracker.engine import Result
from tracker.store.facts import Fact
from tracker.store.matters import Matter
from tracker.store.obligations import FAR, Obligation
from tracker.store.outbox.queue import cancel_duties

FINDINGS = ("foreign_filing", "holders", "licences", "licence_window", "unknowns")
"""What is kept of a matter as a whole, beside its disclosure."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One duty before and after: values of ``KEPT``, None where it was or is not there."""

    row: Obligation
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def compare(matter: Matter, rows: Iterable[Obligation], derived: Iterable[Derived]) -> list[Difference]:
    """What differs between the cache and what follows now. Changes nothing.

    A duty keeps its row over corrections and rebuilds; only a new one gets a new row.
    """
    kept = {key_of_row(row): row for row in rows}
    differences = []
    for each in derived:
        row = kept.pop(key_of(each), None)
        before = kept_values(row) if row is not None and row.gone_at is None else None
        after = values_of(each)
        if before != after:
            differences.append(Difference(row or new_row(matter, each), before, after))
    gone = [row for row in kept.values() if row.gone_at is None]
    return differences + [Difference(row, kept_values(row), None) for row in gone]


def keep(session: Session, differences: Iterable[Difference], now: datetime) -> None:
    """Bring the cache up to date. ``due_revision`` counts each change of the dates.

    Reminders that wait for a duty which is done, moved or gone by now are dropped with it.
    """
    untrue: dict[str, list[int]] = {}
    for difference in differences:
        row, after = difference.row, difference.after
        if row.id is not None and (reason := why_untrue(difference)):
            untrue.setdefault(reason, []).append(row.id)
        if after is None:
            row.gone_at = now
            continue
        moved = row.due_revision == 0 or (row.due, row.act_by) != (after["due"], after["act_by"])
        row.due_revision += 1 if moved else 0
        row.gone_at = None
        for name, value in after.items():
            setattr(row, name, value)
        session.add(row)
    with session.no_autoflush:
        for reason, ids in untrue.items():
            cancel_duties(session, ids, reason)


def why_untrue(difference: Difference) -> str | None:
    """Why a reminder of the row as it was would be wrong now, in one word; None while it holds."""
    row, after = difference.row, difference.after
    if after is None:
        return "gone"
    if after["phase"] != "running":
        return "settled"
    return "moved" if (row.due, row.act_by) != (after["due"], after["act_by"]) else None


def store_result(
    session: Session,
    matter: Matter,
    facts: Sequence[Fact],
    rows: Sequence[Obligation],
    differences: Sequence[Difference],
    result: Result,
    today: date,
    now: datetime,
) -> None:
    """Bring matter and cache up to date; only duties of a reported matter enter the agency's lists."""
    if not matter.edition:
        matter.edition = keep_present(session, matter.agreement.packs, now)
    before = visible_level(matter)
    note_result(matter, facts, result, today, now)
    note_level(session, matter, before, now)
    keep(session, differences, now)
    agency = matter.agreement.agency_id if matter.reported_at is not None else None
    told = {id(row): row for row in (*rows, *(difference.row for difference in differences))}
    for row in told.values():
        if row.agency_id != agency:
            row.agency_id = agency
        if row.owner_id != matter.owner_id:
            row.owner_id = matter.owner_id
    note_places(matter, told.values(), agency)
    if matter.held or any(row.remind_on for row in rows):
        renew(session, matter, facts, today, now, {key_of_row(each.row) for each in differences})


def note_places(matter: Matter, rows: Iterable[Obligation], agency: int | None) -> None:
    """Keep by what the lists of matters are sorted: to whom it is reported, and the next day on each side."""
    days = [(row.sort_on, row.pack) for row in rows if row.gone_at is None and runs(row)]
    matter.agency_id = agency
    matter.next_on = min((day for day, _ in days), default=FAR)
    matter.agency_next_on = min((day for day, pack in days if towards_agency(pack)), default=FAR)


def runs(row: Obligation) -> bool:
    """Whether somebody must or may still act on a duty."""
    return row.phase == "running" and row.kind not in ("window", "clock")


def towards_agency(pack: str) -> bool:
    """Whether a pack is agreed with an agency: it says who owns the results. Statutes do not."""
    found = shelf().packs.get(pack)
    return found is not None and found.ownership is not None


def note_result(matter: Matter, facts: Iterable[Fact], result: Result, today: date, now: datetime) -> None:
    """Keep with the matter what the engine says of it as a whole."""
    notices = [fact.recorded_at for fact in facts if fact.kind in REPORTING]
    matter.reported_at = min([*notices, *([matter.shared_at] if matter.shared_at else [])], default=None)
    matter.disclosure = result.disclosure
    matter.findings = {name: getattr(result, name) for name in FINDINGS}
    matter.derived_on, matter.derived_at = today, now
