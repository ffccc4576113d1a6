"""Runs the cases that stand beside a pack: facts in, the named obligations out. Prints nothing."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from tracker.engine.case import Case
from tracker.engine.derive import derive
from tracker.engine.inputs import CaseFaults
from tracker.engine.publishing import Plan, publication_verdict
from tracker.engine.reading import read_case
from tracker.packs.shelf import DATA, Shelf, default_shelf

QUESTION = ("absent", "as_of", "expect", "obligations", "publications")
"""What a case, and each later day it is asked on, may say."""
PLANNED = ("on", "content", "disclosed", "shared")
"""What a case says of a planned publication."""
ALLOWED = (*(key for key in QUESTION if key != "as_of"), "asked", "case", "name")


@dataclass(frozen=True)
class Proof:
    """How many cases of a pack ran, and what each got wrong."""

    ran: int
    faults: list[str]


@dataclass(frozen=True)
class CaseProof:
    """One case: its file, its sentence, the rules it speaks of, and what it got wrong."""

    file: str
    name: str
    rules: frozenset[str]
    faults: tuple[str, ...]


def case_proofs(shelf: Shelf, pack: str) -> list[CaseProof]:
    """Runs the cases of a pack, each told apart. A file that cannot be read counts as one that fails."""
    try:
        cases = cases_by_file(shelf.folders.get(pack) or DATA / pack)
    except CaseFaults as refused:
        return [CaseProof(fault.partition(": ")[0], fault, frozenset(), (fault,)) for fault in refused.faults]
    return [
        CaseProof(file, str(case.get("name", "")), rules_of(case), tuple(run(case, shelf)))
        for file, case in cases
    ]


def rules_of(case: dict[str, Any]) -> frozenset[str]:
    """The rules that a case expects something of, or expects not to be there."""
    questions = (case, *case.get("asked", ()))
    said = [each.get("rule", "") for question in questions for each in question.get("obligations", ())]
    said += [name.rpartition("/")[2] for question in questions for name in question.get("absent", ())]
    return frozenset(said)


def prove(shelf: Shelf, pack: str, folder: Path | None = None) -> Proof:
    """Runs the cases of a pack. A fault names the file, the case's sentence, the place and both values."""
    try:
        cases = cases_by_file(folder or shelf.folders.get(pack) or DATA / pack)
    except CaseFaults as refused:
        return Proof(0, refused.faults)
    faults = [f"{file}: {fault}" for file, case in cases for fault in run(case, shelf)]
    return Proof(len(cases), faults)


def prove_shelf(shelf: Shelf, packs: Iterable[str] = ()) -> dict[str, Proof]:
    """Runs the cases of these packs, by pack (none named: of every pack on the shelf)."""
    return {pack: prove(shelf, pack) for pack in packs or sorted(shelf.packs)}


@lru_cache(maxsize=1)
def shelf_faults() -> tuple[str, ...]:
    """What is wrong with the packs that ship with the product: run once in a process, when first asked for.

    Empty where every case of every pack holds. A line names the pack's file, the case and both values.
    """
    return tuple(pack_faults(default_shelf(), ()))


def pack_faults(shelf: Shelf, packs: Iterable[str]) -> list[str]:
    """What the cases of these packs (none named: of all) get wrong, a line each as `pack/file: 'case': …`."""
    proofs = prove_shelf(shelf, packs)
    return [f"{pack}/{fault}" for pack, proof in proofs.items() for fault in proof.faults]


def cases_in(folder: Path) -> list[dict[str, Any]]:
    """The cases of a pack's folder. Raises as `cases_by_file`."""
    return [case for _, case in cases_by_file(folder)]


def cases_by_file(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """The cases of `cases.toml` and `cases/*.toml` in a pack's folder, each with its file.

    Raises CaseFaults where a file is not TOML or holds anything but [[cases]].
    """
    found: list[tuple[str, dict[str, Any]]] = []
    faults = []
    for path in (folder / "cases.toml", *sorted((folder / "cases").glob("*.toml"))):
        if not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        try:
            read = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            faults.append(f"{name}: is not TOML: {error}")
            continue
        cases = read.get("cases")
        if set(read) != {"cases"} or not _is_list_of_tables(cases):
            faults.append(f"{name}: holds [[cases]] and nothing else (read: {', '.join(read) or 'nothing'})")
        else:
            found += [(name, case) for case in cases or []]
    if faults:
        raise CaseFaults(faults)
    return found


def _is_list_of_tables(read: Any) -> bool:
    return isinstance(read, list) and all(isinstance(each, dict) for each in read)


def run(case: dict[str, Any], shelf: Shelf) -> list[str]:
    """One case: what it expects and does not get."""
    name = case.get("name", "a case without a name")
    faults = _shape(case)
    if not faults:
        asked = as_json(case["case"])
        faults = _ask(asked, case, shelf)
        for later in case.get("asked", ()):
            day = as_json(later["as_of"])
            faults += [f"as of {day}: {fault}" for fault in _ask({**asked, "as_of": day}, later, shelf)]
    return [f"'{name}': {fault}" for fault in faults]


def _shape(case: dict[str, Any]) -> list[str]:
    """What is wrong with the way a case is written. One that expects nothing proves nothing."""
    faults = [
        f"{key}: unknown key; allowed: {', '.join(sorted(ALLOWED))}" for key in case if key not in ALLOWED
    ]
    faults += [f"{key}: is missing" for key in ("name", "case") if key not in case]
    asked = case.get("asked", [])
    if not _is_list_of_tables(asked):
        return [*faults, "asked: is a list of { as_of = …, obligations = [ … ] }"]
    for n, later in enumerate(asked):
        strange = [key for key in later if key not in QUESTION]
        faults += [f"asked[{n}].{key}: unknown key; allowed: {', '.join(QUESTION)}" for key in strange]
        if "as_of" not in later:
            faults.append(f"asked[{n}].as_of: is missing; the day on which the same facts are asked about")
    if not any(question.get(key) for question in (case, *asked) for key in QUESTION if key != "as_of"):
        faults.append("expects nothing: say obligations, expect or absent, or ask for publications")
    return faults


def _ask(asked: dict[str, Any], question: dict[str, Any], shelf: Shelf) -> list[str]:
    """Asks once and compares with what is expected."""
    explained = any("trail" in each for each in question.get("obligations", []))
    try:
        case = read_case(asked, shelf)
        answer = derive(case, shelf).as_json(explained)
    except CaseFaults as refused:
        return refused.faults
    faults = _published(case, question.get("publications", []), shelf)
    for n, expected in enumerate(as_json(question.get("obligations", []))):
        faults += [f"obligations[{n}]: {fault}" for fault in _expected(expected, answer["obligations"])]
    for section, expected in as_json(question.get("expect", {})).items():
        faults += _differences(section, expected, answer.get(section, "no such section"))
    return faults + [
        f"{rule}: is there, though it should not be"
        for rule in question.get("absent", [])
        if any(rule in (found["rule"], f"{found['pack']}/{found['rule']}") for found in answer["obligations"])
    ]


def _published(case: Case, questions: list[dict[str, Any]], shelf: Shelf) -> list[str]:
    """Asks for planned publications: `{ on, content, disclosed, shared }` and what is expected of each."""
    faults = []
    for n, question in enumerate(questions):
        asked = {key: question[key] for key in PLANNED if key in question}
        asked["disclosed"] = tuple(asked.get("disclosed", ()))
        found = publication_verdict(case, Plan(**asked), shelf).as_json()
        for key, value in as_json({k: v for k, v in question.items() if k not in PLANNED}).items():
            faults += _differences(f"publications[{n}].{key}", value, found.get(key, "no such key"))
    return faults


def _expected(expected: dict[str, Any], found: list[dict[str, Any]]) -> list[str]:
    """Compares an expected obligation with the one of the same rule, pack, filing and trigger."""
    identity = {
        key: None if expected[key] == "none" else expected[key]
        for key in ("rule", "pack", "filing", "trigger")
        if key in expected
    }
    same = [each for each in found if all(each[key] == value for key, value in identity.items())]
    if len(same) != 1:
        return [f"{identity}: found {len(same)} times, expected once"]
    return [
        line
        for key, value in expected.items()
        for line in _differences(key, value, same[0].get(key, "no such key"))
    ]


def _differences(place: str, expected: Any, found: Any) -> list[str]:
    """Where two values differ; of an object only the expected keys are compared. 'none' stands for null."""
    if isinstance(expected, dict) and expected and isinstance(found, dict):
        return [
            line
            for key, value in expected.items()
            for line in _differences(f"{place}.{key}", value, found.get(key, "no such key"))
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [line for n, (one, other) in pairs for line in _differences(f"{place}[{n}]", one, other)]
    expected = None if expected == "none" else expected
    return [] if expected == found else [f"{place}: expected {expected}, found {found}"]


def as_json(value: Any) -> Any:
    """TOML values as a case file writes them: days as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    return [as_json(each) for each in value] if isinstance(value, list) else value
