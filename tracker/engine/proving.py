"""Runs the cases that stand beside a pack: facts in, the named obligations out. Prints nothing."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tracker.engine.derive import derive
from tracker.engine.reading import CaseFaults, read_case
from tracker.packs.shelf import DATA, Shelf


@dataclass(frozen=True)
class Proof:
    """How many cases of a pack ran, and what each got wrong."""

    ran: int
    faults: list[str]


def prove(shelf: Shelf, pack: str, folder: Path | None = None) -> Proof:
    """Runs `cases.toml` of a pack. A fault names the case's sentence, the place and both values."""
    path = (folder or DATA / pack) / "cases.toml"
    if not path.is_file():
        return Proof(0, [])
    cases = tomllib.loads(path.read_text(encoding="utf-8")).get("cases", [])
    return Proof(len(cases), [fault for case in cases for fault in run(case, shelf)])


def run(case: dict[str, Any], shelf: Shelf) -> list[str]:
    """One case: what it expects and does not get."""
    name = case.get("name", "a case without a name")
    try:
        answer = derive(read_case(as_json(case["case"]), shelf), shelf).as_json()
    except CaseFaults as refused:
        return [f"'{name}': {fault}" for fault in refused.faults]
    faults = []
    for n, expected in enumerate(as_json(case.get("obligations", []))):
        faults += [
            f"'{name}': obligations[{n}]: {fault}" for fault in _expected(expected, answer["obligations"])
        ]
    for section, expected in as_json(case.get("expect", {})).items():
        faults += [f"'{name}': {fault}" for fault in _differences(section, expected, answer.get(section))]
    return faults + [
        f"'{name}': {rule}: is there, though it should not be"
        for rule in case.get("absent", [])
        if any(rule == found["rule"] for found in answer["obligations"])
    ]


def _expected(expected: dict[str, Any], found: list[dict[str, Any]]) -> list[str]:
    """Compares an expected obligation with the one of the same rule, pack, filing and trigger."""
    identity = {key: expected[key] for key in ("rule", "pack", "filing", "trigger") if key in expected}
    same = [each for each in found if all(each[key] == value for key, value in identity.items())]
    if len(same) != 1:
        return [f"{identity}: found {len(same)} times, expected once"]
    return [line for key, value in expected.items() for line in _differences(key, value, same[0].get(key))]


def _differences(place: str, expected: Any, found: Any) -> list[str]:
    """Where two values differ; of an object only the expected keys are compared. 'none' stands for null."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            line
            for key, value in expected.items()
            for line in _differences(f"{place}.{key}", value, found.get(key))
        ]
    expected = None if expected == "none" else expected
    return [] if expected == found else [f"{place}: expected {expected}, found {found}"]


def as_json(value: Any) -> Any:
    """TOML values as a case file writes them: days as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    return [as_json(each) for each in value] if isinstance(value, list) else value
