"""Every way out reads one decision: the title where the level is open, content where it was released, and
what the agency may not know of is answered like what is not there. The same on pages, in files and by API.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.support import build
from tests.web.conftest import Scene, Visitor
from tracker.docket import demanding, look
from tracker.docket.keeping import save_content

WHY = "Agreed with the project's technical board."
TITLE, ABSTRACT, CLAIMS = "磁歪アクチュエータQZ", "要約の内容QZ", "請求項の内容QZ"
FILES = ("/reports/status.csv", "/reports/status.json")
PAGES = ("/", "/matters", "/matters?q=磁歪", "/reports/status", *FILES)


@pytest.fixture
def second(app, scene: Scene, visit) -> Visitor:
    """A colleague of contractor A's manager."""
    with app.app_context():
        build.person("A", email="second@a.example", name="Second at A")
    return visit("second@a.example")


@pytest.fixture
def matter(app, scene: Scene) -> str:
    """A reported matter with content whose level is open while its field is outside."""
    with app.app_context():
        a = scene.people.manager_a
        made = build.matter(a, "P26-A", title=TITLE, ref="W-1", sensitive_field="outside")
        build.filed(a, made, "2026-08-01")
        build.fact(a, made, "filing-notice-submitted", "2026-08-20", filing="JP1")
        save_content(a, matter="W-1", texts={"abstract": ABSTRACT, "claims": CLAIMS}, now=build.NOW)
        return made.public_id


def fact(app, scene: Scene, matter: str, kind: str, on: str, **keys: object) -> None:
    with app.app_context():
        build.fact(scene.people.manager_a, matter, kind, on, **keys)


def release(manager: Visitor, second: Visitor, matter: str, subject: str) -> None:
    """Asks by one browser, confirms by another."""
    here = f"/matters/{matter}/releases"
    asked = manager.send(f"{here}/new/{subject}", {"reason": WHY, "read": "y"})
    assert asked.location == here, asked.text
    confirm = re.search(r'href="([^"]+/confirm)"', second.get(here))[1]
    assert second.send(confirm, {"read": "y"}).location == here


def test_the_title_stands_in_every_way_out_of_an_open_matter_and_in_none_of_a_closed_one(
    app, scene, matter, officer
):
    told = {path: officer.client.get(path).text for path in (*PAGES, f"/matters/{matter}")}
    assert {path for path, text in told.items() if TITLE not in text} <= {"/"}
    assert "W-1" in told["/matters?q=磁歪"], "the agency searches the titles it sees"
    fact(app, scene, matter, "security", "2026-08-25", filing="JP1", item=2)
    told = {path: officer.client.get(path).text for path in (*PAGES, f"/matters/{matter}")}
    assert {path for path, text in told.items() if TITLE in text} == set()
    assert "W-1" not in told["/matters?q=磁歪"], "a search would tell what the title is"


def test_one_field_is_released_through_pages_and_closes_when_the_level_narrows(
    app, scene, matter, manager, second, officer
):
    page = f"/matters/{matter}"
    release(manager, second, matter, "abstract")
    assert ABSTRACT in officer.get(page)
    assert CLAIMS not in officer.get(page)
    assert not [path for path in PAGES if ABSTRACT in officer.client.get(path).text]
    assert "released to the agency" in manager.get(page)
    fact(app, scene, matter, "security", "2026-08-25", filing="JP1", item=2)
    assert ABSTRACT not in officer.get(page)
    sheet = manager.get(f"{page}/releases")
    assert re.findall(r'<tr data-disclosed="(\w+)"', sheet) == ["title", "abstract"]
    assert "cannot be released: the level is" in sheet
    refused = manager.send(f"{page}/releases/new/abstract", {"reason": WHY, "read": "y"})
    assert refused.status_code == 422
    assert "The level of this matter does not allow it" in refused.text


def test_nobody_confirms_their_own_and_faults_stand_at_their_fields(scene, matter, manager, second):
    here = f"/matters/{matter}/releases"
    empty = manager.send(f"{here}/new/abstract", {"reason": ""})
    assert (empty.status_code, "Give the reason" in empty.text) == (422, True)
    unread = manager.send(f"{here}/new/abstract", {"reason": WHY})
    assert (unread.status_code, "Read it again and confirm" in unread.text) == (422, True)
    assert manager.send(f"{here}/new/abstract", {"reason": WHY, "read": "y"}).location == here
    confirm = re.search(r'href="([^"]+/confirm)"', second.get(here))[1]
    assert confirm not in manager.get(here)
    own = manager.client.post(confirm, data={"csrf_token": token(manager, here), "read": "y"})
    assert (own.status_code, "Another person confirms" in own.text) == (422, True)
    twice = manager.send(f"{here}/new/abstract", {"reason": WHY, "read": "y"})
    assert (twice.status_code, "asked for already" in twice.text) == (422, True)
    end = re.search(r'action="([^"]+/end)"', second.get(here))[1]
    assert second.send(end, {"reason": "no"}, page=here).status_code == 422
    assert second.send(end, {"reason": WHY}, page=here).location == here
    assert "refused" in manager.get(here)


def token(visitor: Visitor, page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', visitor.get(page))[1]


def test_a_demand_is_answered_outside_and_opens_nothing(app, scene, manager, second, officer):
    page, today = f"/matters/{scene.matter}", build.TODAY
    fact(app, scene, scene.matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    with app.app_context():
        demanding.demand_disclosure(
            scene.people.officer, matter=scene.matter, demand_no="D-7", method="by hand", recipient="Ms T.",
            demanded_on=today, expires_on=today + timedelta(days=9), now=build.NOW, today=today,
        )  # fmt: skip
    assert "data-demand" in manager.get(page)
    ask = re.search(r'href="([^"]+/releases/demand/\w+)"', manager.get(f"{page}/releases"))[1]
    assert "Ms T." in manager.get(ask)
    before = officer.get(page)
    given = {"what": "pages 1-4 of the draft", "reason": WHY, "read": "y"}
    assert manager.send(ask, given).location == f"{page}/releases"
    manager.get(ask, 404)
    confirm = re.search(r'href="([^"]+/confirm)"', second.get(f"{page}/releases"))[1]
    assert second.send(confirm, {"read": "y"}).location
    done = re.search(r'action="([^"]+/done)"', manager.get(f"{page}/releases"))[1]
    assert manager.send(done, {"on": "2026-09-02"}, page=f"{page}/releases").status_code == 422
    assert manager.send(done, {"on": today.isoformat()}, page=f"{page}/releases").location
    assert manager.send(done, {"on": today.isoformat()}, page=f"{page}/releases").status_code == 409
    after = officer.get(page)
    assert ("title withheld" in before) == ("title withheld" in after) is True
    assert build.TITLE not in after


def test_content_is_edited_on_a_page_and_a_designated_matter_refuses_it(app, scene, matter, manager):
    page = f"/matters/{matter}/content"
    assert ABSTRACT in manager.get(page)
    saved = manager.send(page, {"abstract": ABSTRACT, "claims": "changed claims", "shelf_no": ""})
    assert saved.location == f"/matters/{matter}"
    assert "changed claims" in manager.get(f"/matters/{matter}")
    fact(app, scene, matter, "security", "2026-08-25", filing="JP1", item=7)
    fields = {"abstract": ABSTRACT, "claims": "of the designated", "shelf_no": "safe 4"}
    refused = manager.send(page, fields)
    assert (refused.status_code, "This invention is designated" in refused.text) == (422, True)
    assert "of the designated" not in manager.get(f"/matters/{matter}")
    assert manager.send(page, fields | {"insist": "y", "reason": WHY}).location
    assert WHY.replace("'", "&#39;") in manager.get(f"/matters/{matter}")


def test_a_matter_is_shared_on_purpose_before_any_notice(app, scene, manager, second, officer):
    page = f"/matters/{scene.matter}"
    officer.get(page, 404)
    assert "Share it on purpose" in manager.get(page)
    release(manager, second, scene.matter, "matter")
    assert "title withheld" in officer.get(page)
    assert build.TITLE not in officer.get(page)


def test_what_the_agency_may_not_act_on_is_answered_like_what_is_not_there(app, scene, officer, visit):
    with app.app_context():
        know_how = build.matter(scene.people.manager_a, "P26-A", right="know-how", title="手順").public_id
    rival = visit("ip-manager@b.example")
    for name in (scene.matter, scene.ref, know_how):
        for way in ("", "/facts/new/know-how-designated", "/licences", "/facts/new"):
            seen, absent = (officer.client.get(f"/matters/{each}{way}") for each in (name, "0" * 16))
            assert (seen.status_code, seen.data.replace(name.encode(), b"")) == (
                404, absent.data.replace(b"0" * 16, b""),
            )  # fmt: skip
        for way in ("/content", "/releases", "/releases/new/matter"):
            assert officer.client.get(f"/matters/{name}{way}").status_code == 403
            seen, absent = (rival.client.get(f"/matters/{each}{way}") for each in (name, "0" * 16))
            assert (seen.status_code, seen.data) == (404, absent.data)


def test_a_report_that_is_running_ends_showing_what_is_closed_meanwhile(app, scene, monkeypatch):
    monkeypatch.setattr(look, "CHUNK", 1)
    with app.app_context():
        a = scene.people.manager_a
        for ref in ("W-1", "W-2"):
            made = build.matter(a, "P26-A", title=f"{TITLE} {ref}", ref=ref, sensitive_field="outside")
            build.filed(a, made, "2026-08-01")
            build.fact(a, made, "filing-notice-submitted", "2026-08-20", filing="JP1")
        running = look.whole_matters(scene.people.officer, today=build.TODAY)
        assert next(running).title == f"{TITLE} W-1"
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(fact, app, scene, "W-2", "security", "2026-08-25", filing="JP1", item=2).result()
        (last,) = running
        assert (last.ref, last.title_withheld) == ("W-2", True)
        assert TITLE not in last.title
