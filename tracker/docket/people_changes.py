"""What can be changed about people: their role, closing and opening their account; and what hangs on them.

Nobody with matters to look after vanishes: these go to somebody else first (assigning). Not here: inviting.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.docket import accounts
from tracker.docket.accounts import ROLE_UNFIT, ROLES_AT, PersonView, person_view
from tracker.docket.actor import AGENT, LOGGERS, WRITERS, Actor, require
from tracker.docket.trail import record_act
from tracker.docket.words import Faults
from tracker.errors import NotFound, Refused
from tracker.store import people as rows
from tracker.store.grants import grants_to
from tracker.store.matters import Matter, matters_with
from tracker.store.people import ROLES, Person
from tracker.store.session import reading, transaction

NOT_YOURSELF = "Ask somebody else to change your own account."
STILL_OWNS = "This person still looks after matters. Hand them over first."
STILL_SHARED = "Matters are shared with this person by name. Stop sharing them first."
LAST_MANAGER = "Nobody else of the organisation could record anything. Give somebody else this role first."


@dataclass(frozen=True, slots=True)
class Hanging:
    """A matter that somebody looks after."""

    public_id: str
    ref: str
    as_owner: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person with what hangs on them."""

    person: PersonView
    created_at: datetime
    matters: list[Hanging]
    shared: int
    tokens: int
    roles: list[str]
    may_change: bool
    may_close: bool


def person_page(actor: Actor, public_id: str) -> PersonPage:
    """One person of the actor's organisation; the operator sees all. Raises NotFound."""
    session = reading()
    person = found(session, actor, public_id)
    hanging = matters_with(session, person.id) if person.organisation.kind == "contractor" else []
    shows = actor.organisation_id == person.organisation_id and actor.may_record
    mine = person.id == actor.person_id
    live = [each for each in rows.tokens_of(session, person.id) if each.revoked_at is None]
    return PersonPage(
        person=person_view(person),
        created_at=person.created_at,
        matters=[Hanging(m.public_id, m.ref, m.owner_id == person.id) for m in hanging] if shows else [],
        shared=len(grants_to(session, person.id)),
        tokens=len(live),
        roles=[each for each in ROLES if each in ROLES_AT[person.organisation.kind]],
        may_change=may_change(actor) and not mine and person.active,
        may_close=may_change(actor) and not mine,
    )


def may_change(actor: Actor) -> bool:
    """Whether somebody changes the accounts of others."""
    return actor.kind == "operator" or actor.may_record


def found(session: Session, actor: Actor, public_id: str) -> Person:
    """A person the actor may look up. Raises NotFound."""
    home = None if actor.kind == "operator" else actor.organisation_id
    person = next((each for each in rows.people_of(session, home) if each.public_id == public_id), None)
    if person is None:
        raise NotFound("There is no such person here.")
    return person


def change_role(actor: Actor, *, person: str, role: str, now: datetime) -> None:
    """Give a person another role, from their next request on. Raises Refused."""
    require(may_change(actor))
    with transaction() as session:
        row = found(session, actor, person)
        faults = Faults()
        role = faults.word("role", role, ROLES)
        if role and role not in ROLES_AT[row.organisation.kind]:
            faults.add("role", ROLE_UNFIT)
        if row.id == actor.person_id:
            faults.add("role", NOT_YOURSELF)
        if role and role != row.role:
            check_leaving(session, row, role, faults)
        faults.raise_any()
        if role == row.role:
            return
        before, row.role = row.role, role
        told, subject = {"role": [before, role]}, ("person", row.public_id)
        home = row.organisation_id
        record_act(session, actor, "change-role", subject, now=now, changes=told, organisation_id=home)
        session.flush()


def close_account(actor: Actor, *, person: str, now: datetime) -> None:
    """Close somebody's account. Raises Refused while matters hang on them."""
    require(may_change(actor))
    with transaction() as session:
        row = found(session, actor, person)
        if row.id == actor.person_id:
            raise Refused([("", NOT_YOURSELF)])
        accounts.disable_person(actor, email=row.email, now=now)


def open_account(actor: Actor, *, person: str, now: datetime) -> None:
    """Let somebody in again whose account was closed; their password holds."""
    require(may_change(actor))
    with transaction() as session:
        row = found(session, actor, person)
        if not row.active:
            row.active = True
            subject, home = ("person", row.public_id), row.organisation_id
            record_act(session, actor, "open-account", subject, now=now, organisation_id=home)
            session.flush()


def check_leaving(session: Session, person: Person, role: str, faults: Faults) -> None:
    """Whether a person can leave their role for another one."""
    if role not in LOGGERS and looks_after(session, person):
        faults.add("role", STILL_OWNS)
    others = [each for each in rows.people_of(session, person.organisation_id) if each.id != person.id]
    if person.role in WRITERS and not any(each.active and each.role in WRITERS for each in others):
        faults.add("role", LAST_MANAGER)
    if person.role == AGENT and grants_to(session, person.id):
        faults.add("role", STILL_SHARED)


def looks_after(session: Session, person: Person) -> list[Matter]:
    """The matters that hang on a person."""
    return list(matters_with(session, person.id))
