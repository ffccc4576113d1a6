"""From the rows of a matter to what follows from them, and back into the cache of obligations.

Not here: how anything follows (engine), and who may see it (gate).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket.gate import REPORTING
from tracker.docket.narrowing import note_level, visible_level
from tracker.docket.terms import shelf
from tracker.engine import Obligation as Derived
from tracker.engine import Result, basis_of, derive, read_case
from tracker.packs.edition import edition_of
from tracker.store.base import new_public_id
from tracker.store.facts import Fact
from tracker.store.matters import Matter
from tracker.store.obligations import FAR, Obligation
from tracker.store.outbox.queue import cancel_duties

Key = tuple[str, str, str, str]
"""What a duty is known by within its matter: pack, rule, filing, trigger."""

DONE = frozenset({"met", "met-late", "waived", "closed"})
RUNNING = frozenset({"open", "due-soon", "overdue", "target-passed"})
KEPT = (
    "article", "kind", "actor", "nominal", "due", "act_by", "sort_on", "phase", "standing", "met_by",
    "blocked_by", "provisional", "unknowns", "basis",
)  # fmt: skip
"""What the cache keeps of an obligation."""
FINDINGS = ("foreign_filing", "holders", "licences", "licence_window", "unknowns")
"""What is kept of a matter as a whole, beside its disclosure."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One duty before and after: values of ``KEPT``, None where it was or is not there."""

    row: Obligation
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def case_of(
    matter: Matter, facts: Iterable[Fact], today: date, parameters: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The matter as a case file, asked as of ``today``; with other answers than its agreement's, if given.

    An answer to a question that the terms no longer ask is without effect.
    """
    answers = matter.agreement.parameters if parameters is None else parameters
    asked = shelf().unknowns(matter.agreement.packs) if answers else {}
    told = [{**fact.keys, "id": fact.fact_id, "kind": fact.kind, "on": fact.on.isoformat()} for fact in facts]
    latest = max((fact.on for fact in facts), default=today)
    return {
        "as_of": today.isoformat(),
        "what_if": latest > today,
        "packs": matter.agreement.packs,
        "parameters": {name: value for name, value in answers.items() if name in asked},
        "matter": {
            "ref": matter.ref,
            "right": matter.right,
            "sensitive_field": matter.sensitive_field,
            "perennial": matter.perennial,
        },
        "facts": told,
    }


def derive_matter(
    matter: Matter, facts: Sequence[Fact], today: date, parameters: Mapping[str, Any] | None = None
) -> Result:
    """What follows from these facts. Raises CaseFaults where they cannot stand together."""
    return derive(read_case(case_of(matter, facts, today, parameters), shelf()), shelf())


def key_of(derived: Derived) -> Key:
    """What a derived duty is known by."""
    return derived.pack, derived.rule, derived.filing or "", derived.trigger or ""


def key_of_row(row: Obligation) -> Key:
    """What a kept duty is known by."""
    return row.pack, row.rule, row.filing, row.trigger


def phase_of(standing: str) -> str:
    """The part of a standing that does not change by days passing."""
    if standing in DONE:
        return "done"
    if standing in RUNNING:
        return "running"
    return "over" if standing == "passed" else standing


def values_of(derived: Derived) -> dict[str, Any]:
    """A derived duty as the cache keeps it."""
    return {
        "article": derived.article,
        "kind": derived.kind,
        "actor": derived.actor,
        "nominal": derived.nominal,
        "due": derived.due,
        "act_by": derived.act_by,
        "sort_on": derived.act_by or derived.due or FAR,
        "phase": phase_of(derived.standing),
        "standing": derived.standing,
        "met_by": derived.met_by,
        "blocked_by": derived.blocked_by,
        "provisional": derived.provisional,
        "unknowns": list(derived.unknowns),
        "basis": basis_of(derived),
    }


def kept_values(row: Obligation) -> dict[str, Any]:
    """A row as plain values."""
    return {name: getattr(row, name) for name in KEPT}


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


def new_row(matter: Matter, derived: Derived) -> Obligation:
    """A row for a duty that appears for the first time; without its dates yet."""
    pack, rule, filing, trigger = key_of(derived)
    return Obligation(
        public_id=new_public_id(),
        matter_id=matter.id,
        organisation_id=matter.organisation_id,
        agreement_id=matter.agreement_id,
        pack=pack,
        rule=rule,
        filing=filing,
        trigger=trigger,
        due_revision=0,
    )


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
    facts: Iterable[Fact],
    rows: Iterable[Obligation],
    differences: Sequence[Difference],
    result: Result,
    today: date,
    now: datetime,
) -> None:
    """Bring matter and cache up to date; only duties of a reported matter enter the agency's lists."""
    before = visible_level(matter)
    note_result(matter, facts, result, today, now)
    note_level(session, matter, before, now)
    keep(session, differences, now)
    agency = matter.agreement.agency_id if matter.reported_at is not None else None
    for row in (*rows, *(difference.row for difference in differences)):
        if row.agency_id != agency:
            row.agency_id = agency


def note_result(matter: Matter, facts: Iterable[Fact], result: Result, today: date, now: datetime) -> None:
    """Keep with the matter what the engine says of it as a whole."""
    notices = [fact.recorded_at for fact in facts if fact.kind in REPORTING]
    matter.reported_at = min([*notices, *([matter.shared_at] if matter.shared_at else [])], default=None)
    matter.disclosure = result.disclosure
    matter.findings = {name: getattr(result, name) for name in FINDINGS}
    matter.derived_on, matter.derived_at = today, now
    matter.edition = edition_of(shelf(), matter.agreement.packs)
