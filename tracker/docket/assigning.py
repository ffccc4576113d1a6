"""Who looks after a matter: its owner and deputy, one matter or all of a person's at once.

Not here: reassigning chosen rows of a list, and who is reminded (reminders).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.docket import trail
from tracker.docket.actor import LOGGERS, Actor, require
from tracker.docket.gate import own_scope
from tracker.docket.ledger import hold
from tracker.docket.words import MISSING, Faults
from tracker.errors import NotFound
from tracker.store.bulk import assign_matter
from tracker.store.matters import Matter, find_matter, lock_matter, matters_with
from tracker.store.people import Person, people_of
from tracker.store.session import reading, transaction

NOT_HERE = "Choose an active person of your organisation who sees its matters."
SAME = "Owner and deputy are two people."
TO_THEMSELVES = "Choose another person."


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can look after a matter."""

    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who looks after a matter, and who could."""

    matter_public_id: str
    matter_ref: str
    owner: str | None
    deputy: str | None
    version: int
    candidates: list[Candidate]


def assigned(actor: Actor, matter: str) -> Assigned:
    """Owner and deputy of one's own matter. For IP managers. Raises NotFound."""
    require(actor.may_record)
    found = find_matter(reading(), own_scope(actor), matter)
    if found is None:
        raise NotFound("There is no such matter here.")
    return Assigned(
        matter_public_id=found.public_id,
        matter_ref=found.ref,
        owner=found.owner.public_id if found.owner else None,
        deputy=found.deputy.public_id if found.deputy else None,
        version=found.version,
        candidates=candidates(actor),
    )


def candidates(actor: Actor) -> list[Candidate]:
    """The active people of the actor's organisation who can look after matters."""
    rows = fitting(reading(), actor.organisation_id)
    return [Candidate(row.public_id, row.name) for row in sorted(rows, key=lambda row: row.name)]


def fitting(session: Session, organisation_id: int) -> list[Person]:
    """Who can look after matters of an organisation."""
    return [each for each in people_of(session, organisation_id) if each.active and each.role in LOGGERS]


def assign(actor: Actor, *, matter: str, owner: str, deputy: str, now: datetime) -> None:
    """Name owner and deputy of a matter. Raises Refused."""
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        faults, people = Faults(), fitting(session, actor.organisation_id)
        first = chosen(people, "owner", owner, faults, needed=True)
        second = chosen(people, "deputy", deputy, faults)
        if first is not None and first is second:
            faults.add("deputy", SAME)
        faults.raise_any()
        put(session, actor, ground.matter, first, second, now)


def hand_over(actor: Actor, *, person: str, to: str, now: datetime) -> int:
    """All matters that a person looks after go to another one, as owner and as deputy. Returns how many.

    Raises Refused where the other one cannot, NotFound where the person is not of the organisation.
    """
    require(actor.may_record)
    with transaction() as session:
        everybody = people_of(session, actor.organisation_id)
        leaving = next((each for each in everybody if each.public_id == person), None)
        if leaving is None:
            raise NotFound("There is no such person here.")
        faults = Faults()
        other = chosen(fitting(session, actor.organisation_id), "to", to, faults, needed=True)
        if other is leaving:
            faults.add("to", TO_THEMSELVES)
        faults.raise_any()
        found: Sequence[Matter] = matters_with(session, leaving.id)
        for row in found:
            matter = lock_matter(session, row.id)
            owner = other if matter.owner_id == leaving.id else matter.owner
            deputy = other if matter.deputy_id == leaving.id else matter.deputy
            put(session, actor, matter, owner, None if deputy is owner else deputy, now)
        return len(found)


def chosen(
    people: Sequence[Person], field: str, name: str, faults: Faults, *, needed: bool = False
) -> Person | None:
    """One of these people by outward id."""
    if not name:
        if needed:
            faults.add(field, MISSING)
        return None
    found = next((each for each in people if each.public_id == name), None)
    if found is None:
        faults.add(field, NOT_HERE)
    return found


def put(
    session: Session,
    actor: Actor,
    matter: Matter,
    owner: Person | None,
    deputy: Person | None,
    now: datetime,
) -> None:
    """Store who looks after a matter; their reminders follow with the next sweep."""
    names = {each.id: each.public_id for each in (matter.owner, matter.deputy, owner, deputy) if each}
    before = [names.get(matter.owner_id or 0), names.get(matter.deputy_id or 0)]
    assign_matter(session, matter, owner.id if owner else None)
    matter.deputy_id = deputy.id if deputy else None
    matter.version += 1
    after = [owner.public_id if owner else None, deputy.public_id if deputy else None]
    if before != after:
        told = {"owner": [before[0], after[0]], "deputy": [before[1], after[1]]}
        subject = ("matter", matter.public_id)
        trail.record_act(session, actor, "assign-matter", subject, now=now, changes=told)
    session.flush()
