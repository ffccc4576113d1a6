"""Behind a reverse proxy: whose address and scheme are believed, and what ties a log line to the audit."""

import re

import pytest

from tests.support import build
from tests.support.signing import csrf_token, sign_in
from tracker import create_app
from tracker.extensions import db
from tracker.store.audit import AuditRow

CLAIMED = {
    "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
}


@pytest.mark.parametrize(
    ("proxies", "address", "scheme"), [(0, "127.0.0.1", "http"), (1, "198.51.100.7", "https")]
)
def test_only_the_last_proxies_are_believed_and_never_about_the_host(tmp_path, proxies, address, scheme):
    app = create_app(
        {"INSTANCE_PATH": str(tmp_path), "PROXIES": proxies, "SECRET_KEY": "k" * 8 + "0123456789" * 3}
    )
    seen = {}

    def look(environ, start_response):
        seen.update(environ)
        start_response("204 No Content", [])
        return [b""]

    inner = app.wsgi_app.app if proxies else None
    if inner is not None:
        app.wsgi_app.app = look
    else:
        app.wsgi_app = look
    app.test_client().get("/", headers=CLAIMED)
    assert seen["REMOTE_ADDR"] == address
    assert seen["wsgi.url_scheme"] == scheme
    assert seen["HTTP_HOST"] == "localhost"


def test_each_answer_has_a_number_and_the_audit_row_of_what_it_did_has_the_same(app, client):
    with app.app_context():
        build.house()
    sign_in(client, "ip-manager@a.example")
    page = client.get("/account/reminders")
    answer = client.post("/account/reminders/calendar", data={"csrf_token": csrf_token(page.text)})
    number = answer.headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-f]{16}", number)
    assert number != page.headers["X-Request-Id"]
    with app.app_context():
        (row,) = db.session.query(AuditRow).filter_by(action="make-calendar")
        assert row.request_id == number
