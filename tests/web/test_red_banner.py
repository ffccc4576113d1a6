"""Silence is seen: a red line on every page for everybody of the organisation, until reminders run again."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.support import build
from tests.web.test_walk import sign_in
from tracker.extensions import db
from tracker.store.outbox import SweepRun

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")
"""A browser sees the same pages whatever the database."""

PAGES = ("/", "/matters", "/outbox", "/account", "/account/reminders")
SILENT = re.compile("25分以上動いていません|not run for more than 25 minutes")


@pytest.fixture
def silent(app):
    """A house whose last sweep ended half an hour ago."""
    with app.app_context():
        build.house()
    swept(app, minutes=30)


def swept(app, minutes: int) -> None:
    with app.app_context():
        at = datetime.now(UTC) - timedelta(minutes=minutes)
        db.session.add(SweepRun(started_at=at, ended_at=at, as_of=at.date(), counts={}))
        db.session.commit()


def redness(page) -> float:
    """By how much the line's edge is redder than green."""
    colour = page.locator("[role=alert].stop").first.evaluate(
        "each => getComputedStyle(each).borderLeftColor"
    )
    red, green, *_ = map(float, re.findall(r"[\d.]+", colour))
    return red - green


@pytest.mark.parametrize("email", ["ip-manager@a.example", "inventor@a.example", "ip-manager@b.example"])
def test_everybody_sees_the_red_line_on_every_page_until_reminders_run_again(app, silent, page, email):
    sign_in(page, email)
    for address in PAGES:
        page.goto(address)
        line = page.locator("[role=alert].stop").filter(has_text=SILENT)
        assert line.is_visible(), address
        assert line.bounding_box()["y"] < 250, address
    assert redness(page) > 80
    swept(app, minutes=0)
    page.goto("/")
    assert page.locator("[role=alert]").filter(has_text=SILENT).count() == 0
