"""Orphans planted by hand, past the product: duties nobody is told of. The watcher counts every one."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from tests.drill.post import NullPost
from tests.reminders.records import NOW, TODAY, Clock, duty, house, matter, organisation, person
from tracker.extensions import db
from tracker.reminders.deliver import deliver
from tracker.reminders.sweep import sweep
from tracker.store.matters import Matter
from tracker.store.obligations import Obligation
from tracker.store.outbox import OutboxItem, OutboxRow
from tracker.store.session import transaction
from tracker.watch_looking import look

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.proof]


def lose_the_reminder(session, number):
    session.execute(delete(OutboxItem).where(OutboxItem.obligation_id == number))


def drop_it_for_no_reason(session, number):
    of = OutboxItem.obligation_id == number
    session.execute(update(OutboxItem).where(of).values(state="dropped", reason="superseded"))


def move_the_date_past_the_product(session, number):
    session.execute(update(Obligation).where(Obligation.id == number).values(due_revision=2))


def let_its_mail_fail_with_no_backup(session, number):
    rows = OutboxItem.obligation_id == number
    mails = [row[0] for row in session.query(OutboxItem.outbox_id).where(rows)]
    session.execute(update(OutboxRow).where(OutboxRow.id.in_(mails)).values(state="failed"))


def pull_the_day_forward(session, number):
    values = {"act_by": TODAY - timedelta(2), "due": TODAY - timedelta(2)}
    session.execute(update(Obligation).where(Obligation.id == number).values(values))


KINDS = (
    lose_the_reminder,
    drop_it_for_no_reason,
    move_the_date_past_the_product,
    let_its_mail_fail_with_no_backup,
    pull_the_day_forward,
)
EACH = 4


def counted(tmp_path):
    url = db.engine.url.render_as_string(hide_password=False)
    db.session.rollback()
    found = look({"SQLALCHEMY_DATABASE_URI": url, "INSTANCE": str(tmp_path)}, NOW, NOW)
    told = [alarm.text for alarm in found.alarms if alarm.cause == "untold"]
    return int(told[0].split()[0]) if told else 0


def test_twenty_planted_orphans_are_all_found(tmp_path, gate):
    duties = {kind: [] for kind in KINDS}
    for number in range(EACH * len(KINDS) * 2):
        at = organisation()
        days = 20 if KINDS[number % len(KINDS)] is pull_the_day_forward else -(number % 3)
        made = duty(matter(at, person(at)), TODAY + timedelta(days))
        duties[KINDS[number % len(KINDS)]].append(made.id)
    with transaction() as session:
        session.execute(update(Matter).values(derived_at=NOW - timedelta(hours=1)))
    sweep(house(), TODAY, Clock())
    deliver(house(), NullPost(), clock=Clock(), lease=60.0)
    before = counted(tmp_path)
    with transaction() as session:
        for kind, numbers in duties.items():
            for number in numbers[:EACH]:
                kind(session, number)
    planted = EACH * len(KINDS)
    found = counted(tmp_path)
    gate("planted orphans", f"{before} before, {found} of {planted} found", f"0, {planted}", planted)
    assert (before, found) == (0, planted)
    sweep(house(), TODAY, Clock())
    # What no mail told is told now. Where that very mail went out or came back, a person has to look.
    assert counted(tmp_path) == planted - 2 * EACH
