"""A mail that the server refuses for good: red on the outbox page, and told to the backup at once."""

import re

from tests.support import build
from tracker import clock
from tracker.reminders.deliver import deliver
from tracker.reminders.post import Post
from tracker.reminders.setup import mail
from tracker.worker import here, remind_today

OWNER, BACKUP = "ip-manager@a.example", "second@a.example"


def rows(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r"<tr>.*?</tr>", page, re.S)]


def test_it_is_red_on_the_page_and_the_backup_is_told_at_once(app, visit, scene, smtp_server):
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp_server.port)
    smtp_server.refused[OWNER] = "550 5.1.1 no such mailbox"
    with app.app_context():
        build.person("A", email=BACKUP)
        matter = build.matter(scene.people.manager_a, "P26-A", title="触覚センサの校正方法")
        build.filed(scene.people.manager_a, matter, "2026-07-20")
        remind_today(app)
        with Post(mail) as post:
            counts = deliver(here(app), post, clock=clock.now, lease=60.0)
    assert counts["failed"] >= 1
    told = [
        letter
        for letter in smtp_server.letters
        if letter.recipients == [BACKUP] and matter.ref in letter.text
    ]
    assert len(told) == 1
    assert not [letter for letter in smtp_server.letters if OWNER in letter.recipients]
    page = visit(BACKUP).get("/outbox")
    assert 'class="state overdue"' in page
    (red,) = [row for row in rows(page) if "Failed" in row]
    assert OWNER in red
    assert "The mail server refused the address.  5.1.1 no such mailbox  (1 try)" in red
    assert "Addresses that send mail back" in page
    assert any(OWNER in row and "still tried" in row for row in rows(page))
    assert "Mails to people of your organisation came back" in page
