"""The worker: a process of its own that pokes the sweep and the post, and the commands that run them once.

Not here: what they do (reminders, docket). Nothing rests on its timetable: a poke that was missed costs
minutes, because each sweep asks the database what is owed now.
"""

import logging
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask, current_app

from tracker import clock
from tracker.backup.making import back_up_if_due
from tracker.calendars import office_calendar
from tracker.cli_engine import refuse_unproved_shelf
from tracker.config import anchor_file
from tracker.docket import anchor_mail, anchoring
from tracker.docket.gate import owners_rules
from tracker.docket.import_running import run_waiting
from tracker.docket.rederiving import rederive_all
from tracker.docket.selfchecking import selfcheck_due
from tracker.docket.terms import rule_of
from tracker.packs import PackRefused
from tracker.reminders.connections import patience_of
from tracker.reminders.deliver import deliver
from tracker.reminders.house import House, house_of
from tracker.reminders.messages import DutyName
from tracker.reminders.post import Post
from tracker.reminders.setup import mail
from tracker.reminders.sweep import Sweep, preview, sweep
from tracker.store.leader import Leader, leader_of

log = logging.getLogger(__name__)

SWEEP_SECONDS = 600
DELIVER_SECONDS = 60
IMPORT_SECONDS = 3
"""How often the worker asks whether a large import waits: a person looks on."""
ANCHOR_SECONDS = 900
"""How often the worker asks whether the hour's anchor of the audit trail is there."""
BACKUP_SECONDS = 1800
"""How often the worker asks whether the day's backup is there."""

SENDERS = 3
"""How many deliveries may run at once: one that waits for a mute server must not hold the others up."""

WATCH_SECONDS = 15.0
JUMP_SECONDS = 60.0
FAREWELL_SECONDS = 10.0


def register(app: Flask) -> None:
    """Adds the commands to the application."""
    for command in (remind, deliver_now, worker):
        app.cli.add_command(command)


# --- what a poke does ---------------------------------------------------------------------------------------


def name_duty(pack: str, rule: str, language: str) -> DutyName:
    """What a rule's pack calls it; the rule's id where no pack can tell: better a bare mail than none."""
    try:
        found = rule_of(pack, rule)
    except PackRefused:
        found = None
    if found is None:
        return DutyName(rule)
    clear = getattr(found.clear, language) if found.clear else None
    return DutyName(getattr(found.label, language), clear)


def here(app: Flask) -> House:
    """This installation, as reminders know it."""
    return house_of(app, name_duty, office_calendar("JP").is_open, owners_rules())


def remind_today(app: Flask) -> Sweep:
    """Brings the duties up to the present day, then sweeps."""
    house = here(app)
    today = house.day_of(clock.now())
    refresh(today)
    return sweep(house, today, clock.now)


def refresh(today: date) -> None:
    """Checks what is stored, then derives again what another day changes, in this order: what is derived
    again can no longer be checked. A fault there is told, and never stops the reminders."""
    jobs: dict[str, Callable[[], object]] = {
        "checking": partial(selfcheck_due, today=today, now=clock.now),
        "deriving again": partial(rederive_all, today=today, now=clock.now, only_stale=True),
    }
    for name, job in jobs.items():
        try:
            job()
        except Exception as error:
            log_fault(name, error)


def log_fault(name: str, error: Exception) -> None:
    """Tells what failed and where, without the values at hand: they may be personal."""
    place = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s failed: %s\n%s", name, type(error).__name__, place)


def send_waiting(app: Flask, stop: Callable[[], bool] = lambda: False) -> dict[str, int]:
    """Sends what may go now; returns counts."""
    with Post(mail) as post:
        return deliver(here(app), post, clock=clock.now, lease=patience_of(app).lease, stop=stop)


def keep_trail(app: Flask) -> None:
    """Anchors the audit trail, and once a day verifies all of it, tells the administrators and notes how it
    ended, in this order: after a crash between them all of it is done again, and no mail twice."""
    now, file = clock.now(), anchor_file(app)
    anchoring.anchor(file, now=now)
    house = here(app)
    day = house.day_of(now)
    if anchoring.is_verified(day):
        return
    verdict = anchoring.verify(file)
    for finding in verdict.findings:
        log.error("audit trail: %s", finding)
    anchor_mail.tell_administrators(house, verdict, day=day, now=now)
    anchoring.note_verdict(verdict, day=day, now=now)


def run_imports(app: Flask) -> None:
    """Goes on with every import that waits, as long as it takes."""
    run_waiting(today=clock.today(app.config["TIMEZONE"]), now=clock.now)


# --- commands -----------------------------------------------------------------------------------------------


def read_day(_context: object, parameter: click.Parameter, text: str | None) -> date | None:
    """An ISO date given to a command."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"'{text}' is not a date such as 2026-08-31") from error


@click.command("remind")
@click.option("--as-of", callback=read_day, metavar="DATE", help="Ask for this day instead of today.")
@click.option("--dry-run", is_flag=True, help="Print what would go, and store nothing.")
def remind(as_of: date | None, dry_run: bool) -> None:
    """Queue the reminders that are owed, once.

    With --as-of the duties are taken as stored, and only their dates are held against that day.
    """
    app = _application()
    if dry_run:
        day = as_of or here(app).day_of(clock.now())
        found = preview(here(app), day)
        letters: list[Any] = [*found.digests, *found.quiet]
        for each in letters:
            click.echo(f"To: {each.person.email}\nSubject: {each.wording.subject}\n\n{each.wording.body}")
        click.echo(f"{_sentence(found)} Nothing was stored.")
        return
    found = remind_today(app) if as_of is None else sweep(here(app), as_of, clock.now)
    click.echo(_sentence(found))


def _sentence(found: Sweep) -> str:
    counts = found.counts
    text = (
        f"{found.day}: {counts['tracked']} duties tracked, {counts['owed']} on a rung of the ladder; "
        f"{counts['reminders']} reminders to be sent in {counts['mails']} mails."
    )
    if counts["nobody"]:
        text += f" {counts['nobody']} duties have nobody active to remind!"
    return text


@click.command("deliver")
def deliver_now() -> None:
    """Send the mails that wait in the outbox, once."""
    counts = send_waiting(_application())
    told = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()) if word != "unreachable")
    click.echo((told or "nothing to send") + ".")
    if counts.get("unreachable"):
        click.echo("The mail server is out of reach; what waits is tried again.", err=True)


@click.command("worker")
@click.option(
    "--sweep-every", default=SWEEP_SECONDS, show_default=True, help="Seconds between sweeps.",
    type=click.IntRange(1),
)  # fmt: skip
@click.option(
    "--deliver-every", default=DELIVER_SECONDS, show_default=True, help="Seconds between deliveries.",
    type=click.IntRange(1),
)  # fmt: skip
def worker(sweep_every: int, deliver_every: int) -> None:
    """Remind and deliver, again and again, until stopped."""
    refuse_unproved_shelf()
    app = _application()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    leader = leader_of(app.config["SQLALCHEMY_DATABASE_URI"], Path(app.instance_path))
    Pacemaker(app, leader, sweep_every, deliver_every).run()


def _application() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined]


# --- the process --------------------------------------------------------------------------------------------


class Pacemaker:
    """The scheduler and what keeps it honest: the leader's lock, a watch on the clock, an orderly end."""

    def __init__(self, app: Flask, leader: Leader, sweep_every: int, deliver_every: int) -> None:
        self.app = app
        self.leader = leader
        self.stopping = threading.Event()
        self.busy = 0
        self.idle = threading.Condition()
        self.scheduler = BlockingScheduler(
            timezone=ZoneInfo(app.config["TIMEZONE"]),
            executors={"default": ThreadPoolExecutor(SENDERS + 3)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._poke(self.sweep_once, sweep_every)
        self._poke(self.deliver_once, deliver_every, max_instances=SENDERS)
        self._poke(self.anchor_once, ANCHOR_SECONDS)
        self._poke(self.import_once, IMPORT_SECONDS)
        self._poke(self.back_up_once, BACKUP_SECONDS)

    def _poke(self, job: Callable[[], None], seconds: int, **options: int) -> None:
        trigger = IntervalTrigger(seconds=seconds, timezone=self.scheduler.timezone)
        self.scheduler.add_job(job, trigger, id=job.__name__, next_run_time=clock.now(), **options)

    def run(self) -> None:
        """Works until a signal asks it to stop. What is being sent then gets a moment to end; after that
        its lease says who goes on with it."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        threading.Thread(target=self._watch, name="clock-watch", daemon=True).start()
        self.scheduler.start()
        with self.idle:
            finished = self.idle.wait_for(lambda: self.busy == 0, FAREWELL_SECONDS)
        self.leader.resign()
        if not finished:
            log.warning("stopped while a mail was being sent; its lease decides who goes on")
            os._exit(0)

    def sweep_once(self) -> None:
        """One poke of the sweep."""
        self._job("sweep", lambda: log.info("sweep: %s", remind_today(self.app).counts))

    def deliver_once(self) -> None:
        """One poke of the post."""
        self._job(
            "delivery", lambda: log.info("delivery: %s", dict(send_waiting(self.app, self.stopping.is_set)))
        )

    def anchor_once(self) -> None:
        """One poke of the audit trail: the anchor of the hour, the verification of the day."""
        self._job("anchor", lambda: keep_trail(self.app))

    def back_up_once(self) -> None:
        """One poke of the backup: the day's, where it is not there yet."""
        self._job("backup", lambda: log.info("backup: %s", back_up_if_due(self.app, clock=clock.now)))

    def import_once(self) -> None:
        """Go on with imports that wait."""
        self._job("import", lambda: run_imports(self.app))

    def _job(self, name: str, work: Callable[[], None]) -> None:
        with self.idle:
            self.busy += 1
        try:
            if self.leader.leads() and not self.stopping.is_set():
                with self.app.app_context():
                    work()
        except Exception as error:  # the next poke tries again
            log_fault(name, error)
        finally:
            with self.idle:
                self.busy -= 1
                self.idle.notify_all()

    def _watch(self) -> None:
        """Ends the scheduler when asked to, and wakes it when the wall clock jumps: it would sleep until
        the old time comes round again."""
        wall, steady = clock.now(), time.monotonic()
        while not self.stopping.wait(WATCH_SECONDS):
            jump = jumped(wall, steady, clock.now(), time.monotonic())
            if jump:
                log.error("the clock jumped by %s; sweeping now", jump)
                for job in self.scheduler.get_jobs():
                    job.modify(next_run_time=clock.now())
            wall, steady = clock.now(), time.monotonic()
        while not self.scheduler.running:
            time.sleep(0.05)
        self.scheduler.shutdown(wait=False)


def jumped(wall: datetime, steady: float, wall_now: datetime, steady_now: float) -> timedelta | None:
    """By how much the wall clock moved against the steady one, where that is more than it drifts."""
    jump = (wall_now - wall) - timedelta(seconds=steady_now - steady)
    return jump if abs(jump.total_seconds()) > JUMP_SECONDS else None
