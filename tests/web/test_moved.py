"""The pages tell which dates moved until somebody says that they have seen it."""

from datetime import date

import pytest

from tests.support import build
from tracker.docket import record


@pytest.fixture
def colleague(app, scene, visit):
    """Another manager of contractor A, while the first one puts a filing day right."""
    with app.app_context():
        build.person("A", email="colleague@a.example")
        keys = {"filing": "JP1", "office": "JP", "route": "national"}
        given = {"reason": "typing error", "now": build.NOW, "today": build.TODAY}
        record.correct_fact(
            scene.people.manager_a, matter=scene.ref, fact="f0002", on=date(2026, 8, 12), keys=keys, **given
        )
    return visit("colleague@a.example")


@pytest.mark.parametrize("on_matter", [False, True])
def test_a_moved_date_stays_on_the_page_until_it_was_seen(scene, colleague, on_matter):
    path = f"/matters/{scene.matter}" if on_matter else "/"
    page = colleague.get(path)
    assert "moved since you last looked" in page
    assert "Fri 9 October 2026" in page
    assert "Sun 11 October 2026" in page
    answer = colleague.send("/moves/seen", {}, page=path)
    assert answer.location == path
    assert "moved since you last looked" not in colleague.get(path)


def test_who_changed_it_and_strangers_are_not_told(scene, colleague, manager, visit):
    assert "since you last looked" not in manager.get("/")
    assert "since you last looked" not in visit("ip-manager@b.example").get("/")


@pytest.mark.parametrize("upto", ["", "-1", "9" * 40, "x", "１"])
def test_a_number_that_is_none_acknowledges_nothing(colleague, upto):
    colleague.send("/moves/seen", {"upto": upto}, page="/")
    assert "moved since you last looked" in colleague.get("/")


def test_a_matter_of_somebody_else_is_not_there(scene, colleague, visit):
    stranger = visit("ip-manager@b.example")
    assert stranger.send("/moves/seen", {"matter": scene.matter, "upto": "9"}, page="/").status_code == 404
