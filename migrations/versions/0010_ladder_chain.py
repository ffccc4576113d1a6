"""Who climbs, in which order: an organisation may name the people a duty climbs to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    tree = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("reminder_rules", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chain", tree, nullable=False, server_default="[]"))
    with op.batch_alter_table("reminder_rules", schema=None) as batch_op:
        batch_op.alter_column("chain", server_default=None, existing_type=tree, existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("reminder_rules", schema=None) as batch_op:
        batch_op.drop_column("chain")
