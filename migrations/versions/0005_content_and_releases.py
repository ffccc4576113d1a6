"""Technical content field by field, what was opened to the agency on purpose, and how levels changed."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
FIELDS = "'abstract', 'description', 'claims', 'drawings', 'keywords', 'classification', 'inventors_notes'"
ENDS = "'taken-back', 'refused', 'narrowed', 'replaced', 'moved-out', 'expired'"


def upgrade() -> None:
    op.create_table(
        "content_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f'"field" IN ({FIELDS})', name=op.f("ck_content_revisions_field")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_content_revisions_matter_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["people.id"], name=op.f("fk_content_revisions_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_revisions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_content_revisions_public_id")),
    )
    with op.batch_alter_table("content_revisions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_content_revisions_matter_id_field"), ["matter_id", "field"], unique=False
        )
    create_releases()
    op.create_table(
        "level_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level_before", sa.String(length=20), nullable=True),
        sa.Column("level", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_level_changes_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_changes")),
    )
    with op.batch_alter_table("level_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_level_changes_matter_id"), ["matter_id"], unique=False)
    carry_content_over()
    with op.batch_alter_table("matters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_column("technical")


def create_releases() -> None:
    people = ("asked_by_id", "confirmed_by_id", "done_by_id", "ended_by_id")
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=True),
        sa.Column("demand", sa.String(length=20), nullable=True),
        sa.Column("what", sa.LargeBinary(), nullable=True),
        sa.Column("recipient", sa.LargeBinary(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_why", sa.String(length=20), nullable=True),
        sa.Column("end_reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            f"\"subject\" IN ({FIELDS}, 'matter', 'demand')", name=op.f("ck_releases_subject")
        ),
        sa.CheckConstraint(f'"ended_why" IN ({ENDS})', name=op.f("ck_releases_ended_why")),
        sa.ForeignKeyConstraint(
            ["content_id"], ["content_revisions.id"], name=op.f("fk_releases_content_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_releases_matter_id")),
        *(
            sa.ForeignKeyConstraint([name], ["people.id"], name=op.f(f"fk_releases_{name}"))
            for name in people
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint("public_id", name=op.f("uq_releases_public_id")),
    )
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_releases_matter_id"), ["matter_id"], unique=False)


def carry_content_over() -> None:
    """What stood in one column becomes the description; the encrypted bytes go over as they are."""
    connection = op.get_bind()
    found = connection.execute(
        sa.text(
            "SELECT id, technical, created_by_id, created_at FROM matters WHERE technical IS NOT NULL ORDER BY id"
        )
    )
    rows = [
        {
            "public_id": "".join(secrets.choice(ALPHABET) for _ in range(16)),
            "matter": row.id,
            "text": row.technical,
            "by": row.created_by_id,
            "at": row.created_at,
        }
        for row in found
    ]
    if rows:
        connection.execute(
            sa.text(
                "INSERT INTO content_revisions (public_id, matter_id, field, text, recorded_by_id, recorded_at)"
                " VALUES (:public_id, :matter, 'description', :text, :by, :at)"
            ),
            rows,
        )


def downgrade() -> None:
    connection = op.get_bind()
    for name, query in (
        ("content in other fields", "SELECT 1 FROM content_revisions WHERE field <> 'description' LIMIT 1"),
        ("acts of opening", "SELECT 1 FROM releases LIMIT 1"),
    ):
        if connection.execute(sa.text(query)).first() is not None:
            raise RuntimeError(
                f"There are {name}, which the earlier schema cannot hold; nothing was changed."
            )
    with op.batch_alter_table("matters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("technical", sa.LargeBinary(), nullable=True))
        batch_op.drop_column("shared_at")
    connection.execute(
        sa.text(
            "UPDATE matters SET technical = (SELECT c.text FROM content_revisions c WHERE c.id ="
            " (SELECT max(d.id) FROM content_revisions d WHERE d.matter_id = matters.id))"
        )
    )
    with op.batch_alter_table("level_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_level_changes_matter_id"))

    op.drop_table("level_changes")
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_releases_matter_id"))

    op.drop_table("releases")
    with op.batch_alter_table("content_revisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_content_revisions_matter_id_field"))

    op.drop_table("content_revisions")
