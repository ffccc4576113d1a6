"""The commands `remind`, `deliver` and `worker` as people and machines run them."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.reminders.records import TODAY, duty, house, items, mails, matter, organisation, person, runs
from tracker import clock
from tracker.extensions import db
from tracker.reminders.connections import mail_folder
from tracker.reminders.sweep import preview
from tracker.store.leader import DatabaseLeader, FileLeader, leader_of
from tracker.worker import Pacemaker, jumped, name_duty

ROOT = Path(__file__).resolve().parents[2]


def told(at, who):
    """A matter whose duties were told for today already, so they stay as a test made them."""
    return matter(at, who, derived_on=clock.today())


def owed(due, rule="filing-notice", **values):
    at = organisation()
    who = person(at, **values)
    return who, duty(told(at, who), due, rule=rule)


@pytest.fixture
def run(context):
    runner = context.test_cli_runner()

    def call(*words):
        return runner.invoke(args=list(words))

    return call


# --- remind -------------------------------------------------------------------------------------------------


def test_remind_queues_what_is_owed_today_and_says_so(run):
    owed(clock.today())
    told = run("remind")
    assert told.exit_code == 0
    assert "1 reminders to be sent in 1 mails" in told.stdout
    assert len(mails("queued")) == 1
    assert "0 reminders to be sent in 0 mails" in run("remind").stdout


def test_a_dry_run_shows_the_mail_and_stores_nothing(run):
    who, _ = owed(TODAY, language="en")
    told = run("remind", "--as-of", TODAY.isoformat(), "--dry-run")
    assert told.exit_code == 0
    for expected in (f"To: {who.email}", "Subject: [Kigen] 1 duty to act on", "A-", "Nothing was stored"):
        assert expected in told.stdout
    assert not mails()
    assert not runs()


def test_as_of_holds_the_stored_dates_against_that_day(run):
    owed(TODAY + timedelta(200))
    assert "in 0 mails" in run("remind", "--as-of", "2026-09-01").stdout
    run("remind", "--as-of", (TODAY + timedelta(186)).isoformat())
    assert [item.rung for item in items()] == [14]


@pytest.mark.parametrize("text", ["2026-02-30", "tomorrow", "2026/8/31", "", "20260831x"])
def test_a_day_that_is_none_is_refused_with_what_would_be_right(run, text):
    told = run("remind", "--as-of", text)
    assert told.exit_code == 2
    assert "is not a date such as 2026-08-31" in told.stderr
    assert "Traceback" not in told.stderr


def test_remind_brings_the_duties_up_to_the_day_first(run):
    at = organisation()
    who = person(at)
    stale = duty(matter(at, who), clock.today())  # no fact bears it out, so it goes
    fresh = duty(told(at, who), clock.today())
    run("remind")
    assert [item.obligation_id for item in items()] == [fresh.id]
    assert stale.id != fresh.id


def test_a_fault_in_deriving_never_stops_the_reminders(run, caplog):
    at = organisation()
    who = person(at)
    broken = matter(at, who)
    from tests.reminders.records import change

    change(broken.agreement, packs=["no-such-pack"])
    owed(clock.today())
    told = run("remind")
    assert told.exit_code == 0
    assert "cannot be derived" in caplog.text
    assert len(mails("queued")) == 1


# --- deliver ------------------------------------------------------------------------------------------------


def test_deliver_sends_and_says_so(app, run, smtp_server):
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp_server.port)
    who, _ = owed(clock.today())
    run("remind")
    assert run("deliver").stdout == "1 sent.\n"
    assert run("deliver").stdout == "nothing to send.\n"
    assert [letter.recipients for letter in smtp_server.letters] == [[who.email]]


def test_deliver_without_a_server_writes_files(run):
    owed(clock.today())
    run("remind")
    assert run("deliver").stdout == "1 sent.\n"
    (path,) = mail_folder().glob("*.eml")
    path.unlink()


def test_deliver_says_when_the_server_is_out_of_reach(app, run):
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=1, MAIL_TIMEOUTS=(0.5, 0.5, 0.5))
    owed(clock.today())
    run("remind")
    told = run("deliver")
    assert (told.exit_code, told.stdout) == (0, "1 delayed.\n")
    assert "out of reach" in told.stderr


def test_a_duty_is_called_what_its_pack_calls_it(context):
    assert name_duty("nedo-multimodal-2026", "filing-notice", "ja").label != "filing-notice"
    assert name_duty("a-pack-of-old", "some-rule", "ja").label == "some-rule"


# --- the day is the office's --------------------------------------------------------------------------------

INSTANTS = ("2026-08-31T14:59:59+00:00", "2026-08-31T15:00:00+00:00", "2026-09-01T14:59:59+00:00")


def swept_in(zone):
    """The keys and subjects that a server in `zone` makes at INSTANTS: a process of its own with that TZ."""
    receiving, sending = os.pipe()
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            os.environ["TZ"] = zone
            time.tzset()
            days = [house().day_of(datetime.fromisoformat(text)) for text in INSTANTS]
            found = [(day.isoformat(), preview(house(), day).digests) for day in days]
            made = [
                (day, sorted((each.key, each.wording.body) for each in each_day)) for day, each_day in found
            ]
            os.write(sending, json.dumps([time.timezone, made]).encode())
        finally:
            os._exit(0)
    os.close(sending)
    os.waitpid(child, 0)
    with os.fdopen(receiving) as answer:
        return json.load(answer)


def test_four_server_zones_sweep_the_same_day_and_make_the_same_keys(context):
    owed(TODAY)
    owed(TODAY + timedelta(30))
    zones = ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati")
    found = [swept_in(zone) for zone in zones]
    assert len({offset for offset, _ in found}) == 4
    assert [made for _, made in found] == [found[0][1]] * 4
    assert [(day, len(mails)) for day, mails in found[0][1]] == [
        ("2026-08-31", 1),
        ("2026-09-01", 2),
        ("2026-09-01", 2),
    ]


# --- the worker ---------------------------------------------------------------------------------------------


def start_worker(database_url, instance, port):
    environment = {
        **os.environ,
        "KIGEN_DATABASE_URL": database_url,
        "KIGEN_MAIL_SERVER": "127.0.0.1",
        "KIGEN_MAIL_PORT": str(port),
        "KIGEN_SECRET_KEY": "a key for tests alone, 0123456789",
        "KIGEN_ENV": "demo",
    }
    application = f"tracker:create_app({{'INSTANCE_PATH': '{instance}'}})"
    command = [sys.executable, "-m", "flask", "--app", application, "worker"]
    command += ["--sweep-every", "1", "--deliver-every", "1"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_two_workers_send_each_mail_once_and_stop_when_told(context, database_url, tmp_path, smtp_server):
    addresses = sorted(owed(clock.today())[0].email for _ in range(3))
    workers = [start_worker(database_url, tmp_path, smtp_server.port) for _ in range(2)]
    try:
        give_up = time.monotonic() + 20
        while len(smtp_server.letters) < 3 and time.monotonic() < give_up:
            time.sleep(0.1)
        workers[0].send_signal(signal.SIGKILL)
        late = owed(clock.today())[0].email
        while len(smtp_server.letters) < 4 and time.monotonic() < give_up:
            time.sleep(0.1)
        time.sleep(1.5)
        workers[1].send_signal(signal.SIGTERM)
        assert workers[1].wait(10) == 0, workers[1].stderr.read()
    finally:
        for process in workers:
            process.kill()
            process.wait()
            process.stderr.close()
    assert sorted(letter.recipients[0] for letter in smtp_server.letters) == sorted([*addresses, late])
    assert not [run.error for run in runs() if run.error]


def test_one_leads_and_the_next_takes_over(database_url, tmp_path):
    first, second = leader_of(database_url, tmp_path), leader_of(database_url, tmp_path)
    assert isinstance(first, FileLeader if database_url.startswith("sqlite") else DatabaseLeader)
    assert (first.leads(), second.leads(), first.leads()) == (True, False, True)
    first.resign()
    assert (second.leads(), first.leads()) == (True, False)
    second.resign()


@pytest.mark.postgres
def test_a_leader_that_lost_its_session_notices_and_asks_again(postgres_server):
    from sqlalchemy import text

    from tests.support.postgres import own_database

    with own_database(postgres_server) as url:
        first, second = DatabaseLeader(url), DatabaseLeader(url)
        assert first.leads()
        with second._engine.connect() as other:
            other.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks"
                    " WHERE locktype = 'advisory' AND database ="
                    " (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
            )
        give_up = time.monotonic() + 10
        while not second.leads():  # the server takes a moment to end the session and free its lock
            assert time.monotonic() < give_up
            time.sleep(0.01)
        assert not first.leads()
        second.resign()
        assert first.leads()
        first.resign()


class Leads:
    def __init__(self, answer=True):
        self.answer = answer

    def leads(self):
        return self.answer

    def resign(self):
        self.answer = False


def test_who_does_not_lead_does_nothing(app, context):
    owed(clock.today())
    Pacemaker(app, Leads(False), 600, 60).sweep_once()
    assert not runs()
    Pacemaker(app, Leads(), 600, 60).sweep_once()
    assert len(runs()) == 1


def test_pokes_are_never_given_up_and_never_pile_up(app):
    scheduler = Pacemaker(app, Leads(), 600, 60).scheduler
    assert str(scheduler.timezone) == app.config["TIMEZONE"]
    jobs = {job.id: job for job, _, _ in scheduler._pending_jobs}
    assert {name: job.trigger.interval.seconds for name, job in jobs.items()} == {
        "sweep_once": 600,
        "deliver_once": 60,
        "anchor_once": 900,
        "import_once": 3,
        "back_up_once": 1800,
    }
    defaults = scheduler._job_defaults
    assert (defaults["coalesce"], defaults["max_instances"], defaults["misfire_grace_time"]) == (
        True,
        1,
        None,
    )


def test_a_fault_in_one_poke_is_told_without_its_values(app, context, caplog, monkeypatch):
    import tracker.worker

    name = "山田 太郎"

    def broken(app):
        raise RuntimeError(name)

    monkeypatch.setattr(tracker.worker, "remind_today", broken)
    Pacemaker(app, Leads(), 600, 60).sweep_once()
    assert "sweep failed: RuntimeError" in caplog.text
    assert name not in caplog.text


def test_a_jump_of_the_clock_is_noticed_and_its_drift_is_not():
    wall = clock.now()
    assert jumped(wall, 100.0, wall + timedelta(seconds=15), 115.0) is None
    assert jumped(wall, 100.0, wall + timedelta(seconds=16), 115.0) is None
    assert jumped(wall, 100.0, wall - timedelta(days=1), 115.0) == timedelta(days=-1, seconds=-15)
    assert jumped(wall, 100.0, wall + timedelta(days=1), 115.0) == timedelta(days=1, seconds=-15)
