"""People, their sign-ins and their API tokens. Not here: signing in itself, and who may do what."""

from collections.abc import Sequence
from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import ForeignKey, Index, String, select, update
from sqlalchemy.orm import Mapped, Session, relationship

from tracker.store.base import Base, Instant, column, one_of, public_id_column
from tracker.store.organisations import Organisation

ROLES = ("administrator", "ip-manager", "inventor", "reader", "outside-agent", "officer")
LANGUAGES = ("ja", "en")


class Person(Base, UserMixin):
    """One account. Nobody is deleted: a departed person is disabled."""

    __tablename__ = "people"
    __table_args__ = (
        one_of("role", ROLES),
        one_of("language", LANGUAGES),
        Index(None, "organisation_id"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    email: Mapped[str] = column("c4", String(254), unique=True)
    name: Mapped[str] = column("c4", String(200))
    password: Mapped[str | None] = column("c5", String(255))
    active: Mapped[bool] = column("c4", default=True)
    fs_uniquifier: Mapped[str] = column("c5", String(64), unique=True)
    role: Mapped[str] = column("c4", String(20))
    language: Mapped[str] = column("c4", String(2), default="ja")
    created_at: Mapped[datetime] = column("c4", Instant)

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]  # the mixin's is a column
        """Flask-Security's roles are not used; who may enter is decided by ``role``."""
        return []


class SignIn(Base):
    """One signed-in browser. The cookie carries the token, the table its hash and its end."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = column("c5", primary_key=True)
    token_hash: Mapped[str] = column("c5", String(64), unique=True)
    person_id: Mapped[int] = column("c5", ForeignKey("people.id"))
    created_at: Mapped[datetime] = column("c5", Instant)
    last_seen_at: Mapped[datetime] = column("c5", Instant)
    ended_at: Mapped[datetime | None] = column("c5", Instant)


class ApiToken(Base):
    """A token for programs; shown once, kept as a hash."""

    __tablename__ = "api_tokens"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = column("c5", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    token_hash: Mapped[str] = column("c5", String(64), unique=True)
    person_id: Mapped[int] = column("c5", ForeignKey("people.id"))
    label: Mapped[str] = column("c5", String(100))
    created_at: Mapped[datetime] = column("c5", Instant)
    revoked_at: Mapped[datetime | None] = column("c5", Instant)

    person: Mapped[Person] = relationship()


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, however it was typed."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def people_of(session: Session, organisation_id: int | None) -> Sequence[Person]:
    """The people of one organisation, or of all, by address."""
    query = select(Person).order_by(Person.organisation_id, Person.email)
    if organisation_id is not None:
        query = query.where(Person.organisation_id == organisation_id)
    return session.scalars(query).all()


def operators(session: Session) -> Sequence[Person]:
    """The active administrators of the installation."""
    query = select(Person).join(Person.organisation).where(Person.role == "administrator", Person.active)
    return session.scalars(query.where(Organisation.kind == "operator").order_by(Person.id)).all()


def is_anyone_there(session: Session) -> bool:
    """Whether anybody has an account."""
    return session.scalar(select(Person.id).limit(1)) is not None


def sign_in_by_hash(session: Session, token_hash: str) -> tuple[SignIn, Person] | None:
    """A sign-in with its person, in one query."""
    query = select(SignIn, Person).join(Person, SignIn.person_id == Person.id)
    row = session.execute(query.where(SignIn.token_hash == token_hash)).one_or_none()
    return None if row is None else (row[0], row[1])


def see_sign_in(session: Session, token_hash: str, now: datetime) -> None:
    """Note that a live sign-in was used."""
    live = update(SignIn).where(SignIn.token_hash == token_hash, SignIn.ended_at.is_(None))
    session.execute(live.values(last_seen_at=now))


def end_sign_ins(session: Session, person_id: int, now: datetime, keep: str | None = None) -> None:
    """End a person's sign-ins, but for the one whose hash is ``keep``."""
    live = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if keep is not None:
        live = live.where(SignIn.token_hash != keep)
    session.execute(live.values(ended_at=now))


def tokens_of(session: Session, person_id: int | None) -> Sequence[ApiToken]:
    """A person's API tokens, newest first."""
    query = select(ApiToken).where(ApiToken.person_id == person_id).order_by(ApiToken.id.desc())
    return session.scalars(query).all()


def person_by_token(session: Session, token_hash: str, since: datetime) -> Person | None:
    """The active person behind a live API token that was made after ``since``."""
    query = select(Person).join(ApiToken, ApiToken.person_id == Person.id)
    live = query.where(ApiToken.token_hash == token_hash, ApiToken.revoked_at.is_(None))
    return session.scalar(live.where(ApiToken.created_at > since, Person.active))


def revoke_tokens(session: Session, person_id: int, now: datetime) -> None:
    """Revoke all live API tokens of a person."""
    live = update(ApiToken).where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
    session.execute(live.values(revoked_at=now))
