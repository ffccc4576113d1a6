"""Official forms as they were issued, the files that prove facts, and what of them was opened to the agency."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def listed(name: str, words: tuple[str, ...]) -> str:
    return f'"{name}" IN (' + ", ".join(f"'{word}'" for word in words) + ")"


def instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def points(table: str, **names: str) -> list[sa.ForeignKeyConstraint]:
    """Foreign keys of a table, by the column that points and the table it points to."""
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in names.items()
    ]


def upgrade() -> None:
    tree = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "stored_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("content_name", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        instant("created_at"),
        *points("stored_files", organisation_id="organisations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stored_files_public_id")),
        sa.UniqueConstraint(
            "organisation_id", "content_name", name=op.f("uq_stored_files_organisation_id_content_name")
        ),
    )
    op.create_table(
        "issued_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("pack", sa.String(length=60), nullable=False),
        sa.Column("form", sa.String(length=60), nullable=False),
        sa.Column("layout", sa.String(length=60), nullable=False),
        sa.Column("filing", sa.String(length=60), nullable=True),
        sa.Column("paper", sa.String(length=20), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("withheld", tree, nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("pdf_id", sa.Integer(), nullable=False),
        sa.Column("docx_id", sa.Integer(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        instant("issued_at"),
        sa.Column("request_key", sa.String(length=64), nullable=True),
        *points(
            "issued_forms",
            organisation_id="organisations",
            matter_id="matters",
            pdf_id="stored_files",
            docx_id="stored_files",
            issued_by_id="people",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_forms")),
        sa.UniqueConstraint("public_id", name=op.f("uq_issued_forms_public_id")),
        sa.UniqueConstraint("request_key", name=op.f("uq_issued_forms_request_key")),
    )
    op.create_index(op.f("ix_issued_forms_matter_id"), "issued_forms", ["matter_id"])
    op.create_index(op.f("ix_issued_forms_organisation_id_id"), "issued_forms", ["organisation_id", "id"])
    op.create_table(
        "form_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("receipt_no", sa.String(length=100), nullable=True),
        sa.Column("fact", sa.String(length=20), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        instant("recorded_at"),
        sa.CheckConstraint(listed("step", ("submitted", "received")), name=op.f("ck_form_steps_step")),
        sa.CheckConstraint(
            listed("channel", ("portal", "e-mail", "post", "by-hand")), name=op.f("ck_form_steps_channel")
        ),
        *points("form_steps", form_id="issued_forms", recorded_by_id="people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_steps")),
    )
    op.create_index(op.f("ix_form_steps_form_id"), "form_steps", ["form_id"])
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(length=20), nullable=True),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        instant("added_at"),
        *points(
            "evidence",
            matter_id="matters",
            form_id="issued_forms",
            file_id="stored_files",
            supersedes_id="evidence",
            added_by_id="people",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("public_id", name=op.f("uq_evidence_public_id")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_evidence_supersedes_id")),
    )
    op.create_index(op.f("ix_evidence_matter_id"), "evidence", ["matter_id"])
    op.create_table(
        "evidence_openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        instant("asked_at"),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        instant("confirmed_at", nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        instant("ended_at", nullable=True),
        sa.Column("ended_why", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            listed("ended_why", ("taken-back", "narrowed", "replaced")),
            name=op.f("ck_evidence_openings_ended_why"),
        ),
        *points(
            "evidence_openings",
            evidence_id="evidence",
            asked_by_id="people",
            confirmed_by_id="people",
            ended_by_id="people",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_openings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_evidence_openings_public_id")),
    )
    op.create_index(op.f("ix_evidence_openings_evidence_id"), "evidence_openings", ["evidence_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_evidence_openings_evidence_id"), "evidence_openings")
    op.drop_table("evidence_openings")
    op.drop_index(op.f("ix_evidence_matter_id"), "evidence")
    op.drop_table("evidence")
    op.drop_index(op.f("ix_form_steps_form_id"), "form_steps")
    op.drop_table("form_steps")
    op.drop_index(op.f("ix_issued_forms_organisation_id_id"), "issued_forms")
    op.drop_index(op.f("ix_issued_forms_matter_id"), "issued_forms")
    op.drop_table("issued_forms")
    op.drop_table("stored_files")
