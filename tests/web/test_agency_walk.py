"""The officer's work in Chromium, act by act, and what the contractor sees of it: a sample of it each time,
all of it in the drill, on both databases.
"""

from datetime import timedelta

import pytest

from tests.support import build
from tracker import clock
from tracker.docket import record
from tracker.docket.licensing import apply_for_licence
from tracker.docket.releasing import ask_share, confirm_release


class Desk:
    """One person at a browser."""

    def __init__(self, chromium, address: str, email: str) -> None:
        self.page = chromium.new_context(base_url=address, locale="en").new_page()
        self.page.set_default_timeout(15_000)
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.goto("/sign-in")
        self.page.fill("[name=email]", email)
        self.page.fill("[name=password]", build.PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda there: "sign-in" not in there)

    def read(self, path: str) -> str:
        self.page.goto(path)
        return self.page.inner_text("#main")

    def open_line(self, kind: str, ref: str = "W-1", which: int = 0) -> None:
        """From the list into a line of one kind, as a person does."""
        self.page.goto(f"/queue?kind={kind}")
        rows = self.page.locator("tbody tr").filter(has_text=ref)
        rows.nth(which).get_by_role("link").last.click()
        self.page.wait_for_load_state("load")

    def send(self, button: str, **fields: str) -> str:
        """Fills in and presses; the page that follows."""
        for name, value in fields.items():
            found = self.page.locator(f"[name={name}]").first
            if found.evaluate("e => e.tagName") == "SELECT":
                found.select_option(value)
            elif found.get_attribute("type") == "radio":
                self.page.locator(f"[name={name}][value='{value}']").first.check()
            else:
                found.fill(value)
        self.page.get_by_role("button", name=button, exact=True).first.click()
        self.page.wait_for_load_state("load")
        return self.page.inner_text("#main")

    def record(self, matter: str, kind: str, **fields: str) -> str:
        """A fact of the agency: fill in, look at what follows, save."""
        self.page.goto(f"/matters/{matter}/facts/new/{kind}")
        self.send("Record", **fields)
        if "/facts/new/" in self.page.url:
            self.send("Record")
        assert "/facts/new/" not in self.page.url, self.page.inner_text("#main")
        return self.page.inner_text("#main")


def ago(days: int) -> str:
    return (clock.today() - timedelta(days=days)).isoformat()


def tell(actor, matter: str, kind: str, days: int, **keys) -> None:
    day = clock.today() - timedelta(days=days)
    moment = {"now": clock.now(), "today": clock.today()}
    record.record_fact(actor, matter=matter, kind=kind, on=day, keys=keys, **moment)


@pytest.fixture
def people(app) -> build.House:
    """An invention W-1 with two notices, a paper, a claim and an application; know-how W-2 that is shared."""
    with app.app_context():
        house = build.house()
        first = build.matter(house.manager_a, "P26-A", ref="W-1").public_id
        filing = {"filing": "JP1"}
        tell(house.manager_a, first, "filed", 200, **filing, office="JP", route="national")
        tell(house.manager_a, first, "filing-notice-submitted", 190, **filing)
        tell(house.manager_a, first, "security", 100, **filing, item=20)
        tell(house.manager_a, first, "registered", 40, **filing)
        tell(house.manager_a, first, "status-notice-submitted", 30, **filing, about="registration")
        tell(house.manager_a, first, "early-transfer-ordered", 20, **filing)
        moment = {"now": clock.now(), "today": clock.today()}
        apply_for_licence(
            house.manager_a, matter=first, kind="priority", applicant="Organisation A",
            standing="original-owner", submitted_on=clock.today() - timedelta(days=60), **moment,
        )  # fmt: skip
        second = build.matter(house.manager_a, "P26-A", ref="W-2", right="know-how", title="調整手順")
        share(house, second.public_id, moment)
    return house


def share(house: build.House, matter: str, moment) -> None:
    why = "指定の協議を始めるために示します"
    asked = ask_share(house.manager_a, matter=matter, reason=why, read=True, **moment)
    other = build.person("A", "ip-manager", email="second@a.example")
    confirm_release(other, matter=matter, release=asked, revision="", read=True, **moment)


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")
def test_an_officer_accepts_one_notice_and_sends_another_back(app, people, chromium, live_server):
    officer = Desk(chromium, live_server, "officer@ag.example")
    accept_and_return(officer, Desk(chromium, live_server, "ip-manager@a.example"))
    assert officer.problems == []


def accept_and_return(officer: Desk, manager: Desk) -> None:
    assert "You must act" in officer.read("/")
    officer.open_line("notice", which=0)
    officer.send("Send it back", returned_on=ago(5), comment="出願番号が違います")
    assert "出願番号が違います" in manager.read("/queue")
    assert "出願番号が違います" in manager.read("/matters/W-1")
    assert "The other side must act" in manager.read("/")
    officer.open_line("notice")
    assert "New: Transfer notice JP1" in officer.page.inner_text("#follows ~ *")
    officer.send("Record the receipt", received_on=ago(10))
    assert "Recorded:" in officer.page.inner_text("#main")
    assert "Transfer notice" in manager.read("/matters/W-1")


@pytest.mark.drill
def test_an_officer_does_every_act_of_the_agency(app, people, chromium, live_server):
    officer = Desk(chromium, live_server, "officer@ag.example")
    manager = Desk(chromium, live_server, "ip-manager@a.example")
    accept_and_return(officer, manager)

    officer.open_line("method")
    officer.send("Record the agreed method", agreed_on=ago(3), comment="封書を手渡しで")
    assert "封書を手渡しで" in manager.read("/queue?turn=nobody&kind=method") + manager.read("/matters/W-1")

    officer.open_line("claim")
    officer.send("Not known to the agency", comment="指示した記録がありません")
    assert "指示した記録がありません" in manager.read("/queue?kind=claim")
    officer.page.goto("/queue?turn=contractor&kind=claim")
    officer.page.get_by_role("link", name="Look").first.click()
    officer.send("Confirm")
    assert "Confirmed" in manager.read("/queue?turn=nobody&kind=claim")

    officer.open_line("licence")
    officer.send(
        "Record the decision", decision="granted", decided_on=ago(2), granted_years="3",
        reason="計画の期間に合わせる",
    )  # fmt: skip
    assert "Licence contract" in manager.read("/matters/W-1/licences")
    officer.page.get_by_text("Record its end").first.click()
    officer.send("Record its end", how="waived", ended_on=ago(1))
    assert "ended" in manager.read("/matters/W-1/licences")

    officer.page.goto("/matters/W-1/facts/new/disclosure-demanded")
    officer.send(
        "Record the demand", demand_no="D-7", method="手渡し", recipient="例示太郎",
        demanded_on=ago(1), expires_on=ago(-30),
    )  # fmt: skip
    assert "Demand" in manager.read("/queue?kind=demand")
    manager.page.get_by_role("link", name="Open …").first.click()
    assert "例示太郎" in manager.page.inner_text("#main")

    officer.record("W-1", "early-transfer-ordered", on=ago(4), key_filing="JP1")
    assert "Recorded:" in officer.record("W-2", "know-how-designated", on=ago(9))
    assert "Recorded:" in officer.record("W-2", "know-how-period-set", on=ago(8), key_until=ago(-900))
    assert "Transfer notice" in manager.read("/matters/W-2")
    assert officer.problems + manager.problems == []
