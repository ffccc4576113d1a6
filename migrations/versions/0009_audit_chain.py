"""The audit trail is chained: a place in a stream, digest and MAC for every row; anchors of the heads.

Rows that stand already are chained in their order. The form of the chain (version 1) never changes, so its module
and the keys are used as they are.
"""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tracker.store.audit_proof import GENESIS, canonical, commitment, digest_of, mac_of
from tracker.store.keys import audit_keys, current_ring, reason_salt

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

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


def tree() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def guard(table: str) -> None:
    """Make a table insert-only."""
    if is_sqlite():
        for verb in ("update", "delete"):
            op.execute(SQLITE.format(table=table, verb=verb))
        return
    op.execute(FUNCTION.format(table=table))
    op.execute(POSTGRESQL.format(table=table))


def open_audit() -> None:
    """Set the guard of the trail aside while its table is changed."""
    if is_sqlite():
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER audit_no_{verb}")
    else:
        op.execute("DROP TRIGGER audit_no_change ON audit")


def upgrade() -> None:
    op.create_table(
        "audit_anchors",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heads", tree(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_anchors")),
    )
    guard("audit_anchors")
    open_audit()
    fresh = {"stream": 40, "key_id": 16, "previous": 64, "digest": 64, "mac": 64}
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seq", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("rows", tree(), nullable=True))
        for name, length in fresh.items():
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=True))
    chain_what_stands()
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.alter_column("seq", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("rows", existing_type=tree(), nullable=False)
        for name, length in fresh.items():
            batch_op.alter_column(name, existing_type=sa.String(length=length), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_audit_stream_seq"), ["stream", "seq"])
    guard("audit")
    if not is_sqlite():
        for table in ("audit", "audit_anchors"):
            op.execute(TRUNCATE.format(table=table))


def chain_what_stands() -> None:
    """Give every row its place, in the order in which they were written."""
    connection = op.get_bind()
    audit = sa.table(
        "audit",
        *(sa.column(name) for name in (
            "id", "stream", "seq", "organisation_id", "actor_id", "source", "action", "object_kind", "object_id",
            "reason", "request_id", "key_id", "previous", "digest", "mac",
        )),
        sa.column("at", sa.DateTime(timezone=True)), sa.column("changes", tree()), sa.column("rows", tree()),
    )  # fmt: skip
    heads: dict[str, tuple[int, str]] = {}
    found = connection.execute(sa.select(audit).order_by(audit.c.id)).mappings().all()
    for old in found:
        home = old["organisation_id"]
        stream = "installation" if home is None else f"organisation-{home}"
        seq, previous = heads.get(stream, (0, GENESIS))
        fresh = linked(dict(old), stream, seq + 1, previous)
        heads[stream] = seq + 1, fresh["digest"]
        connection.execute(audit.update().where(audit.c.id == old["id"]).values(fresh))


def linked(old: dict, stream: str, seq: int, previous: str) -> dict:
    """What is new in a row that stood before the chain."""
    key_id, key = next(iter(audit_keys().items()))
    at: datetime = old["at"] if old["at"].tzinfo else old["at"].replace(tzinfo=UTC)
    reason = None if old["reason"] is None else current_ring().decrypt(bytes(old["reason"])).decode()
    fresh = {"stream": stream, "seq": seq, "previous": previous, "key_id": key_id, "rows": []}
    whole = old | fresh
    whole["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    whole["reason"] = commitment(reason_salt(stream, seq), reason)
    whole["changes"] = json.loads(json.dumps(old["changes"]))
    content = canonical(whole)
    return fresh | {"digest": digest_of(content), "mac": mac_of(key, content)}


def downgrade() -> None:
    open_audit()
    if not is_sqlite():
        op.execute("DROP TRIGGER audit_no_truncate ON audit")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_audit_stream_seq"), type_="unique")
        for name in ("mac", "digest", "previous", "key_id", "stream", "rows", "seq"):
            batch_op.drop_column(name)
    guard("audit")
    op.drop_table("audit_anchors")
    if not is_sqlite():
        op.execute("DROP FUNCTION IF EXISTS audit_anchors_insert_only()")
