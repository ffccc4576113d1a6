"""The sweep: what is owed now, once, to the right people; all of it or nothing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, text

from tests.reminders.records import (
    NOW,
    TITLE,
    TODAY,
    Clock,
    change,
    duty,
    house,
    items,
    mails,
    matter,
    one_duty,
    organisation,
    person,
    runs,
)
from tracker.extensions import db
from tracker.reminders.messages import DutyName
from tracker.reminders.sweep import preview, sweep
from tracker.store.outbox.queue import cancel_duties
from tracker.store.session import transaction

pytestmark = pytest.mark.usefixtures("context")


def run(day=TODAY, **changes):
    return sweep(house(**changes), day, Clock())


def test_a_second_sweep_finds_nothing_new():
    one_duty()
    first, second = run(), run()
    assert (first.counts["queued"], second.counts["queued"]) == (1, 0)
    assert len(mails()) == len(items()) == 1
    assert [row.ended_at is not None and row.error for row in runs()] == [None, None]


def test_one_digest_holds_all_that_a_person_is_owed():
    at = organisation()
    who = person(at)
    for days in (0, 3, 14, 40):
        duty(matter(at, who), TODAY + timedelta(days))
    run()
    (mail,) = mails()
    assert len(items()) == 3
    assert mail.body.count("出願通知書の提出") == 3


@pytest.mark.parametrize("pause", [1, 10, 40])
def test_after_a_pause_one_mail_tells_the_rung_that_holds_now(pause):
    one_duty(TODAY + timedelta(30))
    run()
    found = run(TODAY + timedelta(pause))
    assert found.counts["reminders"] == {1: 0, 10: 0, 40: 1}[pause]
    assert [item.rung for item in items("live")] == {1: [30], 10: [30], 40: [-10]}[pause]


def test_many_sweeps_over_many_days_queue_each_rung_once():
    one_duty(TODAY + timedelta(30))
    for day in range(36):
        for _ in range(2):
            run(TODAY + timedelta(day))
    assert sorted(item.rung for item in items()) == sorted([30, 14, 7, 3, 1, 0, -1, -2, -3, -4, -5])


def test_what_waits_is_superseded_by_the_next_rung_so_no_storm_builds_up():
    who, _, _ = one_duty(TODAY + timedelta(3))
    for day in range(20):
        run(TODAY + timedelta(day))
    assert [mail.day for mail in mails("queued")] == [TODAY + timedelta(19)]
    assert {mail.reason for mail in mails("dropped")} == {"superseded"}
    assert who.id == mails("queued")[0].person_id


def test_a_moved_date_is_told_anew():
    _, _, owed = one_duty(TODAY + timedelta(10))
    run()
    moved = TODAY + timedelta(8)
    change(owed, due=moved, act_by=moved, sort_on=moved, due_revision=2)
    assert run().counts["queued"] == 1
    assert [(item.due_revision, item.state) for item in items()] == [(1, "dropped"), (2, "live")]


def test_a_duty_that_comes_back_before_its_mail_went_is_told_again_under_the_same_message_id():
    _, _, owed = one_duty()
    run()
    (before,) = mails()
    message_id = before.message_id
    with transaction() as session:
        assert cancel_duties(session, [owed.id], "settled") == 1
    assert [(mail.state, mail.reason) for mail in mails()] == [("dropped", "settled")]
    assert run().counts["queued"] == 1
    (mail,) = mails()
    assert (mail.state, mail.reason, mail.message_id) == ("queued", None, message_id)


def test_cancelling_leaves_what_else_the_mail_tells():
    at = organisation()
    who = person(at)
    first, second = duty(matter(at, who)), duty(matter(at, who))
    run()
    with transaction() as session:
        cancel_duties(session, [first.id], "settled")
    assert [item.state for item in items()] == ["dropped", "live"]
    assert [mail.state for mail in mails()] == ["queued"]
    with transaction() as session:
        cancel_duties(session, [first.id, second.id], "settled")
    assert [mail.state for mail in mails()] == ["dropped"]


@pytest.mark.parametrize(
    "values",
    [
        {"phase": "done", "standing": "met"},
        {"phase": "waiting", "standing": "waiting", "due": None, "act_by": None},
        {"phase": "over", "standing": "passed"},
        {"gone_at": NOW},
        {"kind": "clock", "act_by": None},
        {"kind": "window", "act_by": None},
        {"actor": "office"},
        {"kind": "option", "due": TODAY - timedelta(1)},
    ],
    ids=str,
)
def test_what_nobody_has_to_do_is_not_reminded(values):
    one_duty(**values)
    assert run().counts["mails"] == 0


# --- recipients ---------------------------------------------------------------------------------------------


def addressed():
    return sorted((item.person_id, item.role) for item in items("live"))


def test_owner_and_deputy_are_told():
    at = organisation()
    owner, deputy, manager = person(at), person(at), person(at, role="ip-manager")
    duty(matter(at, owner, deputy))
    run()
    assert addressed() == [(owner.id, "owner"), (deputy.id, "deputy")]
    assert [mail.message for mail in mails() if mail.person_id == manager.id] == ["quiet"]


def test_who_is_owner_and_deputy_gets_one_mail():
    at = organisation()
    who = person(at)
    duty(matter(at, who, who))
    run()
    assert addressed() == [(who.id, "owner")]


def test_without_an_active_owner_the_ip_managers_are_told():
    at = organisation()
    gone = person(at, active=False)
    managers = [person(at, role="ip-manager"), person(at, role="ip-manager")]
    person(at, role="ip-manager", active=False)
    duty(matter(at, gone))
    run()
    assert addressed() == [(each.id, "ip-manager") for each in managers]


def test_nobody_to_remind_is_an_alarm_with_ids_alone(caplog):
    at = organisation()
    owed = duty(matter(at, person(at, active=False)))
    found = run()
    assert found.counts["nobody"] == runs()[0].counts["nobody"] == 1
    assert f"obligations {owed.id}" in caplog.text
    assert TITLE not in caplog.text
    assert "山田" not in caplog.text


def test_no_mail_crosses_to_another_organisation():
    ours, theirs = organisation(), organisation()
    stranger = person(theirs, role="ip-manager")
    manager = person(ours, role="ip-manager")
    duty(matter(ours, stranger, stranger))
    other = matter(theirs, stranger)
    duty(other)
    run()
    told = {mail.person_id: mail for mail in mails()}
    assert set(told) == {manager.id, stranger.id}
    assert other.ref in told[stranger.id].body
    assert other.ref not in told[manager.id].body
    assert told[manager.id].organisation_id == ours.id


# --- all or nothing -----------------------------------------------------------------------------------------


def test_a_sweep_that_breaks_stores_nothing_but_that_it_broke():
    one_duty()
    with db.engine.connect() as connection, connection.begin():
        connection.execute(text("DELETE FROM deliveries"))  # a connection of its own works beside the sweep

    def break_off(conn, cursor, statement, parameters, context, executemany):
        if statement.startswith("INSERT INTO outbox_items"):
            raise RuntimeError("the disk is full")

    event.listen(db.engine, "before_cursor_execute", break_off)
    try:
        with pytest.raises(RuntimeError):
            run()
    finally:
        event.remove(db.engine, "before_cursor_execute", break_off)
    assert not mails()
    assert [(row.error, row.counts) for row in runs()] == [("RuntimeError", {})]
    assert run().counts["queued"] == 1


def test_one_digest_that_cannot_be_worded_does_not_stop_the_others(caplog):
    one_duty()
    one_duty(rule="broken")

    def picky(pack, rule, language):
        if rule == "broken":
            raise KeyError(rule)
        return DutyName("出願通知書の提出")

    found = run(name_duty=picky)
    assert (found.counts["queued"], found.counts["unworded"]) == (1, 1)
    assert "KeyError" in caplog.text
    assert run().counts["queued"] == 1


def test_a_preview_stores_nothing():
    one_duty()
    found = preview(house(), TODAY)
    assert found.counts["mails"] == 1
    assert not mails()
    assert not runs()


def test_a_sweep_asks_the_same_number_of_questions_for_any_number_of_duties():
    def asked():
        statements = []

        def note(conn, cursor, statement, parameters, context, executemany):
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            run()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    one_duty()
    run()  # from now on something waits that could be superseded
    one_duty()
    few = asked()
    for _ in range(5):
        one_duty()
    assert asked() == few


def test_the_edges_of_the_calendar_are_swept_without_a_fault():
    one_duty()
    for day in (date.min, date.max):
        run(day)
    assert [row.error for row in runs()] == [None, None]
