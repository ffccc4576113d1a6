"""The audit trail's tables: one row per act, and the anchors that saw the heads of its chains. Insert-only.

Protected values stand in it as keyed digests, so that the trail proves a change without telling it. Not here:
chaining (audit_chain), which rows of other tables an act changed (audit_touched), reading (audit_reading).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped

from tracker.store.base import Base, Instant, Tree, column, one_of
from tracker.store.facts import Fact
from tracker.store.keys import Sealed

SOURCES = ("web", "api", "cli", "worker", "import")
INSTALLATION = "installation"
"""The stream of what belongs to no organisation, such as a sign-in under an unknown address."""


class AuditRow(Base):
    """One act. The database itself refuses to change or delete it.

    ``stream`` and ``seq`` are its place in a chain without gaps: one chain per organisation, and one per
    agency of what that agency may know. ``rows``: what the act changed, row by row, for the replay.
    """

    __tablename__ = "audit"
    __table_args__ = (
        one_of("source", SOURCES),
        UniqueConstraint("stream", "seq"),
        Index(None, "organisation_id", "at"),
        Index(None, "object_kind", "object_id"),
    )

    id: Mapped[int] = column("c4", primary_key=True)
    stream: Mapped[str] = column("c4", String(40))
    seq: Mapped[int] = column("c4")
    organisation_id: Mapped[int | None] = column("c4", ForeignKey("organisations.id"))
    at: Mapped[datetime] = column("c4", Instant)
    actor_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    source: Mapped[str] = column("c4", String(10))
    action: Mapped[str] = column("c4", String(60))
    object_kind: Mapped[str] = column("c4", String(40))
    object_id: Mapped[str] = column("c4", String(60))
    changes: Mapped[dict[str, Any]] = column("c4", Tree, default=dict)
    rows: Mapped[list[Any]] = column("c4", Tree, default=list)
    reason: Mapped[str | None] = column("c4", Sealed)
    request_id: Mapped[str | None] = column("c4", String(64))
    key_id: Mapped[str] = column("c5", String(16))
    previous: Mapped[str] = column("c4", String(64))
    digest: Mapped[str] = column("c4", String(64))
    mac: Mapped[str] = column("c5", String(64))


class AuditAnchor(Base):
    """The heads of all chains at one moment, chained themselves; the same line is kept outside."""

    __tablename__ = "audit_anchors"

    number: Mapped[int] = column("c4", primary_key=True, autoincrement=False)
    at: Mapped[datetime] = column("c4", Instant)
    heads: Mapped[dict[str, Any]] = column("c4", Tree)
    key_id: Mapped[str] = column("c5", String(16))
    previous: Mapped[str] = column("c4", String(64))
    digest: Mapped[str] = column("c4", String(64))
    mac: Mapped[str] = column("c5", String(64))


def stream_of(organisation_id: int | None) -> str:
    """The chain of an organisation's own acts."""
    return INSTALLATION if organisation_id is None else f"organisation-{organisation_id}"


def agency_stream(agency_id: int) -> str:
    """The chain of what an agency may know."""
    return f"agency-{agency_id}"


SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_insert_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is insert-only'; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_insert_only()
"""
TRUNCATE = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_insert_only()
"""


def guard(table: str) -> None:
    """Make a table insert-only wherever it is created without a migration; the migrations do the same."""
    statements = [("sqlite", SQLITE.format(table=table, verb=verb)) for verb in ("update", "delete")]
    statements += [("postgresql", text.format(table=table)) for text in (FUNCTION, POSTGRESQL, TRUNCATE)]
    for dialect, statement in statements:
        ddl = DDL(statement).execute_if(dialect=dialect)
        event.listen(Base.metadata.tables[table], "after_create", ddl)


INSERT_ONLY = (AuditRow.__tablename__, AuditAnchor.__tablename__, Fact.__tablename__)
"""Tables whose rows the database itself refuses to change or delete."""

for insert_only in INSERT_ONLY:
    guard(insert_only)
