"""The lists that grow are answered from their indexes: asked of the planner of each database itself.

It is asked over a made-up portfolio, so that the rows lie as they do in life; and PostgreSQL is told neither
to walk through whole tables nor to sort, which among so few rows is always cheapest.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.sql import Select

from bench.filling import fill
from bench.histories import AS_OF
from tracker.docket.duties import DUTIES
from tracker.extensions import db
from tracker.store.matters import Scope
from tracker.store.obligations import DueFilter, Obligation, due_query, in_list
from tracker.store.organisations import Organisation
from tracker.store.outbox.queue import TAKE

STANDINGS = (None, "overdue", "target-passed", "due-soon", "open", "waiting", "on-hold")
MATTERS = 150


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


@pytest.fixture
def portfolio(context) -> dict[str, int]:
    """A portfolio, and the numbers of its organisations by code."""
    fill(MATTERS)
    if not is_sqlite():
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE obligations")
    return dict(db.session.execute(select(Organisation.code, Organisation.id)).tuples().all())


def plan_of(query) -> str:
    """What the database would do, as it tells it."""
    values = {"literal_binds": True} if isinstance(query, Select) else {}
    statement = str(query.compile(db.engine, compile_kwargs=values))
    with db.engine.connect() as connection:
        if is_sqlite():
            nothing = (None,) * statement.count("?")
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", nothing).all()
            return "\n".join(str(row[3]) for row in rows)
        for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
            connection.execute(text(f"SET LOCAL enable_{way} = off"))
        return "\n".join(str(row[0]) for row in connection.exec_driver_sql(f"EXPLAIN {statement}"))


def test_lists_are_counted_in_their_indexes_without_reading_a_row(portfolio):
    scopes = {
        "organisation": Scope(organisation_id=portfolio["BIG"]),
        "agency": Scope(agency_id=portfolio["AG"]),
    }
    for index, scope in scopes.items():
        for standing in STANDINGS:
            chosen = in_list(scope, DueFilter(DUTIES, None, standing), AS_OF)
            plan = plan_of(select(Obligation.id).where(*chosen).order_by(Obligation.sort_on).limit(1000))
            assert f"ix_obligations_{index}_list" in plan, (standing, plan)
            assert ("COVERING INDEX" if is_sqlite() else "Index Only Scan") in plan, (standing, plan)


def test_pages_come_in_the_order_of_their_index(portfolio):
    for after in (None, (AS_OF - timedelta(90), 7)):
        plan = plan_of(
            due_query(Scope(organisation_id=portfolio["BIG"]), DueFilter(DUTIES), AS_OF, after, 51)
        )
        assert "ix_obligations_organisation_list" in plan, plan
        assert "TEMP B-TREE" not in plan, plan
        assert "Sort" not in plan, plan


def test_the_next_mail_is_found_in_the_index_of_the_queue(context):
    for statement in TAKE if is_sqlite() else ():  # PostgreSQL makes no plan for values it has not got
        assert "ix_outbox_state_next_at_id" in plan_of(statement)
