"""Thrown at the API: whatever its own description allows and does not allow, by three roles. Never a 5xx."""

from collections import Counter
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from tests.api.asking import Asker
from tests.support import build
from tests.support.build import House
from tracker.api.calls import CALLS
from tracker.api.routes import described

CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)
CALM = settings(
    deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate], database=None
)
LEGAL_STATUSES = {call.name: {call.status, *call.statuses} for call in CALLS}


def fuzz(app: Flask, scene: House, role: str, examples: int, same: bool) -> Counter[int]:
    """Throw `examples` cases of each kind at every call; returns how often each status was answered.

    `same`: the same cases every time, so that an ordinary test run is repeatable.
    """
    asker = Asker(app.test_client(), getattr(scene, role))
    matter = build.matter(scene.manager_a, "P26-A")
    build.filed(scene.manager_a, matter, "2026-07-01")
    build.fact(scene.manager_a, matter, "filing-notice-submitted", "2026-08-01", filing="JP1")
    places = st.sampled_from([matter.ref, matter.public_id, None])
    facts = st.sampled_from(["f0001", None])
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    answered: Counter[int] = Counter()
    for operation in schema.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            cases = operation.ok().as_strategy(generation_mode=mode)

            @settings(CALM, max_examples=examples, derandomize=same)
            @given(case=cases, ref=places, fact=facts)
            def throw(case: Any, ref: str | None, fact: str | None) -> None:
                for name, value in (("ref", ref), ("id", fact)):
                    if value is not None and name in case.path_parameters:
                        case.path_parameters[name] = value
                answer = case.call(headers=asker.headers)
                answered[answer.status_code] += 1
                case.validate_response(answer, checks=CHECKS)

            throw()
    return answered


@pytest.mark.slow
@pytest.mark.parametrize("role", ["manager_a", "officer"])
def test_whatever_is_thrown_at_the_api_it_answers_as_described(
    context: Flask, scene: House, role: str
) -> None:
    answered = fuzz(context, scene, role, examples=3, same=True)
    assert sum(answered.values()) >= len(CALLS) * 3
    assert max(answered) < 500
    assert 200 in answered


@pytest.mark.drill
@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", ["manager_a", "officer", "administrator"])
def test_ten_thousand_throws(context: Flask, scene: House, role: str) -> None:
    answered = fuzz(context, scene, role, examples=220, same=False)
    assert max(answered) < 500


def test_the_description_covers_every_call() -> None:
    told = [operation["operationId"] for path in described()["paths"].values() for operation in path.values()]
    assert sorted(told) == sorted(LEGAL_STATUSES)
