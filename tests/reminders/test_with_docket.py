"""Reminders of duties that real facts brought about: recorded, reminded, met, corrected."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.reminders.records import agreement, house, items, mails, organisation, person
from tracker.docket.actor import Actor
from tracker.docket.entering import log_matter
from tracker.docket.record import correct_fact, record_fact, settle_duty, withdraw_fact
from tracker.extensions import db
from tracker.reminders.deliver import deliver
from tracker.reminders.post import Post
from tracker.reminders.setup import mail
from tracker.reminders.sweep import sweep
from tracker.store.obligations import Obligation
from tracker.worker import name_duty

pytestmark = pytest.mark.usefixtures("context")

FILED = date(2026, 7, 1)
DUE = date(2026, 8, 30)  # 60 days, a Sunday
TITLE = "極低温で動く秘密の増幅器"


class Scene:
    """A contractor with one matter that was filed on FILED."""

    def __init__(self):
        at = organisation()
        self.who = person(at, role="ip-manager")
        self.actor = Actor(self.who.id, at.id, "ip-manager")
        logged = log_matter(
            self.actor,
            agreement=agreement(at).number,
            right="patent",
            title=TITLE,
            now=self.when(FILED)["now"],
        )
        self.matter = logged.public_id
        self.record("invention-made", date(2026, 6, 10))
        self.filed = self.record("filed", FILED, filing="JP1", office="JP", route="national")

    def when(self, day):
        return {"now": datetime(day.year, day.month, day.day, 3, tzinfo=UTC), "today": day}

    def record(self, kind, on, today=None, **keys):
        told = record_fact(
            self.actor, matter=self.matter, kind=kind, on=on, keys=keys, **self.when(today or on)
        )
        return told.fact

    def sweep(self, day):
        return sweep(house(name_duty=name_duty), day, lambda: self.when(day)["now"])

    def waiting(self):
        db.session.rollback()
        return {db.session.get(Obligation, item.obligation_id).rule for item in items("live")}


@pytest.fixture
def scene(context):
    return Scene()


def test_a_filing_brings_a_reminder_that_names_duty_and_dates_and_no_title(app, scene, smtp_server):
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp_server.port)
    scene.sweep(date(2026, 8, 1))
    with Post(mail) as post:
        counts = deliver(house(), post, clock=lambda: scene.when(date(2026, 8, 1))["now"], lease=60.0)
    assert counts == {"sent": 1}
    (letter,) = smtp_server.letters
    for expected in (
        "2026年8月30日(日)",
        "2026年8月28日(金)",
        "第6条",
        name_duty("nedo-multimodal-2026", "filing-notice", "ja").label,
    ):
        assert expected in letter.text
    assert TITLE not in letter.text + letter.subject


def test_meeting_a_duty_drops_its_reminder_in_the_same_breath(scene):
    scene.sweep(date(2026, 8, 1))
    assert "filing-notice" in scene.waiting()
    scene.record("filing-notice-submitted", date(2026, 8, 2), filing="JP1")
    assert "filing-notice" not in scene.waiting()
    assert ("dropped", "settled") in {(item.state, item.reason) for item in items()}


def test_a_corrected_date_drops_the_old_reminder_and_brings_the_new_one(scene):
    today = date(2026, 8, 1)
    scene.sweep(today)
    (before,) = [item for item in items("live") if item.due_revision == 1 and item.rung == 30]
    correct_fact(
        scene.actor, matter=scene.matter, fact=scene.filed.fact_id, on=date(2026, 6, 20),
        keys={"filing": "JP1", "office": "JP", "route": "national"},
        reason="受領書の日付に合わせる", **scene.when(today),
    )  # fmt: skip
    assert {item.reason for item in items("dropped")} == {"moved"}
    assert {mail_.state for mail_ in mails()} == {"dropped"}
    scene.sweep(today)
    fresh = [item for item in items("live") if item.obligation_id == before.obligation_id]
    assert [(item.due_revision, item.rung) for item in fresh] == [(2, 30)]


def test_a_withdrawn_filing_takes_its_reminders_along(scene):
    today = date(2026, 8, 1)
    scene.sweep(today)
    withdraw_fact(
        scene.actor,
        matter=scene.matter,
        fact=scene.filed.fact_id,
        reason="誤って記録した",
        **scene.when(today),
    )
    assert "filing-notice" not in scene.waiting()
    assert {item.reason for item in items("dropped")} == {"gone"}


def test_a_settled_duty_is_not_reminded(scene):
    today = date(2026, 8, 1)
    db.session.rollback()
    row = db.session.query(Obligation).filter_by(rule="filing-notice").one()
    settle_duty(
        scene.actor,
        obligation=row.public_id,
        how="not-needed",
        reason="共同出願人が提出する",
        **scene.when(today),
    )
    scene.sweep(today)
    assert "filing-notice" not in scene.waiting()


def test_what_is_recorded_late_is_reminded_at_once_and_daily(scene):
    late = DUE + timedelta(3)
    scene.sweep(late)
    scene.sweep(late + timedelta(1))
    rows = {item.rung: item.state for item in items() if item.obligation_id == overdue_id()}
    assert rows == {-5: "dropped", -6: "live"}


def overdue_id():
    db.session.rollback()
    return db.session.query(Obligation).filter_by(rule="filing-notice").one().id
