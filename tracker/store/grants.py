"""Matters shared with somebody else: with another organisation, or with one outside agent. Not here: who may
share, and how much is seen of it (docket). A grant that was revoked keeps its row.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, Session, relationship

from tracker.store.base import Base, Instant, column, one_of, public_id_column
from tracker.store.keys import Sealed
from tracker.store.organisations import Organisation
from tracker.store.people import Person

CO_OWNER = "co-owner"
GRANT_ROLES = (CO_OWNER, "reader")


class MatterGrant(Base):
    """One matter shared with one organisation, or with one person who works from outside."""

    __tablename__ = "matter_grants"
    __table_args__ = (
        one_of("role", GRANT_ROLES),
        CheckConstraint("(organisation_id IS NULL) <> (person_id IS NULL)", name="grantee"),
        Index(None, "matter_id"),
        Index(None, "organisation_id", "revoked_at", "matter_id"),
        Index(None, "person_id", "revoked_at", "matter_id"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    organisation_id: Mapped[int | None] = column("c4", ForeignKey("organisations.id"))
    person_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    role: Mapped[str] = column("c4", String(10))
    reason: Mapped[str] = column("c4", Sealed)
    granted_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    granted_at: Mapped[datetime] = column("c4", Instant)
    revoked_at: Mapped[datetime | None] = column("c4", Instant)
    revoked_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    revoked_because: Mapped[str | None] = column("c4", Sealed)

    organisation: Mapped[Organisation | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    granted_by: Mapped[Person | None] = relationship(foreign_keys=[granted_by_id])
    revoked_by: Mapped[Person | None] = relationship(foreign_keys=[revoked_by_id])


# --- queries ------------------------------------------------------------------------------------------------


def shared_ids(
    *, organisation_id: int | None = None, person_id: int | None = None, role: str | None = None
) -> Select[tuple[int]]:
    """The matters shared with an organisation or a person, to be asked within another query: what is revoked
    is gone from the next statement on."""
    query = select(MatterGrant.matter_id).where(MatterGrant.revoked_at.is_(None))
    if person_id is not None:
        query = query.where(MatterGrant.person_id == person_id)
    else:
        query = query.where(MatterGrant.organisation_id == organisation_id)
    return query if role is None else query.where(MatterGrant.role == role)


def is_anything_shared(session: Session, organisation_id: int) -> bool:
    """Whether an organisation sees any matter of another one."""
    return session.scalar(shared_ids(organisation_id=organisation_id).limit(1)) is not None


def role_of_grant(
    session: Session, matter_id: int, organisation_id: int, person_id: int | None
) -> str | None:
    """In which role a matter is shared with a person or with their organisation; the wider one of several."""
    query = select(MatterGrant.role).where(
        MatterGrant.matter_id == matter_id,
        MatterGrant.revoked_at.is_(None),
        (MatterGrant.organisation_id == organisation_id) | (MatterGrant.person_id == person_id),
    )
    return min(session.scalars(query).all(), key=GRANT_ROLES.index, default=None)


def grants_of(session: Session, matter_id: int) -> Sequence[MatterGrant]:
    """All grants of a matter, the latest last; also those that were revoked."""
    query = select(MatterGrant).where(MatterGrant.matter_id == matter_id)
    return session.scalars(query.order_by(MatterGrant.id)).all()


def grants_to(session: Session, person_id: int) -> Sequence[MatterGrant]:
    """What is shared with one person."""
    query = select(MatterGrant).where(MatterGrant.person_id == person_id, MatterGrant.revoked_at.is_(None))
    return session.scalars(query.order_by(MatterGrant.id)).all()


def partners(session: Session, matter_ids: Collection[int] | None = None) -> dict[int, list[int]]:
    """The organisations that matters are shared with, by matter; of all matters where none are named."""
    query = select(MatterGrant.matter_id, MatterGrant.organisation_id).where(
        MatterGrant.revoked_at.is_(None), MatterGrant.organisation_id.is_not(None)
    )
    if matter_ids is not None:
        query = query.where(MatterGrant.matter_id.in_(matter_ids))
    found: dict[int, list[int]] = {}
    for matter_id, organisation_id in session.execute(query.order_by(MatterGrant.id)):
        found.setdefault(matter_id, []).append(organisation_id)
    return found
