"""Contractors never see each other: what is another's is answered byte for byte like what is not there."""

import re

import pytest

from tests.support import build

GONE = "0" * 16


@pytest.fixture
def rival(visit, scene):
    """Contractor B's IP manager."""
    return visit("ip-manager@b.example")


def addresses(matter: str, duty: str) -> list[tuple[str, str]]:
    facts = f"/matters/{matter}/facts"
    return [
        ("GET", f"/matters/{matter}"),
        ("GET", f"{facts}/new"),
        ("GET", f"{facts}/new/filed"),
        ("POST", f"{facts}/new/filed"),
        ("POST", f"{facts}/new/filed/preview"),
        ("GET", f"{facts}/f0001/correct"),
        ("POST", f"{facts}/f0001/correct"),
        ("POST", f"{facts}/f0001/correct/preview"),
        ("GET", f"{facts}/f0001/withdraw"),
        ("POST", f"{facts}/f0001/withdraw"),
        ("GET", f"/duties/{duty}"),
        ("GET", f"/duties/{duty}/why"),
        ("POST", f"/duties/{duty}/done"),
        ("POST", f"/duties/{duty}/settle"),
    ]


FORM = {"on": "2026-08-20", "key_filing": "JP9", "key_office": "JP", "key_route": "national",
        "reason": "because it may be", "how": "waived", "version": "1"}  # fmt: skip


def duty_of(page: str) -> str:
    return re.search(r"/duties/(\w{16})\"", page)[1]


def ask(visitor, method: str, path: str):
    visitor.client.application.config["WTF_CSRF_ENABLED"] = False
    return visitor.client.open(path, method=method, data=FORM if method == "POST" else None)


def test_what_is_another_s_is_answered_like_what_is_not_there(manager, rival, scene):
    duty = duty_of(manager.get(f"/matters/{scene.matter}"))
    before = manager.get(f"/matters/{scene.matter}")
    theirs, nowhere = addresses(scene.matter, duty), addresses(GONE, GONE)
    for (method, there), (_, gone) in zip(theirs, nowhere, strict=True):
        one, other = ask(rival, method, there), ask(rival, method, gone)
        assert (one.status_code, one.data) == (404, other.data), f"{method} {there}"
        assert list(one.headers.keys()) == list(other.headers.keys())
    assert strip(manager.get(f"/matters/{scene.matter}")) == strip(before)


def strip(page: str) -> str:
    """A page without what is new on each showing."""
    return re.sub(r'name="(csrf_token|request_key)" value="[^"]*"', "", page)


def test_lists_searches_and_reports_hold_nothing_of_the_other(rival, scene):
    pages = [
        rival.get(path)
        for path in ("/", "/matters", "/matters?q=A-0001", "/reports/status", "/outbox", "/people")
    ]
    pages.append(rival.client.get("/reports/status.csv").text)
    for page in pages:
        assert scene.ref not in re.sub(r'(value="|q=)A-0001', "", page)
        assert build.TITLE not in page
        assert "Organisation A<" not in page
        assert "P26-A" not in page


def test_a_reference_of_another_opens_nothing(rival, scene):
    rival.get(f"/matters/{scene.ref}", 404)


def test_the_agency_sees_a_matter_only_once_it_is_reported_and_never_its_title(officer, manager, scene):
    officer.get(f"/matters/{scene.matter}", 404)
    assert scene.ref not in officer.get("/matters")
    manager.record(
        f"/matters/{scene.matter}/facts/new/filing-notice-submitted",
        {"on": "2026-08-20", "key_filing": "JP1"},
    )
    pages = [officer.get(path) for path in ("/", "/matters", f"/matters/{scene.matter}", "/reports/status")]
    for page in pages[1:]:
        assert scene.ref in page
    for page in pages:
        assert build.TITLE not in page
        assert "計測装置" not in page


def test_an_inventor_records_nothing_and_sees_only_their_own(app, visit, scene):
    with app.app_context():
        build.matter(scene.people.inventor_a, "P26-A", title="触覚センサ")
    inventor = visit("inventor@a.example")
    page = inventor.get("/matters")
    assert "触覚センサ" in page
    assert scene.ref not in page
    inventor.get(f"/matters/{scene.matter}", 404)
    inventor.get(f"/matters/{scene.matter}/facts/new", 403)


@pytest.mark.parametrize("path", ["/people", "/matters/new", "/reports/status"])
def test_a_page_for_another_role_says_so(app, visit, scene, path):
    with app.app_context():
        build.person("A", "outside-agent")
    page = visit("outside-agent@a.example").get(path, 403)
    assert "This page is not for your role" in page
