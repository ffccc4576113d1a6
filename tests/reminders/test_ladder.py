"""Who is told besides the owner, and when: a second person, the next one, a stand-in, a backup."""

import csv
import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from tests.reminders.records import (
    LADDER,
    NOW,
    TODAY,
    Clock,
    change,
    duty,
    house,
    items,
    mails,
    matter,
    organisation,
    person,
    store,
)
from tracker.extensions import db
from tracker.reminders.deliver import deliver
from tracker.reminders.ladder import Ladder, is_weekday, open_days
from tracker.reminders.post import Post, Receipt, Returned
from tracker.reminders.setup import mail
from tracker.reminders.sweep import sweep
from tracker.store.outbox import Absence, Acknowledgement, AddressFault, ReminderChoice, ReminderRule, looking

pytestmark = pytest.mark.usefixtures("context")


class Scene:
    """A contractor with an owner, two IP managers and one duty due in ten days; no daily word, no lists."""

    def __init__(self, days=10, **ladder):
        self.at = organisation()
        store(ReminderRule(organisation_id=self.at.id, **LADDER | {"quiet_digest": False} | ladder))
        self.owner = person(self.at)
        self.first, self.second = (person(self.at, role="ip-manager") for _ in range(2))
        self.duty = duty(matter(self.at, self.owner), TODAY + timedelta(days))
        self.names = {self.owner.id: "owner", self.first.id: "first", self.second.id: "second"}

    def sweep(self, after=0):
        """Who is told by the sweep so many days after the first one, in which role."""
        before = {item.id for item in items()}
        sweep(house(), TODAY + timedelta(after), Clock(NOW + timedelta(after)))
        fresh = [item for item in items() if item.id not in before]
        return {self.names[item.person_id]: item.role for item in fresh}

    def acknowledge(self, who, after):
        day = TODAY + timedelta(after)
        store(
            Acknowledgement(
                obligation_id=self.duty.id,
                due_revision=1,
                person_id=who.id,
                day=day,
                at=NOW + timedelta(after),
            )
        )


def test_from_fourteen_days_on_two_people_are_told_before_that_one():
    assert Scene(days=20).sweep() == {"owner": "owner"}
    assert Scene(days=14).sweep() == {"owner": "owner", "first": "second"}


def test_what_nobody_acknowledges_climbs_to_the_last_person():
    scene = Scene()
    assert scene.sweep() == {"owner": "owner", "first": "second"}  # a Tuesday
    assert scene.sweep(1) == {}
    assert scene.sweep(2) == {"second": "escalated"}


def test_business_days_leave_out_the_weekend():
    friday = TODAY + timedelta(3)
    assert open_days(friday, friday + timedelta(3), is_weekday) == 1
    assert Ladder().level(friday, friday + timedelta(4), is_weekday) == 1


def test_who_acknowledged_hears_again_after_three_days_and_the_climb_waits():
    scene = Scene(days=13)
    scene.sweep()
    scene.acknowledge(scene.owner, 1)
    assert [scene.sweep(day) for day in (1, 2, 3)] == [{}, {}, {}]
    assert scene.sweep(4) == {"owner": "owner"}
    assert scene.sweep(4) == {}


def test_with_seven_days_left_an_acknowledgement_holds_for_one_day():
    scene = Scene(days=7)
    scene.sweep()
    scene.acknowledge(scene.owner, 0)
    scene.acknowledge(scene.first, 0)
    assert scene.sweep() == {}
    assert scene.sweep(1) == {"owner": "owner", "first": "second"}


def test_a_moved_date_needs_a_new_acknowledgement():
    scene = Scene(days=7)
    scene.sweep()
    scene.acknowledge(scene.owner, 0)
    moved = TODAY + timedelta(6)
    change(scene.duty, due=moved, act_by=moved, sort_on=moved, due_revision=2)
    assert "owner" in scene.sweep()


def test_a_ladder_is_data_of_the_organisation():
    scene = Scene(days=50, steps=[60, 45, 0], two_from=60)
    assert scene.sweep() == {"owner": "owner", "first": "second"}
    assert {item.rung for item in items()} == {60}
    scene.acknowledge(scene.owner, 0)
    assert [scene.sweep(4), {item.rung for item in items()}][1] == {60}


def test_who_is_away_is_stood_in_for_and_a_second_person_is_still_told():
    scene = Scene()
    away = {"from_on": TODAY, "until_on": TODAY + timedelta(5), "created_at": NOW}
    store(Absence(person_id=scene.owner.id, deputy_id=scene.second.id, **away))
    assert scene.sweep() == {"owner": "owner", "second": "stand-in", "first": "second"}


def wish(who, **values):
    usual = {"kinds": None, "days_before": None, "days_after": None, "quiet_digest": True, "one_a_day": False}
    store(ReminderChoice(person_id=who.id, changed_at=NOW, **usual | values))


def test_wishes_leave_out_what_a_person_does_not_want():
    scene = Scene()
    wish(scene.first, kinds=["option"])
    assert scene.sweep() == {"owner": "owner"}


def test_a_wish_to_hear_late_holds_until_then():
    scene = Scene()
    wish(scene.owner, days_before=3)
    assert ["owner" in scene.sweep(day) for day in (0, 6, 7)] == [False, False, True]


def test_if_nobody_wants_to_hear_all_are_told():
    scene = Scene()
    wish(scene.owner, kinds=["option"])
    wish(scene.first, days_before=1)
    assert scene.sweep() == {"owner": "owner", "first": "second"}


def send(scene, refused, after=0):
    """Delivers; whose name is in `refused`, their mail comes back."""

    class Choosy:
        def __init__(self):
            self.told = []

        def send(self, letter):
            if letter.to in refused:
                raise Returned("no such mailbox", 550)
            self.told.append(letter)
            return Receipt(250, "kept")

    post = Choosy()
    deliver(house(), post, clock=Clock(NOW + timedelta(after)), lease=60.0)
    return post.told


def test_a_mail_that_comes_back_goes_to_the_backup_in_the_same_round():
    scene = Scene(days=20)
    scene.sweep()
    told = send(scene, {scene.owner.email})
    assert [letter.to for letter in told] == [scene.first.email]
    assert "戻ってきました" in told[0].body
    assert [(row.state, row.person_id) for row in mails()] == [
        ("failed", scene.owner.id),
        ("sent", scene.first.id),
    ]
    assert send(scene, set()) == []


def test_where_the_backups_mail_comes_back_too_the_next_is_tried_at_once_to_the_last():
    scene = Scene(days=20)
    scene.sweep()
    told = send(scene, {scene.owner.email, scene.first.email})
    assert [letter.to for letter in told] == [scene.second.email]
    assert "戻ってきました" in told[0].body
    assert [row.state for row in mails()] == ["failed", "failed", "sent"]
    assert looking.returned(db.session, scene.at.id, NOW - timedelta(1))  # the red line


def test_where_two_were_told_and_both_mails_come_back_the_third_is_told():
    scene = Scene(days=14)
    scene.sweep()
    told = send(scene, {scene.owner.email, scene.first.email})
    assert [letter.to for letter in told] == [scene.second.email]
    assert send(scene, set()) == []


def test_an_address_marked_bad_is_tried_where_no_other_is_left_and_nobody_twice():
    scene = Scene(days=20)
    scene.sweep()
    store(AddressFault(person_id=scene.second.id, address=scene.second.email, failures=2, last_at=NOW))
    everybody = {scene.owner.email, scene.first.email, scene.second.email}
    assert send(scene, everybody) == []
    assert [row.person_id for row in mails("failed")] == [scene.owner.id, scene.first.id, scene.second.id]
    assert send(scene, set()) == []


def test_two_failures_in_a_row_mark_the_address_bad_and_a_new_address_starts_afresh():
    scene = Scene(days=30)
    scene.sweep()
    send(scene, {scene.owner.email})
    assert scene.sweep(16) == {"owner": "owner", "first": "second"}
    send(scene, {scene.owner.email}, after=16)
    assert db.session.query(AddressFault).one().failures == 2
    assert scene.sweep(23) == {"first": "backup", "second": "second"}
    change(scene.owner, email="mended@contractor.example")
    assert "owner" in scene.sweep(27)
    send(scene, set(), after=27)
    assert db.session.query(AddressFault).count() == 0


def test_a_manager_hears_every_day_even_when_nothing_is_due():
    scene = Scene(days=100, quiet_digest=True)
    for _ in range(2):
        sweep(house(), TODAY, Clock())
    rows = mails()
    assert sorted(row.person_id for row in rows) == [scene.first.id, scene.second.id]
    assert "1件" in rows[0].subject
    assert "2026-12-10" in rows[0].subject
    sweep(house(), TODAY + timedelta(1), Clock(NOW + timedelta(1)))
    assert len(mails()) == 4
    assert len(send(scene, set(), after=1)) == 2  # yesterday's is no news any more
    assert {row.reason for row in mails("dropped")} == {"passed"}


def test_the_weekly_list_goes_out_as_a_file_without_titles(app, smtp_server):
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp_server.port)
    Scene(days=100, list_weekday=TODAY.weekday())
    sweep(house(), TODAY, Clock())
    with Post(mail) as post:
        deliver(house(), post, clock=Clock(), lease=60.0)
    letters = smtp_server.letters
    assert len(letters) == 2
    table, paper = letters[0].message.iter_attachments()
    text = table.get_content().lstrip("\ufeff")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["duty"], row["due"], row["days_left"]) == ("出願通知書の提出", "2026-12-10", "100")
    assert paper.get_content_type() == "application/pdf"
    assert paper.get_filename() == f"docket-list-{TODAY}.pdf"
    (page,) = PdfReader(io.BytesIO(paper.get_content())).pages
    told = page.extract_text()
    assert [
        word for word in ("期限管理簿", row["reference"], "出願通知書の提出", "あと100日") if word not in told
    ] == []


def lists_on(scene, days):
    sweep(house(), TODAY + timedelta(days), Clock(NOW + timedelta(days)))
    return sum(row.message == "docket-list" for row in mails())


def test_a_list_whose_day_was_missed_goes_out_later_that_week_and_once():
    scene = Scene(days=100, list_weekday=TODAY.weekday())
    assert lists_on(scene, 1) == 0  # nobody used to get one
    assert lists_on(scene, 7) == 2
    assert lists_on(scene, 8) == 2
    assert lists_on(scene, 16) == 4  # nothing ran on day 14
    assert lists_on(scene, 17) == 4
    assert lists_on(scene, 21) == 6


def test_no_list_goes_out_where_an_organisation_wants_none():
    assert lists_on(Scene(days=100, list_weekday=None), 0) == 0


def test_a_duty_climbs_in_the_order_the_organisation_names_and_nobody_is_left_out():
    scene = Scene(days=30)
    other = person(organisation(), role="ip-manager")
    rule = db.session.get(ReminderRule, scene.at.id)
    rule.chain = [other.id, scene.second.id]
    db.session.commit()
    scene.sweep()
    assert scene.sweep(16) == {"owner": "owner", "second": "second"}
    assert scene.sweep(20) == {"first": "escalated"}
    assert other.id not in {item.person_id for item in items()}
