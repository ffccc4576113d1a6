"""What holds for every case: random lives of matters, and the same with one thing in them spoilt."""

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from tests.engine.builders import OBLIGATION_KEYS, RESULT_KEYS, answer
from tests.oracle.histories import history
from tracker.engine import CaseFaults

LIVES = range(5_000, 5_160)
SPOILT = range(6_000, 6_400)
STANDINGS = {
    "met", "met-late", "waived", "closed", "on-hold", "waiting", "passed", "overdue", "target-passed",
    "due-soon", "open",
}  # fmt: skip
JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**20, 1.5, "", " ", "x", "JP", "f0001", "2026-02-29", "9999-12-31", "\u0000",
    "é" * 300, [], {}, [[]], {"id": "f1"}, ["JP1"],
)  # fmt: skip


@pytest.fixture(scope="module")
def answered() -> list[tuple[int, dict[str, Any]]]:
    return [(seed, answer(history(seed))) for seed in LIVES]


def duties(answered: list[tuple[int, dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every obligation of every life, with words to find it by."""
    for seed, told in answered:
        for each in told["obligations"]:
            yield f"seed {seed}: {each['rule']} {each['filing']} {each['trigger']}", each


def test_every_life_is_answered_in_full(answered):
    assert all(list(told) == RESULT_KEYS for _, told in answered)
    assert all(list(duty) == OBLIGATION_KEYS for _, duty in duties(answered))
    assert sum(len(told["obligations"]) for _, told in answered) > 10 * len(LIVES)


def test_every_standing_is_a_word_of_the_contract(answered):
    assert {duty["standing"] for _, duty in duties(answered)} == STANDINGS


def test_every_trail_explains_its_day(answered):
    for where, duty in duties(answered):
        assert duty["trail"], where
        assert all(line.strip() and "{" not in line for line in duty["trail"]), where
        if duty["due"]:
            assert any(duty["due"] in line for line in duty["trail"]), where


def test_an_act_is_never_later_than_its_day(answered):
    for where, duty in duties(answered):
        if duty["kind"] in ("clock", "window"):
            assert duty["act_by"] is None, where
        else:
            assert (duty["act_by"] is None) == (duty["due"] is None), where
            assert duty["act_by"] is None or duty["act_by"] <= duty["due"], where


def test_barred_and_waiting_duties_have_no_day(answered):
    for where, duty in duties(answered):
        if duty["standing"] in ("on-hold", "waiting"):
            assert (duty["nominal"], duty["due"], duty["act_by"]) == (None, None, None), where


def test_met_duties_name_what_met_them_and_nothing_blocks_them(answered):
    for where, duty in duties(answered):
        assert (duty["met_by"] is not None) == (duty["standing"] in ("met", "met-late")), where
        if duty["standing"] in ("met", "met-late", "waived"):
            assert duty["blocked_by"] is None, where


def test_a_duty_is_told_once(answered):
    for seed, told in answered:
        names = [(d["pack"], d["rule"], d["filing"], d["trigger"]) for d in told["obligations"]]
        assert len(names) == len(set(names)), f"seed {seed}"


def test_every_section_says_what_its_duties_rest_on(answered):
    for seed, told in answered:
        resting = {name for duty in told["obligations"] for name in duty["unknowns"]}
        assert resting <= set(told["unknowns"]), f"seed {seed}"


def spoil(read: dict[str, Any], rng: Random) -> str:
    """Puts something in a case file that hardly belongs there; says what and where."""
    objects = [read, read["matter"], *read["facts"]]
    spot = rng.choice(objects)
    way = rng.randrange(4)
    if way == 0 and spot is not read:
        key = rng.choice(list(spot))
        del spot[key]
        return f"without {key}"
    key = rng.choice([*spot, "odd", "filing", "item", "of", "parent", "until"])
    spot[key] = copy.deepcopy(rng.choice(JUNK))
    if way == 1 and read["facts"] and isinstance(read["facts"], list):
        read["facts"].append(copy.deepcopy(rng.choice(read["facts"])))
    return f"{key} = {spot[key]!r}"


@pytest.mark.parametrize("first", range(SPOILT.start, SPOILT.stop, 100))
def test_a_spoilt_life_is_answered_or_refused_with_places(first):
    refused = 0
    for seed in range(first, first + 100):
        read, rng = history(seed), Random(seed)
        what = spoil(read, rng)
        try:
            json.dumps(answer(read))
        except CaseFaults as faults:
            refused += 1
            if not faults.faults or any(": " not in line for line in faults.faults):
                pytest.fail(f"seed {seed}: {what}: a fault without its place: {faults.faults}")
        except Exception as error:
            pytest.fail(f"seed {seed}: {what}: {type(error).__name__}: {error}")
    assert refused > 50
