"""Evidence: files that prove a fact, or go with an issued form. A later one may take an earlier one's place.

Not here: the bytes (files), and who may see them. Nothing is erased: what is superseded stays on record.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.store.base import Base, Instant, column, one_of, public_id_column
from tracker.store.files import StoredFile
from tracker.store.forms import IssuedForm
from tracker.store.keys import Sealed
from tracker.store.people import Person

ENDS = ("taken-back", "narrowed", "replaced")
"""Why an opening ended: by a person, by a level that narrowed, by a later file in its place."""


class Evidence(Base):
    """One file of a matter. ``fact`` is the fact's id, the same over its revisions."""

    __tablename__ = "evidence"
    __table_args__ = (Index(None, "matter_id"),)

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    fact: Mapped[str | None] = column("c0", String(20))
    form_id: Mapped[int | None] = column("c0", ForeignKey("issued_forms.id"))
    file_id: Mapped[int] = column("c4", ForeignKey("stored_files.id"))
    name: Mapped[str] = column("c2", Sealed)
    supersedes_id: Mapped[int | None] = column("c0", ForeignKey("evidence.id"), unique=True)
    reason: Mapped[str | None] = column("c4", Sealed)
    added_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    added_at: Mapped[datetime] = column("c4", Instant)

    file: Mapped[StoredFile] = relationship()
    form: Mapped[IssuedForm | None] = relationship()
    added_by: Mapped[Person | None] = relationship()


class EvidenceOpening(Base):
    """One act of opening a file to the agency: asked by one person, confirmed by another, ended."""

    __tablename__ = "evidence_openings"
    __table_args__ = (one_of("ended_why", ENDS), Index(None, "evidence_id"))

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    evidence_id: Mapped[int] = column("c0", ForeignKey("evidence.id"))
    reason: Mapped[str] = column("c4", Sealed)
    asked_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    asked_at: Mapped[datetime] = column("c4", Instant)
    confirmed_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None] = column("c4", Instant)
    ended_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = column("c4", Instant)
    ended_why: Mapped[str | None] = column("c4", String(20))

    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])

    @property
    def is_running(self) -> bool:
        """Whether it opens the file now."""
        return self.confirmed_at is not None and self.ended_at is None


# --- queries ------------------------------------------------------------------------------------------------


def evidence_of(session: Session, matter_ids: Collection[int]) -> Sequence[Evidence]:
    """All evidence of these matters, the earliest first."""
    query = select(Evidence).where(Evidence.matter_id.in_(matter_ids))
    query = query.options(joinedload(Evidence.file), joinedload(Evidence.added_by), joinedload(Evidence.form))
    return session.scalars(query.order_by(Evidence.id)).all()


def evidence_here(session: Session, matter_id: int, public_id: str) -> Evidence | None:
    """One piece of evidence of a matter."""
    query = select(Evidence).where(Evidence.matter_id == matter_id, Evidence.public_id == public_id)
    return session.scalar(query.options(joinedload(Evidence.file)))


def openings_of(session: Session, evidence_ids: Collection[int]) -> Sequence[EvidenceOpening]:
    """All acts of opening about these files, the earliest first."""
    query = select(EvidenceOpening).where(EvidenceOpening.evidence_id.in_(evidence_ids))
    query = query.options(joinedload(EvidenceOpening.asked_by), joinedload(EvidenceOpening.confirmed_by))
    return session.scalars(query.order_by(EvidenceOpening.id)).all()


def unended_openings(session: Session, matter_id: int) -> Sequence[EvidenceOpening]:
    """The acts about a matter's files that were not ended, waiting for their second person or confirmed."""
    query = select(EvidenceOpening).join(Evidence, Evidence.id == EvidenceOpening.evidence_id)
    query = query.where(Evidence.matter_id == matter_id, EvidenceOpening.ended_at.is_(None))
    return session.scalars(query.order_by(EvidenceOpening.id)).all()
