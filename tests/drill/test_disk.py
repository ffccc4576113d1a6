"""The disk is really full: what was acknowledged is there, nothing is half there, and an alarm is raised.

The records lie on a disk of a few megabytes that ballast fills to a different byte each round: an SQLite file
whole, of PostgreSQL a tablespace. Mounting one needs the right to; where it is missing, the drill says so.
"""

import os
import pwd
import random
import tempfile
from collections import Counter
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import psycopg
import pytest
import time_machine
from sqlalchemy import func, select, text

from tests.conftest import missing
from tests.drill.judging import intact, judge
from tests.drill.test_restarts import own_server
from tests.reminders.records import house
from tests.support import build, database
from tests.support.mail import start_mail_server
from tests.support.tmpfs import fill, small_disk
from tests.web.conftest import Visitor
from tests.web.test_recording import agreement_of, new_matter
from tracker import create_app
from tracker.errors import DiskFull
from tracker.extensions import db
from tracker.reminders.deliver import deliver
from tracker.reminders.post import Post
from tracker.reminders.setup import mail
from tracker.reminders.sweep import sweep
from tracker.store.audit import AuditRow
from tracker.store.facts import Fact
from tracker.store.matters import Matter
from tracker.watch_looking import look

MEGABYTES = {"sqlite": 12, "postgres": 40}
KIB = 1024


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.drill])])
def installed(request, tmp_path):
    """The application on a small disk, the disk, and a mail server."""
    with ExitStack() as stack:
        try:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kigen-drill-")))
            disk = stack.enter_context(small_disk(folder / "disk", MEGABYTES[request.param]))
        except OSError as error:
            missing(str(error))
        url = f"sqlite:///{disk / 'kigen.sqlite3'}"
        if request.param == "postgres":
            url = tablespace(stack, disk)
        values = {"ENV": "demo", "TESTING": True, "SECRET_KEY": "k" * 40, "INSTANCE_PATH": str(tmp_path)}
        app = create_app(values | {"DATABASE_URL": url})
        database.migrate(app)
        controller, mailbox = start_mail_server()
        stack.callback(controller.stop)
        app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=mailbox.port, MAIL_TIMEOUTS=(5, 5, 5))
        stack.callback(database.close, app)
        yield app, disk, mailbox


@pytest.fixture
def scene(installed):
    """The same with the usual house, its context open."""
    with installed[0].app_context():
        yield Full(*installed, build.house())


def tablespace(stack, disk):
    """A database of an own server whose tables lie on the small disk."""
    url, _ = stack.enter_context(own_server())
    owner = pwd.getpwnam("pgserver") if os.geteuid() == 0 else None
    if owner:
        for folder in disk.parents:  # the server of a root runs under another account
            if folder.stat().st_mode & 0o005 != 0o005 and str(folder).startswith("/tmp/"):
                folder.chmod(folder.stat().st_mode | 0o055)
        os.chown(disk, owner.pw_uid, owner.pw_gid)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as server:
        server.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        server.execute("CREATE DATABASE small TABLESPACE small")
    return url.set(database="small").render_as_string(hide_password=False)


class Full:
    """People work, sweeps and senders run, and the disk is full again and again."""

    def __init__(self, app, disk, mailbox, house):
        self.app, self.disk, self.mailbox, self.house = app, disk, mailbox, house
        self.matters, self.facts = set(), Counter()
        self.refused = self.broken = 0
        self.numbers = count(1)

    def log_matters(self):
        """Until the disk is full; what was acknowledged is kept in mind."""
        while True:
            title = f"計測装置 {next(self.numbers)}"
            matter = build.matter(self.house.manager_a, self.house.agreement_a, title=title)
            self.matters.add(matter.public_id)
            build.fact(self.house.manager_a, matter, "invention-made", "2026-06-10")
            self.facts[matter.public_id] += 1
            build.filed(self.house.manager_a, matter, "2026-07-10")
            self.facts[matter.public_id] += 1

    def remind(self):
        here = house()
        sweep(here, build.TODAY, lambda: build.NOW)
        with Post(mail) as post:
            deliver(here, post, clock=lambda: build.NOW, lease=0.0)

    def round(self, leave):
        ballast = fill(self.disk, leave)
        for act in (self.log_matters, self.remind):
            try:
                act()
            except DiskFull:
                db.session.rollback()
                self.refused += 1
        self.check()
        ballast.unlink()

    def check(self):
        """What is there is what was acknowledged: no more, no less, each with its trail."""
        db.session.rollback()
        stored = set(db.session.scalars(select(Matter.public_id)))
        counted = select(Matter.public_id, func.count()).join(Fact, Fact.matter_id == Matter.id)
        facts = dict(db.session.execute(counted.group_by(Matter.public_id)).all())
        logged = set(db.session.scalars(select(AuditRow.object_id).where(AuditRow.action == "log-matter")))
        self.broken += (stored != self.matters) + (facts != dict(+self.facts)) + (stored != logged)
        assert (stored, facts, logged) == (self.matters, dict(+self.facts), self.matters)


class Taken:
    """What the server took, for the judge."""

    def __init__(self, mailbox):
        self.taken = [(each.recipients[0], str(each.message["Message-ID"])) for each in mailbox.letters]
        self.refused, self.ambiguous = set(), 0


def alarms(scene):
    settings = scene.app.config | {"INSTANCE": str(scene.disk)}
    db.session.rollback()
    return {alarm.cause for alarm in look(settings, build.NOW, build.NOW).alarms}


def full(scene, gate, seed, rounds):
    chance = random.Random(seed)
    raised = 0
    for _ in range(rounds):
        scene.round(chance.choice((0, 8, 40, 100, 300, 900)) * KIB)
        raised += "disk" in alarms(scene)
    scene.remind()  # there is room again
    found = judge(Taken(scene.mailbox), build.TODAY)
    figure = (
        f"{len(found.lost)} lost, {scene.broken} half-written, {raised} alarms, {len(scene.matters)} kept"
    )
    gate(f"disk full, {db.engine.dialect.name}", figure, "0, 0, every round", rounds, seed)
    assert scene.refused >= rounds
    assert (found.lost, found.foreign) == ([], [])
    assert found.extra <= scene.refused
    assert raised == rounds
    assert intact()
    if db.engine.dialect.name == "sqlite":
        assert not db.session.execute(text("PRAGMA foreign_key_check")).all()


def test_a_disk_that_is_full_twice_loses_nothing(scene, gate, seed):
    full(scene, gate, seed, rounds=2)


@pytest.mark.drill
@pytest.mark.timeout(600)
def test_a_full_disk_loses_nothing_that_was_acknowledged(scene, gate, seed):
    full(scene, gate, seed, rounds=25)


def test_a_page_says_that_the_disk_is_full_and_that_nothing_was_saved(installed):
    app, disk, _ = installed
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        build.house()
    with time_machine.travel(build.NOW, tick=False):
        visitor = Visitor(app.test_client(), "ip-manager@a.example")
        form = new_matter(agreement=agreement_of(visitor.get("/matters/new")))
        ballast = fill(disk)
        answers = []
        while not answers or answers[-1].status_code == 303:  # until what was kept ready is used up
            answers.append(visitor.send("/matters/new", form | {"title": f"装置 {len(answers)}"}))
        assert answers[-1].status_code == 507
        assert "The disk is full" in answers[-1].text
        assert "Nothing was saved" in answers[-1].text
        assert visitor.get("/matters").count("装置") == len(answers) - 1  # what is stored can still be read
        ballast.unlink()
        assert visitor.send("/matters/new", form | {"title": "空き"}).status_code == 303
