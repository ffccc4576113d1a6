"""The organisations: contractors, agencies, and the operator of the installation. Not here: their people."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session

from tracker.store.base import Base, Instant, column, one_of, public_id_column

KINDS = ("contractor", "agency", "operator")


class Organisation(Base):
    """One party; ``code`` is the short name that its matters' references start with."""

    __tablename__ = "organisations"
    __table_args__ = (one_of("kind", KINDS),)

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    code: Mapped[str] = column("c0", String(12), unique=True)
    name: Mapped[str] = column("c0", String(200))
    kind: Mapped[str] = column("c0", String(12))
    last_number: Mapped[int] = column("c4", default=0)
    created_at: Mapped[datetime] = column("c0", Instant)


def organisation_by_code(session: Session, code: str) -> Organisation | None:
    """The organisation with this short name."""
    return session.scalar(select(Organisation).where(Organisation.code == code))


def all_organisations(session: Session) -> Sequence[Organisation]:
    """Every organisation, by name."""
    return session.scalars(select(Organisation).order_by(Organisation.name)).all()


def lock_organisation(session: Session, organisation_id: int) -> Organisation:
    """The row as it is now, held until the transaction ends."""
    query = select(Organisation).where(Organisation.id == organisation_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()
