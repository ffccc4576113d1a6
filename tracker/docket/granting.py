"""Shares one matter with a co-owner, a reader's organisation or an outside agent, and takes that back.

Whoever takes part in the agreement can be chosen, and the organisation's own outside agents: nobody learns
here who else uses the product. Not here: what a partner sees (gate), and opening to the agency (releasing).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.docket import trail
from tracker.docket.actor import AGENT, Actor, require
from tracker.docket.draft import Ground, read_reason
from tracker.docket.gate import own_scope
from tracker.docket.ledger import hold
from tracker.docket.words import MISSING, Faults
from tracker.errors import Conflict, NotFound
from tracker.store.grants import CO_OWNER, GRANT_ROLES, MatterGrant, grants_of
from tracker.store.matters import Matter, find_matter
from tracker.store.organisations import Organisation
from tracker.store.participants import participants_of
from tracker.store.people import Person, people_of
from tracker.store.session import reading, transaction

FROZEN = ("security-review", "designated")
"""States of secrecy in which nobody else learns of an invention; who shares it already keeps to the list."""

NO_SUCH = "Choose somebody from the list."
IS_FROZEN = "While its secrecy is reviewed or ordered, nobody else is let into this matter."
ALREADY = "The matter is shared with them already. Take that back first to change the role."
AGENT_READS = "An outside agent reads; facts are recorded by the organisation itself."
ENDED = "This was taken back already."


@dataclass(frozen=True, slots=True)
class Grantee:
    """Somebody a matter can be shared with. ``kind``: organisation or agent."""

    public_id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class GrantView:
    """One act of sharing, as its owner's people see it."""

    public_id: str
    name: str
    kind: str
    role: str
    reason: str
    granted_by: str | None
    granted_at: datetime
    revoked_by: str | None
    revoked_at: datetime | None
    revoked_because: str | None


@dataclass(frozen=True, slots=True)
class Sharing:
    """With whom a matter is shared, was shared, and can be; ``frozen``: with nobody more for now."""

    matter_public_id: str
    matter_ref: str
    running: list[GrantView]
    ended: list[GrantView]
    choices: list[Grantee]
    frozen: bool


def sharing(actor: Actor, matter: str) -> Sharing:
    """With whom one's own matter is shared. For its IP managers. Raises NotFound."""
    require(actor.may_record)
    session = reading()
    found = find_matter(session, own_scope(actor), matter)
    if found is None:
        raise NotFound("There is no such matter here.")
    views = [(row, view_of(row)) for row in grants_of(session, found.id)]
    shared = {row.organisation_id or -(row.person_id or 0) for row, _ in views if row.revoked_at is None}
    free = [each for each in grantees(session, found) if key_of(each) not in shared]
    return Sharing(
        matter_public_id=found.public_id,
        matter_ref=found.ref,
        running=[view for row, view in views if row.revoked_at is None],
        ended=[view for row, view in views if row.revoked_at is not None],
        choices=[Grantee(each.public_id, each.name, kind_of(each)) for each in free],
        frozen=is_frozen(found),
    )


def share_matter(actor: Actor, *, matter: str, grantee: str, role: str, reason: str, now: datetime) -> str:
    """Share a matter from now on. Answers the grant's id. Raises Refused with every fault."""
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        faults = Faults()
        role = faults.word("role", role, GRANT_ROLES)
        why = read_reason(faults, reason)
        chosen = next((each for each in grantees(session, ground.matter) if each.public_id == grantee), None)
        check_grant(session, ground, chosen, role, faults)
        if not grantee:
            faults.add("grantee", MISSING)
        faults.raise_any()
        row = MatterGrant(
            matter_id=ground.matter.id,
            organisation_id=chosen.id if isinstance(chosen, Organisation) else None,
            person_id=chosen.id if isinstance(chosen, Person) else None,
            role=role,
            reason=why,
            granted_by_id=actor.person_id,
            granted_at=now,
        )
        session.add(row)
        session.flush()
        told = {"with": grantee, "role": role, "reason": trail.digest(why)}
        note(session, actor, "share-matter", ground.matter, row, now, told)
        return row.public_id


def unshare_matter(actor: Actor, *, matter: str, grant: str, reason: str, now: datetime) -> None:
    """Take a grant back: from the next request on nothing of the matter is seen there. Raises Refused."""
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        row = next((row for row in grants_of(session, ground.matter.id) if row.public_id == grant), None)
        if row is None:
            raise NotFound("There is no such grant here.")
        faults = Faults()
        why = read_reason(faults, reason)
        faults.raise_any()
        if row.revoked_at is not None:
            raise Conflict(ENDED)
        row.revoked_at, row.revoked_by_id, row.revoked_because = now, actor.person_id, why
        note(session, actor, "unshare-matter", ground.matter, row, now, {"reason": trail.digest(why)})


# --- what they share ----------------------------------------------------------------------------------------


def grantees(session: Session, matter: Matter) -> list[Organisation | Person]:
    """Who takes part in the agreement beside its owner, and the owner's active outside agents."""
    parts = {row.organisation.id: row.organisation for row in participants_of(session, matter.agreement_id)}
    parts.pop(matter.organisation_id, None)
    people = people_of(session, matter.organisation_id)
    agents = [person for person in people if person.active and person.role == AGENT]
    return [*parts.values(), *agents]


def check_grant(
    session: Session, ground: Ground, chosen: Organisation | Person | None, role: str, faults: Faults
) -> None:
    """Whether the matter can be shared with them in this role now."""
    if is_frozen(ground.matter):
        faults.add("", IS_FROZEN)
    if chosen is None:
        faults.add("grantee", NO_SUCH)
        return
    if isinstance(chosen, Person) and role == CO_OWNER:
        faults.add("role", AGENT_READS)
    rows = [row for row in grants_of(session, ground.matter.id) if row.revoked_at is None]
    if any(key_of(chosen) == (row.organisation_id or -(row.person_id or 0)) for row in rows):
        faults.add("grantee", ALREADY)


def is_frozen(matter: Matter) -> bool:
    """Whether nobody more may be let in; where nobody says how it stands, nobody is."""
    return matter.disclosure is None or matter.disclosure.get("state") in FROZEN


def key_of(grantee: Organisation | Person) -> int:
    """Tells organisations and people apart by one number."""
    return grantee.id if isinstance(grantee, Organisation) else -grantee.id


def kind_of(grantee: Organisation | Person) -> str:
    """What somebody is."""
    return "organisation" if isinstance(grantee, Organisation) else "agent"


def view_of(row: MatterGrant) -> GrantView:
    """One grant as a plain record."""
    grantee = row.organisation or row.person
    return GrantView(
        public_id=row.public_id,
        name=grantee.name if grantee else "",
        kind="organisation" if row.organisation_id else "agent",
        role=row.role,
        reason=row.reason,
        granted_by=row.granted_by.name if row.granted_by else None,
        granted_at=row.granted_at,
        revoked_by=row.revoked_by.name if row.revoked_by else None,
        revoked_at=row.revoked_at,
        revoked_because=row.revoked_because,
    )


def note(
    session: Session,
    actor: Actor,
    action: str,
    matter: Matter,
    row: MatterGrant,
    now: datetime,
    told: dict[str, str | None],
) -> None:
    """The audit row of an act of sharing."""
    subject = ("matter", f"{matter.public_id}/{row.public_id}")
    trail.record_act(session, actor, action, subject, now=now, changes=told)
    session.flush()
