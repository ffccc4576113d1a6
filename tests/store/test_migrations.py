"""The migrations give exactly the tables of the code, go down and up again, and keep what is not theirs."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from tests.support import build, postgres
from tracker import create_app
from tracker.extensions import db
from tracker.store.session import transaction


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def fresh(request, tmp_path) -> Iterator[Flask]:
    """An application on a database of its own, which has no tables yet."""
    settings = {"TESTING": True, "ENV": "demo", "INSTANCE_PATH": str(tmp_path)}
    if request.param == "sqlite":
        yield create_app(settings | {"DATABASE_URL": f"sqlite:///{tmp_path / 'kigen.sqlite3'}"})
        return
    with postgres.own_database(request.getfixturevalue("postgres_server")) as url:
        app = create_app(settings | {"DATABASE_URL": url})
        yield app
        with app.app_context():
            db.engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names())


def test_the_migrations_and_the_tables_of_the_code_agree(context):
    check()


def test_down_and_up_again_leaves_the_same_tables(fresh):
    with fresh.app_context():
        upgrade()
        first = tables()
        downgrade(revision="base")
        assert tables() == {"alembic_version"}
        upgrade()
        assert tables() == first
        check()


def test_a_table_of_somebody_else_is_left_alone(fresh):
    with fresh.app_context():
        upgrade()
        with transaction() as session:
            session.execute(text("CREATE TABLE somebody_elses (id INTEGER PRIMARY KEY)"))
        check()


def test_after_a_migration_facts_and_audit_can_still_not_be_changed(fresh):
    with fresh.app_context():
        upgrade()
        scene = build.house()
        build.filed(scene.manager_a, build.matter(scene.manager_a, scene.agreement_a), "2026-07-01")
        for table, column in (("audit", "action"), ("facts", "kind")):
            for statement in (f"UPDATE {table} SET {column} = 'other'", f"DELETE FROM {table}"):
                with pytest.raises(DBAPIError, match="insert-only"), transaction() as session:
                    session.execute(text(statement))
