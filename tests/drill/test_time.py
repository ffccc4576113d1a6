"""The clock moves, the process was away, the server stands elsewhere: each duty is told its rung, once."""

import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.drill.judging import open_duties, rung
from tests.drill.post import NullPost
from tests.reminders.records import NOW, TODAY, Clock, duty, house, items, mails, matter, organisation, person
from tracker.extensions import db
from tracker.reminders.deliver import deliver
from tracker.reminders.sweep import preview, sweep
from tracker.watch_looking import look

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.proof]

ZONES = ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati")
DAYS = (2, 9, 20, 45, -3, 0, 31, 300)


def cycle(clock, post):
    sweep(house(), house().day_of(clock()), clock)
    deliver(house(), post, clock=clock, lease=60.0)


def eight_duties():
    at = organisation()
    owners = [person(at), person(at)]
    for number, days in enumerate(DAYS):
        duty(matter(at, owners[number % 2]), TODAY + timedelta(days))


def told():
    """How often each duty was told on each rung to each person, in mails that went."""
    went = {row.id for row in mails("sent")}
    live = [item for item in items("live") if item.outbox_id in went]
    return Counter((item.obligation_id, item.due_revision, item.rung, item.person_id) for item in live)


def check(clock, post):
    """Each open duty has its present rung, exactly once; no mail went twice and none waits."""
    day = house().day_of(clock())
    counted = told()
    assert set(counted.values()) <= {1}
    present = {(each.id, rung(each.act_by, day)) for each in open_duties()}
    assert {pair for pair in present if pair[1] is not None} <= {(each[0], each[2]) for each in counted}
    ids = [letter.message_id for letter in post.letters]
    assert len(ids) == len(set(ids))
    assert {row.state for row in mails()} <= {"sent", "dropped"}


@pytest.mark.parametrize("away", [timedelta(hours=1), timedelta(1), timedelta(10), timedelta(40)], ids=str)
def test_after_time_away_each_duty_is_told_its_present_rung_once(away, gate):
    eight_duties()
    clock, post = Clock(), NullPost()
    cycle(clock, post)
    before, sent = told(), len(post.letters)
    clock.forward(seconds=away.total_seconds())
    for _ in range(3):
        cycle(clock, post)
        clock.forward(minutes=10)
    check(clock, post)
    day = house().day_of(clock())
    fresh = {(each[0], each[2]) for each in told() - before}
    assert fresh <= {(each.id, rung(each.act_by, day)) for each in open_duties()}  # none that was missed
    most = 2 if away >= timedelta(1) else 0
    gate(
        f"away for {away / timedelta(hours=1):g} h",
        f"present rung, once; {len(post.letters) - sent} mails",
        f"<= {most}",
        len(DAYS),
    )
    assert len(post.letters) - sent <= most  # one to each owner


MOVES = {
    "a day forward and back": (1, -1),
    "a day back and forward": (-1, 1),
    "an hour to and fro": (1 / 24, -1 / 24) * 12,
    "over the day to act": (2.5, -1, 0.5, 0.5, 0.5),
    "1970": (-20697, 20697),
    "2099": (26600, -26600),
}


@pytest.mark.parametrize("moves", MOVES.values(), ids=MOVES)
def test_a_clock_that_moves_brings_neither_loss_nor_storm(moves, gate):
    eight_duties()
    clock, post = Clock(), NullPost()
    cycle(clock, post)
    days = {house().day_of(clock())}
    for step in moves:
        clock.forward(days=step)
        days.add(house().day_of(clock()))
        cycle(clock, post)
    clock.now = NOW + timedelta(7)
    cycle(clock, post)
    check(clock, post)
    most = 2 * (len(days) + 1)
    name = next(name for name, each in MOVES.items() if each == moves)
    gate(f"clock: {name}", f"0 lost, {len(post.letters)} mails", f"0, <= {most}", len(moves))
    assert len(post.letters) <= most  # a mail a day and owner, however often that day came


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_machine_that_starts_in_another_century_comes_round(year, gate):
    eight_duties()
    clock, post = Clock(datetime(year, 6, 15, tzinfo=UTC)), NullPost()
    cycle(clock, post)
    clock.now = NOW
    cycle(clock, post)
    check(clock, post)
    gate(f"starts in {year}", "present rung, once", "once", len(DAYS))


def test_a_clock_that_was_set_back_is_an_alarm(tmp_path, gate):
    eight_duties()
    clock, post = Clock(), NullPost()
    cycle(clock, post)
    settings = {
        "SQLALCHEMY_DATABASE_URI": db.engine.url.render_as_string(hide_password=False),
        "INSTANCE": str(tmp_path),
    }
    found = {}
    for back in (timedelta(0), timedelta(minutes=1), timedelta(hours=1), timedelta(1), timedelta(365)):
        db.session.rollback()
        found[back] = "clock" in {alarm.cause for alarm in look(settings, NOW - back, NOW - back).alarms}
    gate("set back is noticed", f"{sum(found.values())} of 3", "3 of 3", len(found))
    assert list(found.values()) == [False, False, True, True, True]


MIDNIGHTS = (
    datetime(2026, 8, 31, 15, tzinfo=UTC),  # an ordinary one: Tokyo's, not ours
    datetime(2026, 10, 31, 15, tzinfo=UTC),  # the end of a month
    datetime(2026, 12, 31, 15, tzinfo=UTC),  # the end of a year
    datetime(2028, 2, 28, 15, tzinfo=UTC),  # into a leap day
    datetime(2028, 2, 29, 15, tzinfo=UTC),  # and out of it
)
AROUND = (-1440, -60, -1, 0, 1, 60, 1439)
"""Minutes from a midnight."""


def test_four_server_zones_tell_the_same(gate, monkeypatch):
    at = organisation()
    who = person(at)
    for midnight in MIDNIGHTS:
        day = midnight.date() + timedelta(1)
        for days in (0, 1, 3, 7, 14, 29, 30):
            duty(matter(at, who), day + timedelta(days))
    duty(matter(at, who), date(2028, 2, 29))
    instants = [midnight + timedelta(minutes=minutes) for midnight in MIDNIGHTS for minutes in AROUND]
    found = []
    try:
        for zone in ZONES:
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            days = [house().day_of(instant) for instant in instants]
            found.append([sorted(each.key for each in preview(house(), day).digests) for day in days])
    finally:
        monkeypatch.undo()
        time.tzset()
    gate("four zones", f"{sum(each != found[0] for each in found)} differ", "0", len(ZONES) * len(instants))
    assert all(each == found[0] for each in found)
    for number in range(len(MIDNIGHTS)):  # one minute before is another day than midnight itself
        start = number * len(AROUND)
        assert found[0][start + 2] != found[0][start + 3] == found[0][start + 4]
