"""Matters shared with others, who takes part in agreements, invitations, and what inventors report."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreement_participants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "\"part\" IN ('joint-performer', 'sub-recipient', 'co-owner')",
            name=op.f("ck_agreement_participants_part"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["people.id"], name=op.f("fk_agreement_participants_added_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_participants_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["people.id"], name=op.f("fk_agreement_participants_ended_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_agreement_participants_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_participants")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agreement_participants_public_id")),
    )
    with op.batch_alter_table("agreement_participants", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreement_participants_agreement_id"), ["agreement_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agreement_participants_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("\"language\" IN ('ja', 'en')", name=op.f("ck_invitations_language")),
        sa.CheckConstraint(
            "\"role\" IN ('administrator', 'ip-manager', 'inventor', 'reader', 'outside-agent', 'officer')",
            name=op.f("ck_invitations_role"),
        ),
        sa.ForeignKeyConstraint(["invited_by_id"], ["people.id"], name=op.f("fk_invitations_invited_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_invitations_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_invitations_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitations_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "inventor_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "\"state\" IN ('draft', 'submitted', 'returned', 'accepted', 'declined')",
            name=op.f("ck_inventor_reports_state"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people.id"], name=op.f("fk_inventor_reports_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_inventor_reports_matter_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_inventor_reports_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["people.id"], name=op.f("fk_inventor_reports_reported_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventor_reports")),
        sa.UniqueConstraint("public_id", name=op.f("uq_inventor_reports_public_id")),
    )
    with op.batch_alter_table("inventor_reports", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inventor_reports_organisation_id_state_id"),
            ["organisation_id", "state", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_inventor_reports_reported_by_id_id"), ["reported_by_id", "id"], unique=False
        )

    op.create_table(
        "matter_grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_because", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("\"role\" IN ('co-owner', 'reader')", name=op.f("ck_matter_grants_role")),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_matter_grants_grantee")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["people.id"], name=op.f("fk_matter_grants_granted_by_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_matter_grants_matter_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_matter_grants_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_matter_grants_person_id")),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["people.id"], name=op.f("fk_matter_grants_revoked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_grants")),
        sa.UniqueConstraint("public_id", name=op.f("uq_matter_grants_public_id")),
    )
    with op.batch_alter_table("matter_grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_grants_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_matter_grants_organisation_id_revoked_at_matter_id"),
            ["organisation_id", "revoked_at", "matter_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_matter_grants_person_id_revoked_at_matter_id"),
            ["person_id", "revoked_at", "matter_id"],
            unique=False,
        )

    op.create_table(
        "inventor_report_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("right", sa.String(length=20), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("abstract", sa.LargeBinary(), nullable=True),
        sa.Column("description", sa.LargeBinary(), nullable=True),
        sa.Column("keywords", sa.LargeBinary(), nullable=True),
        sa.Column("inventors", sa.LargeBinary(), nullable=True),
        sa.Column("publication_on", sa.Date(), nullable=True),
        sa.Column("publication", sa.LargeBinary(), nullable=True),
        sa.Column("third_party", sa.String(length=10), nullable=False),
        sa.Column("third_party_what", sa.LargeBinary(), nullable=True),
        sa.Column("third_party_terms", sa.LargeBinary(), nullable=True),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "\"right\" IN ('patent', 'utility-model', 'design', 'circuit-layout', 'plant-variety', 'copyright', 'know-how')",
            name=op.f("ck_inventor_report_revisions_right"),
        ),
        sa.CheckConstraint(
            "\"third_party\" IN ('none', 'yes', 'unknown')",
            name=op.f("ck_inventor_report_revisions_third_party"),
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_inventor_report_revisions_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["inventor_reports.id"], name=op.f("fk_inventor_report_revisions_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["people.id"], name=op.f("fk_inventor_report_revisions_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventor_report_revisions")),
        sa.UniqueConstraint(
            "report_id", "revision", name=op.f("uq_inventor_report_revisions_report_id_revision")
        ),
    )


def downgrade() -> None:
    op.drop_table("inventor_report_revisions")
    with op.batch_alter_table("matter_grants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_grants_person_id_revoked_at_matter_id"))
        batch_op.drop_index(batch_op.f("ix_matter_grants_organisation_id_revoked_at_matter_id"))
        batch_op.drop_index(batch_op.f("ix_matter_grants_matter_id"))

    op.drop_table("matter_grants")
    with op.batch_alter_table("inventor_reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inventor_reports_reported_by_id_id"))
        batch_op.drop_index(batch_op.f("ix_inventor_reports_organisation_id_state_id"))

    op.drop_table("inventor_reports")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_organisation_id"))

    op.drop_table("invitations")
    with op.batch_alter_table("agreement_participants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_participants_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_participants_agreement_id"))

    op.drop_table("agreement_participants")
