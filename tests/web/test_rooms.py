"""The other rooms: matters and their search, the report, the outbox, the terms, the account."""

import json
import re

import pytest

from tests.support import build
from tests.support.signing import csrf_token
from tracker.docket.terms import shelf
from tracker.worker import remind_today


@pytest.fixture
def reported(app, manager, scene) -> str:
    """The matter of the scene, once its filing notice is submitted."""
    with app.app_context():
        build.fact(
            scene.people.manager_a, scene.matter, "filing-notice-submitted", "2026-08-20", filing="JP1"
        )
    return scene.matter


# --- matters ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "found"), [("A-0001", 1), ("A-00", 1), ("光干渉計", 1), ("A-0999", 0)])
def test_matters_are_found_by_reference_and_title(manager, scene, query, found):
    page = manager.client.get("/matters", query_string={"q": query}).text
    assert page.count("<tr data-open") == found
    assert ("No matter found" in page) == (found == 0)


def test_a_mail_s_link_leads_to_the_duty_on_the_matter_s_page(manager, scene):
    page = manager.get(f"/matters/{scene.matter}")
    duties = re.findall(r'<tr id="(\w{16})" data-open', page)
    assert duties
    assert all(f'id="why-{duty}"' in page for duty in duties)


def test_technical_content_stands_on_the_contractor_s_own_page_alone(app, manager, officer, scene):
    with app.app_context():
        a = scene.people.manager_a
        secret = build.matter(a, "P26-A", title="符号化器", technical="触覚マップの注意機構")
        build.filed(a, secret, "2026-08-01")
        build.fact(a, secret, "filing-notice-submitted", "2026-08-05", filing="JP1")
    assert "触覚マップの注意機構" in manager.get(f"/matters/{secret.public_id}")
    page = officer.get(f"/matters/{secret.public_id}")
    assert "触覚マップ" not in page
    assert "title withheld" in page


# --- the report ---------------------------------------------------------------------------------------------


def test_the_report_downloads_in_each_format(officer, reported):
    for form, content_type in (("csv", "text/csv"), ("json", "application/json"), ("xlsx", "spreadsheet")):
        answer = officer.client.get(f"/reports/status.{form}")
        assert answer.status_code == 200
        assert answer.data
        assert content_type in answer.content_type
        assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
        assert answer.headers["Cache-Control"] == "no-store"
    rows = json.loads(officer.client.get("/reports/status.json").text)["rows"]
    assert [row["ref"] for row in rows] == ["A-0001"]
    officer.get("/reports/status.exe", 404)


def test_the_report_s_day_is_read_like_every_day_and_refused_with_a_reason(officer, reported):
    assert "as of Tue 1 September 2026" in officer.get("/reports/status?as_of=R8.9.1")
    page = officer.get("/reports/status?as_of=2026/2/30", 422)
    assert "There is no day 30 in month 2" in page
    assert 'value="2026/2/30"' in page
    assert "has not come yet" in officer.get("/reports/status?as_of=2026-09-02", 422)
    officer.get("/reports/status.csv?as_of=2026/2/30", 400)
    officer.get("/reports/status?agreement=P99", 404)


def test_nothing_reported_is_said_in_words(officer, scene):
    assert "Nothing to report" in officer.get("/reports/status")


# --- the outbox ---------------------------------------------------------------------------------------------


def test_the_outbox_shows_what_waits_to_the_manager_and_to_each_their_own(app, visit, scene, clock):
    with app.app_context():
        a = scene.people.manager_a
        late = build.matter(a, "P26-A", title="軌道生成装置")
        build.filed(a, late, "2026-06-20")
        remind_today(app)
    page = visit("ip-manager@a.example").get("/outbox")
    assert "Queued" in page
    assert "ip-manager@a.example" in page
    assert late.ref in page
    assert "軌道生成" not in page
    assert "No mail server is set" in page
    assert "No mail yet" in visit("inventor@a.example").get("/outbox")
    rival = visit("ip-manager@b.example").get("/outbox")
    assert "@a.example" not in rival
    assert late.ref not in rival


def test_a_broken_place_in_the_outbox_is_refused(manager):
    for after in ("nonsense", "WyJ4IiwxXQ", "WyIyMDI2LTAxLTAxIiwtMV0"):
        manager.get(f"/outbox?after={after}", 422)


# --- the terms ----------------------------------------------------------------------------------------------


def test_every_rule_can_be_read_with_its_source_in_both_languages(manager):
    for language in ("en", "ja"):
        manager.send("/preferences", {"language": language}, page="/")
        for pack in shelf().packs.values():
            page = manager.get(f"/terms/{pack.id}")
            assert pack.title[language] in page.replace("&#39;", "'")
            for rule in pack.rules.values():
                assert f'id="{rule.id}"' in page
                assert rule.references[0].place in page.replace("&#39;", "'")
    manager.get("/terms/nothing", 404)


# --- the account --------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_works_and_is_revoked(app, manager):
    answer = manager.send("/account/tokens", {"label": "夜間バッチ"}, page="/account")
    token = re.search(r'class="secret[^"]*">(kgn_[\w-]+)<', answer.text)[1]
    page = manager.get("/account")
    assert "夜間バッチ" in page
    assert token not in page
    calls = app.test_client()
    ask = {"headers": {"Authorization": f"Bearer {token}"}}
    assert calls.get("/api/v1/matters", **ask).status_code == 200
    revoke = re.search(r'action="(/account/tokens/\w+/revoke)"', page)[1]
    assert "The token is revoked." in manager.get(manager.send(revoke, {}, page="/account").location)
    assert calls.get("/api/v1/matters", **ask).status_code == 401


@pytest.mark.parametrize("label", ["", "  ", "x" * 101, "a\x00b"])
def test_a_token_without_a_fit_name_is_refused_at_its_field(manager, label):
    answer = manager.send("/account/tokens", {"label": label}, page="/account")
    assert answer.status_code == 422
    assert 'href="#label"' in answer.text


def test_nobody_revokes_another_s_token(manager, visit):
    manager.send("/account/tokens", {"label": "mine"}, page="/account")
    revoke = re.search(r'action="(/account/tokens/\w+/revoke)"', manager.get("/account"))[1]
    rival = visit("ip-manager@b.example")
    answer = rival.client.post(revoke, data={"csrf_token": csrf_token(rival.get("/account"))})
    assert answer.status_code == 404
    assert "in use" in manager.get("/account")


def test_the_language_stays_with_the_person_and_the_colours_with_the_browser(app, visit, manager):
    manager.send("/preferences", {"language": "ja", "back": "/matters"}, page="/matters")
    manager.send("/preferences", {"theme": "dark", "back": "/matters"}, page="/matters")
    assert 'data-theme="dark"' in manager.get("/")
    again = visit("ip-manager@a.example").get("/")
    assert 'lang="ja"' in again
    assert 'data-theme="auto"' in again


def test_a_changed_password_is_the_one_that_works(app, manager):
    wrong = {"password": "not that", "new_password": "x", "new_password_confirm": "y"}
    answer = manager.send("/account/password", wrong)
    assert "The two new passwords differ." in answer.text
    fresh = "a sentence nobody else would think of"
    given = {"password": build.PASSWORD, "new_password": fresh, "new_password_confirm": fresh, "submit": "1"}
    answer = manager.send("/account/password", given)
    assert answer.status_code in (302, 303), answer.text
    client = app.test_client()
    page = client.get("/sign-in").text
    given = {"email": "ip-manager@a.example", "password": build.PASSWORD, "csrf_token": csrf_token(page)}
    assert client.post("/sign-in", data=given).status_code == 200
    assert client.post("/sign-in", data=given | {"password": fresh}).status_code in (302, 303)


# --- the main navigation -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ip-manager@a.example", "inventor@a.example", "officer@ag.example"])
def test_every_room_of_the_navigation_opens_and_says_where_one_is(visit, who):
    visitor = visit(who)
    bar = re.search(r'<nav class="rooms-bar".*?</nav>', visitor.get("/"), re.S)[0]
    addresses = re.findall(r'<a href="([^"]+)"', bar)
    assert {"/", "/duties", "/matters"} <= set(addresses)
    assert ("/imports" in addresses) == who.startswith("ip-manager")
    for address in addresses:
        page = visitor.get(address)
        here = re.findall(r'<a href="([^"]+)" aria-current="page">', page[: page.index("<main")])
        assert here == [address, address]
