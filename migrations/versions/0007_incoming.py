"""What came in for the agency, its answers with their comments, and to whom a demand permits a disclosure."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OUTCOMES = (
    "open", "received", "returned", "replaced", "agreed", "confirmed", "disputed", "granted", "refused",
    "handed-over", "gone",
)  # fmt: skip


def listed(name: str, words: tuple[str, ...]) -> str:
    return f'"{name}" IN (' + ", ".join(f"'{word}'" for word in words) + ")"


def upgrade() -> None:
    op.create_table(
        "incoming_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("turn", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            listed("kind", ("notice", "method", "claim", "licence", "demand")),
            name=op.f("ck_incoming_lines_kind"),
        ),
        sa.CheckConstraint(
            listed("turn", ("agency", "contractor", "nobody")), name=op.f("ck_incoming_lines_turn")
        ),
        sa.CheckConstraint(listed("outcome", OUTCOMES), name=op.f("ck_incoming_lines_outcome")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["organisations.id"], name=op.f("fk_incoming_lines_agency_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_incoming_lines_matter_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_incoming_lines_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_lines")),
        sa.UniqueConstraint(
            "matter_id", "kind", "subject", name=op.f("uq_incoming_lines_matter_id_kind_subject")
        ),
    )
    with op.batch_alter_table("incoming_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incoming_lines_agency_id_turn_on_id"),
            ["agency_id", "turn", "on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_incoming_lines_organisation_id_turn_on_id"),
            ["organisation_id", "turn", "on", "id"],
            unique=False,
        )

    op.create_table(
        "agency_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("comment", sa.LargeBinary(), nullable=True),
        sa.Column("fact", sa.String(length=20), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            listed("answer", ("received", "returned", "agreed", "confirmed", "disputed")),
            name=op.f("ck_agency_answers_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people.id"], name=op.f("fk_agency_answers_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_agency_answers_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_answers")),
        sa.UniqueConstraint(
            "matter_id", "subject", "round", name=op.f("uq_agency_answers_matter_id_subject_round")
        ),
    )

    op.create_table(
        "disclosure_demands",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_disclosure_demands_matter_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_disclosure_demands_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_demands")),
        sa.UniqueConstraint("matter_id", "fact", name=op.f("uq_disclosure_demands_matter_id_fact")),
    )


def downgrade() -> None:
    op.drop_table("disclosure_demands")
    op.drop_table("agency_answers")
    with op.batch_alter_table("incoming_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incoming_lines_organisation_id_turn_on_id"))
        batch_op.drop_index(batch_op.f("ix_incoming_lines_agency_id_turn_on_id"))

    op.drop_table("incoming_lines")
