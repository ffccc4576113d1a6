"""An application through the security review in Chromium: what the agency gets at each step, what is next.

Marked words stand in every protected field. Whatever leaves for the agency or by mail is searched for them.
"""

from datetime import timedelta

import pytest

from tests.api.asking import Asker
from tests.api.test_canaries import canary, folded, told_in
from tests.support import build
from tests.web.conftest import Visitor
from tracker import clock
from tracker.reports.writers import FORMATS

FIELDS = ("title", "technical", "shelf_no", "note", "reason")
MARKS = {field: canary("A", "gate walk", field) for field in FIELDS}
NUMBER = "2026-777001"
SECURITY = "facts/new/security"

STEPS = [
    # what the contractor records, days ago, fields; state, level, what is next
    ("security", 50, {"item": 2}, "security-review", "detail-withheld", "wait-for-notice"),
    ("security", 40, {"item": 4}, "security-review", "detail-withheld", "answer-candidate"),
    ("security", 30, {"item": 5}, "security-review", "detail-withheld", "wait-for-decision"),
    ("security", 20, {"item": 7}, "designated", "invention-withheld", "keep-designated"),
    ("security", 10, {"item": 8}, "designated", "invention-withheld", "keep-designated"),
    ("security", 1, {"item": 18}, "released", "detail-withheld", None),
]
"""Once released, the terms would show the title; the product keeps it back until somebody releases it."""


@pytest.fixture
def people(app) -> build.House:
    """Two contractors and an agency, on the real day."""
    with app.app_context():
        return build.house()


@pytest.fixture
def post(app, smtp_server):
    """Runs the reminders into a real mail server; gives what arrived there."""
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp_server.port, MAIL_TIMEOUTS=(5, 5, 5))
    runner = app.test_cli_runner()

    def send():
        for command in ("remind", "deliver"):
            with app.app_context():
                told = runner.invoke(args=[command])
            assert told.exit_code == 0, told.output
        return smtp_server.letters

    return send


class Desk:
    """One person at a browser."""

    def __init__(self, chromium, address: str, email: str) -> None:
        self.page = chromium.new_context(base_url=address, locale="en").new_page()
        self.page.set_default_timeout(15_000)
        self.page.goto("/sign-in")
        self.page.fill("[name=email]", email)
        self.page.fill("[name=password]", build.PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda address: "sign-in" not in address)

    def read(self, path: str) -> str:
        """The whole document at an address."""
        self.page.goto(path)
        return self.page.content()

    def fill(self, name: str, value: str) -> None:
        """Fills in a field of whatever kind."""
        found = self.page.locator(f"[name={name}]").first
        if found.evaluate("e => e.tagName") == "SELECT":
            found.select_option(value)
        elif found.get_attribute("type") == "radio":
            self.page.locator(f"[name={name}][value='{value}']").check()
        else:
            found.fill(value)

    def record(self, matter: str, kind: str, days_ago: int, **fields: object) -> None:
        """Records a fact as a person does: fill in, look at what follows, save."""
        self.page.goto(f"/matters/{matter}/facts/new/{kind}")
        self.fill("on", (clock.today() - timedelta(days=days_ago)).isoformat())
        for name, value in fields.items():
            self.fill(name, str(value))
        for _ in range(2):
            if "/facts/new/" in self.page.url:
                self.page.locator("#main form button.btn-main").click()
                self.page.wait_for_load_state("networkidle")
        assert "/facts/new/" not in self.page.url, self.page.inner_text("#main")


class Agency:
    """All that the officer gets: pages in the browser, files, the API."""

    def __init__(self, app, chromium, address: str, officer) -> None:
        self.desk = Desk(chromium, address, "officer@ag.example")
        self.visitor = Visitor(app.test_client(), "officer@ag.example")
        with app.app_context():
            self.api = Asker(app.test_client(), officer)

    def everything(self, ref: str) -> dict[str, bytes]:
        """Every way out, by its name."""
        pages = (
            "/reports/status",
            f"/matters/{ref}",
            "/matters",
            f"/matters?q={MARKS['title'][:6]}",
            "/",
            "/outbox",
        )
        found = {path: self.desk.read(path).encode() for path in pages}
        found |= {f"file {form}": self.visitor.client.get(f"/reports/status.{form}").data for form in FORMATS}
        for path in (f"/matters/{ref}", "/obligations"):
            found[f"api {path}"] = self.api.get(path).data
        for form in FORMATS:
            found[f"api report {form}"] = self.api.get("/reports/status", format=form).data
        return found


def check_nothing_leaks(everything: dict[str, bytes]) -> None:
    """No marked word, however it is packed or escaped. The search term itself is not counted."""
    for name, data in everything.items():
        text = told_in(data)
        for field, mark in MARKS.items():
            assert folded(mark) not in text, f"{field} stands in {name}"
            if "?q=" not in name:
                assert folded(mark)[:8] not in text, f"the beginning of {field} stands in {name}"


@pytest.mark.browser
def test_an_application_walks_through_the_security_review(app, people, chromium, live_server, post):
    with app.app_context():
        marked = {name: MARKS[name] for name in ("title", "technical", "shelf_no")}
        matter = build.matter(people.manager_a, people.agreement_a, ref="W-1", **marked)
    contractor = Desk(chromium, live_server, "ip-manager@a.example")
    agency = Agency(app, chromium, live_server, people.officer)

    number = {"key_filing": "JP1", "key_office": "JP", "key_route": "national"}
    contractor.record("W-1", "filed", 60, **number, note=MARKS["note"], detail_application_no=NUMBER)
    assert agency.api.get("/matters/W-1").status_code == 404, "the agency knows of it before it was reported"
    assert b"W-1" not in b"".join(agency.everything("W-1").values())

    contractor.record("W-1", "filing-notice-submitted", 55, key_filing="JP1", note=MARKS["note"])
    shown = agency.everything("W-1")
    check_nothing_leaks(shown)
    assert agency.api.get("/matters/W-1").json["disclosure"]["state"] == "primary-review"
    assert NUMBER.encode() in shown["file csv"], "the contract lets the number through here"

    for kind, days, keys, state, level, following in STEPS:
        fields = {f"key_{name}": value for name, value in keys.items()}
        contractor.record("W-1", kind, days, key_filing="JP1", **fields, note=MARKS["note"])
        page = contractor.read("/matters/W-1")
        assert MARKS["title"] in page, "its own people see their title at every level"
        if following:
            assert f'data-advice="{following}"' in page
        shown = agency.everything("W-1")
        check_nothing_leaks(shown)
        told = agency.api.get("/matters/W-1").json
        assert told["level"] == level
        assert f'"security_state":"{state}"' in shown["api report json"].decode(), state
        closed = level == "invention-withheld"
        for name in ("file csv", "api report json", "api /matters/W-1", "/matters/W-1", "/reports/status"):
            assert (NUMBER in shown[name].decode("utf-8", "ignore")) != closed, (state, name)
        assert 'data-ban="' not in shown["/matters/W-1"].decode()
        assert ('data-ban="' in page) == (state != "released")
        check_nothing_leaks({f"mail {n}": letter.raw for n, letter in enumerate(post())})

    assert matter.ref == "W-1"
    letters = post()
    own = [letter for letter in letters if letter.recipients == ["ip-manager@a.example"]]
    assert any("W-1" in letter.text for letter in own), "the contractor is told of its duties"
    for letter in letters:
        assert letter in own or "W-1" not in letter.text + letter.subject
        assert all(folded(mark) not in folded(letter.text) for mark in MARKS.values())
