"""Invites people by mail: a one-time link with which they set a password and enter. Not here: what a person
may do once they are in (people_changes), and sending (reminders).

The answer to whoever invites is the same whether the address has an account or not. Of the link only its hash
is kept; it is put into the mail when that is sent, so it stands in no outbox.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.clock import day_of
from tracker.docket.accounts import (
    NO_ORGANISATION,
    ROLE_UNFIT,
    ROLES_AT,
    check_password,
    hash_of,
    read_email,
)
from tracker.docket.actor import Actor, actor_of, require
from tracker.docket.trail import digest, record_act
from tracker.docket.words import Faults
from tracker.errors import Conflict, NotFound
from tracker.reminders.invitation import INVITATION, KNOWN, PLACE
from tracker.reminders.messages import render
from tracker.reminders.post import message_id
from tracker.store import people as rows
from tracker.store.invitations import Invitation, invitation_by_hash, invitations_of
from tracker.store.keys import invitation_token
from tracker.store.organisations import Organisation, organisation_by_code
from tracker.store.outbox import queue
from tracker.store.people import LANGUAGES, ROLES, Person
from tracker.store.session import reading, transaction

LIFE = timedelta(hours=72)
HERE_ALREADY = "This person has an account in your organisation."
INVITED = "This person is invited already. Take that invitation back first."
OVER = "This invitation was accepted or taken back already."
NOWHERE = "This link leads nowhere (any more). Ask for a new invitation."


@dataclass(frozen=True, slots=True)
class House:
    """What a mail needs of the installation."""

    base_url: str
    sender: str
    secret: str


@dataclass(frozen=True, slots=True)
class InvitationView:
    """One invitation that was not accepted yet."""

    public_id: str
    name: str
    email: str
    role: str
    organisation_name: str
    invited_by: str | None
    invited_at: datetime
    expires_at: datetime
    expired: bool


@dataclass(frozen=True, slots=True)
class Welcome:
    """What somebody who follows a link is told."""

    name: str
    email: str
    role: str
    organisation_name: str
    language: str


def may_invite(actor: Actor) -> bool:
    """Whether somebody brings in people: the operator anywhere, an IP manager into their organisation."""
    return actor.kind == "operator" or actor.may_record


def roles_for(actor: Actor) -> list[str]:
    """The roles that an actor can give, in their usual order."""
    if actor.kind == "operator":
        return list(ROLES)
    return [each for each in ROLES if each in ROLES_AT[actor.kind]]


def invite(
    actor: Actor,
    *,
    email: str,
    name: str,
    role: str,
    language: str,
    now: datetime,
    house: House,
    organisation: str = "",
) -> None:
    """Invite somebody into the actor's organisation; the operator names one by its code. Raises Refused."""
    require(may_invite(actor))
    faults = Faults()
    email = read_email(faults, email)
    name = faults.text("name", name, 200, needed=True)
    role = faults.word("role", role, ROLES)
    language = faults.word("language", language, LANGUAGES)
    with transaction() as session:
        home = home_of(session, actor, organisation)
        if home is None:
            faults.add("organisation", NO_ORGANISATION)
        else:
            check(session, home, email, role, now, faults)
        faults.raise_any()
        assert home is not None
        row = Invitation(
            organisation=home,
            email=email,
            name=name,
            role=role,
            language=language,
            invited_by_id=actor.person_id,
            invited_at=now,
            expires_at=now + LIFE,
        )
        session.add(row)
        session.flush()
        known = rows.person_by_email(session, email)
        row.token_hash = None if known else hash_of(invitation_token(row.public_id))
        post(session, actor, row, known, house, now)
        told = {"role": role, "email": digest(email), "name": digest(name)}
        subject = ("invitation", row.public_id)
        record_act(session, actor, "invite", subject, now=now, changes=told, organisation_id=home.id)
        session.flush()


def withdraw_invitation(actor: Actor, *, invitation: str, now: datetime) -> None:
    """Take an invitation back: its link leads nowhere from now on. Raises NotFound, Conflict."""
    require(may_invite(actor))
    with transaction() as session:
        found = invitations_of(session, None if actor.kind == "operator" else actor.organisation_id)
        row = next((each for each in found if each.public_id == invitation), None)
        if row is None:
            raise NotFound("There is no such invitation here.")
        if row.accepted_at or row.withdrawn_at:
            raise Conflict(OVER)
        row.withdrawn_at = now
        subject, home = ("invitation", row.public_id), row.organisation_id
        record_act(session, actor, "withdraw-invitation", subject, now=now, organisation_id=home)
        session.flush()


def invitations(actor: Actor, *, now: datetime) -> list[InvitationView]:
    """The invitations that wait, the latest first."""
    if not may_invite(actor):
        return []
    found = invitations_of(reading(), None if actor.kind == "operator" else actor.organisation_id)
    return [view_of(row, now) for row in found]


def welcome(token: str, *, now: datetime) -> Welcome:
    """What the link says. Raises NotFound, whatever is wrong with it."""
    row = invitation_by_hash(reading(), hash_of(token))
    if row is None or not row.is_live(now):
        raise NotFound(NOWHERE)
    return Welcome(row.name, row.email, row.role, row.organisation.name, row.language)


def check_new_password(token: str, password: str, *, now: datetime) -> None:
    """Raise Refused where the password is no good for the invited person."""
    told = welcome(token, now=now)
    faults = Faults()
    check_password(faults, password, about=(told.email.partition("@")[0], told.organisation_name))
    faults.raise_any()


def accept(token: str, *, password_hash: str, now: datetime) -> None:
    """The invited person enters. The link is dead after that. Raises NotFound, whatever is wrong with it."""
    with transaction() as session:
        row = invitation_by_hash(session, hash_of(token))
        if row is None or not row.is_live(now) or rows.person_by_email(session, row.email):
            raise NotFound(NOWHERE)
        person = Person(
            email=row.email,
            name=row.name,
            role=row.role,
            language=row.language,
            organisation=row.organisation,
            password=password_hash,
            active=True,
            fs_uniquifier=uuid.uuid4().hex,
            created_at=now,
        )
        session.add(person)
        session.flush()
        row.accepted_at, row.person_id = now, person.id
        subject = ("person", person.public_id)
        told = {"invitation": row.public_id, "role": row.role}
        record_act(session, actor_of(person), "accept-invitation", subject, now=now, changes=told)
        session.flush()


# --- the parts they share -----------------------------------------------------------------------------------


def home_of(session: Session, actor: Actor, code: str) -> Organisation | None:
    """The organisation that somebody is invited into."""
    if actor.kind == "operator":
        return organisation_by_code(session, code)
    return session.get(Organisation, actor.organisation_id)


def check(session: Session, home: Organisation, email: str, role: str, now: datetime, faults: Faults) -> None:
    """What speaks against an invitation, as far as the organisation's own people may be told."""
    if role and role not in ROLES_AT[home.kind]:
        faults.add("role", ROLE_UNFIT)
    if any(each.email == email for each in rows.people_of(session, home.id)):
        faults.add("email", HERE_ALREADY)
    if any(each.email == email and each.is_live(now) for each in invitations_of(session, home.id)):
        faults.add("email", INVITED)


def post(
    session: Session, actor: Actor, row: Invitation, known: Person | None, house: House, now: datetime
) -> None:
    """Queue the mail: with a link, or to somebody who has an account that there is nothing to be done."""
    message, language = (KNOWN, known.language) if known else (INVITATION, row.language)
    values = {
        "name": row.name,
        "organisation": row.organisation.name,
        "until": row.expires_at.astimezone().strftime("%Y-%m-%d %H:%M %Z"),
        "link": f"{house.base_url}/invitation/{PLACE}",
        "home": house.base_url,
    }
    wording = render(message, language, values)
    key = f"{message}:{row.public_id}"
    mail = {
        "key": key,
        "organisation_id": row.organisation_id,
        "person_id": actor.person_id,
        "message": message,
        "language": language,
        "day": day_of(now),
        "to_address": row.email,
        "subject": wording.subject,
        "body": wording.body,
        "attachment": None,
        "message_id": message_id(house.secret, key, house.sender),
        "next_at": now,
        "created_at": now,
    }
    queue.put_alone(session, mail, [])


def view_of(row: Invitation, now: datetime) -> InvitationView:
    """One invitation as a plain record."""
    return InvitationView(
        public_id=row.public_id,
        name=row.name,
        email=row.email,
        role=row.role,
        organisation_name=row.organisation.name,
        invited_by=row.invited_by.name if row.invited_by else None,
        invited_at=row.invited_at,
        expires_at=row.expires_at,
        expired=now >= row.expires_at,
    )
