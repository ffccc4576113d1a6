"""The clock moves, the process was away, the server stands elsewhere: each duty is told its rung, once."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.drill.post import NullPost
from tests.reminders.records import (
    NOW,
    TODAY,
    Clock,
    duty,
    house,
    items,
    mails,
    matter,
    one_duty,
    organisation,
    person,
)
from tracker.reminders.deliver import deliver
from tracker.reminders.plan import rung_on
from tracker.reminders.sweep import preview, sweep

pytestmark = pytest.mark.usefixtures("context")

ZONES = ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati")


def cycle(clock, post):
    sweep(house(), house().day_of(clock()), clock)
    deliver(house(), post, clock=clock, lease=60.0)


@pytest.mark.parametrize("away", [timedelta(hours=1), timedelta(1), timedelta(10), timedelta(40)], ids=str)
def test_after_time_away_each_duty_is_told_its_present_rung_once(away, gate):
    at = organisation()
    who = person(at)
    owed = [duty(matter(at, who), TODAY + timedelta(days)) for days in (2, 9, 20, 45)]
    clock, post = Clock(), NullPost()
    cycle(clock, post)
    before, sent = {item.id for item in items()}, len(post.letters)
    clock.forward(seconds=away.total_seconds())
    for _ in range(3):
        cycle(clock, post)
    day = house().day_of(clock())
    expected = {(each.id, rung_on("fixed", each.due, each.act_by, day)) for each in owed}
    told = {(item.obligation_id, item.rung) for item in items("live")}
    assert {pair for pair in expected if pair[1] is not None} <= told
    assert len(post.letters) - sent == bool({item.id for item in items()} - before)
    gate(f"away {away}", "each rung once", "1 mail at most", len(owed))


@pytest.mark.parametrize(
    "moves",
    [(1, -1), (-1, 1), (1 / 24, -1 / 24) * 4, (-365 * 50, 365 * 50)],
    ids=("day", "back", "hours", "1970s"),
)
def test_a_clock_that_moves_brings_neither_loss_nor_storm(moves, gate):
    one_duty(TODAY + timedelta(7))
    clock, post = Clock(), NullPost()
    cycle(clock, post)
    for days in moves:
        clock.forward(days=days)
        cycle(clock, post)
    clock.now = NOW + timedelta(7)
    cycle(clock, post)
    keys = [row.key for row in mails()]
    assert len(set(keys)) == len(keys)
    assert len({letter.message_id for letter in post.letters}) == len(post.letters) <= len(moves) + 2
    assert {row.state for row in mails()} <= {"sent", "dropped"}
    gate("clock moves", "0 lost, 0 doubled", "0, 0", len(moves))


def test_four_server_zones_tell_the_same(gate, monkeypatch):
    at = organisation()
    who = person(at)
    for days in (0, 1, 3, 7, 14, 29, 30):
        duty(matter(at, who), TODAY + timedelta(days))
    instants = [
        datetime(2026, 8, 31, 14, 59, tzinfo=UTC) + timedelta(minutes=minutes) + timedelta(days)
        for days in (0, 1, 30)
        for minutes in (0, 1, 2)
    ]
    told = []
    try:
        for zone in ZONES:
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            days = [house().day_of(instant) for instant in instants]
            told.append([sorted(each.key for each in preview(house(), day).digests) for day in days])
    finally:
        monkeypatch.undo()
        time.tzset()
    assert all(each == told[0] for each in told)
    assert told[0][0] != told[0][1]  # midnight in Tokyo lies between the two
    gate("zones", "0 differences", "0", len(ZONES) * len(instants))
