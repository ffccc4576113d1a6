"""The twelve ways in which reminders fall silent, made with real processes; a real `flask watch` names each.

Time is not waited for: what the database says of the past is moved further into it.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text, update
from sqlalchemy.engine import make_url

from tests.drill.real import agency_and_operator, owed_today
from tests.reminders import servers
from tests.reminders.records import house, mails, runs
from tests.support.tmpfs import small_disk
from tracker import clock
from tracker.extensions import db
from tracker.reminders.sweep import sweep
from tracker.store.obligations import Obligation
from tracker.store.outbox import OutboxRow, SweepRun
from tracker.store.people import Person
from tracker.store.session import transaction

ROOT = Path(__file__).resolve().parents[2]
PERIOD_AND_GRACE = 10 + 15
"""Minutes."""
PATIENCE = 60.0


class Scene:
    """One installation with one duty: its processes, and how its past is moved."""

    def __init__(self, url, folder):
        self.url, self.folder = url, folder
        self.running = []
        self.administrator = agency_and_operator()
        self.manager = owed_today(self.administrator)

    def start(self, *words, **settings):
        environment = os.environ | {
            "KIGEN_DATABASE_URL": self.url,
            "KIGEN_SECRET_KEY": "a key for tests alone, 0123456789",
            "KIGEN_ENV": "demo",
            "KIGEN_WATCH_FILE": str(self.folder / "alarms.log"),
        }
        environment |= {f"KIGEN_{name}": str(value) for name, value in settings.items()}
        instance = settings.get("INSTANCE", self.folder)
        application = f"tracker:create_app({{'INSTANCE_PATH': '{instance}'}})"
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", application, *words],
            cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.running.append(process)
        return process

    def run(self, *words, **settings):
        process = self.start(*words, **settings)
        out, told = process.communicate(timeout=120)
        return process.returncode, out, told

    def worker(self, **settings):
        """A worker that has swept, and rests: whoever is stopped in mid-write is another drill's business."""
        process = self.start("worker", "--sweep-every", "600", "--deliver-every", "600", **settings)
        wait_until(lambda: any(run.ended_at for run in runs()))
        time.sleep(2.0)
        return process

    def age(self, minutes=PERIOD_AND_GRACE + 1):
        """Everything that is stored happened so much earlier."""
        columns = {
            SweepRun: ("started_at", "ended_at"),
            OutboxRow: ("created_at", "next_at", "lease_until"),
        }
        span = timedelta(minutes=minutes)
        for table, names in columns.items():
            for row in runs() if table is SweepRun else mails():
                moved = {name: getattr(row, name) - span for name in names if getattr(row, name)}
                with transaction() as session:
                    session.execute(update(table).where(table.id == row.id).values(moved))

    def close(self):
        for process in self.running:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.communicate()


def wait_until(holds):
    give_up = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < give_up, "it did not come about"
        time.sleep(0.1)


@pytest.fixture
def scene(context, database_url, tmp_path):
    made = Scene(database_url, tmp_path)
    yield made
    made.close()


# --- the causes: each brings the silence about and returns the settings of the watcher ----------------------


def the_scheduler_is_dead(scene):
    scene.worker().kill()
    scene.age()


def the_sender_hangs_in_a_dialogue(scene):
    scene.run("remind")
    with servers.scripted(servers.mute) as port:
        sender = scene.start("deliver", MAIL_SERVER="127.0.0.1", MAIL_PORT=port)
        wait_until(lambda: mails("sending"))
        time.sleep(1.0)
        sender.send_signal(signal.SIGSTOP)  # for our own time-outs would end it
        assert mails()[0].lease_until - clock.now() < timedelta(minutes=20)
        scene.age()
    scene.run("remind")  # sweeps go on


def nothing_sweeps_any_more(scene):
    sweep(house(), clock.today(), clock.now)
    scene.age()


def the_scheduler_is_stopped(scene):
    scene.worker().send_signal(signal.SIGSTOP)
    scene.age()


def the_database_is_locked(scene):
    scene.run("remind")
    scene.age()
    scene.held = lock(scene.url)


def lock(url):
    """A connection that holds everything, as a tool does that somebody left open."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        held = sqlite3.connect(parts.database, isolation_level=None)
        held.execute("BEGIN EXCLUSIVE")
        return held
    held = psycopg.connect(parts.set(drivername="postgresql").render_as_string(hide_password=False))
    held.execute("LOCK TABLE sweep_runs, outbox IN ACCESS EXCLUSIVE MODE")
    return held


def the_database_is_gone(scene):
    gone = {
        "sqlite": f"sqlite:///{scene.folder / 'nothing.sqlite3'}",
        "postgresql": "postgresql://nobody@127.0.0.1:1/nothing",
    }
    return {"DATABASE_URL": gone[make_url(scene.url).get_backend_name()]}


def the_disk_is_full(scene):
    scene.run("remind")
    scene.disk = small_disk(scene.folder / "small", megabytes=4)
    return {"INSTANCE": scene.disk.__enter__()}


def the_clock_was_set_back(scene):
    scene.run("remind")
    scene.age(-24 * 60)


def the_zone_is_wrong(scene):
    scene.run("remind", TIMEZONE="America/Los_Angeles")


def the_sweep_raises_each_time(scene):
    with broken_table("reminder_rules"):
        for _ in range(2):
            scene.run("remind")


@contextmanager
def broken_table(name):
    rename(name, f"{name}_away")
    try:
        yield
    finally:
        rename(f"{name}_away", name)


def rename(name, other):
    with transaction() as session:
        session.execute(text(f"ALTER TABLE {name} RENAME TO {other}"))


def the_duties_have_vanished(scene):
    for _ in range(4):
        owed_today(scene.administrator)
    scene.run("remind")
    scene.age(24 * 60)
    with transaction() as session:
        session.execute(update(Obligation).values(phase="done", standing="met"))
    scene.run("remind")


def mail_waits_for_hours(scene):
    scene.run("remind")
    scene.age(2 * 60 + 1)


def nobody_is_there_to_be_reminded(scene):
    with transaction() as session:
        session.execute(update(Person).values(active=False))
    scene.run("remind")


CAUSES = {
    the_scheduler_is_dead: {"sweep"},
    the_sender_hangs_in_a_dialogue: {"sender"},
    the_scheduler_is_stopped: {"sweep"},
    the_database_is_locked: {"sweep", "database"},
    the_database_is_gone: {"database"},
    the_disk_is_full: {"disk"},
    the_clock_was_set_back: {"clock"},
    the_zone_is_wrong: {"zone"},
    the_sweep_raises_each_time: {"sweep-fails"},
    the_duties_have_vanished: {"duties"},
    mail_waits_for_hours: {"queue"},
    nobody_is_there_to_be_reminded: {"recipients"},
}


def noticed(scene, cause, gate, names):
    """What a watcher of its own process says and writes down after the cause came about."""
    try:
        settings = cause(scene) or {}
        db.session.rollback()
        code, out, told = scene.run("watch", "--once", **settings)
    finally:
        for name, end in (("held", "close"), ("disk", "__exit__")):
            if hasattr(scene, name):
                getattr(getattr(scene, name), end)(*(None,) * (3 if name == "disk" else 0))
    found = {line.partition(":")[0] for line in told.splitlines() if ": " in line} & {*sum_of_causes()}
    file = scene.folder / "alarms.log"
    written = file.read_text(encoding="utf-8") if file.exists() else ""
    gate(f"silence: {cause.__name__}", "alarm" if found & names else "silent", "alarm", 1)
    assert code == 1, out + told
    assert found & names, told
    assert all(f"[Kigen] alarm: {each}:" in written for each in found)


def sum_of_causes():
    return {word for words in CAUSES.values() for word in words}


@pytest.mark.drill
def test_a_healthy_installation_raises_no_alarm(scene):
    scene.run("remind")
    scene.age(PERIOD_AND_GRACE - 1)
    code, out, told = scene.run("watch", "--once")
    assert (code, out) == (0, "All is well.\n"), told


@pytest.mark.drill
@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.__name__)
def test_the_watcher_names_each_cause_of_silence(scene, cause, gate):
    noticed(scene, cause, gate, CAUSES[cause])


def test_the_watcher_names_one_cause_of_silence(scene, gate):
    noticed(scene, nothing_sweeps_any_more, gate, {"sweep"})
