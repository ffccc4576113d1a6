"""The watcher's channels against what really listens: the log of the system, a webhook, a second relay."""

import json
import socket
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.reminders.records import NOW
from tests.support import build
from tracker.docket import alarms
from tracker.extensions import db
from tracker.store.audit import AuditRow
from tracker.store.outbox import AlarmPause
from tracker.watch_channels import Channels

TEXT = "no sweep for 26 minutes"
DAEMON_ERR = b"<27>"
"""Facility daemon (3), severity err (3): 3 * 8 + 3."""


@pytest.fixture
def ear(tmp_path, request):
    """A socket of the system's log, in a file or over UDP; gives the setting, and what was heard."""
    local = request.param == "file"
    listening = socket.socket(socket.AF_UNIX if local else socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(str(tmp_path / "log") if local else ("127.0.0.1", 0))
    listening.settimeout(5)
    place = str(tmp_path / "log") if local else f"127.0.0.1:{listening.getsockname()[1]}"
    yield place, listening
    listening.close()


@pytest.mark.parametrize("ear", ["file", "udp"], indirect=True)
def test_an_alarm_reaches_the_log_of_the_system(ear, tmp_path):
    place, listening = ear
    Channels.of({"WATCH_SYSLOG": place}, tmp_path).tell("alarm", "sweep", TEXT, NOW)
    heard = listening.recv(4096)
    assert heard.startswith(DAEMON_ERR)
    assert f"[Kigen] alarm: sweep: {NOW:%Y-%m-%dT%H:%M:%SZ} {TEXT}" in heard.decode()


@pytest.mark.parametrize("ear", ["file"], indirect=True)
def test_a_pause_keeps_the_log_of_the_system_quiet_but_not_the_file(ear, tmp_path):
    place, listening = ear
    Channels.of({"WATCH_SYSLOG": place}, tmp_path).tell("alarm", "sweep", TEXT, NOW, quiet=True)
    listening.setblocking(False)
    with pytest.raises(BlockingIOError):
        listening.recv(4096)
    assert "(paused)" in (tmp_path / "alarms.log").read_text(encoding="utf-8")


class Hook(BaseHTTPRequestHandler):
    """Keeps what is posted; its path says how it answers."""

    posted: list = []  # noqa: RUF012

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.posted.append((self.path, self.headers["Content-Type"], json.loads(body)))
        self.send_response({"/moved": 302, "/broken": 500}.get(self.path, 204))
        if self.path == "/moved":
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_):
        return


@pytest.fixture
def hook():
    Hook.posted.clear()
    server = HTTPServer(("127.0.0.1", 0), Hook)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["/hook", "/moved", "/broken"])
def test_a_webhook_is_posted_once_and_a_bad_one_never_keeps_the_relay_quiet(
    hook, path, smtp_server, tmp_path
):
    settings = {
        "WATCH_WEBHOOK": hook + path,
        "WATCH_MAIL_SERVER": "127.0.0.1",
        "WATCH_MAIL_PORT": smtp_server.port,
        "WATCH_MAIL_TO": "ops@operator.example",
    }
    Channels.of(settings, tmp_path).tell("alarm", "sweep", TEXT, NOW)
    ((asked, kind, told),) = Hook.posted
    assert (asked, kind.partition(";")[0]) == (path, "application/json")
    assert told["subject"] == "[Kigen] alarm: sweep"
    assert TEXT in told["text"]
    (letter,) = smtp_server.letters
    assert letter.subject == "[Kigen] alarm: sweep"
    assert TEXT in letter.text


def test_nobody_listening_anywhere_still_leaves_the_line_in_the_file(tmp_path):
    nowhere = {
        "WATCH_SYSLOG": str(tmp_path / "nothing"),
        "WATCH_WEBHOOK": "http://127.0.0.1:9/",
        "WATCH_MAIL_SERVER": "127.0.0.1",
        "WATCH_MAIL_PORT": 9,
        "WATCH_MAIL_TO": "ops@operator.example",
    }
    Channels.of(nowhere, tmp_path).tell("alarm", "sweep", TEXT, NOW)
    assert TEXT in (tmp_path / "alarms.log").read_text(encoding="utf-8")


def test_a_pause_is_audited_when_it_begins_and_when_it_is_ended_and_runs_out_by_itself(context):
    people = build.house()
    first = alarms.pause(people.administrator, span=timedelta(hours=1), reason="new disk", now=NOW)
    assert [each.reason for each in alarms.pauses(now=NOW + timedelta(minutes=59))] == ["new disk"]
    assert alarms.pauses(now=NOW + timedelta(minutes=61)) == []
    assert alarms.resume(people.administrator, now=NOW + timedelta(minutes=61)) == 0
    alarms.pause(people.administrator, span=timedelta(hours=2), reason="again", now=NOW)
    assert alarms.resume(people.administrator, now=NOW + timedelta(minutes=70)) == 1
    acts = (
        db.session.query(AuditRow).filter(AuditRow.object_kind == "alarm-pause").order_by(AuditRow.id).all()
    )
    assert [row.action for row in acts] == ["pause-alarm", "pause-alarm", "resume-alarm"]
    assert db.session.query(AlarmPause).count() == 2
    assert first.until_at == NOW + timedelta(hours=1)
