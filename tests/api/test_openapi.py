"""The description of the API is valid, and says neither more nor less than there is."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tracker.api.calls import CALLS
from tracker.api.errors import CODES
from tracker.api.routes import described
from tracker.docket.who import ANYONE, SIGNED_IN

PROMISED = {
    "POST /v1/compute",
    "GET /v1/matters",
    "POST /v1/matters",
    "GET /v1/matters/{ref}",
    "POST /v1/matters/{ref}/facts",
    "POST /v1/matters/{ref}/facts/{id}/correct",
    "GET /v1/obligations",
    "GET /v1/reports/status",
    "GET /v1/reports/differences",
}


def references(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        if isinstance(tree.get("$ref"), str):
            yield tree["$ref"]
        for value in tree.values():
            yield from references(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from references(value)


def test_every_promised_call_is_there_and_described() -> None:
    assert {f"{call.method} {call.path}" for call in CALLS} == PROMISED
    paths = described()["paths"]
    told = {f"{method.upper()} /v1{path}" for path, calls in paths.items() for method in calls}
    assert told == PROMISED


def test_every_reference_leads_somewhere() -> None:
    document = described()
    for reference in references(document):
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
        assert place


def test_the_document_is_served_to_anyone_and_is_valid(context: Flask) -> None:
    answer = context.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json == described()
    schemathesis = pytest.importorskip("schemathesis")
    found = schemathesis.openapi.from_dict(answer.json)
    assert len(list(found.get_all_operations())) == len(CALLS)


def test_every_route_of_the_api_names_who_may_enter(context: Flask) -> None:
    rules = [rule for rule in context.url_map.iter_rules() if rule.rule.startswith("/api")]
    views = {rule.endpoint: context.view_functions[rule.endpoint] for rule in rules}
    assert {f"api.{call.name}" for call in CALLS} < set(views)
    for endpoint, view in views.items():
        who = view.who
        assert who == ANYONE or (who and who <= SIGNED_IN), endpoint
    open_ones = {endpoint for endpoint, view in views.items() if view.who == ANYONE}
    assert open_ones == {"api.openapi", "api.nothing", "api.nothing_at_root"}


def test_every_status_a_call_may_answer_is_one_we_know() -> None:
    assert all(status in CODES for call in CALLS for status in call.statuses)


def test_the_page_about_the_api_lists_every_code_that_callers_meet() -> None:
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| (\d{3}) \|", page, re.MULTILINE))
    met = {str(status) for call in CALLS for status in call.statuses} | {"405"}
    assert listed == met - {"500"}
