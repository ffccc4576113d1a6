"""Faults planted in the product on purpose: each proof below notices its own, and passes without it."""

import itertools
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.drill.post import NullPost
from tests.reminders.records import (
    NOW,
    TODAY,
    Clock,
    duty,
    house,
    mails,
    matter,
    one_duty,
    organisation,
    person,
)
from tests.reminders.servers import mute, scripted
from tracker import clock as clocks
from tracker.reminders import deliver as delivering
from tracker.reminders import outbox
from tracker.reminders import sweep as sweeping
from tracker.reminders.post import Delayed, Post, Receipt, Returned, Unsendable
from tracker.reminders.setup import mail
from tracker.reminders.smtp import Patience

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.proof]


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours may catch it."""


def cycle(clock, post, lease=60.0):
    sweeping.sweep(house(), house().day_of(clock()), clock)
    delivering.deliver(house(), post, clock=clock, lease=lease)


# --- proofs: each raises AssertionError where its promise is broken -----------------------------------------


def dying_before_the_server_took_it_loses_nothing(app):
    one_duty()
    clock, dies = Clock(), NullPost(lambda letter: Killed())
    with pytest.raises(Killed):
        cycle(clock, dies)
    clock.forward(seconds=61)
    post = NullPost()
    cycle(clock, post)
    assert len(post.letters) == 1


def a_copy_has_the_same_message_id(app):
    one_duty()
    clock = Clock()
    first = NullPost(lambda letter: Killed())
    with pytest.raises(Killed):
        cycle(clock, first)
    clock.forward(days=1)
    duties_again(clock)
    second = NullPost()
    delivering.deliver(house(), second, clock=clock, lease=60.0)
    rows = {row.message_id for row in mails()}
    assert {letter.message_id for letter in first.letters + second.letters} <= rows
    assert len({house_id(row) for row in mails()} ^ rows) == 0


def duties_again(clock):
    sweeping.sweep(house(), TODAY, clock)


def house_id(row):
    from tracker.reminders.post import message_id

    return message_id(house().secret, row.key, house().sender)


def the_same_reminder_is_queued_once(app):
    one_duty()
    for _ in range(2):
        sweeping.sweep(house(), TODAY, Clock())
    assert len(mails()) == 1


def a_mail_in_flight_is_nobody_elses(app):
    one_duty()
    clock = Clock()
    others = []

    def slow(letter):
        clock.forward(seconds=Patience(5, 5, 5).dialogue - 1)
        other = NullPost()
        delivering.deliver(house(), other, clock=clock, lease=Patience(5, 5, 5).lease)
        others.extend(other.letters)
        return Receipt(250, "taken")

    sweeping.sweep(house(), TODAY, clock)
    delivering.deliver(house(), NullPost(slow), clock=clock, lease=Patience(5, 5, 5).lease)
    assert others == []


def a_mute_server_does_not_hold_the_sender(app):
    one_duty()
    with scripted(mute) as port:
        app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_TIMEOUTS=(0.3, 0.3, 0.3))
        began = clocks.now()
        with Post(mail) as post:
            cycle(Clock(), post)
        assert clocks.now() - began < timedelta(seconds=2)


def a_day_without_a_process_is_made_good(app):
    one_duty(TODAY + timedelta(7))
    post = NullPost()
    cycle(Clock(NOW + timedelta(days=2, hours=5)), post)
    assert len(post.letters) == 1


def the_day_is_the_offices(app):
    assert house().day_of(datetime(2026, 8, 31, 15, 1, tzinfo=UTC)) == date(2026, 9, 1)


def a_busy_server_is_asked_again_for_weeks(app):
    one_duty()
    clock, post = Clock(), NullPost(lambda letter: Delayed("not now", 451))
    for _ in range(40):
        cycle(clock, post)
        clock.forward(hours=12)
    assert mails("queued")


def one_broken_mail_stops_no_other(app):
    at = organisation()
    for _ in range(3):
        duty(matter(at, person(at)))
    first = []

    def broken(letter):
        first.append(letter.to)
        return ValueError("breaks whoever touches it") if letter.to == first[0] else Receipt(250, "kept")

    cycle(Clock(), NullPost(broken))
    assert len(mails("sent")) == 2


# --- the faults ---------------------------------------------------------------------------------------------


@contextmanager
def planted(monkeypatch, *changes):
    with monkeypatch.context() as patch:
        for place, name, value in changes:
            patch.setattr(place, name, value)
        yield


def mark_before_send():
    genuine = delivering._send

    def send(post, letter):
        from tracker.store.outbox import OutboxRow
        from tracker.store.session import transaction

        with transaction() as session:
            session.query(OutboxRow).filter_by(message_id=letter.message_id).update({"state": "sent"})
        return genuine(post, letter)

    return [(delivering, "_send", send)]


def random_message_id():
    numbers = itertools.count()
    return [(sweeping, "message_id", lambda *_: f"<{next(numbers)}@sender.example>")]


def no_unique_key():
    numbers = itertools.count()
    told = [(sweeping.owed, "told", lambda *_: set())]
    keys = [(sweeping.Digest, "key", property(lambda self: f"digest:{next(numbers)}"))]
    return told + keys


def short_lease():
    return [(Patience, "lease", property(lambda self: 1.0))]


def no_timeout():
    return [(Patience, "__init__", patient_for_ever)]


def patient_for_ever(self, *_):
    for name in ("connect", "command", "data"):
        object.__setattr__(self, name, 2.5)


def cron_job():
    genuine = sweeping.rung_on

    def on_the_day(kind, due, act_by, day, steps):
        return genuine(kind, due, act_by, day, steps) if (act_by - day).days in steps else None

    return [(sweeping, "rung_on", on_the_day)]


def utc_day():
    return [(clocks, "day_of", lambda instant, zone=None: instant.date())]


def giving_up():
    genuine = outbox.mark

    def mark(session, taken, outcome, now):
        gives_up = isinstance(outcome, Delayed) and taken.attempts >= 5
        return genuine(session, taken, Returned(outcome.text, 550) if gives_up else outcome, now)

    return [(outbox, "mark", mark), (sweeping.owed, "told", lambda *_: FULL)]


class Everything:
    """A set that holds whatever is asked for."""

    def __contains__(self, _):
        return bool(mails())


FULL = Everything()


def stopping_at_poison():
    def send(post, letter):
        try:
            return post.send(letter)
        except (Delayed, Returned, Unsendable) as error:
            return error

    return [(delivering, "_send", send)]


PROOFS = {
    mark_before_send: dying_before_the_server_took_it_loses_nothing,
    random_message_id: a_copy_has_the_same_message_id,
    no_unique_key: the_same_reminder_is_queued_once,
    short_lease: a_mail_in_flight_is_nobody_elses,
    no_timeout: a_mute_server_does_not_hold_the_sender,
    cron_job: a_day_without_a_process_is_made_good,
    utc_day: the_day_is_the_offices,
    giving_up: a_busy_server_is_asked_again_for_weeks,
    stopping_at_poison: one_broken_mail_stops_no_other,
}


@pytest.mark.parametrize("fault", PROOFS, ids=lambda fault: fault.__name__)
def test_the_promise_holds(app, fault):
    PROOFS[fault](app)


@pytest.mark.parametrize("fault", PROOFS, ids=lambda fault: fault.__name__)
def test_the_planted_fault_is_caught(app, fault, monkeypatch, gate):
    with planted(monkeypatch, *fault()), pytest.raises((AssertionError, ValueError)):
        PROOFS[fault](app)
    gate(f"planted: {fault.__name__}", "caught", "caught", 1)
