"""Technical content of matters, field by field, encrypted. Append-only use: the latest row of a field holds.

Not here: who may see it. What was moved out of the product keeps its row without its text.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.store.base import Base, Instant, column, one_of, public_id_column
from tracker.store.keys import Sealed
from tracker.store.people import Person

FIELDS = (
    "abstract", "description", "claims", "drawings", "keywords", "classification", "inventors_notes",
)  # fmt: skip
"""The fields of technical content, in the order of a page; each is released by itself."""


class ContentRevision(Base):
    """What one field said from ``recorded_at`` on; without text it was cleared, or moved out since."""

    __tablename__ = "content_revisions"
    __table_args__ = (one_of("field", FIELDS), Index(None, "matter_id", "field"))

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    field: Mapped[str] = column("c0", String(20))
    text: Mapped[str | None] = column("c2", Sealed)
    reason: Mapped[str | None] = column("c4", Sealed)
    recorded_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = column("c4", Instant)
    moved_out_at: Mapped[datetime | None] = column("c4", Instant)

    recorded_by: Mapped[Person | None] = relationship()


# --- queries ------------------------------------------------------------------------------------------------


def content_of(session: Session, matter_ids: Collection[int]) -> Sequence[ContentRevision]:
    """All revisions of the content of these matters, in the order they were entered."""
    query = select(ContentRevision).where(ContentRevision.matter_id.in_(matter_ids))
    return session.scalars(
        query.options(joinedload(ContentRevision.recorded_by)).order_by(ContentRevision.id)
    ).all()


def latest_content(revisions: Iterable[ContentRevision]) -> dict[str, ContentRevision]:
    """For each field that says something the row that holds, in the order of the fields."""
    last = {row.field: row for row in revisions}
    return {field: last[field] for field in FIELDS if field in last and last[field].text is not None}
