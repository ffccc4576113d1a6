"""Invitations: one-time links with which a person sets a password and enters. Not here: the link itself, of
which only the hash is kept, and the mail.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, relationship

from tracker.store.base import Base, Instant, column, one_of, public_id_column
from tracker.store.organisations import Organisation
from tracker.store.people import LANGUAGES, ROLES, Person


class Invitation(Base):
    """One invitation. ``token_hash`` is empty where the address has an account already: no link leads in."""

    __tablename__ = "invitations"
    __table_args__ = (one_of("role", ROLES), one_of("language", LANGUAGES), Index(None, "organisation_id"))

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    email: Mapped[str] = column("c4", String(254))
    name: Mapped[str] = column("c4", String(200))
    role: Mapped[str] = column("c4", String(20))
    language: Mapped[str] = column("c4", String(2))
    token_hash: Mapped[str | None] = column("c5", String(64), unique=True)
    invited_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    invited_at: Mapped[datetime] = column("c4", Instant)
    expires_at: Mapped[datetime] = column("c4", Instant)
    withdrawn_at: Mapped[datetime | None] = column("c4", Instant)
    accepted_at: Mapped[datetime | None] = column("c4", Instant)
    person_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    invited_by: Mapped[Person | None] = relationship(foreign_keys=[invited_by_id])

    def is_live(self, now: datetime) -> bool:
        """Whether its link still leads in."""
        return self.withdrawn_at is None and self.accepted_at is None and now < self.expires_at


# --- queries ------------------------------------------------------------------------------------------------


def invitation_by_hash(session: Session, token_hash: str) -> Invitation | None:
    """The invitation whose link has this hash, held until the transaction ends."""
    query = select(Invitation).where(Invitation.token_hash == token_hash)
    return session.scalar(query.with_for_update(of=Invitation))


def invitation_named(session: Session, public_id: str) -> Invitation | None:
    """One invitation by its outward id."""
    return session.scalar(select(Invitation).where(Invitation.public_id == public_id))


def invitations_of(session: Session, organisation_id: int | None) -> Sequence[Invitation]:
    """The invitations that were neither accepted nor withdrawn, the latest first; None: of all."""
    query = select(Invitation).where(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    if organisation_id is not None:
        query = query.where(Invitation.organisation_id == organisation_id)
    return session.scalars(query.order_by(Invitation.id.desc())).all()
