"""Tells all duties anew: every day for the day, after a change of the terms for everything.

Not here: what follows from a matter's facts (engine), and the command that calls this (cli, worker).
"""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.docket.deriving import compare, derive_matter, key_of_row, store_result
from tracker.docket.editions import present_edition
from tracker.docket.holding import remind_by_stricter
from tracker.docket.incoming import keep_lines
from tracker.docket.look import by_matter
from tracker.docket.moves import note_moves
from tracker.docket.proposing import stage
from tracker.errors import NotFound
from tracker.store.agreements import packs_in_use
from tracker.store.facts import Fact, facts_of, standing_facts
from tracker.store.incoming import matters_with_lines
from tracker.store.matters import Matter, Scope, all_matters, find_matter, matters_by_id, stale_matters
from tracker.store.obligations import DerivationRun, Obligation, obligations_of
from tracker.store.selfchecks import held_duties
from tracker.store.session import reading, transaction

CHUNK = 200
"""Matters per transaction: others who write wait for one portion at most."""


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rederived:
    """What a recomputation did: matters looked at, obligations told, rows that differed, matters that failed.

    A matter that fails keeps its duties as they were last told and holds up no other.
    """

    matters: int = 0
    obligations: int = 0
    changed: int = 0
    failed: int = 0

    def __add__(self, other: "Rederived") -> "Rederived":
        return Rederived(
            self.matters + other.matters,
            self.obligations + other.obligations,
            self.changed + other.changed,
            self.failed + other.failed,
        )


def rederive(matter: str, *, today: date, now: datetime) -> Rederived:
    """Tell the duties of one matter anew, by outward id or reference. Raises NotFound."""
    with transaction() as session:
        found = find_matter(session, Scope(), matter)
        if found is None:
            raise NotFound("There is no such matter.")
        return rederive_portion(session, [found.id], today, now)


def rederive_all(*, today: date, now: Callable[[], datetime], only_stale: bool = False) -> Rederived:
    """Tell the duties of all matters anew; ``only_stale``: of those not yet told for ``today``
    or by the present edition of their terms.

    Works in portions, each its own transaction, and leaves a row that it ran. Safe to run twice.
    """
    with transaction() as session:
        run = DerivationRun(started_at=now(), as_of=today)
        session.add(run)
        session.flush()
        run_id = run.id
    total, last = Rederived(), 0
    while ids := next_portion(last, today, only_stale):
        last = ids[-1]
        with transaction() as session:
            total += rederive_portion(session, ids, today, now())
    with transaction() as session:
        run = session.get_one(DerivationRun, run_id)
        run.ended_at = now()
        run.matters, run.obligations = total.matters, total.obligations
        run.changed, run.failed = total.changed, total.failed
    return total


def next_portion(last: int, today: date, only_stale: bool) -> list[int]:
    """The next matters to look at."""
    session = reading()
    if only_stale:
        present = {present_edition(packs) for packs in packs_in_use(session)}
        found = stale_matters(session, today, present, last, CHUNK)
    else:
        found = all_matters(session, last, CHUNK)
    ids = [each.id for each in found]
    session.rollback()
    return ids


def rederive_portion(session: Session, ids: Sequence[int], today: date, now: datetime) -> Rederived:
    """Tell the duties of some matters anew, in the open transaction."""
    matters = matters_by_id(session, ids)
    facts, rows = by_matter(facts_of(session, ids)), by_matter(obligations_of(session, ids))
    held = held_duties(session, ids)
    reported = [each.id for each in matters if each.reported_at is not None]
    bare = set(reported) - matters_with_lines(session, reported)
    done = Rederived()
    for matter in matters:
        standing = standing_facts(facts.get(matter.id, []))
        told = rederive_one(session, matter, standing, rows.get(matter.id, []), held, today, now)
        if told.changed or (matter.id in bare and not told.failed):
            keep_lines(session, matter, standing, derive_matter(matter, standing, today))
        done += told
    session.flush()
    return done


def rederive_one(
    session: Session,
    matter: Matter,
    standing: Sequence[Fact],
    rows: Sequence[Obligation],
    held: Collection[tuple[int, str, str, str, str]],
    today: date,
    now: datetime,
) -> Rederived:
    """Tell the duties of one matter anew. What cannot be told is logged by its id, and counted.

    A duty that a self-check found stored otherwise than it follows stays as it is until a person has decided;
    it is reminded of by the earlier day meanwhile.
    """
    try:
        stage(session, matter, standing, today, now)
        result = derive_matter(matter, standing, today)
    except Exception as error:
        log.error("matter %s cannot be derived: %s", matter.public_id, type(error).__name__)
        return Rederived(matters=1, failed=1)
    found = compare(matter, rows, result.obligations)
    kept_back = [each for each in found if (matter.id, *key_of_row(each.row)) in held]
    differences = [each for each in found if each not in kept_back] if kept_back else found
    store_result(session, matter, standing, rows, differences, result, today, now)
    remind_by_stricter(session, kept_back, now)
    note_moves(session, matter, differences, None, None, now)
    return Rederived(1, len(result.obligations), len(differences))
