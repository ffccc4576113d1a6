"""What the drills with processes stand on: many duties, a clock that races, processes that can be killed.

No tests in here, and nothing that judges (judging).
"""

import os
import signal
import time
from contextlib import suppress
from datetime import timedelta
from multiprocessing import get_context

from tests.reminders.records import NOW, agreement, house, organisation, person, store
from tracker.extensions import db
from tracker.reminders.deliver import deliver
from tracker.reminders.post import Post
from tracker.reminders.setup import mail
from tracker.reminders.smtp import Patience
from tracker.reminders.sweep import sweep
from tracker.store.matters import Matter
from tracker.store.obligations import Obligation

TIMEOUTS = (0.5, 0.5, 0.5)
LEASE = Patience(*TIMEOUTS).lease
"""Real seconds."""


class Racing:
    """A clock shared by all processes that runs `speed` times as fast as the wall, until it is stopped."""

    def __init__(self, speed):
        fork = get_context("fork")
        self.speed, self.began = speed, time.monotonic()
        self.stopped = fork.Value("d", -1.0, lock=False)  # a killed process would keep the lock

    def __call__(self):
        seconds = self.stopped.value
        if seconds < 0:
            seconds = (time.monotonic() - self.began) * self.speed
        return NOW + timedelta(seconds=seconds)

    @property
    def lease(self):
        """How long a lease lasts on this clock."""
        return LEASE * self.speed

    def stop(self):
        self.stopped.value = (self() - NOW).total_seconds()

    def forward(self, seconds):
        """Moves the stopped clock."""
        self.stopped.value += seconds


def sweep_now(clock):
    sweep(house(), house().day_of(clock()), clock)


def deliver_now(clock):
    with Post(mail) as post:
        return deliver(house(), post, clock=clock, lease=clock.lease)


def child(app, work, clock, pause):
    """A process that does its work again and again until it is killed; returns its number."""
    db.session.remove()
    db.engine.dispose()
    number = os.fork()
    if number:
        return number
    try:
        with app.app_context():
            while True:
                try:
                    work(clock)
                except Exception:  # a lost race or a server that is away is the next round's business
                    with suppress(Exception):
                        db.session.rollback()
                time.sleep(pause)
    finally:
        os._exit(1)


def kill(number):
    os.kill(number, signal.SIGKILL)
    os.waitpid(number, 0)


def many_duties(count, people, span):
    """Duties of one house, due over `span` days, each with an owner out of so many; two IP managers."""
    at = organisation()
    managers = [person(at, role="ip-manager") for _ in range(2)]
    owners = [person(at) for _ in range(people)]
    under = agreement(at).id
    matters = [
        Matter(
            organisation_id=at.id, agreement_id=under, ref=f"M-{number:05d}", right="patent", title="–",
            owner_id=owners[number % people].id, created_at=NOW,
        )
        for number in range(count)
    ]  # fmt: skip
    store(*matters)
    first = NOW.date()
    duties = [_duty(matters[number], first + timedelta(number * span // count)) for number in range(count)]
    store(*duties)
    return managers + owners


def _duty(of, due):
    return Obligation(
        matter_id=of.id, organisation_id=of.organisation_id, agreement_id=of.agreement_id,
        pack="nedo-multimodal-2026", rule="filing-notice", trigger="f1", article="6", kind="fixed",
        actor="contractor", nominal=due, due=due, act_by=due, sort_on=due, standing="open", phase="running",
    )  # fmt: skip
