"""The engine against the second opinion, over random histories; order and the passing of time besides.

`KIGEN_ORACLE_CASES` says how many histories (default 1500). A seed names its history for good.
"""

import json
import os
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from tests.oracle.gate import OPENNESS
from tests.oracle.histories import history
from tests.oracle.plain import answer
from tracker.engine import derive, read_case
from tracker.packs.shelf import default_shelf

CASES = int(os.environ.get("KIGEN_ORACLE_CASES", "1500"))
BATCH = 250
SHOWN = 6
BATCHES = [range(first, min(first + BATCH, CASES)) for first in range(0, CASES, BATCH)]
batches = pytest.mark.parametrize("seeds", BATCHES, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")


def engine_answer(case: dict[str, Any]) -> dict[str, Any]:
    """What the product says."""
    shelf = default_shelf()
    return derive(read_case(case, shelf), shelf).as_json()


def without_trails(value: Any) -> Any:
    """The result as the second opinion can give it."""
    if isinstance(value, dict):
        return {key: without_trails(entry) for key, entry in value.items() if key != "trail"}
    return [without_trails(entry) for entry in value] if isinstance(value, list) else value


def identity(duty: dict[str, Any]) -> str:
    """What makes an obligation the same one in both answers."""
    return f"{duty['pack']}/{duty['rule']}[{duty['filing']}, {duty['trigger']}]"


def differences(theirs: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    """Each place where two answers part: path, the engine's value, the second opinion's."""
    engine = {identity(duty): duty for duty in theirs["obligations"]}
    plain = {identity(duty): duty for duty in ours["obligations"]}
    found = []
    for name in sorted(engine.keys() | plain.keys()):
        found += parted(name, engine.get(name), plain.get(name))
    for key in sorted((theirs.keys() | ours.keys()) - {"obligations"}):
        found += parted(key, theirs.get(key, "no such key"), ours.get(key, "no such key"))
    in_order = [identity(duty) for duty in theirs["obligations"]]
    if not found and in_order != [identity(duty) for duty in ours["obligations"]]:
        found.append(f"obligations stand in another order: {in_order}")
    return found


def parted(path: str, engine: Any, plain: Any) -> list[str]:
    """The places below a path where two values part."""
    if isinstance(engine, dict) and isinstance(plain, dict):
        return [
            line
            for key in sorted(engine.keys() | plain.keys())
            if not (key == "article" and plain.get(key) is None)  # the contract names no article for it
            for line in parted(f"{path}.{key}", engine.get(key, "no such key"), plain.get(key, "no such key"))
        ]
    return [] if engine == plain else [f"{path}: engine {engine!r}, second opinion {plain!r}"]


@batches
def test_the_engine_and_the_second_opinion_agree(seeds: range) -> None:
    found = []
    for seed in seeds:
        case = history(seed)
        lines = differences(without_trails(engine_answer(case)), answer(case))
        found += [f"seed {seed}: {line}" for line in lines]
    assert not found, f"{len(found)} differences, the first of them:\n" + "\n".join(found[:SHOWN])


@batches
def test_facts_in_any_order_give_the_same_bytes(seeds: range) -> None:
    for seed in seeds[::5]:
        case = history(seed)
        other = {**case, "facts": list(case["facts"])}
        Random(seed + 1).shuffle(other["facts"])
        assert as_bytes(other) == as_bytes(case), f"seed {seed}"


def as_bytes(case: dict[str, Any]) -> bytes:
    """The engine's answer as it is printed."""
    return json.dumps(engine_answer(case), ensure_ascii=False).encode()


@batches
def test_time_never_opens(seeds: range) -> None:
    for seed in seeds[::3]:
        case = history(seed)
        if case.get("what_if"):
            continue  # there, a later day brings facts with it
        now = engine_answer(case)["disclosure"]
        for days in (1, 30, 92, 365, 3660):
            later = engine_answer({**case, "as_of": later_day(case["as_of"], days)})["disclosure"]
            assert not opened(now, later), f"seed {seed}: wider after {days} days: {now} -> {later}"


def later_day(day: str, days: int) -> str:
    """The ISO day some days on."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def opened(now: dict[str, Any] | None, later: dict[str, Any] | None) -> bool:
    """Whether the whole or any filing shows more than before."""
    if now is None or later is None:
        return now != later
    pairs = [(now["level"], later["level"])]
    pairs += [(entry["level"], later["filings"][name]["level"]) for name, entry in now["filings"].items()]
    return any(OPENNESS.index(after) > OPENNESS.index(before) for before, after in pairs)
