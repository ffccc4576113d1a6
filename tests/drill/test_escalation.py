"""Silence climbs: day by day the next person is told, until the last; nobody there is an alarm and refused.

The days are counted here by a rule of its own, over a calendar month with its weekends.
"""

from datetime import timedelta

import pytest

from tests.drill.post import NullPost
from tests.reminders.records import (
    LADDER,
    NOW,
    TODAY,
    Clock,
    change,
    duty,
    house,
    items,
    matter,
    organisation,
    person,
    store,
)
from tracker.docket.accounts import disable_person
from tracker.errors import Refused
from tracker.extensions import db
from tracker.reminders.deliver import deliver
from tracker.reminders.sweep import sweep
from tracker.store.outbox import Acknowledgement, ReminderRule
from tracker.watch_looking import look

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.proof]

MANAGERS = 4


class Chain:
    """An owner, four IP managers and a duty that is due in so many days."""

    def __init__(self, left, starts):
        at = organisation()
        store(ReminderRule(organisation_id=at.id, **LADDER | {"quiet_digest": False}))
        self.owner = person(at)
        self.managers = [person(at, role="ip-manager") for _ in range(MANAGERS)]
        self.starts = starts
        self.duty = duty(matter(at, self.owner), starts + timedelta(left))

    def told(self, day):
        """Who is told by the sweep of a day, and gets it."""
        before, clock = {item.id for item in items()}, Clock(NOW + (day - TODAY))
        sweep(house(), day, clock)
        deliver(house(), NullPost(), clock=clock, lease=60.0)
        return {item.person_id for item in items("live") if item.id not in before}

    def first_told(self, days):
        found = {}
        for day in (self.starts + timedelta(number) for number in range(days)):
            for who in self.told(day):
                found.setdefault(who, day)
        return found

    def acknowledge(self, who, day):
        values = {"obligation_id": self.duty.id, "due_revision": 1, "person_id": who.id, "day": day}
        store(Acknowledgement(**values, at=NOW + (day - TODAY)))


def business_day(start, count):
    """The day on which so many business days have gone since."""
    day = start
    while count:
        day += timedelta(1)
        count -= day.weekday() < 5
    return day


@pytest.mark.parametrize(
    "weekday", [3, *(pytest.param(day, marks=pytest.mark.drill) for day in (0, 1, 2, 4, 5, 6))]
)
def test_what_nobody_acknowledges_reaches_the_last_person_in_time(weekday, gate):
    starts = TODAY + timedelta(weekday)
    chain = Chain(13, starts)
    found = chain.first_told(21)
    expected = {chain.owner.id: starts, chain.managers[0].id: starts}
    for number, manager in enumerate(chain.managers[1:], 1):
        expected[manager.id] = business_day(starts, 2 * number)
    late = sum(found.get(who) != day for who, day in expected.items())
    gate(f"climbs, from {starts:%A} on", f"{late} late", "0", len(expected))
    assert found == expected


def test_who_acknowledges_and_sleeps_hears_again_and_the_climb_goes_on(gate):
    chain = Chain(14, TODAY)
    chain.told(TODAY)
    for who in (chain.owner, chain.managers[0]):
        chain.acknowledge(who, TODAY)
    told = {number: chain.told(TODAY + timedelta(number)) for number in range(1, 8)}
    owner = [number for number, whom in told.items() if chain.owner.id in whom]
    next_one = [number for number, whom in told.items() if chain.managers[1].id in whom]
    gate("acknowledged, not done", f"back after {owner[0]} days, climbs on day {next_one[0]}", "3, 7", 1)
    # Back after three days; the climb counts two business days from then on, over a weekend.
    assert owner[0] == 3
    assert TODAY + timedelta(next_one[0]) == business_day(TODAY + timedelta(3), 2)


def test_whose_account_is_closed_is_followed_by_the_next_at_the_next_sweep(gate):
    chain = Chain(20, TODAY)
    assert chain.told(TODAY) == {chain.owner.id}
    change(chain.owner, active=False)
    followed = chain.told(TODAY)
    gate("account closed", f"{len(followed)} told at the next sweep", ">= 1", 1)
    assert followed == {manager.id for manager in chain.managers}


def test_a_house_with_nobody_left_is_refused_and_else_an_alarm_at_once(tmp_path, gate):
    chain = Chain(20, TODAY)
    for who in chain.managers:
        disable_person(None, email=who.email, now=NOW)
    with pytest.raises(Refused, match="Hand them over first"):
        disable_person(None, email=chain.owner.email, now=NOW)
    assert chain.told(TODAY) == {chain.owner.id}
    change(chain.owner, active=False)  # past the product: by a restored database, or by hand
    url = db.engine.url.render_as_string(hide_password=False)
    db.session.rollback()
    found = look({"SQLALCHEMY_DATABASE_URI": url, "INSTANCE": str(tmp_path)}, NOW, NOW)
    causes = {alarm.cause for alarm in found.alarms}
    gate("nobody left", "refused, and an alarm" if "recipients" in causes else "silent", "alarm", 1)
    assert "recipients" in causes


def test_without_open_duties_the_last_account_may_be_closed():
    chain = Chain(20, TODAY)
    change(chain.duty, phase="done", standing="met")
    for who in [*chain.managers, chain.owner]:
        disable_person(None, email=who.email, now=NOW)
