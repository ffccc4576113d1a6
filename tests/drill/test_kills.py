"""Several schedulers and senders at once, killed at random, against a server that fails: nothing is lost."""

import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta
from multiprocessing import get_context

import pytest

from tests.drill.faulty import accepted, faulty_server
from tests.reminders.records import NOW, duty, house, mails, matter, organisation, person
from tests.support.ports import free_port, wait_for
from tracker.extensions import db
from tracker.reminders.deliver import deliver
from tracker.reminders.post import Post
from tracker.reminders.setup import mail
from tracker.reminders.sweep import sweep

PEOPLE = 12
LEASE = 4.0


class Running:
    """A clock that runs with the wall and jumps by whole days; shared by all processes."""

    def __init__(self):
        self.days = get_context("fork").Value("i", 0)
        self.start = time.monotonic()

    def __call__(self):
        return NOW + timedelta(days=self.days.value, seconds=time.monotonic() - self.start)


def work(clock):
    sweep(house(), house().day_of(clock()), clock)
    with Post(mail) as post:
        deliver(house(), post, clock=clock, lease=LEASE)


def child(app, clock):
    """A process that sweeps and sends until it is killed."""
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
                except Exception:  # a lost race is the next round's business
                    db.session.rollback()
                time.sleep(0.01)
    finally:
        os._exit(1)


@pytest.fixture
def scene(app, context, tmp_path):
    port = free_port()
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_TIMEOUTS=(1, 1, 1))
    at = organisation()
    people = [person(at) for _ in range(PEOPLE)]
    for each in people:
        duty(matter(at, each), NOW.date() + timedelta(1))
    return app, port, tmp_path / "accepted", {each.email for each in people}


def drill(scene, seed, kills, rate, processes=3):
    """Kills so many processes at random; returns what the server took and the rows at the end."""
    app, port, log, people = scene
    chance, clock = random.Random(seed), Running()
    with faulty_server(log, port, seed, rate) as share:
        wait_for(port)
        alive = [child(app, clock) for _ in range(processes)]
        for number in range(kills):
            time.sleep(chance.uniform(0.02, 0.3))
            victim = alive.pop(chance.randrange(len(alive)))
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            alive.append(child(app, clock))
            if number % 10 == 9:
                clock.days.value += 1
        if not kills:
            time.sleep(2.5)
        share.value = 0.0
        for process in alive:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        for _ in range(3):  # retries wait for minutes, leases for seconds: let them pass
            clock.days.value += 1
            work(clock)
        last = house().day_of(clock())
    rows = mails()
    return accepted(log), rows, last, people


def judge(copies, rows, last, people):
    """What was lost, foreign and extra, and how many copies nobody could know of."""
    ids = {row.message_id for row in rows}
    counted = Counter(name for _, name, _ in copies)
    lost = [row.id for row in rows if row.state == "sent" and row.message_id not in counted]
    lost += [row.id for row in rows if row.state in ("queued", "sending", "failed")]
    told = {row.to_address for row in rows if row.state == "sent" and row.day == last}
    foreign = [name for name in counted if name not in ids]
    extra = sum(counted.values()) - len(counted)
    return len(lost) + len(people - told), len(foreign), extra


def test_several_schedulers_and_senders_at_once_double_no_mail(scene, gate):
    copies, rows, last, people = drill(scene, 1, kills=0, rate=0.0)
    lost, foreign, extra = judge(copies, rows, last, people)
    gate("several at once", f"{lost} lost, {extra} doubled", "0, 0", len(copies), 1)
    assert (lost, foreign, extra) == (0, 0, 0)


def judged(scene, gate, seed, kills):
    copies, rows, last, people = drill(scene, seed, kills, rate=0.2)
    lost, foreign, extra = judge(copies, rows, last, people)
    unknowable = sum(kind == "ambiguous" for _, _, kind in copies) + kills
    name = f"kill -9, {db.engine.dialect.name}"
    gate(name, f"{lost} lost, {foreign} foreign ids, {extra} copies", "0, 0, <= ambiguous", kills, seed)
    assert (lost, foreign) == (0, 0)
    assert extra <= unknowable


def test_a_few_kills_lose_nothing(scene, gate, seed):
    judged(scene, gate, seed, kills=4)


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_random_kills_lose_nothing(scene, gate, seed):
    judged(scene, gate, seed, kills=int(os.environ.get("KIGEN_DRILL_KILLS", "500")))
