"""A sender stands still past its lease and wakes up when another has finished: it may not mark."""

import json
import os
import signal
import time
from datetime import timedelta

import pytest

from tests.drill.faulty import Log, faulty_server
from tests.drill.judging import judge
from tests.reminders.records import TODAY, Clock, duty, house, mails, matter, organisation, person, tries
from tests.support.ports import free_port, wait_for
from tracker.extensions import db
from tracker.reminders.deliver import deliver
from tracker.reminders.post import Post
from tracker.reminders.setup import mail
from tracker.reminders.sweep import sweep

LEASE = 0.6
ANSWERS_AFTER = 0.4
"""Seconds; the stop falls while the server has the letter and has not answered yet."""


class Wall(Clock):
    """A clock that runs with the wall from a fixed instant."""

    began = time.monotonic()

    def __call__(self):
        return self.now + timedelta(seconds=time.monotonic() - self.began)


def send(clock):
    with Post(mail) as post:
        return dict(deliver(house(), post, clock=clock, lease=LEASE))


def sender(app, clock):
    """A sender of its own process; returns its number and where it tells what it did."""
    receiving, sending = os.pipe()
    db.session.remove()
    db.engine.dispose()
    number = os.fork()
    if number:
        os.close(sending)
        return number, receiving
    try:
        with app.app_context():
            os.write(sending, json.dumps(send(clock)).encode())
    finally:
        os._exit(0)


def told(number, receiving):
    os.waitpid(number, 0)
    with os.fdopen(receiving) as file:
        return json.loads(file.read())


@pytest.fixture
def scene(app, context, tmp_path, certificates, monkeypatch):
    """Every letter is taken at once and answered a moment later."""
    monkeypatch.setattr("tests.drill.faulty.OVER_A_LETTER", ("slow",))
    monkeypatch.setattr("tests.drill.faulty.AT_THE_DOOR", ("",))
    monkeypatch.setattr("tests.drill.faulty.SLOW", ANSWERS_AFTER)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates["right"][0]))
    port, path = free_port(), tmp_path / "server.log"
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_TIMEOUTS=(1, 1, 1), MAIL_USE_TLS=True)
    with faulty_server(path, port, 1, 1.0, certificates):
        wait_for(port)
        yield app, path


def round_of(scene):
    """One round: what the first and the second sender say, and what was marked before the first woke up."""
    app, path = scene
    at = organisation()
    duty(matter(at, person(at)))
    clock = Wall()
    sweep(house(), TODAY, clock)
    before = len(Log(path).taken)
    first, pipe = sender(app, clock)
    until = time.monotonic() + 10
    while len(Log(path).taken) == before:
        assert time.monotonic() < until, "the first sender sent nothing"
        time.sleep(0.005)
    os.kill(first, signal.SIGSTOP)
    time.sleep(LEASE)
    second = send(clock)
    marked = mark_of(mails()[-1])
    os.kill(first, signal.SIGCONT)
    return told(first, pipe), second, marked


def mark_of(row):
    return row.state, row.sent_at, row.owner, row.attempts, row.last_code


def stop(scene, gate, rounds):
    marks = 0
    for _ in range(rounds):
        first, second, marked = round_of(scene)
        assert second == {"sent": 1}
        assert first == {"lost": 1}
        marks += mark_of(mails()[-1]) != marked
        assert len(tries()) == 2 * len(mails())  # both tries stand on record
    found = judge(Log(scene[1]))
    figure = f"{marks} marked by the first, {found}"
    gate("stopped past its lease", figure, "0, 0, 0, <= 1 a round", rounds)
    assert (marks, found.lost, found.foreign) == (0, [], [])
    assert found.extra <= rounds


def test_who_slept_past_the_lease_does_not_mark(scene, gate):
    stop(scene, gate, rounds=2)


@pytest.mark.drill
@pytest.mark.timeout(600)
def test_who_slept_past_the_lease_does_not_mark_in_fifty_rounds(scene, gate):
    stop(scene, gate, rounds=50)
