"""Every error of every call has the one shape, says what is wrong, and tells nothing of our insides."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.api.asking import Asker
from tests.support.build import NOW, House
from tracker.api.calls import CALLS
from tracker.api.errors import CODES
from tracker.api.model import Call
from tracker.docket import accounts

INSIDES = re.compile(
    r"Traceback|sqlite|psycopg|sqlalchemy|SELECT |<html|File \"|0x[0-9a-f]{6}", re.IGNORECASE
)
READING = [call for call in CALLS if call.body is not None]
BARE = {"headers": {}}


def name(call: Call) -> str:
    return f"{call.method} {call.path}"


def path(call: Call) -> str:
    return "/api" + re.sub(r"\{\w+\}", "x", call.path)


def checked(answer: TestResponse, status: int, code: str = "") -> dict[str, Any]:
    """The error in `answer`, once its status and shape have been looked at."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/json"
    assert not INSIDES.search(answer.text)
    body = json.loads(answer.text)
    assert set(body) == {"error"}
    error: dict[str, Any] = body["error"]
    assert set(error) == {"code", "message", "details"}
    assert error["code"] == (code or CODES[status][0])
    assert error["message"].endswith(".")
    assert all(set(detail) == {"place", "message"} for detail in error["details"])
    return error


@pytest.mark.parametrize("call", CALLS, ids=name)
def test_without_a_token_every_call_is_a_401_with_a_challenge(context: Flask, call: Call) -> None:
    answer = context.test_client().open(path(call), method=call.method)
    checked(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "Token x", "Bearer \xff"]
)
def test_a_token_that_is_none_is_a_401(context: Flask, scene: House, header: str) -> None:
    answer = context.test_client().get("/api/v1/obligations", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json["error"]["code"] in {"no-token", "bad-token"}


def test_a_revoked_token_and_a_disabled_person_end_at_once(
    manager: Asker, rival: Asker, scene: House
) -> None:
    assert manager.get("/obligations").status_code == 200
    (token,) = accounts.tokens(scene.manager_a)
    accounts.revoke_token(scene.manager_a, token=token.public_id, now=NOW)
    checked(manager.get("/obligations"), 401, "bad-token")
    accounts.disable_person(scene.administrator, email="ip-manager@b.example", now=NOW)
    checked(rival.get("/obligations"), 401, "bad-token")


def test_a_cookie_opens_nothing_here(context: Flask, scene: House) -> None:
    client = context.test_client()
    client.post(
        "/sign-in", data={"email": "ip-manager@a.example", "password": "correct horse battery staple"}
    )
    checked(client.get("/api/v1/obligations"), 401)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "POST", "GET"])
@pytest.mark.parametrize("call", CALLS, ids=name)
def test_a_method_no_call_has_is_a_405_that_names_those_there_are(
    context: Flask, call: Call, method: str
) -> None:
    known = {each.method for each in CALLS if each.path == call.path}
    known |= {"HEAD"} if "GET" in known else set()
    if method in known:
        return
    answer = context.test_client().open(path(call), method=method)
    checked(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) >= known


@pytest.mark.parametrize(
    "address", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/matters", "/api/v1/matters/a/b"]
)
def test_an_address_no_call_has_is_a_404(context: Flask, address: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = context.test_client().open(address, method=method)
        if answer.status_code != 308:
            checked(answer, 404)


@pytest.mark.parametrize("call", READING, ids=name)
def test_a_body_that_is_no_json_is_a_400(context: Flask, manager: Asker, call: Call) -> None:
    for raw in (b"", b"{", b"\xff\xfe", b"[" * 50_000, b'{"a": NaN}'):
        answer = context.test_client().open(
            path(call), method=call.method, data=raw, content_type="application/json", headers=manager.headers
        )
        checked(answer, 400, "bad-json")


@pytest.mark.parametrize("call", READING, ids=name)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "application/json; charset=cp932"])  # fmt: skip  # noqa: E501
def test_another_kind_of_body_is_a_415(context: Flask, manager: Asker, call: Call, kind: str) -> None:
    headers = manager.headers | {"Content-Type": kind}
    answer = context.test_client().open(path(call), method=call.method, data=b"{}", headers=headers)
    checked(answer, 415)


@pytest.mark.parametrize("call", READING, ids=name)
def test_too_large_a_body_is_a_413(context: Flask, manager: Asker, call: Call) -> None:
    raw = b'{"a": "' + b"x" * call.largest_body + b'"}'
    answer = context.test_client().open(
        path(call), method=call.method, data=raw, content_type="application/json", headers=manager.headers
    )
    checked(answer, 413)


@pytest.mark.parametrize("call", READING, ids=name)
@pytest.mark.parametrize("body", [[], None, 1, "x", {"no-such-key": 1}, {"on": {"on": []}}])
def test_json_of_another_shape_is_a_422_with_details(
    context: Flask, manager: Asker, call: Call, body: object
) -> None:
    if call.name == "compute" and body == []:
        return  # no case, no result
    answer = context.test_client().open(
        path(call),
        method=call.method,
        data=json.dumps(body),
        content_type="application/json",
        headers=manager.headers,
    )
    assert checked(answer, 422)["details"]


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/matters", "limit=0"),
        ("/matters", "limit=1e3"),
        ("/matters", "no=1"),
        ("/matters", "limit=1&limit=2"),
        ("/matters", "q=%00"),
        ("/matters", "after=nonsense"),
        ("/matters/x", "y=1"),
        ("/obligations", "standing=late"),
        ("/obligations", "due_before=2026-02-30"),
        ("/obligations", "due_before="),
        ("/obligations", "due_before=31/08/2026"),
        ("/obligations", "after=%F0%9F%99%82"),
        ("/reports/status", "format=exe"),
        ("/reports/status", "as_of=9999-12-31"),
        ("/reports/status", "as_of=2026-13-01"),
    ],
)
def test_a_query_that_cannot_stand_is_a_422_that_names_it(manager: Asker, address: str, query: str) -> None:
    error = checked(manager.get(f"{address}?{query}"), 422)
    assert error["details"][0]["place"] == query.partition("=")[0]


def test_a_format_that_there_is_not_is_a_422_that_names_the_field(manager: Asker) -> None:
    error = checked(manager.get("/reports/status", format="docx"), 422)
    assert error["details"][0]["place"] == "format"


@pytest.mark.parametrize("key", ["", " ", "x" * 65, "特許", "a b"])
def test_an_idempotency_key_that_cannot_stand_is_a_422(context: Flask, manager: Asker, key: str) -> None:
    headers = [*manager.headers.items(), ("Idempotency-Key", key.encode().decode("latin-1"))]
    answer = context.test_client().post("/api/v1/matters", json={}, headers=headers)
    assert answer.status_code == 422


def test_many_faults_are_named_in_one_go_and_nothing_is_stored(manager: Asker) -> None:
    error = checked(manager.post("/matters", {"right": "patents", "perennial": "yes", "titel": "x"}), 422)
    assert {detail["place"] for detail in error["details"]} == {
        "agreement",
        "right",
        "title",
        "perennial",
        "titel",
    }
    assert manager.get("/matters").json["items"] == []


def test_a_title_of_a_megabyte_is_refused_with_its_field(manager: Asker) -> None:
    body = {"agreement": "P26-A", "right": "patent", "title": "長い" * 150_000}
    assert [d["place"] for d in checked(manager.post("/matters", body), 422)["details"]] == ["title"]


def test_what_the_engine_refuses_of_a_fact_is_a_422_at_its_key(manager: Asker) -> None:
    ref = manager.post("/matters", {"agreement": "P26-A", "right": "patent", "title": "x"}).json["ref"]
    bodies: list[dict[str, Any]] = [
        {"kind": "no-such-kind", "on": "2026-07-01"},
        {"kind": "filed", "on": "2026-07-01"},
        {"kind": "filed", "on": "2026-07-01", "keys": {"filing": "JP1", "office": "QQ", "route": "national"}},
        {"kind": "filed", "on": "2026-07-01", "keys": {"filing": "JP1", "office": "JP", "route": "division"}},
        {"kind": "published", "on": "2026-07-01", "keys": {"filing": "never-filed"}},
        {"kind": "filed", "on": "2999-07-01", "keys": {"filing": "JP1", "office": "JP", "route": "national"}},
    ]
    for body in bodies:
        assert checked(manager.post(f"/matters/{ref}/facts", body), 422)["details"], body
    assert manager.get(f"/matters/{ref}").json["facts"] == []


def test_an_unforeseen_fault_is_a_500_of_the_same_shape(context: Flask, manager: Asker, caplog: pytest.LogCaptureFixture) -> None:  # fmt: skip  # noqa: E501
    context.config["PROPAGATE_EXCEPTIONS"] = False
    view = context.view_functions["api.list_obligations"]

    def broken(**_: str) -> None:
        raise RuntimeError("深層学習の秘密")

    context.view_functions["api.list_obligations"] = broken
    try:
        answer = manager.get("/obligations")
    finally:
        context.view_functions["api.list_obligations"] = view
    checked(answer, 500)
    assert "秘密" not in answer.text
    assert "api.list_obligations failed: RuntimeError" in caplog.text
