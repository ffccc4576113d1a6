"""The calls, walked as a contractor's and an agency's program would: on both databases, through HTTP."""

from typing import Any

import pytest
from flask import Flask

from tests.api.asking import Asker
from tests.support.build import TITLE, House

FILED = {"kind": "filed", "on": "2026-07-01", "keys": {"filing": "JP1", "office": "JP", "route": "national"}}
NOTICE = {"kind": "filing-notice-submitted", "on": "2026-08-20", "keys": {"filing": "JP1"}}


def logged(manager: Asker, **more: Any) -> dict[str, Any]:
    body = {"agreement": "P26-A", "right": "patent", "title": TITLE} | more
    answer = manager.post("/matters", body)
    assert answer.status_code == 201, answer.text
    return answer.json


def reported(manager: Asker) -> dict[str, Any]:
    matter = logged(manager)
    for body in (FILED, NOTICE):
        assert manager.post(f"/matters/{matter['ref']}/facts", body).status_code == 201
    return matter


def test_an_invention_is_logged_filed_and_reported_through_the_api(manager: Asker) -> None:
    matter = logged(manager)
    assert (matter["title"], matter["facts"], matter["withheld"]) == (TITLE, [], [])
    answer = manager.post(f"/matters/{matter['ref']}/facts", FILED)
    assert answer.status_code == 201
    changes = {change["rule"]: change for change in answer.json["changes"]}
    assert changes["filing-notice"]["action"] == "appear"
    assert changes["filing-notice"]["after"]["due"] == "2026-08-30"
    seen = manager.get(f"/matters/{matter['id']}").json
    notice = next(duty for duty in seen["obligations"] if duty["rule"] == "filing-notice")
    assert notice["standing"] == "overdue"
    assert any("2026-08-30" in step["text"] for step in notice["steps"])
    assert seen["filings"][0]["name"] == "JP1"


def test_a_correction_moves_dates_and_keeps_its_reason(manager: Asker) -> None:
    matter = logged(manager)
    fact = manager.post(f"/matters/{matter['ref']}/facts", FILED).json["fact"]
    body = {"on": "2026-07-02", "keys": FILED["keys"], "reason": "出願日の読み違い"}
    path = f"/matters/{matter['ref']}/facts/{fact['id']}/correct"
    answer = manager.post(path, body)
    assert answer.status_code == 200
    moved = next(change for change in answer.json["changes"] if change["rule"] == "filing-notice")
    assert (moved["before"]["due"], moved["after"]["due"]) == ("2026-08-30", "2026-08-31")
    assert answer.json["fact"]["revision"] == 2
    assert manager.post(path, body | {"version": 1}).status_code == 409


def test_the_same_idempotency_key_records_once_and_answers_the_same(manager: Asker) -> None:
    body = {"agreement": "P26-A", "right": "patent", "title": TITLE}
    first, again = (manager.post("/matters", body, key="import-1") for _ in range(2))
    assert first.json["id"] == again.json["id"]
    path = f"/matters/{first.json['ref']}/facts"
    one, two = (manager.post(path, FILED, key="import-2").json for _ in range(2))
    assert one["fact"] == two["fact"]
    assert (one["repeated"], two["repeated"]) == (False, True)
    assert len(manager.get(f"/matters/{first.json['ref']}").json["facts"]) == 1


def test_lists_come_in_pages_that_hold_everything_once(manager: Asker) -> None:
    refs = {logged(manager, title=f"発明{n}")["ref"] for n in range(5)}
    found, after = [], None
    while True:
        page = manager.get("/matters", limit=2, **({"after": after} if after else {})).json
        found += [item["ref"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(found) == sorted(refs)


def test_the_due_list_can_be_narrowed(manager: Asker) -> None:
    matter = logged(manager)
    manager.post(f"/matters/{matter['ref']}/facts", FILED)
    overdue = manager.get("/obligations", standing="overdue").json
    assert [duty["rule"] for duty in overdue["items"]] == ["filing-notice"]
    assert overdue["counts"]["overdue"] == 1
    assert manager.get("/obligations", due_before="2026-08-30").json["items"] == []
    before = manager.get("/obligations", due_before="2026-08-31", agreement="P26-A").json["items"]
    assert [duty["due"] for duty in before] == ["2026-08-30"]


def case(ref: str, *facts: dict[str, str]) -> dict[str, Any]:
    return {"as_of": "2027-01-15", "matter": {"ref": ref, "right": "patent"}, "facts": list(facts)}


def filing(on: str, **more: str) -> dict[str, str]:
    return {
        "id": "f1",
        "kind": "filed",
        "on": on,
        "filing": "JP1",
        "office": "JP",
        "route": "national",
    } | more


def test_compute_answers_a_case_and_an_array_of_cases_in_order(officer: Asker) -> None:
    single = officer.post("/compute", case("K-1", filing("2026-07-01")))
    assert single.status_code == 200
    assert single.json["obligations"][0]["due"]
    several = officer.post("/compute", [case("K-1", filing("2026-07-01")), case("K-2")]).json
    assert several[0] == single.json
    assert several[1]["matter"] == "K-2"


def test_compute_takes_more_than_other_calls_do(manager: Asker) -> None:
    cases = [case(f"K-{n}" + "x" * 1_000_000) for n in range(6)]
    assert [result["matter"][:3] for result in manager.post("/compute", cases).json] == [
        f"K-{n}" for n in range(6)
    ]


def test_compute_names_every_fault_with_its_place(manager: Asker) -> None:
    bad = case("K", filing("2026-02-30"), {"id": "f2", "kind": "no-such-kind", "on": "2026-07-01"})
    answer = manager.post("/compute", [bad, bad])
    assert answer.status_code == 422
    places = [detail["place"] for detail in answer.json["error"]["details"]]
    assert places == ["[0].facts[0].on", "[0].facts[1].kind", "[1].facts[0].on", "[1].facts[1].kind"]


@pytest.mark.parametrize("strange", [None, 1, "x", {}, [[]], [None], True, {"facts": {}}, {"as_of": []}])
def test_compute_refuses_what_is_no_case(manager: Asker, strange: object) -> None:
    answer = manager.post("/compute", strange)
    assert answer.status_code == 422
    assert answer.json["error"]["details"]


def test_the_officer_sees_a_reported_matter_without_its_title(manager: Asker, officer: Asker) -> None:
    matter = reported(manager)
    seen = officer.get(f"/matters/{matter['id']}")
    assert seen.status_code == 200
    assert TITLE not in seen.text
    assert seen.json["title_withheld"] is True
    assert {"technical", "shelf_no", "owner", "version"} <= set(seen.json["withheld"])
    assert [duty["matter"] for duty in officer.get("/obligations", standing="met").json["items"]]


def test_the_officer_records_the_agencys_acts_and_no_others(manager: Asker, officer: Asker) -> None:
    matter = reported(manager)
    path = f"/matters/{matter['id']}/facts"
    returned = {"kind": "notice-returned", "on": "2026-08-25", "keys": {"of": "f0002"}}
    answer = officer.post(path, returned)
    assert answer.status_code == 201, answer.text
    assert "resubmit" in {change["rule"] for change in answer.json["changes"]}
    assert answer.json["fact"]["recorded_by_agency"] is True
    assert {"note", "reason", "recorded_by"} <= set(answer.json["fact"]["withheld"])
    refused = officer.post(path, {"kind": "withdrawn", "on": "2026-08-25", "keys": {"filing": "JP1"}})
    assert refused.status_code in {404, 422}
    kinds = [fact["kind"] for fact in manager.get(f"/matters/{matter['id']}").json["facts"]]
    assert kinds == ["filed", "filing-notice-submitted", "notice-returned"]


def test_what_is_not_the_callers_is_answered_like_what_is_not_there(
    manager: Asker, rival: Asker, officer: Asker
) -> None:
    unreported = logged(manager)
    for other in (rival, officer):
        absent = other.get("/matters/0000000000000000")
        for name in (unreported["id"], unreported["ref"]):
            denied = other.get(f"/matters/{name}")
            assert (denied.status_code, denied.data) == (404, absent.data)
            assert dict(denied.headers) == dict(absent.headers)
    denied = rival.post(f"/matters/{unreported['id']}/facts", FILED)
    assert (denied.status_code, denied.data) == (404, rival.post("/matters/0000/facts", FILED).data)
    assert rival.get("/matters").json["items"] == []
    assert rival.get("/obligations").json["items"] == []
    assert manager.get(f"/matters/{unreported['ref']}").json["facts"] == []


def test_another_organisations_agreement_is_not_there(rival: Asker) -> None:
    bodies = [{"agreement": name, "right": "patent", "title": "x"} for name in ("P26-A", "no-such")]
    denied, absent = (rival.post("/matters", body) for body in bodies)
    assert denied.status_code == absent.status_code
    assert denied.data == absent.data
    for path in ("/obligations", "/reports/status"):
        denied, absent = (rival.get(path, agreement=name) for name in ("P26-A", "no-such"))
        assert (denied.status_code, denied.data) == (absent.status_code, absent.data)


@pytest.mark.parametrize("role", ["officer", "inventor_a", "administrator"])
def test_each_role_may_call_what_is_written_for_it(context: Flask, scene: House, role: str) -> None:
    asker = Asker(context.test_client(), getattr(scene, role))
    logs = asker.post("/matters", {"agreement": "P26-A", "right": "patent", "title": "x"}).status_code
    lists = asker.get("/matters").status_code
    due = asker.get("/obligations").status_code
    expected = {"officer": (403, 403, 200), "inventor_a": (201, 200, 200), "administrator": (403, 403, 403)}
    assert (logs, lists, due) == expected[role]
