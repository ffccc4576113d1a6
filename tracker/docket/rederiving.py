"""Tells all duties anew: every day for the day, after a change of the terms for everything.

Not here: what follows from a matter's facts (engine), and the command that calls this (cli, worker).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket.deriving import compare, derive_matter, keep, note_result
from tracker.docket.look import by_matter
from tracker.errors import NotFound
from tracker.store.facts import facts_of, standing_facts
from tracker.store.matters import Matter, Scope, all_matters, find_matter, matters_by_id, stale_matters
from tracker.store.obligations import DerivationRun, obligations_of
from tracker.store.session import reading, transaction

CHUNK = 200
"""Matters per transaction: others who write wait for one portion at most."""


@dataclass(frozen=True, slots=True)
class Rederived:
    """What a recomputation did: matters looked at, obligations told, rows that differed."""

    matters: int
    obligations: int
    changed: int


def rederive(matter: str, *, today: date, now: datetime) -> Rederived:
    """Tell the duties of one matter anew, by outward id or reference. Raises NotFound."""
    with transaction() as session:
        found = find_matter(session, Scope(), matter)
        if found is None:
            raise NotFound("There is no such matter.")
        return rederive_portion(session, [found.id], today, now)


def rederive_all(*, today: date, now: Callable[[], datetime], only_stale: bool = False) -> Rederived:
    """Tell the duties of all matters anew; ``only_stale``: of those not yet told for ``today``.

    Works in portions, each its own transaction, and leaves a row that it ran. Safe to run twice.
    """
    with transaction() as session:
        run = DerivationRun(started_at=now(), as_of=today, matters=0, obligations=0, changed=0)
        session.add(run)
        session.flush()
        run_id = run.id
    total, last = Rederived(0, 0, 0), 0
    while ids := next_portion(last, today, only_stale):
        last = ids[-1]
        with transaction() as session:
            done = rederive_portion(session, ids, today, now())
        total = Rederived(
            total.matters + done.matters, total.obligations + done.obligations, total.changed + done.changed
        )
    with transaction() as session:
        run = session.get_one(DerivationRun, run_id)
        run.ended_at = now()
        run.matters, run.obligations, run.changed = total.matters, total.obligations, total.changed
    return total


def next_portion(last: int, today: date, only_stale: bool) -> list[int]:
    """The next matters to look at."""
    session = reading()
    found = stale_matters(session, today, last, CHUNK) if only_stale else all_matters(session, last, CHUNK)
    ids = [each.id for each in found]
    session.rollback()
    return ids


def rederive_portion(session: Session, ids: Sequence[int], today: date, now: datetime) -> Rederived:
    """Tell the duties of some matters anew, in the open transaction."""
    matters = matters_by_id(session, ids)
    facts, rows = by_matter(facts_of(session, ids)), by_matter(obligations_of(session, ids))
    told = changed = 0
    for matter in matters:
        told_now, changed_now = rederive_one(session, matter, facts, rows, today, now)
        told, changed = told + told_now, changed + changed_now
    session.flush()
    return Rederived(len(matters), told, changed)


def rederive_one(
    session: Session,
    matter: Matter,
    facts: dict[int, list[Any]],
    rows: dict[int, list[Any]],
    today: date,
    now: datetime,
) -> tuple[int, int]:
    """One matter; answers how many duties it has and how many rows differed."""
    standing = standing_facts(facts.get(matter.id, []))
    result = derive_matter(matter, standing, today)
    differences = compare(matter, rows.get(matter.id, []), result.obligations)
    keep(session, differences, now)
    note_result(matter, standing, result, today, now)
    return len(result.obligations), len(differences)
