"""A notice that a mail came back later counts like a refusal at once; anything else changes nothing."""

import pytest

from tests.reminders.records import NOW, house, mails
from tests.reminders.test_ladder import Scene, send
from tracker.reminders.bounce import note_bounce

pytestmark = pytest.mark.usefixtures("context")

NOTICE = """From: MAILER-DAEMON@relay.example
To: kigen@sender.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain

It did not go.
--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; somebody@contractor.example
Action: {action}
Status: {status}

--cut
Content-Type: text/rfc822-headers

Message-ID: {name}
Subject: whatever
--cut--
"""


def notice(name, action="failed", status="5.1.1"):
    return NOTICE.format(name=name, action=action, status=status).encode()


def test_a_mail_that_came_back_later_goes_to_the_backup():
    scene = Scene(days=20)
    scene.sweep()
    send(scene, set())
    (mail,) = mails("sent")
    assert note_bounce(house(), notice(mail.message_id), NOW) == 1
    assert [(row.state, row.person_id) for row in mails()] == [
        ("failed", scene.owner.id),
        ("queued", scene.first.id),
    ]
    assert note_bounce(house(), notice(mail.message_id), NOW) is None


@pytest.mark.parametrize(
    "raw",
    [
        notice("<nobody@sender.example>"),
        b"",
        b"\xff\x00 no mail at all",
        NOTICE.replace("Message-ID: {name}", "").format(action="failed", status="5.1.1").encode(),
    ],
)
def test_what_is_no_notice_about_our_mail_changes_nothing(raw):
    assert note_bounce(house(), raw, NOW) is None


def test_a_delay_is_no_failure():
    scene = Scene(days=20)
    scene.sweep()
    send(scene, set())
    (mail,) = mails("sent")
    assert note_bounce(house(), notice(mail.message_id, "delayed", "4.4.1"), NOW) is None
    assert [row.state for row in mails()] == ["sent"]
