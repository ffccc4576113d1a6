"""Who is reminded when: ladders, wishes, absences, acknowledgements; bad addresses, alarm pauses, calendars."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OLD_KEY = "uq_outbox_items_obligation_id_due_revision_rung_person_id"
NEW_KEY = "uq_outbox_items_obligation_id_due_revision_rung_person_id_round"


def tree() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def instant(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def of(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))


def upgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attachment", sa.Text(), nullable=True))
    with op.batch_alter_table("outbox_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_constraint(OLD_KEY, type_="unique")
        columns = ["obligation_id", "due_revision", "rung", "person_id", "round"]
        batch_op.create_unique_constraint(op.f(NEW_KEY), columns)
    with op.batch_alter_table("outbox_items", schema=None) as batch_op:
        batch_op.alter_column(
            "round", server_default=None, existing_type=sa.Integer(), existing_nullable=False
        )
    op.create_table(
        "reminder_rules",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("steps", tree(), nullable=False),
        sa.Column("two_from", sa.Integer(), nullable=False),
        sa.Column("climb_after", sa.Integer(), nullable=False),
        sa.Column("back_after", sa.Integer(), nullable=False),
        sa.Column("back_after_near", sa.Integer(), nullable=False),
        sa.Column("near", sa.Integer(), nullable=False),
        sa.Column("quiet_digest", sa.Boolean(), nullable=False),
        sa.Column("list_weekday", sa.Integer(), nullable=True),
        instant("changed_at"),
        of("reminder_rules", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_reminder_rules")),
    )
    op.create_table(
        "reminder_choices",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kinds", tree(), nullable=True),
        sa.Column("days_before", sa.Integer(), nullable=True),
        sa.Column("days_after", sa.Integer(), nullable=True),
        sa.Column("quiet_digest", sa.Boolean(), nullable=False),
        sa.Column("one_a_day", sa.Boolean(), nullable=False),
        instant("changed_at"),
        of("reminder_choices", "person_id", "people"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_reminder_choices")),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        instant("created_at"),
        instant("ended_at", nullable=True),
        of("absences", "person_id", "people"),
        of("absences", "deputy_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sa.UniqueConstraint("public_id", name=op.f("uq_absences_public_id")),
    )
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absences_until_on"), ["until_on"], unique=False)
    op.create_table(
        "acknowledgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("due_revision", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        instant("at"),
        of("acknowledgements", "obligation_id", "obligations"),
        of("acknowledgements", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgements")),
        sa.UniqueConstraint(
            "obligation_id",
            "due_revision",
            "person_id",
            "day",
            name=op.f("uq_acknowledgements_obligation_id_due_revision_person_id_day"),
        ),
    )
    op.create_table(
        "address_faults",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        instant("last_at"),
        of("address_faults", "person_id", "people"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_address_faults")),
    )
    op.create_table(
        "alarm_pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        instant("from_at"),
        instant("until_at"),
        instant("ended_at", nullable=True),
        of("alarm_pauses", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_pauses")),
        sa.UniqueConstraint("public_id", name=op.f("uq_alarm_pauses_public_id")),
    )
    op.create_table(
        "calendar_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        instant("created_at"),
        instant("revoked_at", nullable=True),
        of("calendar_links", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("public_id", name=op.f("uq_calendar_links_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_links_token_hash")),
    )
    with op.batch_alter_table("calendar_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_links_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("calendar_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_links_person_id"))
    op.drop_table("calendar_links")
    op.drop_table("alarm_pauses")
    op.drop_table("address_faults")
    op.drop_table("acknowledgements")
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absences_until_on"))
    op.drop_table("absences")
    op.drop_table("reminder_choices")
    op.drop_table("reminder_rules")
    op.execute("DELETE FROM outbox_items WHERE round > 0")
    with op.batch_alter_table("outbox_items", schema=None) as batch_op:
        batch_op.drop_constraint(NEW_KEY, type_="unique")
        batch_op.create_unique_constraint(
            op.f(OLD_KEY), ["obligation_id", "due_revision", "rung", "person_id"]
        )
        batch_op.drop_column("round")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("attachment")
