"""What every answer carries: the content policy, no caching, safe cookies; and where a page never leads."""

import re
from urllib.parse import urljoin, urlsplit

import pytest

from tests.support.build import PASSWORD
from tests.support.signing import csrf_token

PAGES = [
    "/", "/matters", "/matters/new", "/reports/status", "/reports/status.csv", "/outbox", "/people", "/terms",
    "/terms/nedo-multimodal-2026", "/account", "/account/password", "/nowhere",
]  # fmt: skip
ELSEWHERE = [
    "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "///evil.example",
    "http:evil.example", "javascript:alert(1)", "data:text/html,x", "/%0d%0aSet-Cookie:x=1",
    "/\t/evil.example",
    "https:/evil.example", "HTTPS://evil.example", "evil.example", "//evil.example/%2f..", "/ /evil.example",
    "ftp://evil.example", "////evil.example", "/\r\nLocation: https://evil.example", " https://evil.example",
    "http://127.0.0.1@evil.example", "/..//evil.example", "?//evil.example", "#//evil.example", "", "\x00/",
]  # fmt: skip


def test_every_answer_carries_the_policy(manager):
    for path in PAGES:
        headers = manager.client.get(path, headers={"Origin": "https://evil.example"}).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
            assert part in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert headers["Cache-Control"] == "no-store", path
        assert "Access-Control-Allow-Origin" not in headers, path


def test_a_static_file_may_be_kept_for_good_because_its_address_changes_with_it(manager):
    style = re.search(r'href="(/static/kigen.css\?v=\w+)"', manager.get("/"))[1]
    answer = manager.client.get(style)
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    answer.close()


def test_cookies_are_for_the_server_alone_and_hold_no_data(manager):
    answer = manager.send("/preferences", {"theme": "dark", "language": "ja", "back": "/"}, page="/")
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert len(cookie) < 1024


def test_over_https_cookies_are_bound_to_the_host_and_transport_is_strict(tmp_path):
    from tracker import create_app

    app = create_app(
        {
            "TESTING": True,
            "BASE_URL": "https://kigen.example",
            "SECRET_KEY": "kkkkkkkk0123456789abcdef0123456789abcdef",
            "INSTANCE_PATH": str(tmp_path),
            "DATABASE_URL": "sqlite://",
        }
    )
    answer = app.test_client().get("/sign-in", base_url="https://kigen.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-kigen=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


def test_signing_out_clears_what_the_browser_kept(manager):
    answer = manager.send("/sign-out", {}, page="/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert manager.client.get("/").status_code == 303


def test_signing_out_by_a_link_does_not_work(manager):
    manager.client.get("/sign-out")
    assert manager.client.get("/account").status_code == 200


def lands_outside(start: str, location: str) -> bool:
    """Whether a browser at `start` that follows `location` leaves the house."""
    address = urlsplit(urljoin(f"http://localhost{start}", location.replace("\\", "/")))
    return address.netloc != "localhost" or address.scheme != "http"


def test_a_switch_never_leads_out_of_the_house(manager):
    hidden = {"csrf_token": csrf_token(manager.get("/"))}
    for back in ELSEWHERE:
        answer = manager.client.post("/preferences", data=hidden | {"theme": "dark", "back": back})
        assert answer.status_code == 303
        assert not lands_outside("/preferences", answer.location), back


def test_signing_in_never_leads_out_of_the_house(app, scene):
    given = {"email": "ip-manager@a.example", "password": PASSWORD}
    for after in ELSEWHERE:
        client = app.test_client()
        token = csrf_token(client.get("/sign-in").text)
        answer = client.post("/sign-in", query_string={"next": after}, data=given | {"csrf_token": token})
        assert not lands_outside("/sign-in", answer.headers.get("Location", "/")), after


def test_one_is_led_back_to_where_one_wanted_to_go(app, scene):
    client = app.test_client()
    door = client.get("/matters?q=A-0001")
    page = client.get(door.location)
    action = re.search(r'action="([^"]+)" method="post" novalidate', page.text)[1].replace("&amp;", "&")
    answer = client.post(
        action,
        data={"email": "ip-manager@a.example", "password": PASSWORD, "csrf_token": csrf_token(page.text)},
    )
    assert answer.location == "/matters?q=A-0001"


def test_a_refused_sign_in_says_the_same_whoever_asked(app, scene):
    answers = []
    for email in ("ip-manager@a.example", "nobody@a.example"):
        client = app.test_client()
        token = csrf_token(client.get("/sign-in").text)
        text = client.post(
            "/sign-in", data={"email": email, "password": "wrong horse", "csrf_token": token}
        ).text
        answers.append(re.sub(r'value="[^"]*"', "", text))
    assert answers[0] == answers[1]
    assert "メールアドレスまたはパスワードが正しくありません。" in answers[0]


def test_a_form_without_its_token_changes_nothing(manager, scene):
    for path in (
        "/preferences",
        "/sign-out",
        "/account/tokens",
        "/matters/new",
        f"/matters/{scene.matter}/facts/new/filed",
    ):
        answer = manager.client.post(path, data={"language": "ja", "label": "x", "title": "x"})
        assert answer.status_code == 400, path
        assert "reload it and send it again" in answer.text
    assert 'lang="en"' in manager.get("/")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{7*191}}",
        "${7*191}",
        "'; DROP TABLE matters;--",
    ],
)
def test_what_people_type_is_shown_as_text(app, manager, scene, text):
    from tests.support import build

    with app.app_context():
        build.matter(scene.people.manager_a, "P26-A", title=text, ref="X-1")
    for path in ("/matters", "/matters?q=X-1"):
        page = manager.get(path)
        assert "1337" not in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page
