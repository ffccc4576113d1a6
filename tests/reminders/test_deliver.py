"""From the outbox to the server: each fault its class, each mail its lease, none lost and none doubled."""

import threading
from datetime import timedelta

import pytest

from tests.reminders import servers
from tests.reminders.records import (
    LADDER,
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
    store,
    tries,
)
from tracker.reminders.deliver import deliver
from tracker.reminders.messages import DutyName
from tracker.reminders.outbox import RETRY_MINUTES, mark, retry_at, take_next
from tracker.reminders.post import Delayed, Post, Receipt, Returned, Unreachable
from tracker.reminders.setup import mail
from tracker.reminders.sweep import sweep
from tracker.store.content import ContentRevision
from tracker.store.outbox import ReminderRule
from tracker.store.session import transaction

pytestmark = pytest.mark.usefixtures("context")

LEASE = 60.0


class NullPost:
    """A post that goes nowhere: keeps what it was given, and answers as told."""

    def __init__(self, answer=None):
        self.letters = []
        self.answer = answer or (lambda letter: Receipt(250, "kept"))

    def send(self, letter):
        self.letters.append(letter)
        outcome = self.answer(letter)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def smtp(app, smtp_server):
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp_server.port, MAIL_TIMEOUTS=(0.5, 0.5, 0.5))
    return smtp_server


def queue(clock, day=TODAY):
    return sweep(house(), day, clock)


def go(clock, post=None, **changes):
    if post is not None:
        return dict(deliver(house(**changes), post, clock=clock, lease=LEASE))
    with Post(mail) as real:
        return dict(deliver(house(**changes), real, clock=clock, lease=LEASE))


# --- the plain way ------------------------------------------------------------------------------------------


def test_what_is_queued_arrives_once(clock, smtp):
    who, _, _ = one_duty()
    queue(clock)
    assert go(clock) == {"sent": 1}
    assert go(clock) == {}
    (letter,) = smtp.letters
    (row,) = mails()
    assert letter.recipients == [who.email]
    assert letter.message["Message-ID"] == row.message_id
    assert (row.state, row.sent_at, row.owner, row.lease_until) == ("sent", NOW, None, None)
    assert [(each.outcome, each.code) for each in tries()] == [("sent", 250)]


def test_no_title_and_no_name_stand_in_any_mail(clock, smtp):
    at = organisation()
    for language in ("ja", "en"):
        about = matter(at, person(at, language=language))
        store(ContentRevision(matter_id=about.id, field="abstract", text="超伝導コイル", recorded_at=NOW))
        duty(about)
    queue(clock)
    go(clock)
    for letter in smtp.letters:
        for word in (TITLE, "山田", "超伝導", "Contractor"):
            assert word not in letter.text
            assert word not in letter.subject
    assert len(smtp.letters) == 2


def test_without_a_server_mail_is_kept_in_files(app, clock):
    from tracker.reminders.connections import mail_folder

    app.config["MAIL_SERVER"] = None
    one_duty()
    queue(clock)
    assert go(clock) == {"sent": 1}
    (path,) = mail_folder().glob("*.eml")
    assert mails()[0].message_id.encode() in path.read_bytes()
    path.unlink()


def test_no_transaction_is_open_while_the_server_is_spoken_to(clock):
    from tracker.extensions import db

    one_duty()
    queue(clock)
    seen = []

    def answer(letter):
        seen.append(db.session().in_transaction())
        return Receipt(250, "")

    go(clock, NullPost(answer))
    assert seen == [False]


# --- faults -------------------------------------------------------------------------------------------------


def test_a_refusal_for_now_climbs_the_ladder_and_never_gives_up(clock, smtp):
    one_duty()
    queue(clock)
    smtp.answer = "451 later"
    waits = []
    for _ in range(12):
        before = clock.now
        assert go(clock) == {"delayed": 1}
        waits.append((mails()[0].next_at - before) // timedelta(minutes=1))
        assert go(clock) == {}
        clock.now = mails()[0].next_at
    assert waits == [1, 2, 5, 10, 20, 40, 60, 60, 60, 60, 60, 60]
    smtp.answer = "250 OK"
    assert go(clock) == {"sent": 1}
    assert {letter.message["Message-ID"] for letter in smtp.letters} == {mails()[0].message_id}


def test_the_ladder_is_the_one_that_was_agreed():
    assert RETRY_MINUTES == (1, 2, 5, 10, 20, 40, 60)
    assert retry_at(1000, NOW) == NOW + timedelta(hours=1)


@pytest.mark.parametrize("answer", ["550 no such user", "554 no", "552 full"])
def test_a_final_refusal_fails_at_once_and_is_kept(clock, smtp, answer):
    one_duty()
    queue(clock)
    smtp.answer = answer
    assert go(clock) == {"failed": 1}
    (row,) = mails()
    assert (row.state, row.last_code, row.attempts) == ("failed", int(answer[:3]), 1)
    clock.forward(days=1)
    assert go(clock) == {}


def test_one_refused_recipient_does_not_stop_the_others(clock, smtp):
    people = [one_duty()[0] for _ in range(4)]
    queue(clock)
    smtp.refused[people[0].email] = "550 no such user"
    smtp.refused[people[1].email] = "450 greylisted"
    assert go(clock) == {"failed": 1, "delayed": 1, "sent": 2}


def test_a_poison_mail_is_put_off_an_hour_and_the_others_go(clock, smtp):
    one_duty()
    bad, _, _ = one_duty()
    one_duty()
    queue(clock)
    change(mails()[1], to_address="x@y.example\r\nBcc: thief@evil.example")
    change(bad, email="x@y.example\r\nBcc: thief@evil.example")
    assert go(clock) == {"sent": 2, "poison": 1}
    row = mails()[1]
    assert (row.state, row.next_at) == ("queued", NOW + timedelta(hours=1))
    assert "thief" not in row.last_error
    assert len(smtp.letters) == 2


def test_a_mail_that_cannot_be_worded_any_more_is_put_off_too(clock):
    one_duty(rule="broken")
    one_duty()
    queue(clock)
    clock.forward(days=1)  # a new day words both anew

    def picky(pack, rule, language):
        if rule == "broken":
            raise KeyError(rule)
        return DutyName("出願通知書の提出")

    post = NullPost()
    assert go(clock, post, name_duty=picky) == {"sent": 1}
    assert len(post.letters) == 1
    assert [row.last_error for row in mails("queued")] == ["KeyError"]


def test_whatever_the_post_raises_the_rest_goes(clock, caplog):
    people = [one_duty()[0] for _ in range(3)]
    queue(clock)

    def answer(letter):
        return RuntimeError("山田 太郎") if letter.to == people[0].email else Receipt(250, "")

    assert go(clock, NullPost(answer)) == {"poison": 1, "sent": 2}
    assert "RuntimeError" in caplog.text
    assert "山田" not in caplog.text
    assert people[0].email not in caplog.text


def test_a_server_out_of_reach_ends_the_round_and_spends_one_try(clock):
    for _ in range(3):
        one_duty()
    queue(clock)
    post = NullPost(lambda letter: Unreachable("nobody there"))
    assert go(clock, post) == {"delayed": 1, "unreachable": 1}
    assert sorted(row.attempts for row in mails("queued")) == [0, 0, 1]


def test_a_mute_server_is_left_in_time(app, clock):
    one_duty()
    queue(clock)
    with servers.scripted(servers.mute) as port:
        app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_TIMEOUTS=(0.3, 0.3, 0.3))
        assert go(clock) == {"delayed": 1, "unreachable": 1}
    assert queue(clock).counts["owed"] == 1


def test_falling_mute_over_one_mail_does_not_stop_the_rest(app, clock):
    people = [one_duty()[0] for _ in range(3)]
    queue(clock)
    mute, taken = people[0].email.encode(), []

    def talk(connection, lines, stopping):
        connection.sendall(b"220 here\r\n")
        for line in lines:
            if line.upper().startswith(b"RCPT") and mute in line:
                stopping.wait(10)
                return
            if line.upper().startswith(b"DATA"):
                connection.sendall(b"354 go on\r\n")
                while lines.readline().rstrip(b"\r\n") != b".":
                    pass
                taken.append(1)
            connection.sendall(b"250 fine\r\n")

    with servers.scripted(talk) as port:
        app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_TIMEOUTS=(0.3, 0.3, 0.3))
        assert go(clock) == {"delayed": 1, "sent": 2}
    assert len(taken) == 2


def test_a_line_cut_after_the_message_was_taken_gives_a_copy_with_the_same_message_id(app, clock):
    one_duty()
    queue(clock)
    with servers.scripted(servers.after_data(lambda connection, stopping: None)) as port:
        app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_TIMEOUTS=(0.3, 0.3, 0.3))
        assert go(clock) == {"delayed": 1}
    first = mails()[0].message_id
    clock.forward(minutes=1)
    post = NullPost()
    assert go(clock, post) == {"sent": 1}
    assert post.letters[0].message_id == first


# --- asked again before it goes -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"phase": "done", "standing": "met"}, "settled"),
        ({"phase": "on-hold", "standing": "on-hold", "due": None, "act_by": None}, "settled"),
        ({"gone_at": NOW}, "gone"),
        ({"due_revision": 2, "due": TODAY + timedelta(90)}, "moved"),
    ],
)
def test_a_duty_that_is_met_moved_or_gone_meanwhile_sends_nothing(clock, values, reason):
    _, _, owed = one_duty()
    queue(clock)
    change(owed, **values)
    post = NullPost()
    assert go(clock, post) == {"dropped": 1}
    assert not post.letters
    assert [(row.state, row.reason) for row in mails()] == [("dropped", reason)]
    assert [(item.state, item.reason) for item in items()] == [("dropped", reason)]


def test_what_is_left_of_a_mail_goes_without_what_was_met(clock):
    at = organisation()
    who = person(at)
    done, left = matter(at, who), matter(at, who)
    met = duty(done)
    duty(left)
    queue(clock)
    change(met, phase="done", standing="met")
    post = NullPost()
    assert go(clock, post) == {"sent": 1}
    assert left.ref in post.letters[0].body
    assert done.ref not in post.letters[0].body
    assert mails()[0].body == post.letters[0].body


def test_an_option_that_has_lapsed_while_it_waited_is_not_sent(clock):
    one_duty(kind="option")
    queue(clock)
    clock.forward(days=1)
    assert go(clock, NullPost()) == {"dropped": 1}
    assert mails()[0].reason == "passed"


def test_a_mail_that_waited_overnight_tells_the_day_it_goes(clock):
    one_duty(TODAY + timedelta(2))
    queue(clock)
    clock.forward(days=1)
    post = NullPost()
    go(clock, post)
    assert "2026年9月2日(水)現在" in post.letters[0].body
    assert "あと1日" in post.letters[0].body


def test_a_day_named_ahead_is_told_as_named(clock):
    one_duty(TODAY + timedelta(60))
    queue(clock, TODAY + timedelta(60))
    post = NullPost()
    assert go(clock, post) == {"sent": 1}
    assert "2026年10月31日(土)現在" in post.letters[0].body


def test_whoever_left_gets_no_mail_and_the_house_is_told_instead(clock):
    at = organisation()
    owner, deputy, manager = person(at), person(at), person(at, role="ip-manager")
    store(ReminderRule(organisation_id=at.id, **LADDER | {"quiet_digest": False}))
    duty(matter(at, owner, deputy))
    queue(clock)
    change(owner, active=False)
    change(deputy, active=False)
    post = NullPost()
    assert go(clock, post) == {"dropped": 2}
    queue(clock)
    assert go(clock, post) == {"sent": 1}
    assert [letter.to for letter in post.letters] == [manager.email]


def test_a_changed_address_is_used(clock):
    who, _, _ = one_duty()
    queue(clock)
    change(who, email="new@contractor.example")
    post = NullPost()
    go(clock, post)
    assert post.letters[0].to == mails()[0].to_address == "new@contractor.example"


# --- leases -------------------------------------------------------------------------------------------------


def take(clock):
    with transaction() as session:
        return take_next(session, house(), clock(), LEASE)


def note(taken, outcome, clock):
    with transaction() as session:
        return mark(session, taken, outcome, clock())


def test_a_crash_between_acceptance_and_mark_gives_a_copy_with_the_same_message_id(clock):
    one_duty()
    queue(clock)
    first = take(clock)  # accepted by the server, then the process died
    assert take(clock) is None
    clock.forward(seconds=LEASE)
    again = take(clock)
    assert again.letter == first.letter
    assert note(again, Receipt(250, ""), clock) == "sent"


@pytest.mark.parametrize("outcome", [Receipt(250, ""), Delayed("later"), Returned("no", 550)], ids=repr)
def test_only_the_owner_of_the_lease_marks(clock, outcome):
    one_duty()
    queue(clock)
    slow = take(clock)
    clock.forward(seconds=LEASE)
    quick = take(clock)
    assert note(slow, outcome, clock) == "lost"
    assert mails()[0].state == "sending"
    assert note(quick, Receipt(250, "taken"), clock) == "sent"
    assert note(slow, outcome, clock) == "lost"
    assert (mails()[0].state, len(tries())) == ("sent", 3)


def test_a_lease_that_runs_is_respected(clock):
    one_duty()
    queue(clock)
    take(clock)
    clock.forward(seconds=LEASE - 1)
    assert take(clock) is None


def test_cancelling_does_not_touch_a_mail_that_is_being_sent(clock):
    from tracker.store.outbox.queue import cancel_duties

    _, _, owed = one_duty()
    queue(clock)
    taken = take(clock)
    with transaction() as session:
        assert cancel_duties(session, [owed.id], "settled") == 0
    assert note(taken, Receipt(250, ""), clock) == "sent"


def test_two_senders_at_once_send_each_mail_once(app, clock, smtp):
    for _ in range(30):
        one_duty()
    queue(clock)
    counts, start = [], threading.Barrier(3)

    def sender():
        with app.app_context():
            start.wait()
            counts.append(go(clock))

    threads = [threading.Thread(target=sender) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [letter.message["Message-ID"] for letter in smtp.letters]
    assert len(ids) == len(set(ids)) == 30
    assert sum(each.get("sent", 0) for each in counts) == 30


def test_two_sweeps_at_once_queue_each_reminder_once(app, clock):
    for _ in range(10):
        one_duty()
    start, faults = threading.Barrier(4), []

    def sweeper():
        with app.app_context():
            start.wait()
            try:
                queue(clock)
            except Exception as error:
                faults.append(error)

    threads = [threading.Thread(target=sweeper) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert len(mails()) == len(items()) == 10


def test_a_sender_that_is_asked_to_stop_marks_what_it_sent_and_takes_no_more(clock):
    for _ in range(3):
        one_duty()
    queue(clock)
    post = NullPost()
    counts = deliver(house(), post, clock=clock, lease=LEASE, stop=lambda: len(post.letters) == 1)
    assert dict(counts) == {"sent": 1}
    assert sorted(row.state for row in mails()) == ["queued", "queued", "sent"]
