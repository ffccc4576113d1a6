"""Indexes that answer a list of duties alone: its order, and all that decides whether a row is in it."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BY = {"organisation": "organisation_id", "agreement": "agreement_id", "agency": "agency_id"}
BEFORE = ("phase", "sort_on", "id")
LISTED = (*BEFORE, "kind", "due", "act_by", "gone_at", "pack")


def upgrade() -> None:
    for name, column in BY.items():
        op.create_index(f"ix_obligations_{name}_list", "obligations", [column, *LISTED])
        op.drop_index(f"ix_obligations_{column}_phase_sort_on_id", "obligations")


def downgrade() -> None:
    for name, column in BY.items():
        op.create_index(f"ix_obligations_{column}_phase_sort_on_id", "obligations", [column, *BEFORE])
        op.drop_index(f"ix_obligations_{name}_list", "obligations")
