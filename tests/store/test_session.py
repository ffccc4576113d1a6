"""Transactions: all or nothing, joined when nested, and never `database is locked`."""

import threading

import pytest
from sqlalchemy import text

from tests.support import build
from tracker import create_app
from tracker.errors import Conflict
from tracker.extensions import db
from tracker.store.organisations import Organisation, organisation_by_code
from tracker.store.people import Person
from tracker.store.session import reading, transaction


def organisation(code: str) -> Organisation:
    return Organisation(code=code, name=code, kind="contractor", created_at=build.NOW)


def fail_half_way() -> None:
    with transaction() as session:
        session.add(organisation("X"))
        session.flush()
        raise RuntimeError("half-way")


def fail_outside() -> None:
    with transaction():
        with transaction() as session:
            session.add(organisation("X"))
        raise RuntimeError("outside")


def test_what_fails_half_way_leaves_nothing(context):
    with pytest.raises(RuntimeError, match="half-way"):
        fail_half_way()
    assert organisation_by_code(reading(), "X") is None


def test_a_transaction_inside_another_ends_with_the_outer_one(context):
    with pytest.raises(RuntimeError, match="outside"):
        fail_outside()
    assert organisation_by_code(reading(), "X") is None


def test_the_same_key_twice_is_a_conflict(context):
    build.organisation("X")
    with pytest.raises(Conflict), transaction() as session:
        session.add(organisation("X"))


def test_a_word_outside_the_closed_list_is_refused_by_the_database(context):
    wrong = organisation("X")
    wrong.kind = "nobody"
    with pytest.raises(Exception, match="ck_organisations_kind"), transaction() as session:
        session.add(wrong)


def test_a_child_without_its_parent_is_refused_by_the_database(context):
    orphan = Person(
        email="a@b.example",
        name="a",
        role="reader",
        organisation_id=10**6,
        fs_uniquifier="x",
        active=True,
        created_at=build.NOW,
    )
    with pytest.raises(Exception, match=r"(?i)foreign key"), transaction() as session:
        session.add(orphan)


def test_writers_at_the_same_time_lose_nothing_and_are_never_locked_out(app):
    with app.app_context():
        build.organisation("X")
    writers, rounds, failed = 6, 15, []

    def count_up() -> None:
        for _ in range(rounds):
            try:
                with app.app_context():
                    organisation_by_code(reading(), "X")  # a read first, as every page does
                    with transaction() as session:
                        session.execute(text("UPDATE organisations SET last_number = last_number + 1"))
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        found = organisation_by_code(reading(), "X")
        assert (failed, found and found.last_number) == ([], writers * rounds)


@pytest.fixture
def sqlite(tmp_path):
    """An application on an SQLite file of its own, in a folder that is not there yet."""
    file = tmp_path / "records" / "kigen.sqlite3"
    app = create_app({"TESTING": True, "DATABASE_URL": f"sqlite:///{file}", "INSTANCE_PATH": str(tmp_path)})
    with app.app_context(), db.engine.connect() as connection:
        yield connection, file
    with app.app_context():
        db.engine.dispose()


def test_sqlite_keeps_a_journal_that_readers_do_not_wait_for(sqlite):
    connection, _ = sqlite
    settings = {
        name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        for name in ("journal_mode", "foreign_keys", "synchronous")
    }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
    assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() >= 10_000


def test_the_database_file_is_readable_by_its_owner_alone(sqlite):
    connection, file = sqlite
    connection.exec_driver_sql("SELECT 1")
    assert file.stat().st_mode & 0o077 == 0
