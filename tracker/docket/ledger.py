"""Stores a fact with all that follows from it: the cache of duties, the matter's state, the audit row.

Not here: whether the input can stand by itself (draft), and who calls (record).
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.agency_trail import tell_of_fact
from tracker.docket.casefaults import faults_of_case
from tracker.docket.cautioning import cautions_of, check_read
from tracker.docket.deriving import compare, store_result
from tracker.docket.draft import Ground
from tracker.docket.duties import changes_of
from tracker.docket.gate import own_scope, recording_scope
from tracker.docket.incoming import concerns, keep_lines
from tracker.docket.inforce import derive_pinned
from tracker.docket.moves import note_moves
from tracker.docket.numbering import keep_numbers
from tracker.docket.outcome import outcome_of
from tracker.docket.proposing import foreseen_pins, stage
from tracker.docket.telling import fact_view
from tracker.docket.terms import kinds_of
from tracker.docket.views import Change, Recorded
from tracker.engine import CaseFaults, Result
from tracker.errors import Conflict, DateOutOfRange, NotFound, Refused
from tracker.store.facts import Fact, fact_id, facts_of
from tracker.store.matters import Matter, find_matter, lock_matter
from tracker.store.obligations import obligations_of

OUT_OF_RANGE = "A date that follows from this would lie outside the calendar."
CHANGED = "Somebody changed this matter since you opened it. Look at it again, then repeat your change."


def look_at(session: Session, actor: Actor, name: str) -> Ground:
    """The matter and its facts, to foresee what recording something would do. Raises NotFound."""
    require(actor.may_record or actor.is_officer)
    matter = find_matter(session, recording_scope(actor), name)
    if matter is None:
        raise NotFound("There is no such matter here.")
    return Ground(matter, facts_of(session, [matter.id], people=True))


def hold(session: Session, actor: Actor, name: str, *, joint: bool = False) -> Ground:
    """The same, held until the transaction ends: two people recording at once wait for one another.

    ``joint``: also a matter that the actor's side owns with others; without it only the side's own.
    """
    require(actor.may_record or actor.is_officer)
    scope = recording_scope(actor) if joint else own_scope(actor)
    matter = find_matter(session, scope, name)
    if matter is None:
        raise NotFound("There is no such matter here.")
    matter = lock_matter(session, matter.id)
    session.refresh(matter.agreement, ["parameters"])  # an answer may have come while this one waited
    return Ground(matter, facts_of(session, [matter.id], people=True))


def check_version(matter: Matter, version: int | None) -> None:
    """Raise Conflict where the matter changed since the actor looked at it."""
    if version is not None and version != matter.version:
        raise Conflict(CHANGED)


def after(ground: Ground, fresh: Fact, today: date) -> tuple[list[Fact], Result]:
    """The facts that hold with this one, and what follows. Raises Refused where they cannot."""
    others = [fact for fact in ground.standing if fact.number != fresh.number]
    facts = others if fresh.withdrawn else [*others, fresh]
    try:
        pins = foreseen_pins(ground.matter, ground.standing, today)
        return facts, derive_pinned(ground.matter, facts, today, pins)
    except DateOutOfRange as error:
        raise Refused([("", OUT_OF_RANGE)]) from error
    except CaseFaults as error:
        names = [fact.fact_id for fact in facts]
        place = -1 if fresh.withdrawn else len(facts) - 1
        raise Refused(faults_of_case(error.faults, place, names)) from error


def foresee(session: Session, ground: Ground, actor: Actor, fresh: Fact, today: date) -> list[Change]:
    """What a fact would change."""
    _, result = after(ground, fresh, today)
    differences = compare(ground.matter, obligations_of(session, [ground.matter.id]), result.obligations)
    return changes_of(differences, result.obligations, ground.matter, actor, today)


def store(
    session: Session,
    ground: Ground,
    actor: Actor,
    fresh: Fact,
    action: str,
    *,
    now: datetime,
    today: date,
    confirm: bool = True,
) -> Recorded:
    """Store a fact, what follows from it, and the audit row, all in the open transaction.

    ``confirm``: the actor has read the cautions that stop. Raises Refused where that is needed.
    """
    matter = ground.matter
    stage(session, matter, ground.standing, today, now)
    facts, result = after(ground, fresh, today)
    warned = [] if fresh.withdrawn else cautions_of(ground, fresh, today)
    check_read(warned, confirm, actor)
    rows = obligations_of(session, [matter.id])
    differences = compare(matter, rows, result.obligations)
    changes = changes_of(differences, result.obligations, matter, actor, today)
    fresh.outcome = outcome_of(changes)
    session.add(fresh)
    store_result(session, matter, facts, rows, differences, result, today, now)
    if fresh.details or fresh.revision > 1:
        keep_numbers(session, matter, facts)
    note_moves(session, matter, differences, fact_id(fresh.number), actor, now)
    if concerns(fresh, kinds_of(matter.agreement.packs)):
        keep_lines(session, matter, facts, result)
    matter.version += 1
    trail.record_act(
        session,
        actor,
        action,
        ("fact", f"{matter.public_id}/{fact_id(fresh.number)}"),
        now=now,
        organisation_id=matter.organisation_id,
        reason=fresh.reason,
        changes={
            "kind": fresh.kind,
            "revision": fresh.revision,
            "on": fresh.on.isoformat(),
            "keys": {name: trail.digest(str(value)) for name, value in sorted(fresh.keys.items())},
            "details": {name: trail.digest(value) for name, value in sorted(fresh.details.items())},
            "note": trail.digest(fresh.note),
            "cautions": [each.id for each in warned],
            "cautions_confirmed": [each.id for each in warned if each.stop],
            "duties": [[change["action"], change["duty"]] for change in fresh.outcome],
        },
    )
    tell_of_fact(session, actor, action, matter, fresh, now)
    session.flush()
    return Recorded(fact_view(fresh, matter, actor), changes, matter.version)
