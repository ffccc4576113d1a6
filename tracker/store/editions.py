"""The editions of terms that dates were told by, kept in full, so that an old one can be counted by again.

Not here: what an edition is (packs), and which one a duty stands under (docket).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from tracker.store.base import Base, Instant, Tree, column


class Edition(Base):
    """Several packs together as they stood: ``parts`` names the edition of each. Rows are only added."""

    __tablename__ = "editions"

    id: Mapped[int] = column("c0", primary_key=True)
    edition: Mapped[str] = column("c0", String(16), unique=True)
    parts: Mapped[dict[str, str]] = column("c0", Tree)
    kept_at: Mapped[datetime] = column("c0", Instant)


class PackEdition(Base):
    """What one pack said, as JSON, and which rules stand in which text. Rows are only added."""

    __tablename__ = "pack_editions"
    __table_args__ = (UniqueConstraint("pack", "edition"),)

    id: Mapped[int] = column("c0", primary_key=True)
    pack: Mapped[str] = column("c0", String(80))
    edition: Mapped[str] = column("c0", String(16))
    said: Mapped[str] = column("c0", Text)
    origins: Mapped[dict[str, str]] = column("c0", Tree)
    kept_at: Mapped[datetime] = column("c0", Instant)


# --- queries ------------------------------------------------------------------------------------------------


def find_edition(session: Session, edition: str) -> Edition | None:
    """One edition, None where it was never kept."""
    return session.scalar(select(Edition).where(Edition.edition == edition))


def find_pack_edition(session: Session, pack: str, edition: str) -> PackEdition | None:
    """What one pack said in one edition."""
    query = select(PackEdition).where(PackEdition.pack == pack, PackEdition.edition == edition)
    return session.scalar(query)


def latest_editions_of(session: Session, pack: str) -> Sequence[PackEdition]:
    """All that a pack ever said, the latest first."""
    query = select(PackEdition).where(PackEdition.pack == pack)
    return session.scalars(query.order_by(PackEdition.id.desc())).all()
