"""The worker anchors the trail, verifies it once a day, and tells the administrators in both languages."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from tests.audit.test_tampering import AUDIT, close_trail, open_trail
from tests.support import build
from tracker.extensions import db
from tracker.store.audit import AuditAnchor
from tracker.store.outbox import OutboxRow
from tracker.store.session import reading, transaction
from tracker.watch_looking import look
from tracker.worker import keep_trail


@pytest.fixture
def kept(trail, context, anchor_file):
    """Lets the worker do its part at a moment; the mails that this wrote."""
    context.config["AUDIT_ANCHOR"] = str(anchor_file)
    build.person("OP", "administrator", email="second@op.example", language="ja")

    def keep(after=timedelta(0)):
        before = set(reading().scalars(select(OutboxRow.id)))
        with time_machine.travel(build.NOW + timedelta(hours=2) + after, tick=False):
            keep_trail(context)
        rows = reading().scalars(select(OutboxRow).order_by(OutboxRow.person_id)).all()
        return [row for row in rows if row.id not in before]

    return keep


@pytest.fixture
def watched(context, tmp_path):
    """The settings of the watcher."""
    url = db.engine.url.render_as_string(hide_password=False)
    return {"SQLALCHEMY_DATABASE_URI": url, "INSTANCE": str(tmp_path)}


def test_administrators_get_the_newest_anchor_once_a_day(kept):
    english, japanese = kept()
    newest = reading().scalars(select(AuditAnchor).order_by(AuditAnchor.number.desc())).first()
    assert english.subject == f"[Kigen] Audit trail: all holds, anchor {newest.number}, 2026-09-01"
    assert "異常なし" in japanese.subject
    assert all(newest.digest in each.body for each in (english, japanese))
    assert kept(timedelta(minutes=30)) == []
    assert len(kept(timedelta(days=1))) == 2


def test_a_trail_that_does_not_hold_is_told_logged_and_raises_the_alarm(kept, watched, caplog):
    with transaction() as session:
        open_trail(session)
        session.execute(AUDIT.update().where(AUDIT.c.seq == 2).values(action="nothing"))
        close_trail(session)
    english, japanese = kept()
    assert "findings" in english.subject
    assert "does NOT hold" in english.body
    assert "要確認" in japanese.subject
    assert "was changed" in caplog.text
    night = build.NOW + timedelta(hours=3)
    found = [alarm for alarm in look(watched, night, night).alarms if alarm.cause.startswith("audit")]
    assert [alarm.cause for alarm in found] == ["audit"]
    assert int(found[0].text.split()[0]) >= 2
    assert kept(timedelta(minutes=30)) == []


def test_a_verification_that_does_not_come_is_noticed_too(kept, watched):
    kept()
    causes = {}
    for hours in (29, 33):
        later = build.NOW + timedelta(hours=hours)
        causes[hours] = {alarm.cause for alarm in look(watched, later, later).alarms}
    assert ["audit-late" in causes[hours] for hours in (29, 33)] == [False, True]
    assert "audit" not in causes[33]
