"""What inventors report: drafts, what was submitted, what became of it. Append-only use: each saving is a
revision of its own. Not here: the review, and the matter that comes of it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, relationship

from tracker.store.agreements import Agreement
from tracker.store.base import Base, Instant, column, one_of, public_id_column
from tracker.store.keys import Sealed
from tracker.store.matters import RIGHTS, Matter
from tracker.store.organisations import Organisation
from tracker.store.people import Person

STATES = ("draft", "submitted", "returned", "accepted", "declined")
THIRD_PARTY = ("none", "yes", "unknown")


class InventorReport(Base):
    """One report with its latest revision's number. ``answer`` is the reviewer's last word to its author."""

    __tablename__ = "inventor_reports"
    __table_args__ = (
        one_of("state", STATES),
        Index(None, "organisation_id", "state", "id"),
        Index(None, "reported_by_id", "id"),
    )

    id: Mapped[int] = column("c4", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    organisation_id: Mapped[int] = column("c4", ForeignKey("organisations.id"))
    reported_by_id: Mapped[int] = column("c4", ForeignKey("people.id"))
    state: Mapped[str] = column("c4", String(10), default="draft")
    revision: Mapped[int] = column("c4", default=1)
    created_at: Mapped[datetime] = column("c4", Instant)
    submitted_at: Mapped[datetime | None] = column("c4", Instant)
    answer: Mapped[str | None] = column("c4", Sealed)
    answered_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    answered_at: Mapped[datetime | None] = column("c4", Instant)
    matter_id: Mapped[int | None] = column("c4", ForeignKey("matters.id"))

    organisation: Mapped[Organisation] = relationship()
    reported_by: Mapped[Person] = relationship(foreign_keys=[reported_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
    matter: Mapped[Matter | None] = relationship()


class ReportRevision(Base):
    """What a report said from ``saved_at`` on. ``inventors``: names, affiliations, shares, as JSON text."""

    __tablename__ = "inventor_report_revisions"
    __table_args__ = (
        one_of("right", RIGHTS),
        one_of("third_party", THIRD_PARTY),
        UniqueConstraint("report_id", "revision"),
    )

    id: Mapped[int] = column("c4", primary_key=True)
    report_id: Mapped[int] = column("c4", ForeignKey("inventor_reports.id"))
    revision: Mapped[int] = column("c4")
    agreement_id: Mapped[int | None] = column("c4", ForeignKey("agreements.id"))
    right: Mapped[str] = column("c4", String(20))
    made_on: Mapped[date | None] = column("c4")
    title: Mapped[str] = column("c1", Sealed)
    abstract: Mapped[str | None] = column("c2", Sealed)
    description: Mapped[str | None] = column("c2", Sealed)
    keywords: Mapped[str | None] = column("c2", Sealed)
    inventors: Mapped[str | None] = column("c1", Sealed)
    publication_on: Mapped[date | None] = column("c4")
    publication: Mapped[str | None] = column("c2", Sealed)
    third_party: Mapped[str] = column("c4", String(10), default="unknown")
    third_party_what: Mapped[str | None] = column("c4", Sealed)
    third_party_terms: Mapped[str | None] = column("c4", Sealed)
    saved_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    saved_at: Mapped[datetime] = column("c4", Instant)

    agreement: Mapped[Agreement | None] = relationship()


# --- queries ------------------------------------------------------------------------------------------------


def reports_of(
    session: Session, organisation_id: int, reported_by_id: int | None, before: int | None, limit: int
) -> Sequence[InventorReport]:
    """Reports, the latest first: one's own, drafts too, or those of an organisation that left the draft."""
    query = select(InventorReport).where(InventorReport.organisation_id == organisation_id)
    if reported_by_id is not None:
        query = query.where(InventorReport.reported_by_id == reported_by_id)
    else:
        query = query.where(InventorReport.state != "draft")
    if before is not None:
        query = query.where(InventorReport.id < before)
    return session.scalars(query.order_by(InventorReport.id.desc()).limit(limit)).all()


def find_report(
    session: Session, organisation_id: int, public_id: str, **options: Any
) -> InventorReport | None:
    """One report of an organisation; ``hold=True``: held until the transaction ends."""
    query = select(InventorReport).where(
        InventorReport.organisation_id == organisation_id, InventorReport.public_id == public_id
    )
    if options.get("hold"):
        query = query.with_for_update(of=InventorReport).execution_options(populate_existing=True)
    return session.scalar(query)


def revisions_of(session: Session, report_id: int) -> Sequence[ReportRevision]:
    """All revisions of a report, in order."""
    query = select(ReportRevision).where(ReportRevision.report_id == report_id)
    return session.scalars(query.order_by(ReportRevision.revision)).all()


def latest_revisions(session: Session, report_ids: Sequence[int]) -> dict[int, ReportRevision]:
    """The revision that holds of each of these reports."""
    query = (
        select(ReportRevision)
        .join(InventorReport, InventorReport.id == ReportRevision.report_id)
        .where(ReportRevision.report_id.in_(report_ids), ReportRevision.revision == InventorReport.revision)
    )
    return {row.report_id: row for row in session.scalars(query)}


def reports_waiting(session: Session, organisation_id: int, most: int) -> int:
    """How many reports wait for a review, counted up to ``most``."""
    query = select(InventorReport.id).where(
        InventorReport.organisation_id == organisation_id, InventorReport.state == "submitted"
    )
    return len(session.scalars(query.limit(most)).all())
