"""Runs the migrations on the application's database. Not here: the tables (tracker.store)."""

from typing import Any

from alembic import context
from sqlalchemy import LargeBinary, TypeDecorator

from tracker.extensions import db
from tracker.store.base import Instant, Tree
from tracker.store.session import writing
from tracker.store.tables import load_tables

metadata = load_tables().metadata


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave alone what others keep in the same database."""
    return not (reflected and kind == "table" and name not in metadata.tables)


def render_item(kind: str, thing: Any, autogen_context: Any) -> str | bool:
    """Write our column types as plain ones: a migration must run long after the code has moved on."""
    if kind != "type" or not isinstance(thing, TypeDecorator):
        return False
    if isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    if isinstance(thing, Tree):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return "sa.LargeBinary()" if isinstance(thing.impl, LargeBinary) else False


def drop_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """A migration that changes nothing is not written."""
    options = context.config.cmd_opts
    if getattr(options, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run() -> None:
    """Bring the database to the asked revision, each migration in its own transaction."""
    with db.engine.connect() as connection, writing(connection):
        context.configure(
            connection=connection,
            target_metadata=metadata,
            include_object=include_object,
            render_item=render_item,
            process_revision_directives=drop_empty,
            render_as_batch=True,
            transaction_per_migration=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
