"""People, their sign-ins and their API tokens. Not here: signing in itself, and who may do what."""

from datetime import datetime

from flask_security import UserMixin
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, relationship

from tracker.store.base import Base, Instant, column, one_of, public_id_column
from tracker.store.organisations import Organisation

ROLES = ("administrator", "ip-manager", "inventor", "reader", "outside-agent", "officer")
LANGUAGES = ("ja", "en")


class Person(Base, UserMixin):  # type: ignore[misc]  # the mixin of Flask-Security is untyped
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
    def roles(self) -> list[object]:
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
