"""Everything comes back on either database as it was, also from a backup that was made under load."""

import threading

import pytest

from tests.backup.keeping_safe import clock, come_back, empty_place
from tests.support import build
from tracker.backup import making
from tracker.docket.anchoring import verify
from tracker.extensions import db
from tracker.store import snapshot
from tracker.worker import remind_today


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_everything_comes_back_on_either_database(scene, tmp_path, kind, request):
    server = request.getfixturevalue("postgres_server") if kind == "postgres" else None
    made = making.back_up(scene, clock=clock, to=tmp_path)
    with snapshot.frozen() as connection:
        before = {t.name: list(snapshot.lines_of(connection, t)) for t in snapshot.our_tables(connection)}
    del before["backup_runs"]  # the run was still running in its own copy
    with empty_place(scene, kind, tmp_path, server) as there:
        assert come_back(scene, made, there) == {}
        with snapshot.frozen() as connection:
            after = {t.name: list(snapshot.lines_of(connection, t)) for t in snapshot.our_tables(connection)}
        del after["backup_runs"]
        assert after == before
        queued = len(after["outbox"])
        remind_today(there)  # nothing goes again, least of all under another name
        with snapshot.frozen() as connection:
            assert snapshot.count_rows(connection)["outbox"] == queued - 1
        manager = build.accounts.find_actor("ip-manager@a.example", "web")
        matter = build.matter(
            manager, "P26-A", title="Another"
        )  # and work goes on: numbers are free, the chain holds
        build.fact(manager, matter, "invention-made", "2026-08-20")
        assert not verify(None).findings


def work(app, stop, done):
    """Somebody who goes on recording, as fast as it goes."""
    with app.app_context():
        manager = build.accounts.find_actor("ip-manager@a.example", "web")
        while not stop.is_set():
            build.matter(manager, "P26-A", title=f"{threading.get_ident()} {len(done)}")
            done.append(1)
        db.session.remove()


def prove_backups_under_load(app, tmp_path, rounds):
    """Backups while two people write; each comes back whole. Answers how many rows were written meanwhile."""
    stop, done = threading.Event(), []
    workers = [threading.Thread(target=work, args=(app, stop, done)) for _ in range(2)]
    for each in workers:
        each.start()
    try:
        made = [making.back_up(app, clock=clock, to=tmp_path / str(round)) for round in range(rounds)]
    finally:
        stop.set()
        for each in workers:
            each.join()
    for number, each in enumerate(made):
        folder = tmp_path / f"place{number}"
        folder.mkdir()
        with empty_place(app, "sqlite", folder) as there:
            assert come_back(app, each, there) == {}
    return len(done)


def test_a_backup_under_load_is_whole(scene, tmp_path):
    assert prove_backups_under_load(scene, tmp_path, 1)


@pytest.mark.drill
def test_forty_backups_under_load_are_whole(scene, tmp_path, gate):
    written = prove_backups_under_load(scene, tmp_path, 40)
    gate("L5 backups under load", figure="0 of 40 broken", target="0 broken", n=40)
    assert written > 40
