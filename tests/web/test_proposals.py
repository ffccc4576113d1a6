"""The pages on changed terms: the count on the home page, both explanations, the decision after a preview."""

import re
from datetime import timedelta

import pytest

from tests.support import build, editions
from tests.support.editions import FIRST, STRICTER
from tracker.docket.rederiving import rederive_all
from tracker.packs import shelf
from tracker.store.outbox import owed
from tracker.store.session import reading

REASON = "Confirmed by the agency's letter of August"


@pytest.fixture
def changed(app, scene, tmp_path, monkeypatch):
    """Two matters under the sample terms, which have changed since; the night has passed."""
    put = editions.deployer(tmp_path)
    monkeypatch.setattr(shelf, "DATA", tmp_path / "packs")
    put(FIRST)
    with app.app_context():
        actor = scene.people.manager_a
        number = build.agreement(scene.people.administrator, "A", "AG", "P26-S", packs=["sample"])
        refs = []
        for title in ("one", "two"):
            found = build.matter(actor, number, right="design", title=title)
            build.filed(actor, found, "2026-07-10")
            refs.append(found.ref)
        put(STRICTER)
        rederive_all(today=build.TODAY, now=lambda: build.NOW, only_stale=True)
    yield refs
    monkeypatch.undo()
    shelf.default_shelf.cache_clear()


def choose(manager, **data):
    """Chooses on the list; returns the page that asks for the reason."""
    return manager.send("/proposals", data)


def decide(manager, page: str, **more):
    """Decides on what that page shows."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    data: dict = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return manager.client.post("/proposals", data=data | {"reason": REASON} | more)


def test_the_home_page_counts_what_waits(manager, officer, changed):
    page = manager.get("/")
    assert "6 duties wait for your decision" in page
    assert "/proposals" not in officer.get("/")


def test_both_days_and_both_explanations_stand_side_by_side(manager, changed):
    page = manager.get("/proposals")
    for said in ("Tue 8 September 2026", "Mon 24 August 2026", "60 days", "45 days", *changed):
        assert said in page
    assert "New" in page
    assert "Goes" in page


def test_all_duties_of_a_rule_are_decided_at_once_after_a_preview(manager, changed):
    seen = choose(manager, all="sample/notice/open")
    assert seen.status_code == 200
    assert "Decide on 2 duties" in seen.text
    assert "In 2 matters" in seen.text
    done = decide(manager, seen.text, decision="accepted")
    assert done.status_code == 303
    assert "4 duties wait" in manager.get("/")
    assert "follow the new terms" in manager.get(done.location)


def test_what_is_kept_is_listed_with_who_and_why(manager, changed):
    seen = choose(manager, all="sample/copy/open")
    assert decide(manager, seen.text, decision="kept").status_code == 303
    page = manager.get("/proposals")
    assert "Kept as it stood" in page
    assert REASON.replace("'", "&#39;") in page


def test_without_choice_or_reason_nothing_is_decided(manager, changed):
    refused = choose(manager, decision="accepted")
    assert refused.status_code == 422
    assert "Choose at least one" in refused.text
    seen = choose(manager, all="sample/notice/open")
    refused = decide(manager, seen.text, decision="accepted", reason="")
    assert refused.status_code == 422
    assert "6 duties wait" in manager.get("/")


def test_the_link_of_a_mail_about_a_duty_that_is_only_proposed_leads_to_the_decision(
    app, manager, visit, officer, changed
):
    with app.app_context():
        rows = owed.duties(reading(), ("fixed",), build.TODAY + timedelta(days=90))
        (only, *_rest) = [row for row in rows if row.foreseen]
    link = f"/duties/{only.obligation}"
    assert re.fullmatch(r"/proposals\?matter=\w+", manager.client.get(link).location)
    assert only.reference in manager.get(manager.client.get(link).location)
    visit("ip-manager@b.example").get(link, 404)
    officer.get(link, 404)


def test_strangers_decide_nothing(manager, visit, officer, changed):
    ids = re.findall(r'name="chosen" value="(\w{16})"', manager.get("/proposals"))
    stranger = visit("ip-manager@b.example")
    assert stranger.send("/proposals", {"chosen": ids[:1], "decision": "accepted"}).status_code == 404
    assert officer.client.get("/proposals").status_code == 403
