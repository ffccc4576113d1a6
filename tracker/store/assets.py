"""Assets that the terms do not name, such as model weights, and how they were classified. Append-only use.

Not here: what follows from a class. The latest row of an asset holds; earlier ones stay on record.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, String, func, select
from sqlalchemy.orm import Mapped, Session, aliased, joinedload, relationship

from tracker.store.base import Base, Instant, column, one_of
from tracker.store.keys import Sealed
from tracker.store.matters import Matter, Scope, seen
from tracker.store.people import Person

ASSETS = ("model-weights", "training-recipe", "dataset", "synthetic-data")
CLASSES = ("undecided", "program", "database", "manual", "licensed-work", "other", "know-how")


class AssetDecision(Base):
    """One decision on an asset of a matter; ``undecided`` is the row with which it is entered."""

    __tablename__ = "asset_decisions"
    __table_args__ = (
        one_of("asset", ASSETS),
        one_of("decided", CLASSES),
        Index(None, "matter_id", "asset_key"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    asset_key: Mapped[str] = column("c0", String(16))
    asset: Mapped[str] = column("c4", String(20))
    name: Mapped[str] = column("c4", String(200))
    decided: Mapped[str] = column("c4", String(20), default="undecided")
    decided_by_name: Mapped[str | None] = column("c4", String(200))
    reason: Mapped[str | None] = column("c4", Sealed)
    recorded_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = column("c4", Instant)

    recorded_by: Mapped[Person | None] = relationship()


# --- queries ------------------------------------------------------------------------------------------------


def decisions_of(session: Session, matter_ids: Collection[int]) -> Sequence[AssetDecision]:
    """All decisions on the assets of these matters, in the order they were taken."""
    query = select(AssetDecision).where(AssetDecision.matter_id.in_(matter_ids))
    return session.scalars(
        query.options(joinedload(AssetDecision.recorded_by)).order_by(AssetDecision.id)
    ).all()


def waiting(scope: Scope) -> Select[tuple[AssetDecision, Matter]]:
    """Assets entered and not decided, with their matters."""
    query = undecided().add_columns(Matter).join(Matter, Matter.id == AssetDecision.matter_id)
    return query.join(Matter.agreement).where(*seen(scope))


def undecided() -> Select[tuple[AssetDecision]]:
    """Assets entered and not decided: the row of entry, while no other has come."""
    later = aliased(AssetDecision)
    same = (later.matter_id == AssetDecision.matter_id, later.asset_key == AssetDecision.asset_key)
    decided = select(later.id).where(*same, later.id > AssetDecision.id)
    return select(AssetDecision).where(AssetDecision.decided == CLASSES[0], ~decided.exists())


def undecided_page(
    session: Session, scope: Scope, after_id: int, limit: int
) -> Sequence[tuple[AssetDecision, Matter]]:
    """Assets that wait for a decision, in the order of entry, from the one after ``after_id`` on."""
    query = waiting(scope).where(AssetDecision.id > after_id).order_by(AssetDecision.id).limit(limit)
    return [(row[0], row[1]) for row in session.execute(query)]


def count_undecided(session: Session, scope: Scope, most: int) -> int:
    """How many wait for a decision, counted no further than ``most``."""
    # The matters are asked one by one, so that the few that wait are read and not the whole portfolio.
    own = select(Matter.id).join(Matter.agreement).where(Matter.id == AssetDecision.matter_id, *seen(scope))
    capped = undecided().with_only_columns(AssetDecision.id).where(own.exists()).limit(most).subquery()
    return int(session.execute(select(func.count()).select_from(capped)).scalar_one())
