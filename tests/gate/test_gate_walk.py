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

FIELDS = ("title", "technical", "abstract", "shelf_no", "note", "reason")
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
    ("security", 4, {"item": 18}, "released", "open", None),
]
"""Once released, the terms show the title; content stays closed until two people release it."""

TITLED = ("file csv", "file json", "file pdf", "file xlsx", "api report csv", "api report json",
          "api report pdf", "api /matters/W-1",
          "/matters/W-1", "/matters", "/reports/status")  # fmt: skip
"""Where the officer finds the title while the level is open, whatever the format."""
WHY = "Agreed with the project's technical board."


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

    def change_content(self, matter: str, **texts: str) -> None:
        """Types into the fields of technical content and saves."""
        self.page.goto(f"/matters/{matter}/content")
        for name, text in texts.items():
            self.fill(name, text)
        self.press("Save")

    def press(self, name: str) -> None:
        """Presses the button of the page's form."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state("networkidle")

    def ask_release(self, matter: str, field: str) -> None:
        """Reads a field again and asks that it be released."""
        self.page.goto(f"/matters/{matter}/releases")
        self.page.locator(f"a[href$='/releases/new/{field}']").click()
        assert MARKS[field] in self.page.inner_text("[data-text]"), "what is released stands on the page"
        self.fill("reason", WHY)
        self.page.check("[name=read]")
        self.press("Ask for confirmation")

    def confirm_release(self, matter: str) -> None:
        """Reads what a colleague asked for, and confirms."""
        self.page.goto(f"/matters/{matter}")
        self.page.locator("[data-waiting] a").click()
        self.page.get_by_role("link", name="Read and confirm").click()
        self.page.check("[name=read]")
        self.press("Let it take effect")


class Agency:
    """All that the officer gets: pages in the browser, files, the API."""

    def __init__(self, app, chromium, address: str, officer) -> None:
        self.desk = Desk(chromium, address, "officer@ag.example")
        self.visitor = Visitor(app.test_client(), "officer@ag.example")
        with app.app_context():
            self.api = Asker(app.test_client(), officer)

    def everything(self, ref: str) -> dict[str, bytes]:
        """Every way out, by its name."""
        pages = ("/reports/status", f"/matters/{ref}", "/matters")
        found = {path: self.desk.read(path).encode() for path in pages}
        for path in (f"/matters?q={MARKS['title'][:6]}", "/", "/outbox", "/queue"):
            found[path] = self.visitor.client.get(path).data
        found |= {f"file {form}": self.visitor.client.get(f"/reports/status.{form}").data for form in FORMATS}
        for path in (f"/matters/{ref}", "/obligations"):
            found[f"api {path}"] = self.api.get(path).data
        for form in FORMATS:
            found[f"api report {form}"] = self.api.get("/reports/status", format=form).data
        return found


def places_of(field: str, everything: dict[str, bytes]) -> set[str]:
    """The ways out that tell a marked word, but for the search for it."""
    mark = folded(MARKS[field])
    return {name for name, data in everything.items() if "?q=" not in name and mark in told_in(data)}


def check_nothing_leaks(everything: dict[str, bytes], allowed: frozenset[str] = frozenset()) -> None:
    """No marked word but of the allowed fields, however it is packed or escaped. The search term itself is
    not counted."""
    for name, data in everything.items():
        text = told_in(data)
        for field in MARKS.keys() - allowed:
            mark = MARKS[field]
            assert folded(mark) not in text, f"{field} stands in {name}"
            if "?q=" not in name:
                assert folded(mark)[:8] not in text, f"the beginning of {field} stands in {name}"


@pytest.mark.browser
def test_an_application_walks_through_the_security_review(app, people, chromium, live_server, post):
    with app.app_context():
        marked = {name: MARKS[name] for name in ("title", "technical", "shelf_no")}
        build.matter(people.manager_a, people.agreement_a, ref="W-1", **marked)
        build.person("A", email="second@a.example", name="Second at A")
    contractor = Desk(chromium, live_server, "ip-manager@a.example")
    agency = Agency(app, chromium, live_server, people.officer)

    contractor.change_content("W-1", abstract=MARKS["abstract"])
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
        check_level(agency, shown, state, level)
        assert 'data-ban="' not in shown["/matters/W-1"].decode()
        assert ('data-ban="' in page) == (state != "released")
        check_nothing_leaks({f"mail {n}": letter.raw for n, letter in enumerate(post())})
        if state == "designated":
            assert "data-designated" in contractor.read("/matters/W-1/content")
            assert "data-not-open" in contractor.read("/matters/W-1/releases")

    check_release(app, contractor, Desk(chromium, live_server, "second@a.example"), agency)
    letters = post()
    check_nothing_leaks({f"mail {n}": letter.raw for n, letter in enumerate(letters)})
    own = [
        letter for letter in letters if set(letter.recipients) <= {"ip-manager@a.example", "second@a.example"}
    ]
    assert any("W-1" in letter.text for letter in own), "the contractor is told of its duties"
    assert all(letter in own or "W-1" not in letter.text + letter.subject for letter in letters)


def check_level(agency: Agency, shown: dict[str, bytes], state: str, level: str) -> None:
    """What the contract allows at this level, and no more."""
    check_nothing_leaks(shown, frozenset({"title"}) if level == "open" else frozenset())
    titled = places_of("title", shown)
    assert titled >= set(TITLED) if level == "open" else not titled, (state, titled)
    told = agency.api.get("/matters/W-1").json
    assert (told["level"], told["disclosure"]["level"], told["disclosure"]["state"]) == (level, level, state)
    assert f'"security_state":"{state}"' in shown["api report json"].decode(), state
    assert all(told["content"][name] is None for name in told["content"]["withheld"])
    closed = level == "invention-withheld"
    for name in ("file csv", "api report json", "api /matters/W-1", "/matters/W-1", "/reports/status"):
        assert (NUMBER in shown[name].decode("utf-8", "ignore")) != closed, (state, name)
    assert not (closed and folded(NUMBER) in told_in(shown["api report pdf"])), (state, "pdf")


def check_release(app, contractor: Desk, second: Desk, agency: Agency) -> None:
    """Content is shown once two people released it, and gone once a further filing narrows the level."""
    contractor.ask_release("W-1", "abstract")
    check_nothing_leaks(agency.everything("W-1"), frozenset({"title"}))
    assert "Read and confirm" not in contractor.read("/matters/W-1/releases"), "nobody confirms their own"
    second.confirm_release("W-1")
    shown = agency.everything("W-1")
    check_nothing_leaks(shown, frozenset({"title", "abstract"}))
    assert places_of("abstract", shown) == {"/matters/W-1", "api /matters/W-1"}

    division = {"key_filing": "JP2", "key_office": "JP", "key_route": "division", "key_parent": "JP1"}
    contractor.record("W-1", "filed", 1, **division, note=MARKS["note"])
    shown = agency.everything("W-1")
    check_nothing_leaks(shown)
    assert agency.api.get("/matters/W-1").json["level"] == "detail-withheld"
    page = contractor.read("/matters/W-1")
    assert "data-incident" in page
    assert 'data-disclosed="title"' in page
    assert 'data-disclosed="abstract"' in page
    sheet = contractor.read("/matters/W-1/releases")
    assert WHY in sheet
    assert "data-incident" not in shown["/matters/W-1"].decode()
