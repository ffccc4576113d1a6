"""Silence is an alarm: each cause is raised by a watcher that shares nothing with the sender."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import psycopg
import pytest
from sqlalchemy import insert, select
from sqlalchemy.engine import make_url

from tests.reminders.records import (
    NOW,
    TODAY,
    Clock,
    duty,
    house,
    matter,
    one_duty,
    organisation,
    person,
    store,
)
from tests.support import build
from tracker import watch_looking
from tracker.docket import alarms
from tracker.docket.health import pulse
from tracker.docket.selfchecking import selfcheck
from tracker.docket.terms import shelf
from tracker.errors import NotFound, Refused
from tracker.extensions import db
from tracker.packs.edition import edition_of
from tracker.reminders.deliver import deliver
from tracker.reminders.post import Returned
from tracker.reminders.sweep import sweep
from tracker.store import session
from tracker.store.matters import Matter
from tracker.store.outbox import AddressFault, AlarmPause, OutboxRow, SweepRun
from tracker.store.session import transaction
from tracker.watch import Watcher
from tracker.watch_channels import Channels

LATE = timedelta(minutes=26)


@pytest.fixture
def scene(context, tmp_path):
    """The settings of the watcher, and one sweep that went well at NOW."""
    who, _, owed = one_duty(TODAY + timedelta(20))
    sweep(house(), TODAY, Clock())
    return {
        "SQLALCHEMY_DATABASE_URI": db.engine.url.render_as_string(hide_password=False),
        "INSTANCE": str(tmp_path),
        "who": who,
        "duty": owed,
    }


def causes(settings, now=NOW, since=NOW):
    db.session.rollback()
    return {alarm.cause for alarm in watch_looking.look(settings, now, since).alarms}


def sent(now=NOW):
    class Kept:
        def send(self, letter):
            raise Returned("no such mailbox", 550)

    deliver(house(), Kept(), clock=Clock(now), lease=60.0)


def run(**values):
    usual = {"as_of": TODAY, "started_at": NOW, "ended_at": NOW, "counts": {}, "error": None}
    with transaction() as session:
        session.execute(insert(SweepRun).values(**usual | values))


def test_all_is_well_after_a_sweep(scene):
    assert causes(scene) == set()


def test_a_dead_hung_or_stopped_scheduler_is_noticed_within_period_and_grace(scene):
    assert "sweep" not in causes(scene, NOW + timedelta(minutes=24))
    assert "sweep" in causes(scene, NOW + LATE)


def test_a_sweep_that_never_ends_is_noticed(scene):
    run(started_at=NOW, ended_at=None)
    assert causes(scene, NOW + LATE) >= {"sweep-hangs"}


def test_a_sweep_that_fails_each_time_is_noticed(scene):
    for _ in range(2):
        run(error="OperationalError")
    assert causes(scene) == {"sweep-fails"}


def test_a_sender_that_hangs_or_died_is_noticed(scene):
    assert causes(scene, NOW + LATE) >= {"sender"}


def test_mail_that_waits_for_two_hours_is_noticed(scene):
    assert "queue" in causes(scene, NOW + timedelta(hours=2, minutes=1))


def test_a_clock_set_back_is_noticed(scene):
    assert causes(scene, NOW - timedelta(days=1)) == {"clock"}


def test_a_sender_in_another_zone_is_noticed_at_once(scene):
    sweep(house(zone="UTC"), TODAY, Clock())
    assert causes(scene) == {"zone"}


def test_a_check_that_found_something_or_did_not_come_is_noticed(scene):
    night = NOW + timedelta(hours=31)
    assert "selfcheck-late" in causes(scene, night)
    with transaction() as session:
        for each in session.scalars(select(Matter)):
            each.edition = edition_of(shelf(), each.agreement.packs)
    assert selfcheck(today=TODAY, now=lambda: night).differences > 0  # its duty rests on no fact
    assert {"selfcheck", "selfcheck-late"} & causes(scene, night) == {"selfcheck"}
    assert causes(scene) == {"selfcheck"}


def test_duties_that_vanish_overnight_are_noticed(scene):
    run(counts={"tracked": 100, "offset": 540}, started_at=NOW - timedelta(days=1))
    sweep(house(), TODAY, Clock())
    assert causes(scene) == {"duties"}


def test_duties_without_anybody_to_remind_are_noticed(scene):
    at = organisation()
    duty(matter(at))
    person(at, active=False)
    assert causes(scene) == {"recipients"}


def test_mails_that_come_back_are_noticed(scene):
    sent()
    assert causes(scene) == {"returned"}
    with transaction() as session:
        session.query(AddressFault).update({"failures": 2})
    assert causes(scene) == {"returned", "addresses"}


def test_a_database_that_is_gone_is_noticed(scene, tmp_path):
    gone = {
        "sqlite": f"sqlite:///{tmp_path / 'nothing.sqlite3'}",
        "postgresql": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
    }
    scene["SQLALCHEMY_DATABASE_URI"] = gone[db.engine.dialect.name]
    assert causes(scene) == {"database"}


def test_a_disk_that_is_full_is_noticed(scene, monkeypatch):
    monkeypatch.setattr(watch_looking, "DISK_LEAST", 1 << 60)
    assert causes(scene) == {"disk"}


def test_the_watcher_cannot_write(scene):
    connection, _ = watch_looking.connect(scene["SQLALCHEMY_DATABASE_URI"])
    with pytest.raises(Exception, match=r"read.?only"):
        connection.execute("DELETE FROM sweep_runs")
    connection.close()


class Heard:
    """Channels that keep what they were told."""

    def __init__(self):
        self.file, self.other = [], []
        keep = lambda told: lambda subject, text: told.append(subject)  # noqa: E731
        self.channels = Channels(keep(self.file), (self.broken, keep(self.other)))

    def broken(self, subject, text):
        raise OSError("no way out")


def test_an_alarm_is_raised_once_an_hour_and_told_when_it_is_over(scene):
    heard = Heard()
    watcher = Watcher(scene, heard.channels)
    steps = [(at, watcher.round(NOW + timedelta(minutes=at), at * 60.0)) for at in (0, 26, 27, 87)]
    assert [len(found.alarms) for _, found in steps] == [0, 2, 2, 2]
    assert heard.other == ["[Kigen] alarm: sweep", "[Kigen] alarm: sender"] * 2
    run(started_at=NOW + timedelta(minutes=88), ended_at=NOW + timedelta(minutes=88))
    db.session.rollback()
    watcher.round(NOW + timedelta(minutes=88), 88 * 60.0)
    assert heard.other[-1] == "[Kigen] over: sweep"


def test_a_jump_of_the_clock_is_an_alarm(scene):
    heard = Heard()
    watcher = Watcher(scene, heard.channels)
    watcher.round(NOW, 0.0)
    watcher.round(NOW + timedelta(minutes=10), 60.0)
    assert heard.other == ["[Kigen] alarm: clock"]


def test_a_pause_keeps_all_but_the_file_quiet_and_ends_by_itself(scene):
    house_of = build.house()
    with pytest.raises(NotFound):
        alarms.pause(house_of.manager_a, span=timedelta(hours=1), reason="maintenance", now=NOW)
    for span, reason in ((timedelta(hours=25), "maintenance"), (timedelta(hours=1), " ")):
        with pytest.raises(Refused):
            alarms.pause(house_of.administrator, span=span, reason=reason, now=NOW)
    alarms.pause(house_of.administrator, span=timedelta(hours=24), reason="maintenance", now=NOW)
    heard = Heard()
    watcher = Watcher(scene, heard.channels)
    db.session.rollback()
    watcher.round(NOW + timedelta(hours=23), 0.0)
    assert heard.other == []
    assert len(heard.file) == 3
    watcher.round(NOW + timedelta(hours=24, minutes=1), 61 * 60.0)
    assert len(heard.other) == 3


def test_a_pause_of_more_than_a_day_is_none(scene):
    store(AlarmPause(reason="for good", from_at=NOW, until_at=NOW + timedelta(days=400)))
    db.session.rollback()
    assert not watch_looking.look(scene, NOW, NOW).paused


class Ear(BaseHTTPRequestHandler):
    """Keeps what it is asked."""

    told: list = []  # noqa: RUF012

    def do_GET(self):
        self.told.append(("GET", self.path))
        self.send_response(200)
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.told.append(("POST", json.loads(body)["subject"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        return


def test_file_webhook_relay_and_heartbeat_are_really_reached(scene, smtp_server, tmp_path):
    server = HTTPServer(("127.0.0.1", 0), Ear)
    Thread(target=server.serve_forever, daemon=True).start()
    Ear.told.clear()
    address = f"http://127.0.0.1:{server.server_port}"
    scene |= {
        "WATCH_WEBHOOK": f"{address}/hook",
        "WATCH_HEARTBEAT_URL": f"{address}/beat",
        "WATCH_MAIL_SERVER": "127.0.0.1",
        "WATCH_MAIL_PORT": smtp_server.port,
        "WATCH_MAIL_TO": "ops@operator.example",
    }
    watcher = Watcher(scene, Channels.of(scene, tmp_path))
    watcher.round(NOW, 0.0)
    with transaction() as session:
        session.query(OutboxRow).update({"state": "dropped"})
    watcher.round(NOW + LATE, LATE.total_seconds())
    server.shutdown()
    server.server_close()
    assert Ear.told == [("GET", "/beat"), ("POST", "[Kigen] alarm: sweep")]
    assert [letter.subject for letter in smtp_server.letters] == ["[Kigen] alarm: sweep"]
    assert "alarm: sweep" in (tmp_path / "alarms.log").read_text(encoding="utf-8")


def test_a_locked_database_is_an_alarm_and_keeps_no_page_waiting_for_ever(scene, monkeypatch):
    if db.engine.dialect.name == "sqlite":  # whoever writes there keeps nobody from reading
        db.session.rollback()
        with closing(sqlite3.connect(db.engine.url.database, isolation_level=None)) as held:
            held.execute("BEGIN EXCLUSIVE")
            assert causes(scene) == set()
            assert pulse(NOW).database
        return
    monkeypatch.setattr(session, "BUSY_MILLISECONDS", 300)
    monkeypatch.setattr(watch_looking, "STATEMENT_MILLISECONDS", 300)
    db.session.remove()
    db.engine.dispose()
    url = make_url(scene["SQLALCHEMY_DATABASE_URI"]).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as held:
        held.execute("LOCK TABLE sweep_runs, outbox IN ACCESS EXCLUSIVE MODE")
        assert causes(scene) == {"database"}
        assert pulse(NOW).faults == ["database: does not answer"]
    db.session.remove()
    db.engine.dispose()
    assert pulse(NOW).database
