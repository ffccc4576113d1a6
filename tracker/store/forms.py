"""Official forms that were issued, and what became of them: submitted, received. Append-only use.

Not here: filling one in, and the facts that a submission is.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.store.base import Base, Instant, Tree, column, one_of, public_id_column
from tracker.store.files import StoredFile
from tracker.store.keys import Sealed
from tracker.store.people import Person

STEPS = ("submitted", "received")
CHANNELS = ("portal", "e-mail", "post", "by-hand")


class IssuedForm(Base):
    """One sheet as it was issued: by which templates, on what data, by whom, and its bytes.

    ``filing`` and ``paper`` say what it is about, ``data`` is what was filled in, ``withheld`` names the
    fields that the gate kept back then.
    """

    __tablename__ = "issued_forms"
    __table_args__ = (Index(None, "matter_id"), Index(None, "organisation_id", "id"))

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    pack: Mapped[str] = column("c0", String(60))
    form: Mapped[str] = column("c0", String(60))
    layout: Mapped[str] = column("c0", String(60))
    filing: Mapped[str | None] = column("c0f", String(60))
    paper: Mapped[str | None] = column("c0", String(20))
    data: Mapped[str] = column("c4", Sealed)
    withheld: Mapped[list[str]] = column("c0", Tree, default=list)
    level: Mapped[str] = column("c0", String(20))
    template: Mapped[str] = column("c0", String(64))
    pdf_id: Mapped[int] = column("c4", ForeignKey("stored_files.id"))
    docx_id: Mapped[int] = column("c4", ForeignKey("stored_files.id"))
    issued_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    issued_at: Mapped[datetime] = column("c4", Instant)
    request_key: Mapped[str | None] = column("c4", String(64), unique=True)

    pdf: Mapped[StoredFile] = relationship(foreign_keys=[pdf_id])
    docx: Mapped[StoredFile] = relationship(foreign_keys=[docx_id])
    issued_by: Mapped[Person | None] = relationship()


class FormStep(Base):
    """A step of an issued form; the latest of its kind holds. ``fact`` is the fact that it is, where the
    terms know one: its day and number are the fact's then."""

    __tablename__ = "form_steps"
    __table_args__ = (one_of("step", STEPS), one_of("channel", CHANNELS), Index(None, "form_id"))

    id: Mapped[int] = column("c0", primary_key=True)
    form_id: Mapped[int] = column("c0", ForeignKey("issued_forms.id"))
    step: Mapped[str] = column("c0", String(10))
    on: Mapped[date] = column("c0")
    channel: Mapped[str] = column("c0", String(10))
    receipt_no: Mapped[str | None] = column("c0f", String(100))
    fact: Mapped[str | None] = column("c0", String(20))
    recorded_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = column("c4", Instant)


# --- queries ------------------------------------------------------------------------------------------------


def forms_of(session: Session, matter_ids: Collection[int]) -> Sequence[IssuedForm]:
    """The forms issued for these matters, the latest first."""
    query = select(IssuedForm).where(IssuedForm.matter_id.in_(matter_ids))
    query = query.options(joinedload(IssuedForm.issued_by))
    return session.scalars(query.order_by(IssuedForm.id.desc())).all()


def form_here(session: Session, matter_id: int, public_id: str) -> IssuedForm | None:
    """One issued form of a matter."""
    query = select(IssuedForm).where(IssuedForm.matter_id == matter_id, IssuedForm.public_id == public_id)
    return session.scalar(query.options(joinedload(IssuedForm.pdf), joinedload(IssuedForm.docx)))


def form_by_request(session: Session, matter_id: int, request_key: str) -> IssuedForm | None:
    """The form that this very request has already issued."""
    query = select(IssuedForm).where(IssuedForm.matter_id == matter_id, IssuedForm.request_key == request_key)
    return session.scalar(query)


def last_forms(session: Session, organisation_id: int, limit: int) -> Sequence[IssuedForm]:
    """The latest forms of an organisation, the latest first: what was typed is offered again."""
    query = select(IssuedForm).where(IssuedForm.organisation_id == organisation_id)
    return session.scalars(query.order_by(IssuedForm.id.desc()).limit(limit)).all()


def steps_of(session: Session, form_ids: Collection[int]) -> dict[tuple[int, str], FormStep]:
    """The step of each kind that holds, by form and kind."""
    rows = session.scalars(select(FormStep).where(FormStep.form_id.in_(form_ids)).order_by(FormStep.id))
    return {(row.form_id, row.step): row for row in rows}


def as_kept(data: dict[str, Any]) -> dict[str, str]:
    """What was typed into a form, out of its kept data."""
    typed = data.get("typed")
    return {str(name): str(value) for name, value in typed.items()} if isinstance(typed, dict) else {}
