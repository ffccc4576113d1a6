"""The self-check: everything recomputed beside what is stored, and what a person does about a difference.

A difference is an alarm and stays one until a person closes it; nothing is repaired in silence. One that
comes from a changed edition of the terms is counted apart: it is a proposal. Not here: the comparing
(checking).
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.checking import (
    Finding,
    StoredMatter,
    check_matter,
    is_of_present_terms,
    stored_matter,
    stored_portions,
)
from tracker.docket.deriving import compare, derive_matter, store_result
from tracker.docket.gate import own_scope
from tracker.docket.holding import remind_of_held
from tracker.docket.moves import note_moves
from tracker.docket.terms import shelf
from tracker.docket.words import Faults
from tracker.engine import CaseFaults
from tracker.errors import DateOutOfRange, NotFound, Refused
from tracker.packs.edition import editions
from tracker.store import selfchecks
from tracker.store.facts import facts_of, standing_facts
from tracker.store.matters import find_matter, lock_matter
from tracker.store.obligations import obligations_of
from tracker.store.selfchecks import SelfcheckDifference, SelfcheckRun
from tracker.store.session import reading, transaction

REASON_LENGTH = 500
STILL_BROKEN = "The duties of this matter still cannot be computed. Correct its facts first."
NOTHING_OPEN = "There is no open difference in this matter."

log = logging.getLogger(__name__)

Identity = tuple[str, str, str, str, str, str]


@dataclass(slots=True)
class Checked:
    """What a run found: ``differences`` under the same terms, ``proposals`` from a changed edition, matters
    that ``failed`` to be derived. ``by_organisation``: duties checked and differences of each."""

    matters: int = 0
    duties: int = 0
    differences: int = 0
    proposals: int = 0
    failed: int = 0
    by_organisation: dict[str, list[int]] = field(default_factory=dict)

    def count(self, stored: StoredMatter, findings: Sequence[Finding], proposed: bool) -> None:
        """Add one matter."""
        mine = self.by_organisation.setdefault(str(stored.organisation_id), [0, 0])
        self.matters += 1
        self.duties += len(stored.duties)
        mine[0] += len(stored.duties)
        self.failed += any(each.kind == "fail" for each in findings)
        if proposed:
            self.proposals += len(findings)
        else:
            self.differences += len(findings)
            mine[1] += len(findings)


def selfcheck(*, today: date, now: Callable[[], datetime]) -> Checked:
    """Check every matter and leave a row that it ran, with each difference found. Repairs nothing.

    Safe to run twice: a difference that is open already is not noted again.
    """
    run_id = _begin(today, now())
    try:
        done = _check_all(run_id, today, now)
    except Exception as error:
        _end(run_id, Checked(), now(), type(error).__name__)
        raise
    _end(run_id, done, now(), None)
    return done


def selfcheck_due(*, today: date, now: Callable[[], datetime]) -> Checked | None:
    """The nightly check: the same, unless one has come to its end for this day. None where it has."""
    last = selfchecks.last_selfcheck(reading())
    reading().rollback()
    return None if last is not None and last.as_of >= today else selfcheck(today=today, now=now)


def _begin(today: date, now: datetime) -> int:
    with transaction() as session:
        run = SelfcheckRun(started_at=now, as_of=today, editions=editions(shelf()))
        session.add(run)
        session.flush()
        return run.id


def _end(run_id: int, done: Checked, now: datetime, error: str | None) -> None:
    with transaction() as session:
        run = session.get_one(SelfcheckRun, run_id)
        run.ended_at, run.error = now, error
        run.matters, run.checked, run.failed = done.matters, done.duties, done.failed
        run.differences, run.proposals = done.differences, done.proposals
        run.counts = done.by_organisation


def _check_all(run_id: int, today: date, now: Callable[[], datetime]) -> Checked:
    done = Checked()
    for portion in stored_portions(reading()):
        for stored in portion:
            findings = check_matter(stored, today)
            if findings:
                stored, findings = _look_again(run_id, stored, today, now())
            done.count(stored, findings, bool(findings) and not is_alarm(stored, findings))
    return done


def is_alarm(stored: StoredMatter, findings: Sequence[Finding]) -> bool:
    """Whether differences are no news of the terms: same edition, or nothing could be derived at all."""
    return is_of_present_terms(stored) or any(each.kind == "fail" for each in findings)


def _look_again(
    run_id: int, stored: StoredMatter, today: date, now: datetime
) -> tuple[StoredMatter, list[Finding]]:
    """Check one matter under lock: somebody may have recorded a fact between two reads. Notes what holds."""
    with transaction() as session:
        lock_matter(session, stored.id)
        fresh = stored_matter(session, stored.id) or stored
        findings = check_matter(fresh, today)
        if findings and is_alarm(fresh, findings):
            log.error("selfcheck: matter %s differs in %d places", fresh.id, len(findings))
            _note(session, run_id, fresh, findings, now)
            _remind(session, fresh.id, today, now)
        return fresh, findings


def _remind(session: Session, matter_id: int, today: date, now: datetime) -> None:
    """A date that is told too late or not at all is reminded of at once, not after the next derivation."""
    session.flush()
    matter = lock_matter(session, matter_id)
    remind_of_held(session, matter, standing_facts(facts_of(session, [matter_id])), today, now)


def _note(
    session: Session, run_id: int, stored: StoredMatter, findings: Sequence[Finding], now: datetime
) -> None:
    """Keep each difference that is not open already."""
    known = {_identity(row) for row in selfchecks.open_differences(session, [stored.id])}
    for each in findings:
        if _identity(each) not in known:
            session.add(
                SelfcheckDifference(
                    run_id=run_id,
                    matter_id=stored.id,
                    organisation_id=stored.organisation_id,
                    part=each.part,
                    pack=each.pack,
                    rule=each.rule,
                    filing=each.filing,
                    trigger=each.trigger,
                    kind=each.kind,
                    reason=each.reason,
                    before=each.before,
                    after=each.after,
                    found_at=now,
                )
            )


def _identity(each: Finding | SelfcheckDifference) -> Identity:
    return each.part, each.pack, each.rule, each.filing, each.trigger, each.kind


# --- what a person does -------------------------------------------------------------------------------------


def close_differences(actor: Actor, *, matter: str, reason: str, now: datetime, today: date) -> int:
    """Take what follows from the facts for a matter's duties, with a reason; closes its open differences.

    The dates that move by it are told like any others. Returns how many were closed. Raises NotFound,
    Refused without a reason or where nothing can be derived.
    """
    require(actor.may_record)
    faults = Faults()
    because = faults.text("reason", reason, REASON_LENGTH, needed=True)
    faults.raise_any()
    with transaction() as session:
        found = find_matter(session, own_scope(actor), matter)
        if found is None:
            raise NotFound("There is no such matter here.")
        found = lock_matter(session, found.id)
        rows = selfchecks.open_differences(session, [found.id])
        if not rows:
            raise Refused([("", NOTHING_OPEN)])
        facts, kept = standing_facts(facts_of(session, [found.id])), obligations_of(session, [found.id])
        try:
            result = derive_matter(found, facts, today)
        except (CaseFaults, DateOutOfRange) as error:
            raise Refused([("", STILL_BROKEN)]) from error
        for row in rows:
            row.closed_at, row.closed_by_id, row.closed_because = now, actor.person_id, because
        differences = compare(found, kept, result.obligations)
        store_result(session, found, facts, kept, differences, result, today, now)
        note_moves(session, found, differences, None, actor, now)
        found.version += 1
        trail.record_act(
            session,
            actor,
            "close-differences",
            ("matter", found.public_id),
            now=now,
            organisation_id=found.organisation_id,
            changes={"differences": [row.public_id for row in rows], "duties": len(differences)},
            reason=because,
        )
        return len(rows)
