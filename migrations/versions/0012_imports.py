"""Imports: the raw file, how it went, the headings of an organisation, and which facts a person has checked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def tree() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def instant() -> sa.types.TypeEngine:
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "import_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_import_files_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_files")),
        sa.UniqueConstraint("organisation_id", "digest", name=op.f("uq_import_files_organisation_id_digest")),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("form", sa.String(length=4), nullable=False),
        sa.Column("encoding", sa.String(length=12), nullable=True),
        sa.Column("mapping", tree(), nullable=False),
        sa.Column("leave_out", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("rows", "accepted", "rejected", "duplicate", "matters", "facts", "progress")
        ),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", instant(), nullable=False),
        sa.Column("stored_at", instant(), nullable=True),
        sa.CheckConstraint("\"form\" IN ('xlsx', 'csv')", name=op.f("ck_imports_form")),
        sa.CheckConstraint(
            "\"state\" IN ('uploaded', 'checking', 'checked', 'storing', 'stored', 'failed')",
            name=op.f("ck_imports_state"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_imports_organisation_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["import_files.id"], name=op.f("fk_imports_file_id")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["people.id"], name=op.f("fk_imports_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("public_id", name=op.f("uq_imports_public_id")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_organisation_id_id"), ["organisation_id", "id"])
        batch_op.create_index(batch_op.f("ix_imports_state"), ["state"])
    op.create_table(
        "import_headings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("columns", tree(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_import_headings_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_headings")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_import_headings_organisation_id")),
    )
    op.create_table(
        "fact_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", instant(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_fact_checks_matter_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["people.id"], name=op.f("fk_fact_checks_checked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_checks")),
        sa.UniqueConstraint("matter_id", "number", name=op.f("uq_fact_checks_matter_id_number")),
    )
    # Not in batch mode: that copies the table, and its triggers would be lost.
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE facts ADD COLUMN import_id INTEGER CONSTRAINT fk_facts_import_id REFERENCES imports (id)"
        )
    else:
        op.add_column("facts", sa.Column("import_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f("fk_facts_import_id"), "facts", "imports", ["import_id"], ["id"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE facts DROP COLUMN import_id")
    else:
        op.drop_constraint(op.f("fk_facts_import_id"), "facts", type_="foreignkey")
        op.drop_column("facts", "import_id")
    for table in ("fact_checks", "import_headings", "imports", "import_files"):
        op.drop_table(table)
