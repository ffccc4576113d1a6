"""From an invention to a reminder to a report, walked by people: once without a browser, once in Chromium."""

import re
from datetime import timedelta

import pytest

from tests.support import build
from tests.web.conftest import Visitor
from tracker import clock
from tracker.web.dates import write_date, write_era

TITLE = "視触覚融合による把持姿勢推定方法"
TECHNICAL = "触覚マップと深度画像の注意機構"
WORDS = ("把持姿勢", "視触覚", "触覚マップ", "注意機構")
AGO = timedelta(days=35)
PERIOD = timedelta(days=60)


@pytest.fixture
def people(app) -> build.House:
    """Two contractors and an agency, on the real day."""
    with app.app_context():
        return build.house()


@pytest.fixture
def post(app, smtp_server):
    """Runs `flask remind` and `flask deliver` into a real mail server; gives what arrived there."""
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp_server.port, MAIL_TIMEOUTS=(5, 5, 5))
    runner = app.test_cli_runner()

    def send():
        for command in ("remind", "deliver"):
            with app.app_context():
                told = runner.invoke(args=[command])
            assert told.exit_code == 0, told.output
        return smtp_server.letters

    return send


def check_mail(letter, ref: str, due) -> None:
    """The mail names reference, duty and date, and nothing of the content."""
    assert letter.recipients == ["ip-manager@a.example"]
    assert ref in letter.text
    assert due.isoformat() in letter.text or write_date(due, "en") in letter.text
    assert "Filing notice" in letter.text
    assert not [word for word in WORDS if word in letter.text + letter.subject]


def check_csv(text: str, ref: str, filed) -> None:
    """The download names reference and dates, and nothing of the content."""
    assert text.startswith("\ufeff")
    assert ref in text
    assert filed.isoformat() in text
    assert not [word for word in WORDS if word in text]


def test_the_way_is_walked_without_a_browser(app, people, post):
    filed = clock.today() - AGO
    due = filed + PERIOD
    manager = Visitor(app.test_client(), "ip-manager@a.example")
    agreement = re.search(r'value="(\w+)">P26-A', manager.get("/matters/new"))[1]
    invention = {"agreement": agreement, "right": "patent", "title": TITLE, "technical": TECHNICAL}
    logged = manager.send("/matters/new", invention)
    matter = logged.location.split("?")[0]
    ref = re.search(r"A-\d{4}", manager.get(matter))[0]

    filing = {"on": write_era(filed), "key_filing": "JP1", "key_office": "JP", "key_route": "national"}
    recorded = manager.record(f"{matter}/facts/new/filed", filing)
    page = manager.get(recorded.location)
    assert f"New: Filing notice JP1, {write_date(due, 'en')}" in page or "New: Filing notice JP1" in page
    row = next(row for row in re.findall(r'<tr id="\w+".*?</tr>', page, re.S) if "Filing notice" in row)
    explained = re.sub(r"<[^>]+>", " ", manager.get(re.search(r'href="(/duties/\w+)"', row)[1]))
    for step in (write_date(filed, "en"), "60 days", "Civil Code 140", write_date(due, "en")):
        assert step in explained

    (letter,) = [each for each in post() if ref in each.text]
    check_mail(letter, ref, due)

    done = re.search(r'action="(/duties/\w+/done)"', row)[1]
    answer = manager.send(done, {"on": clock.today().isoformat(), "back": matter}, page=matter)
    assert "Now Done: Filing notice JP1" in manager.get(answer.location)

    officer = Visitor(app.test_client(), "officer@ag.example")
    assert ref in officer.get("/reports/status")
    answer = officer.client.get("/reports/status.csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="status-')
    check_csv(answer.data.decode(), ref, filed)
    check_csv("\ufeff" + officer.client.get("/reports/status.json").text, ref, filed)


def sign_in(page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("メールアドレス").fill(email)
    page.get_by_label("パスワード").fill(build.PASSWORD)
    page.get_by_role("button", name="サインイン").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")
def test_the_way_is_walked_in_chromium(app, people, post, page):
    filed = clock.today() - AGO
    due = filed + PERIOD
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))

    sign_in(page, "ip-manager@a.example")
    page.get_by_role("link", name="Log an invention").click()
    page.get_by_label("Title", exact=False).fill(TITLE)
    page.get_by_label("Technical content", exact=False).last.fill(TECHNICAL)
    page.get_by_role("button", name="Log it").click()
    page.get_by_text("The matter is logged").wait_for()
    matter = page.url
    ref = re.search(r"A-\d{4}", page.inner_text("h1"))[0]

    page.keyboard.press("n")
    page.get_by_role("link", name="Filed").first.click()
    page.get_by_label("Day", exact=False).first.fill(write_era(filed))
    page.get_by_label("Application number", exact=False).first.fill("特願2026-123456")
    preview = page.locator("#preview")
    preview.get_by_text("Filing notice").wait_for()
    assert write_date(filed, "en") in preview.inner_text()
    page.get_by_role("button", name="Record").click()
    page.get_by_text("Recorded:").wait_for()

    duties = page.get_by_role("table", name="Running")
    notice = duties.get_by_role("row").filter(has_text="Filing notice").first
    notice.get_by_role("button").first.click()
    explained = page.locator("tr.why:not([hidden])").inner_text()
    for step in (write_date(filed, "en"), "60 days", "Civil Code 140", write_date(due, "en")):
        assert step in explained

    (letter,) = [each for each in post() if ref in each.text]
    check_mail(letter, ref, due)

    notice.get_by_text("Done …").click()
    notice.get_by_label("On which day?").fill(clock.today().isoformat())
    notice.get_by_role("button", name="Record").click()
    page.get_by_text("Now Done: Filing notice JP1").wait_for()

    page.locator("details.menu").last.click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(matter)
    assert "/sign-in" in page.url

    sign_in(page, "officer@ag.example")
    page.get_by_role("link", name="Status report").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    check_csv(download.value.path().read_text(encoding="utf-8"), ref, filed)
    assert TITLE not in page.content()
    assert problems == []
