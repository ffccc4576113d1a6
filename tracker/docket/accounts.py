"""Accounts: people, their sign-ins and their API tokens. Not here: the pages, and checking a password.

A browser's cookie carries a random token; the row that holds its hash decides whether it still counts.
So a sign-in ends at once, on every machine, when its row ends.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email

from tracker.docket.actor import Actor, Source, actor_of, require
from tracker.docket.trail import record_act
from tracker.docket.words import MISSING, Faults
from tracker.errors import NotFound, Refused
from tracker.store import people as rows
from tracker.store.organisations import KINDS, Organisation, all_organisations, organisation_by_code
from tracker.store.outbox import owed
from tracker.store.people import LANGUAGES, ROLES, ApiToken, Person, SignIn
from tracker.store.session import reading, transaction

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
TOKEN_PREFIX = "kgn_"
TOKEN_LIFE = timedelta(days=366)
PASSWORD_SHORTEST = 12
PASSWORD_LONGEST = 128
ROLES_AT = {
    "operator": frozenset({"administrator"}),
    "agency": frozenset({"officer"}),
    "contractor": frozenset(ROLES) - {"officer", "administrator"},
}
"""Which roles there are in which kind of organisation."""

CODE_TAKEN = "There is already an organisation with this code."
NO_ORGANISATION = "There is no organisation with this code."
ROLE_UNFIT = "An organisation of this kind has no such role."
EMAIL_TAKEN = "There is already an account with this address."
NOT_EMAIL = "This is not a mail address."
PASSWORD_LENGTH = "From %(least)s to %(most)s characters."
EASY_PASSWORD = "Too easy to guess."
OPEN_DUTIES = "This person looks after matters with open duties. Hand them over first."
LAST_ONE = "Nobody would be left to be reminded of open duties. Add another person of the organisation first."


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as the people of the same organisation see them."""

    public_id: str
    name: str
    email: str
    role: str
    language: str
    active: bool
    organisation_name: str


@dataclass(frozen=True, slots=True)
class TokenView:
    """An API token, without the token."""

    public_id: str
    label: str
    created_at: datetime
    revoked_at: datetime | None


def hash_of(token: str) -> str:
    """What is kept of a random token. It has 256 bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


# --- organisations and people -------------------------------------------------------------------------------


def add_organisation(actor: Actor | None, *, code: str, name: str, kind: str, now: datetime) -> str:
    """Enter an organisation; returns its outward id. For the operator, or the first one of all."""
    faults = Faults()
    code = faults.text("code", code, 12, needed=True)
    name = faults.text("name", name, 200, needed=True)
    kind = faults.word("kind", kind, KINDS)
    with transaction() as session:
        if code and organisation_by_code(session, code):
            faults.add("code", CODE_TAKEN)
        faults.raise_any()
        organisation = Organisation(code=code, name=name, kind=kind, created_at=now)
        session.add(organisation)
        session.flush()
        doer = actor or Actor(None, organisation.id, "administrator", source="cli", kind="operator")
        record_act(session, doer, "add-organisation", ("organisation", organisation.public_id), now=now)
        return organisation.public_id


def add_person(
    actor: Actor | None,
    *,
    email: str,
    name: str,
    role: str,
    organisation: str,
    password_hash: str,
    now: datetime,
    language: str = "ja",
) -> PersonView:
    """Enter a person into the organisation with this code. The password comes hashed."""
    faults = Faults()
    email = read_email(faults, email)
    name = faults.text("name", name, 200, needed=True)
    role = faults.word("role", role, ROLES)
    language = faults.word("language", language, LANGUAGES)
    with transaction() as session:
        home = organisation_by_code(session, organisation)
        if home is None:
            faults.add("organisation", NO_ORGANISATION)
        elif role and role not in ROLES_AT[home.kind]:
            faults.add("role", ROLE_UNFIT)
        if email and rows.person_by_email(session, email):
            faults.add("email", EMAIL_TAKEN)
        faults.raise_any()
        assert home is not None
        person = Person(
            email=email,
            name=name,
            role=role,
            language=language,
            organisation=home,
            password=password_hash,
            active=True,
            fs_uniquifier=uuid.uuid4().hex,
            created_at=now,
        )
        session.add(person)
        session.flush()
        doer = actor or actor_of(person, "cli")
        record_act(
            session, doer, "add-person", ("person", person.public_id), now=now, organisation_id=home.id
        )
        return person_view(person)


def read_email(faults: Faults, text: str) -> str:
    """The address in lower case, without asking any server about it."""
    text = faults.text("email", text, 254, needed=True)
    if not text:
        return ""
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        faults.add("email", NOT_EMAIL)
        return ""


def person_view(person: Person) -> PersonView:
    """A person as a plain record."""
    return PersonView(
        public_id=person.public_id,
        name=person.name,
        email=person.email,
        role=person.role,
        language=person.language,
        active=person.active,
        organisation_name=person.organisation.name,
    )


def people(actor: Actor) -> list[PersonView]:
    """The people of the actor's own organisation; the operator sees all."""
    home = None if actor.kind == "operator" else actor.organisation_id
    return [person_view(person) for person in rows.people_of(reading(), home)]


def organisations(actor: Actor) -> list[tuple[str, str]]:
    """Code and name of every organisation, for the operator alone."""
    require(actor.kind == "operator")
    return [(each.code, each.name) for each in all_organisations(reading())]


def everyone() -> list[PersonView]:
    """All people of the installation, for the command line."""
    return [person_view(person) for person in rows.people_of(reading(), None)]


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return not rows.is_anyone_there(reading())


def find_actor(email: str, source: Source = "cli") -> Actor:
    """The actor with this address. Raises NotFound."""
    person = rows.person_by_email(reading(), email)
    if person is None or not person.active:
        raise NotFound("There is no account with this address.")
    return actor_of(person, source)


def find_operator() -> Actor:
    """The first administrator of the installation, for commands that act in its name. Raises NotFound."""
    for person in rows.people_of(reading(), None):
        if person.active and person.role == "administrator" and person.organisation.kind == "operator":
            return actor_of(person, "cli")
    raise NotFound("There is no administrator yet: flask users add --first")


def choose_language(actor: Actor, *, language: str, now: datetime) -> None:
    """Remember the language a person reads."""
    faults = Faults()
    faults.word("language", language, LANGUAGES)
    faults.raise_any()
    with transaction() as session:
        person = session.get_one(Person, actor.person_id)
        changes = {"language": [person.language, language]}
        person.language = language
        record_act(session, actor, "choose-language", ("person", person.public_id), now=now, changes=changes)


def disable_person(actor: Actor | None, *, email: str, now: datetime) -> None:
    """Close an account: its sign-ins and tokens end at once, its record stays.

    Raises NotFound, and Refused where open duties would be left without anybody to remind.
    """
    with transaction() as session:
        person = rows.person_by_email(session, email)
        if person is None:
            raise NotFound("There is no account with this address.")
        if owed.looks_after_open(session, person.id):
            raise Refused([("email", OPEN_DUTIES)])
        if owed.would_be_alone(session, person.organisation_id, person.id):
            raise Refused([("email", LAST_ONE)])
        person.active = False
        person.fs_uniquifier = uuid.uuid4().hex
        rows.end_sign_ins(session, person.id, now)
        rows.revoke_tokens(session, person.id, now)
        doer = actor or actor_of(person, "cli")
        record_act(session, doer, "disable-person", ("person", person.public_id), now=now)


# --- sign-ins -----------------------------------------------------------------------------------------------


def begin_sign_in(person: Person, *, now: datetime) -> str:
    """A new sign-in; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        row = SignIn(token_hash=hash_of(token), person_id=person.id, created_at=now, last_seen_at=now)
        session.add(row)
        record_act(session, actor_of(person), "sign-in", ("person", person.public_id), now=now)
    return token


def signed_in(token: str, *, now: datetime) -> tuple[Person, bool] | None:
    """The person behind a cookie's token, and whether to note the sign-in as seen; None if it ended."""
    found = rows.sign_in_by_hash(reading(), hash_of(token))
    if found is None:
        return None
    sign_in, person = found
    over = now - sign_in.created_at > LONGEST or now - sign_in.last_seen_at > IDLE
    if sign_in.ended_at is not None or over or not person.active:
        return None
    return person, now - sign_in.last_seen_at > SEEN_EVERY


def note_seen(token: str, *, now: datetime) -> None:
    """The person was here: the idle time starts again."""
    with transaction() as session:
        rows.see_sign_in(session, hash_of(token), now)


def end_sign_in(token: str, *, now: datetime) -> None:
    """Sign out: this browser's token is dead from now on."""
    with transaction() as session:
        found = rows.sign_in_by_hash(session, hash_of(token))
        if found is not None and found[0].ended_at is None:
            sign_in, person = found
            sign_in.ended_at = now
            record_act(session, actor_of(person), "sign-out", ("person", person.public_id), now=now)


def note_password_change(person: Person, keep: str | None, *, now: datetime) -> None:
    """A new password: every other sign-in of the person ends."""
    with transaction() as session:
        rows.end_sign_ins(session, person.id, now, keep=hash_of(keep) if keep else None)
        record_act(session, actor_of(person), "change-password", ("person", person.public_id), now=now)


# --- API tokens ---------------------------------------------------------------------------------------------


def make_token(actor: Actor, *, label: str, now: datetime) -> str:
    """A new API token of the actor; this is the only time it is seen."""
    faults = Faults()
    label = faults.text("label", label, 100, needed=True)
    faults.raise_any()
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    with transaction() as session:
        row = ApiToken(token_hash=hash_of(token), person_id=actor.person_id, label=label, created_at=now)
        session.add(row)
        session.flush()
        record_act(session, actor, "make-token", ("token", row.public_id), now=now)
    return token


def tokens(actor: Actor) -> list[TokenView]:
    """The actor's own tokens, newest first."""
    own = rows.tokens_of(reading(), actor.person_id)
    return [TokenView(row.public_id, row.label, row.created_at, row.revoked_at) for row in own]


def revoke_token(actor: Actor, *, token: str, now: datetime) -> None:
    """End one of the actor's own tokens, named by its outward id. Raises NotFound."""
    with transaction() as session:
        row = next((row for row in rows.tokens_of(session, actor.person_id) if row.public_id == token), None)
        if row is None:
            raise NotFound("There is no such token.")
        if row.revoked_at is None:
            row.revoked_at = now
            record_act(session, actor, "revoke-token", ("token", row.public_id), now=now)


def actor_of_token(token: str, *, now: datetime, request_id: str | None = None) -> Actor | None:
    """The actor behind a bearer token; None where it is unknown, revoked, too old, or its person disabled."""
    person = rows.person_by_token(reading(), hash_of(token), now - TOKEN_LIFE)
    return None if person is None else actor_of(person, "api", request_id)


def check_password(faults: Faults, password: str, *, about: tuple[str, ...] = ()) -> None:
    """Length is what counts, and that it does not repeat what everybody knows of the person."""
    if not password:
        faults.add("password", MISSING)
    elif not PASSWORD_SHORTEST <= len(password) <= PASSWORD_LONGEST:
        faults.add(
            "password",
            PASSWORD_LENGTH,
            least=PASSWORD_SHORTEST,
            most=PASSWORD_LONGEST,
        )
    elif len(set(password)) < 4 or any(word and word.lower() in password.lower() for word in about):
        faults.add("password", EASY_PASSWORD)
