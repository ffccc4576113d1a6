"""Sweeps at any instants and in any order tell the same: what is told follows from duties and time alone.

The oracle knows nothing of sweeps: it walks the days and notes what each duty owes on each, once.
"""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import text

from tests.drill.judging import rung
from tests.drill.post import NullPost
from tests.reminders.records import (
    NOW,
    TODAY,
    Clock,
    agreement,
    duty,
    house,
    items,
    mails,
    matter,
    organisation,
    person,
)
from tracker.extensions import db
from tracker.reminders.deliver import deliver
from tracker.reminders.sweep import sweep

pytestmark = pytest.mark.usefixtures("context")

TABLES = ("deliveries", "outbox_items", "outbox", "sweep_runs", "obligations", "matters")
LONGEST = 6
"""Days."""
DAYS = 24 * 60


@some.composite
def histories(draw):
    """Duties (days ahead of the first, whose), and instants in minutes: one or more on each day, any order
    within a day, some twice, some before midnight in Tokyo and some after."""
    duties = draw(some.lists(some.tuples(some.integers(-3, 33), some.booleans()), min_size=1, max_size=5))
    instants = []
    for day in range(draw(some.integers(1, LONGEST))):
        minutes = draw(some.lists(some.integers(0, DAYS - 1), min_size=1, max_size=3))
        instants += [day * DAYS + minute for minute in minutes]
        if draw(some.booleans()):
            instants.append(instants[0])  # an old day again: the clock was set back
    sends = draw(some.lists(some.booleans(), min_size=len(instants), max_size=len(instants)))
    return duties, list(zip(instants, sends, strict=True))


def owed_over(duties, days):
    """What is owed over the days: each duty on each rung that one of these days brings, once."""
    told = (
        (number, rung(TODAY + timedelta(due), day)) for number, (due, _) in enumerate(duties) for day in days
    )
    return {each for each in told if each[1] is not None}


def start_over():
    db.session.rollback()
    with db.engine.begin() as connection:  # past the product, which deletes nothing
        for table in TABLES:
            connection.execute(text(f"DELETE FROM {table}"))


def check(duties, instants, people):
    start_over()
    at, under, owners = people
    rows = [
        duty(matter(at, owners[hers], agreement_id=under), TODAY + timedelta(due)) for due, hers in duties
    ]
    clock, post = Clock(), NullPost()
    midnight = NOW - timedelta(hours=10)  # of TODAY, in Tokyo
    days = set()
    for minute, sends in [*instants, (instants[-1][0], True)]:
        clock.now = midnight + timedelta(minutes=minute)
        days.add(house().day_of(clock()))
        sweep(house(), house().day_of(clock()), clock)
        if sends:
            deliver(house(), post, clock=clock, lease=60.0)
    deliver(house(), post, clock=Clock(midnight + timedelta(days=LONGEST)), lease=60.0)
    number = {row.id: place for place, row in enumerate(rows)}
    found = [(number[item.obligation_id], item.rung) for item in items("live")]
    superseded = {(number[item.obligation_id], item.rung) for item in items("dropped")}
    ids = [letter.message_id for letter in post.letters]
    assert len(found) == len(set(found))
    assert len(ids) == len(set(ids))
    assert set(found) | superseded == owed_over(duties, days)
    assert {row.state for row in mails()} <= {"sent", "dropped"}
    if all(sends for _, sends in instants):
        assert set(found) == owed_over(duties, days)


def hold(gate, cases):
    at = organisation()
    people = at, agreement(at).id, {True: person(at), False: person(at)}
    seen = []

    @settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(histories())
    def holds(history):
        seen.append(1)
        check(*history, people)

    holds()
    gate("sweeps in any order", "0 differ from the oracle", "0", len(seen))
    assert len(seen) >= cases


def test_the_order_of_sweeps_does_not_matter_in_a_few_cases(gate):
    hold(gate, 8)


@pytest.mark.drill
@pytest.mark.timeout(1200)
def test_the_order_of_sweeps_does_not_matter(gate):
    hold(gate, 2000)
