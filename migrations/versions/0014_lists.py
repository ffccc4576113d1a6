"""Lists: indexes for every order, numbers to search by, saved views, acts on many rows, notes on matters."""

import re
import unicodedata
from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LISTED = ("phase", "sort_on", "id", "kind", "due", "act_by", "gone_at", "pack")
BY_RULE = ("rule", "phase", "sort_on", "id")
FAR = date.max
DUTY_INDEXES = {
    "ix_obligations_owner_list": ["owner_id", *LISTED],
    "ix_obligations_organisation_rule": ["organisation_id", *BY_RULE],
    "ix_obligations_agency_rule": ["agency_id", *BY_RULE],
}
MATTER_INDEXES = (
    ("organisation_id", "title", "id"),
    ("organisation_id", "right", "ref", "id"),
    ("organisation_id", "next_on", "id"),
    ("agency_id", "ref", "id"),
    ("agency_id", "agency_next_on", "id"),
    ("owner_id", "ref", "id"),
    ("deputy_id",),
    ("created_by_id",),
)
AGENCY_SEES = {
    "filing-notice-submitted", "status-notice-submitted", "transfer-notice-submitted", "filed", "published",
    "registered", "gazette-issued", "withdrawn", "abandoned", "refusal-final", "dismissal-final",
    "transferred", "work-created", "work-published", "final-report-submitted", "security",
}  # fmt: skip


def tree() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def number(name: str, target: str | None = None, *, nullable: bool = False, table: str = "") -> sa.Column:
    given = [sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{name}")] if target else []
    return sa.Column(name, sa.Integer(), *given, nullable=nullable)


def upgrade() -> None:
    widen_obligations()
    widen_matters()
    add_tables()
    fill()


def widen_obligations() -> None:
    with op.batch_alter_table("obligations") as batch:
        batch.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_obligations_owner_id", "people", ["owner_id"], ["id"])
    for name, columns in DUTY_INDEXES.items():
        op.create_index(name, "obligations", columns)


def widen_matters() -> None:
    with op.batch_alter_table("matters") as batch:
        batch.add_column(sa.Column("agency_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("next_on", sa.Date(), nullable=False, server_default=FAR.isoformat()))
        batch.add_column(
            sa.Column("agency_next_on", sa.Date(), nullable=False, server_default=FAR.isoformat())
        )
        batch.create_foreign_key("fk_matters_agency_id", "organisations", ["agency_id"], ["id"])
    with op.batch_alter_table("matters") as batch:
        batch.alter_column("next_on", server_default=None)
        batch.alter_column("agency_next_on", server_default=None)
    for columns in MATTER_INDEXES:
        op.create_index(f"ix_matters_{'_'.join(columns)}", "matters", [*columns])


def add_tables() -> None:
    op.create_table(
        "matter_numbers",
        number("id"),
        number("matter_id", "matters", table="matter_numbers"),
        number("organisation_id", "organisations", table="matter_numbers"),
        number("agency_id", "organisations", nullable=True, table="matter_numbers"),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("normal", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_matter_numbers"),
    )
    for columns in (
        ("organisation_id", "normal", "matter_id"),
        ("agency_id", "normal", "matter_id"),
        ("matter_id",),
    ):
        op.create_index(f"ix_matter_numbers_{'_'.join(columns)}", "matter_numbers", [*columns])
    op.create_table(
        "saved_views",
        number("id"),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        number("organisation_id", "organisations", table="saved_views"),
        number("person_id", "people", table="saved_views"),
        sa.Column("list", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("asked", tree(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        instant("created_at"),
        instant("removed_at", nullable=True),
        sa.CheckConstraint("\"list\" IN ('duties', 'matters')", name="ck_saved_views_list"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        sa.UniqueConstraint("public_id", name="uq_saved_views_public_id"),
    )
    op.create_index(
        "ix_saved_views_organisation_id_removed_at", "saved_views", ["organisation_id", "removed_at"]
    )
    op.create_index("ix_saved_views_person_id", "saved_views", ["person_id"])
    op.create_table(
        "view_choices",
        number("id"),
        number("person_id", "people", table="view_choices"),
        sa.Column("list", sa.String(length=10), nullable=False),
        number("view_id", "saved_views", nullable=True, table="view_choices"),
        sa.CheckConstraint("\"list\" IN ('duties', 'matters')", name="ck_view_choices_list"),
        sa.PrimaryKeyConstraint("id", name="pk_view_choices"),
        sa.UniqueConstraint("person_id", "list", name="uq_view_choices_person_id_list"),
    )
    op.create_table(
        "bulk_acts",
        number("id"),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        number("organisation_id", "organisations", table="bulk_acts"),
        number("person_id", "people", table="bulk_acts"),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("items", tree(), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=True),
        instant("at"),
        instant("undone_at", nullable=True),
        sa.CheckConstraint("\"action\" IN ('submit', 'reassign', 'note')", name="ck_bulk_acts_action"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_acts"),
        sa.UniqueConstraint("public_id", name="uq_bulk_acts_public_id"),
        sa.UniqueConstraint(
            "organisation_id", "request_key", name="uq_bulk_acts_organisation_id_request_key"
        ),
    )
    op.create_table(
        "matter_notes",
        number("id"),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        number("matter_id", "matters", table="matter_notes"),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        number("written_by_id", "people", table="matter_notes"),
        instant("written_at"),
        instant("taken_back_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_matter_notes"),
        sa.UniqueConstraint("public_id", name="uq_matter_notes_public_id"),
    )
    op.create_index("ix_matter_notes_matter_id", "matter_notes", ["matter_id"])


def fill() -> None:
    """The caches, from what is on record. The next derivation keeps the next days more closely."""
    op.execute(
        "UPDATE obligations SET owner_id = "
        "(SELECT owner_id FROM matters WHERE matters.id = obligations.matter_id)"
    )
    op.execute(
        "UPDATE matters SET agency_id = (SELECT agency_id FROM agreements "
        "WHERE agreements.id = matters.agreement_id) WHERE reported_at IS NOT NULL"
    )
    runs = (
        "SELECT min(sort_on) FROM obligations WHERE matter_id = matters.id AND gone_at IS NULL "
        "AND phase = 'running' AND kind NOT IN ('window', 'clock')"
    )
    far = (
        f"CAST('{FAR.isoformat()}' AS date)"
        if op.get_bind().dialect.name == "postgresql"
        else f"'{FAR.isoformat()}'"
    )
    op.execute(f"UPDATE matters SET next_on = coalesce(({runs}), {far})")
    op.execute("UPDATE matters SET agency_next_on = next_on WHERE agency_id IS NOT NULL")
    fill_numbers()


def fill_numbers() -> None:
    """Every matter's numbers, read off its facts; a later change of a fact reads them anew."""
    bind = op.get_bind()
    lines = sa.table(
        "matter_numbers",
        *(sa.column(name) for name in ("matter_id", "organisation_id", "agency_id", "kind", "normal")),
    )
    matters = bind.execute(
        sa.text(
            "SELECT m.id, m.organisation_id, a.agency_id, m.ref, m.shelf_no FROM matters m "
            "JOIN agreements a ON a.id = m.agreement_id ORDER BY m.id"
        )
    ).all()
    facts = sa.table(
        "facts",
        *(sa.column(name) for name in ("matter_id", "number", "revision", "kind", "withdrawn")),
        sa.column("details", tree()),
    )
    latest = sa.select(facts).order_by(facts.c.matter_id, facts.c.number, facts.c.revision)
    standing: dict[int, dict[int, sa.Row]] = {}
    for fact in bind.execute(latest):
        standing.setdefault(fact.matter_id, {})[fact.number] = fact
    found: list[dict] = []
    for each in matters:
        told = {("reference", normal_of(each.ref), each.agency_id)}
        if each.shelf_no:
            told.add(("shelf", normal_of(each.shelf_no), None))
        for fact in standing.get(each.id, {}).values():
            agency = each.agency_id if fact.kind in AGENCY_SEES else None
            if not fact.withdrawn:
                told |= {(name, normal_of(text), agency) for name, text in (fact.details or {}).items()}
        found += [
            {"matter_id": each.id, "organisation_id": each.organisation_id,
             "agency_id": agency, "kind": kind, "normal": normal[:100]}
            for kind, normal, agency in sorted(told, key=str) if normal
        ]  # fmt: skip
    for start in range(0, len(found), 1000):
        bind.execute(sa.insert(lines), found[start : start + 1000])


def normal_of(text: str) -> str:
    """The one form of a number, as it was made when this step was written."""
    folded = unicodedata.normalize("NFKC", text).upper()
    for sign, letter in {"昭": "S", "平": "H", "令": "R"}.items():
        folded = re.sub(rf"{sign}[成和]?(?=\s*[0-9])", letter, folded)
    serial = r"(?<![0-9])((?:[12][0-9]{3})|(?:[SHR][0-9]{1,2}))[^0-9A-Z]+([0-9]{1,5})(?![0-9])"
    digits = re.sub(r"[^0-9A-Z]", "", re.sub(serial, lambda f: f[1] + f[2].zfill(6), folded))
    digits = re.sub(r"^[A-Z]{2}(?=[0-9]{6})", "", digits)
    return re.sub(r"(?<=[0-9]{6})[A-Z][0-9]?$", "", digits)


def downgrade() -> None:
    for name in ("matter_notes", "bulk_acts", "view_choices", "saved_views", "matter_numbers"):
        op.drop_table(name)
    for columns in MATTER_INDEXES:
        op.drop_index(f"ix_matters_{'_'.join(columns)}", "matters")
    with op.batch_alter_table("matters") as batch:
        batch.drop_constraint("fk_matters_agency_id", type_="foreignkey")
        for name in ("agency_next_on", "next_on", "agency_id"):
            batch.drop_column(name)
    for name in DUTY_INDEXES:
        op.drop_index(name, "obligations")
    with op.batch_alter_table("obligations") as batch:
        batch.drop_constraint("fk_obligations_owner_id", type_="foreignkey")
        batch.drop_column("owner_id")
