"""The audit trail: who did what when, written with the change. Insert-only. Not here: reading it back.

Protected values stand in it as keyed digests, so that the trail proves a change without telling it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped

from tracker.store.base import Base, Instant, Tree, column, one_of
from tracker.store.facts import Fact
from tracker.store.keys import Sealed

SOURCES = ("web", "api", "cli", "worker", "import")


class AuditRow(Base):
    """One act. The database itself refuses to change or delete it."""

    __tablename__ = "audit"
    __table_args__ = (
        one_of("source", SOURCES),
        Index(None, "organisation_id", "at"),
        Index(None, "object_kind", "object_id"),
    )

    id: Mapped[int] = column("c4", primary_key=True)
    organisation_id: Mapped[int | None] = column("c4", ForeignKey("organisations.id"))
    at: Mapped[datetime] = column("c4", Instant)
    actor_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    source: Mapped[str] = column("c4", String(10))
    action: Mapped[str] = column("c4", String(60))
    object_kind: Mapped[str] = column("c4", String(40))
    object_id: Mapped[str] = column("c4", String(60))
    changes: Mapped[dict[str, Any]] = column("c4", Tree, default=dict)
    reason: Mapped[str | None] = column("c4", Sealed)
    request_id: Mapped[str | None] = column("c4", String(64))


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


def guard(table: str) -> None:
    """Make a table insert-only wherever it is created without a migration; 0001 does the same."""
    statements = [("sqlite", SQLITE.format(table=table, verb=verb)) for verb in ("update", "delete")]
    statements += [("postgresql", text.format(table=table)) for text in (FUNCTION, POSTGRESQL)]
    for dialect, statement in statements:
        ddl = DDL(statement).execute_if(dialect=dialect)
        event.listen(Base.metadata.tables[table], "after_create", ddl)


for insert_only in (AuditRow, Fact):
    guard(insert_only.__tablename__)
