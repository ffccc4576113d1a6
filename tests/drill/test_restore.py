"""Yesterday's database is put back: what goes out once more carries the Message-ID it had."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.drill.judging import judge
from tests.reminders.records import TODAY, Clock, duty, house, mails, matter, organisation, person
from tracker.extensions import db
from tracker.reminders.deliver import deliver
from tracker.reminders.post import Post
from tracker.reminders.setup import mail
from tracker.reminders.sweep import sweep

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.proof]


class Backup:
    """A copy of the whole database, put aside and put back."""

    def __init__(self, url, folder):
        self.parts, self.file = make_url(url), folder / "backup.sqlite3"

    def take(self):
        self.move("away")

    def put_back(self):
        self.move("back")

    def move(self, way):
        db.session.remove()
        db.engine.dispose()
        if self.parts.get_backend_name() == "sqlite":
            ends = [self.parts.database, self.file]
            source, target = ends if way == "away" else ends[::-1]
            with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
                one.backup(other)
            return
        name, copy = self.parts.database, f"{self.parts.database}_backup"
        source, target = (name, copy) if way == "away" else (copy, name)
        plain = self.parts.set(drivername="postgresql", database="postgres")
        with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as server:
            for statement in ("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {} TEMPLATE {}"):
                names = sql.Identifier(target), sql.Identifier(source)
                server.execute(sql.SQL(statement).format(*names[: statement.count("{}")]))

    def drop(self):
        if self.parts.get_backend_name() != "sqlite":
            plain = self.parts.set(drivername="postgresql", database="postgres")
            with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as server:
                copy = sql.Identifier(f"{self.parts.database}_backup")
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(copy))


class Taken:
    """The log of a server that keeps what it takes, for the judge."""

    def __init__(self, mailbox):
        self.taken = [(each.recipients[0], str(each.message["Message-ID"])) for each in mailbox.letters]
        self.refused, self.ambiguous = set(), 0


@pytest.fixture
def backup(database_url, tmp_path):
    made = Backup(database_url, tmp_path)
    yield made
    made.drop()


def cycle(clock):
    sweep(house(), house().day_of(clock()), clock)
    with Post(mail) as post:
        deliver(house(), post, clock=clock, lease=60.0)


def test_after_a_restore_copies_carry_their_old_message_ids(app, backup, smtp_server, gate):
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp_server.port, MAIL_TIMEOUTS=(5, 5, 5))
    at = organisation()
    people = [person(at) for _ in range(20)]
    for number, who in enumerate(people):
        duty(matter(at, who), TODAY + timedelta(number - 3))
    clock = Clock()
    cycle(clock)
    backup.take()
    clock.forward(days=1)
    cycle(clock)
    lost_with_it = {row.message_id for row in mails("sent")}
    before = [str(letter.message["Message-ID"]) for letter in smtp_server.letters]
    backup.put_back()
    clock.forward(hours=2)
    cycle(clock)
    cycle(clock)
    after = [str(letter.message["Message-ID"]) for letter in smtp_server.letters][len(before) :]
    found = judge(Taken(smtp_server), house().day_of(clock()))
    strange = set(after) - lost_with_it
    gate(
        "yesterday restored",
        f"{len(after)} sent again, {len(strange)} foreign, {len(found.lost)} lost",
        "0, 0",
        20,
    )
    assert after
    assert len(after) == len(set(after))
    assert (strange, found.lost, found.foreign) == (set(), [], [])
