"""Imports: the raw file, how it was read, how it went; and which imported facts a person has since checked.

Not here: reading a file (importing), and what a row must be (docket.import_plan).
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import (
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    TypeDecorator,
    UniqueConstraint,
    and_,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, joinedload, relationship

from tracker.errors import Misconfigured
from tracker.extensions import db
from tracker.store.agreements import Agreement
from tracker.store.audit import AuditRow, stream_of
from tracker.store.base import Base, Instant, Tree, column, one_of, public_id_column
from tracker.store.facts import Fact
from tracker.store.keys import Sealed, current_ring
from tracker.store.matters import Matter
from tracker.store.people import Person

FORMS = ("xlsx", "csv")
STATES = ("uploaded", "checking", "checked", "storing", "stored", "failed")
WAITING = ("checking", "storing")
"""States in which somebody must go on with an import."""


class SealedBytes(TypeDecorator[bytes]):
    """Bytes that lie encrypted in the file."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else current_ring().encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        try:
            return current_ring().decrypt(value)
        except InvalidToken as error:
            raise Misconfigured("KIGEN_DATA_KEYS lacks the key that this content was sealed with") from error


class ImportFile(Base):
    """The raw bytes of a file that was sent, once for each organisation and content."""

    __tablename__ = "import_files"
    __table_args__ = (UniqueConstraint("organisation_id", "digest"),)

    id: Mapped[int] = column("c0", primary_key=True)
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    digest: Mapped[str] = column("c4", String(64))
    size: Mapped[int] = column("c4")
    content: Mapped[bytes] = column("c2", SealedBytes, deferred=True)
    kept_at: Mapped[datetime] = column("c4", Instant)


class Import(Base):
    """One file on its way in. ``report`` is every row's verdict as JSON, ``progress`` the rows looked at."""

    __tablename__ = "imports"
    __table_args__ = (
        one_of("form", FORMS),
        one_of("state", STATES),
        Index(None, "organisation_id", "id"),
        Index(None, "state"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    file_id: Mapped[int] = column("c0", ForeignKey("import_files.id"))
    name: Mapped[str] = column("c4", Sealed)
    form: Mapped[str] = column("c4", String(4))
    encoding: Mapped[str | None] = column("c4", String(12))
    mapping: Mapped[list[Any]] = column("c4", Tree, default=list)
    leave_out: Mapped[bool] = column("c4", default=False)
    state: Mapped[str] = column("c4", String(10))
    rows: Mapped[int] = column("c4", default=0)
    accepted: Mapped[int] = column("c4", default=0)
    rejected: Mapped[int] = column("c4", default=0)
    duplicate: Mapped[int] = column("c4", default=0)
    matters: Mapped[int] = column("c4", default=0)
    facts: Mapped[int] = column("c4", default=0)
    progress: Mapped[int] = column("c4", default=0)
    report: Mapped[str | None] = column("c4", Sealed, deferred=True)
    uploaded_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    uploaded_at: Mapped[datetime] = column("c4", Instant)
    stored_at: Mapped[datetime | None] = column("c4", Instant)

    uploaded_by: Mapped[Person | None] = relationship()
    file: Mapped[ImportFile] = relationship()


class ImportHeadings(Base):
    """The headings of an organisation's own spreadsheets, and which column each was read as."""

    __tablename__ = "import_headings"

    id: Mapped[int] = column("c0", primary_key=True)
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"), unique=True)
    columns: Mapped[dict[str, Any]] = column("c4", Tree, default=dict)


class FactCheck(Base):
    """A person has held an imported fact against the paper."""

    __tablename__ = "fact_checks"
    __table_args__ = (UniqueConstraint("matter_id", "number"),)

    id: Mapped[int] = column("c0", primary_key=True)
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    number: Mapped[int] = column("c0")
    checked_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    checked_at: Mapped[datetime] = column("c4", Instant)


# --- queries ------------------------------------------------------------------------------------------------


def imports_of(session: Session, organisation_id: int, limit: int) -> Sequence[Import]:
    """The latest imports of an organisation."""
    query = select(Import).where(Import.organisation_id == organisation_id)
    query = query.options(joinedload(Import.uploaded_by))
    return session.scalars(query.order_by(Import.id.desc()).limit(limit)).all()


def find_import(session: Session, organisation_id: int | None, public_id: str) -> Import | None:
    """One import by its outward id; ``organisation_id`` None: of anybody, for the worker."""
    query = select(Import).where(Import.public_id == public_id)
    if organisation_id is not None:
        query = query.where(Import.organisation_id == organisation_id)
    return session.scalar(query.options(joinedload(Import.uploaded_by), joinedload(Import.file)))


def lock_import(session: Session, import_id: int) -> Import:
    """The row as it is now, held until the transaction ends."""
    query = select(Import).where(Import.id == import_id).with_for_update(of=Import)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def waiting_imports(session: Session) -> Sequence[str]:
    """The imports that somebody must go on with, oldest first."""
    query = select(Import.public_id).where(Import.state.in_(WAITING))
    return session.scalars(query.order_by(Import.id)).all()


def file_of(session: Session, organisation_id: int, digest: str) -> ImportFile | None:
    """The file with this content, if the organisation has sent it before."""
    query = select(ImportFile).where(ImportFile.organisation_id == organisation_id)
    return session.scalar(query.where(ImportFile.digest == digest))


def headings_of(session: Session, organisation_id: int) -> ImportHeadings | None:
    """What an organisation's headings were read as."""
    return session.scalar(select(ImportHeadings).where(ImportHeadings.organisation_id == organisation_id))


def ground_mark(session: Session, organisation_id: int) -> tuple[object, ...]:
    """Changes whenever something is recorded for an organisation, or its agreements change."""
    last = select(func.max(AuditRow.seq)).where(AuditRow.stream == stream_of(organisation_id))
    agreements = select(Agreement.id, Agreement.packs, Agreement.parameters)
    agreements = agreements.where(Agreement.contractor_id == organisation_id).order_by(Agreement.id)
    return session.scalar(last), repr(session.execute(agreements).all())


def keep_progress(import_id: int, rows: int) -> None:
    """Keep how far an import has come, at once and beside whatever its own transaction does."""
    with db.engine.begin() as connection:
        connection.execute(update(Import).where(Import.id == import_id).values(progress=rows))


def matter_heads(session: Session, organisation_id: int) -> Sequence[tuple[int, str, int, str, str]]:
    """Number, reference, agreement, right and title of every matter of an organisation."""
    columns = (Matter.id, Matter.ref, Matter.agreement_id, Matter.right, Matter.title)
    query = select(*columns).where(Matter.organisation_id == organisation_id)
    return session.execute(query).tuples().all()


def unverified_facts(session: Session, matter_ids: Collection[int]) -> Sequence[tuple[int, int]]:
    """Matter and number of the imported facts that nobody has held against the paper.

    A correction by hand is a later revision, which is not imported: whoever corrects has looked.
    """
    later = select(Fact.matter_id, Fact.number, func.max(Fact.revision).label("revision"))
    later = later.where(Fact.matter_id.in_(matter_ids)).group_by(Fact.matter_id, Fact.number)
    last = later.subquery()
    query = (
        select(Fact.matter_id, Fact.number)
        .join(
            last,
            and_(
                Fact.matter_id == last.c.matter_id,
                Fact.number == last.c.number,
                Fact.revision == last.c.revision,
            ),
        )
        .outerjoin(FactCheck, and_(FactCheck.matter_id == Fact.matter_id, FactCheck.number == Fact.number))
        .where(Fact.import_id.is_not(None), Fact.withdrawn.is_(False), FactCheck.id.is_(None))
    )
    return [(row[0], row[1]) for row in session.execute(query.order_by(Fact.matter_id, Fact.number))]


def unverified_refs(session: Session, organisation_id: int, public_ids: Collection[str]) -> Sequence[str]:
    """Those of these matters, by outward id, some of whose facts nobody has held against the paper."""
    query = select(Matter.id, Matter.public_id).where(Matter.public_id.in_(public_ids))
    query = query.where(Matter.organisation_id == organisation_id)
    names = dict(session.execute(query).tuples().all())
    return [names[matter] for matter, _ in unverified_facts(session, list(names))] if names else []
