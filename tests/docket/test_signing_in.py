"""Signing in through a browser: the cookie alone opens nothing, and an end is an end on the next request."""

import re
from datetime import timedelta

import pytest
import time_machine

from tests.support import build
from tracker.docket import accounts
from tracker.store.people import person_by_email
from tracker.store.session import reading

EMAIL = "ip-manager@a.example"
CLOSED = {301, 302, 303, 401}


@pytest.fixture
def scene(app) -> build.House:
    with app.app_context():
        return build.house()


def token_of(client, path: str) -> str:
    page = client.get(path).get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, f"no CSRF token on {path}"
    return found[1]


def sign_in(client, password: str = build.PASSWORD, email: str = EMAIL):
    given = {"email": email, "password": password, "csrf_token": token_of(client, "/sign-in")}
    return client.post("/sign-in", data=given)


def is_in(client) -> bool:
    return client.get("/account").status_code == 200


def cookie_of(client) -> str:
    return client.get_cookie("kigen").value


def with_cookie(app, value: str):
    client = app.test_client()
    client.set_cookie("kigen", value)
    return client


def test_a_person_signs_in_and_out(scene, client):
    assert client.get("/").status_code in CLOSED
    assert sign_in(client).status_code in CLOSED
    assert is_in(client)
    client.post("/sign-out", data={"csrf_token": token_of(client, "/account")})
    assert not is_in(client)


def test_the_cookie_of_a_sign_in_that_ended_opens_nothing(scene, app, client):
    sign_in(client)
    stolen = cookie_of(client)
    assert is_in(with_cookie(app, stolen))
    client.post("/sign-out", data={"csrf_token": token_of(client, "/account")})
    assert not is_in(with_cookie(app, stolen))


def test_a_disabled_account_is_out_on_the_next_request(scene, app, client):
    sign_in(client)
    with app.app_context():
        accounts.disable_person(None, email=EMAIL, now=build.NOW)
    assert not is_in(client)
    assert sign_in(client).status_code == 200, "and does not get in again"


def test_a_new_password_ends_the_other_sign_ins_and_keeps_this_one(scene, app, client):
    sign_in(client)
    elsewhere = app.test_client()
    sign_in(elsewhere)
    new = "a quite different long password"
    given = {
        "password": build.PASSWORD,
        "new_password": new,
        "new_password_confirm": new,
        "csrf_token": token_of(client, "/account/password"),
    }
    assert client.post("/account/password", data=given).status_code in CLOSED
    assert is_in(client)
    assert not is_in(elsewhere)
    assert sign_in(app.test_client()).status_code == 200, "the old password no longer counts"
    fresh = app.test_client()
    sign_in(fresh, new)
    assert is_in(fresh)


def test_a_token_handed_in_before_signing_in_is_not_the_one_afterwards(scene, client):
    client.get("/sign-in")
    before = cookie_of(client)
    sign_in(client)
    assert cookie_of(client) != before


def test_a_form_without_its_token_is_refused(scene, client):
    given = {"email": EMAIL, "password": build.PASSWORD}
    assert client.post("/sign-in", data=given).status_code == 400
    assert not is_in(client)
    sign_in(client)
    assert client.post("/sign-out").status_code == 400
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(scene, app):
    pages = []
    for email in (EMAIL, "nobody@a.example"):
        client = app.test_client()
        page = sign_in(client, "not the password", email)
        assert page.status_code == 200
        pages.append(re.sub(r'value="[^"]*"', "", page.get_data(as_text=True)).replace(email, ""))
    assert pages[0] == pages[1]


def test_a_sign_in_ends_when_nobody_was_there(scene, client):
    with time_machine.travel(build.NOW, tick=False) as clock:
        sign_in(client)
        for _ in range(3):
            clock.shift(accounts.IDLE - timedelta(minutes=1))
            assert is_in(client), "each visit starts the idle time again"
        clock.shift(accounts.IDLE + timedelta(minutes=1))
        assert not is_in(client)


def test_the_cookie_says_nothing_and_is_kept_from_scripts(scene, client):
    answer = sign_in(client)
    header = next(value for name, value in answer.headers if name == "Set-Cookie" and "kigen=" in value)
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert EMAIL not in cookie_of(client)


def test_a_token_in_the_address_opens_nothing(scene, app, client):
    with app.app_context():
        person = person_by_email(reading(), EMAIL)
        token = accounts.make_token(scene.manager_a, label="x", now=build.NOW)
        secrets = [token, person.fs_uniquifier]
    with app.test_request_context():
        from flask_security import current_user

        assert not current_user.is_authenticated
    for secret in secrets:
        assert client.get("/account", query_string={"auth_token": secret}).status_code in CLOSED
