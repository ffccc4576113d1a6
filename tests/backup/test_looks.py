"""Each look after a restore is proved by a fault that it must find, planted past the product."""

import shutil
import sqlite3

import pytest
from flask_migrate import upgrade

from tests.support import build
from tracker import create_app
from tracker.backup import archive, checks, making, restoring
from tracker.config import backup_key_file, data_keys
from tracker.docket import keeping
from tracker.docket.anchoring import AT_ONCE, anchor
from tracker.extensions import db
from tracker.store.files import keep_file
from tracker.store.organisations import Organisation
from tracker.store.session import transaction
from tracker.worker import remind_today

SECRET = "a key for tests alone, 0123456789"


def place(folder, **more):
    """An installation in a folder, on an SQLite file."""
    file = f"sqlite:///{folder / 'kigen.sqlite3'}"
    common = {"TESTING": True, "ENV": "demo", "INSTANCE_PATH": str(folder / "instance"), "DATABASE_URL": file}
    return create_app(common | {"SECRET_KEY": SECRET} | more)


@pytest.fixture(scope="module")
def came_back(tmp_path_factory):
    """A restored installation in a folder: the folder, what was restored, and the keys of its content."""
    source = place(tmp_path_factory.mktemp("source"))
    folder = tmp_path_factory.mktemp("restored")
    with source.app_context():
        upgrade()
        house = build.house()
        matter = build.matter(house.manager_a, house.agreement_a)
        build.fact(house.manager_a, matter, "invention-made", "2026-05-20")
        build.filed(house.manager_a, matter, "2026-07-01")
        keeping.save_content(house.manager_a, matter=matter.ref, texts={"abstract": "x"}, now=build.NOW)
        with transaction() as session:
            owner = session.query(Organisation).filter_by(code="A").one()
            keep_file(session, owner.id, b"%PDF-1.7 evidence", "application/pdf", build.NOW)
        remind_today(source)
        anchor(folder / "instance" / "audit-anchors.jsonl", now=build.NOW, every=AT_ONCE)
        made = making.back_up(source, clock=lambda: build.NOW, to=folder)
        key, keys = archive.read_key(backup_key_file(source).read_text()), data_keys(source)
        db.session.remove()
        db.engine.dispose()
    there = place(folder, DATA_KEYS=keys)
    with there.app_context():
        done = restoring.restore(there, made.file, key)
        db.session.remove()
        db.engine.dispose()
    return folder, done, keys


def look(folder, done, keys, words, secret=SECRET):
    """What one look finds in a folder."""
    app = place(folder, DATA_KEYS=keys, SECRET_KEY=secret)
    with app.app_context():
        looks = [each for each in checks.CHECKS if each[0] == words]
        [(_, found)] = checks.look_at(app, done, build.TODAY, looks)
        db.session.remove()
        db.engine.dispose()
    return found


def change(statement):
    """A statement run past the product, with what keeps records insert-only set aside."""

    def plant(folder):
        with sqlite3.connect(folder / "kigen.sqlite3") as connection:
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            if not statement.startswith("DROP TRIGGER"):
                for (name,) in names:
                    connection.execute(f'DROP TRIGGER "{name}"')
            assert connection.execute(statement).rowcount != 0
        connection.close()

    return plant


def lose_file(folder):
    [file] = [each for each in (folder / "instance" / "files").rglob("*") if each.is_file()]
    file.unlink()


def add_file(folder):
    (folder / "instance" / "files" / "stray").write_bytes(b"x")


def rewrite_anchor(folder):
    file = folder / "instance" / "audit-anchors.jsonl"
    file.write_text(file.read_text().replace('"digest": "', '"digest": "0'))


def harm_page(folder):
    """A byte in the middle of the file of the database."""
    file = folder / "kigen.sqlite3"
    content = bytearray(file.read_bytes())
    for place_ in range(len(content) // 2, len(content) // 2 + 4096):
        content[place_] ^= 0xFF
    file.write_bytes(content)


LAST = "(SELECT max(id) FROM {0})"
FAULTS = [
    ("every table of the backup is here", change("DROP TABLE deliveries")),
    ("every table counts what the backup counted", change("DELETE FROM outbox_items")),
    ("every row of every table is the same, value by value", change("UPDATE matters SET title = 'x'")),
    ("every organisation has as many matters as before", change("UPDATE matters SET organisation_id = 1000")),
    ("every reference leads somewhere", change("UPDATE matters SET agreement_id = 1000")),
    ("the file of the database is sound", harm_page),
    ("the schema is the one this edition needs", change("DROP TABLE deliveries")),
    ("records that must stay cannot be changed or deleted", change("DROP TRIGGER audit_no_update")),
    ("every chain of the audit trail holds from its first row", change("UPDATE audit SET action = 'x'")),
    (
        "every chain ends where it ended in the backup",
        change(f"DELETE FROM audit WHERE id = {LAST.format('audit')}"),
    ),
    ("the anchors in the records hold", change("UPDATE audit_anchors SET at = '2026-01-01 00:00:00.000000'")),
    ("the anchors kept outside know no other past", rewrite_anchor),
    ("every kept file of the backup is here and opens", lose_file),
    ("no file is here that the backup did not hold", add_file),
    ("every duty follows again from its facts", change("UPDATE obligations SET due = '2031-01-01'")),
    (
        "what the agency knows of is exactly what it knew",
        change("UPDATE matters SET reported_at = created_at"),
    ),
    (
        "what the agency sees of every matter is what it saw",
        change("""UPDATE matters SET disclosure = '{"level": "open"}'"""),
    ),
    ("no reminder would go again under a new Message-ID", change("UPDATE outbox SET message_id = 'x' || id")),
    (
        "no mail is held by a sender that is gone",
        change("UPDATE outbox SET state = 'sending', lease_until = NULL"),
    ),
    ("an administrator can sign in", change("UPDATE people SET active = 0 WHERE role = 'administrator'")),
    ("passwords are kept as they must be", change("UPDATE people SET password = 'plain'")),
]


@pytest.mark.parametrize(("words", "plant"), FAULTS, ids=[words for words, _ in FAULTS])
def test_a_planted_fault_is_found(came_back, tmp_path, words, plant):
    folder, done, keys = came_back
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert look(copy, done, keys, words) == []
    plant(copy)
    assert look(copy, done, keys, words)


def test_another_secret_or_key_is_found(came_back):
    folder, done, keys = came_back
    other = "another key for tests alone, 987654"
    assert look(folder, done, keys, "no reminder would go again under a new Message-ID", other)
    foreign = ("dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=",)
    assert look(folder, done, foreign, "sealed content opens with the keys of this installation")


def test_rows_that_did_not_come_in_are_found(came_back):
    folder, done, keys = came_back
    fewer = restoring.Restored(done.manifest, done.rows | {"facts": 0})
    assert look(folder, fewer, keys, "every row was put in")


def test_every_look_has_a_fault_that_it_found():
    elsewhere = {
        "every row was put in",
        "no reminder would go again under a new Message-ID",
        "sealed content opens with the keys of this installation",
        "new rows get numbers that are free",  # SQLite counts by itself; proved with PostgreSQL's counters
        "the terms prove themselves",  # proved with refused packs
    }
    assert {words for words, _ in checks.CHECKS} == {words for words, _ in FAULTS} | elsewhere
