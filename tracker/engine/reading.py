"""From a case file as read to a Case, or every fault at once, each with its place. Derives nothing."""

from typing import Any

from tracker.engine.case import Case, Matter, by_day
from tracker.engine.family import Family
from tracker.engine.gate import Gate
from tracker.engine.ground import ground
from tracker.engine.inputs import CaseFaults, Faults, read_date, shown, shown_key
from tracker.engine.reading_facts import places, read_facts
from tracker.packs.shelf import Shelf
from tracker.packs.words import RIGHTS

CASE_KEYS = ("as_of", "facts", "matter", "packs", "parameters", "what_if")
MATTER_KEYS = ("perennial", "ref", "right", "sensitive_field")
FIELDS = ("outside", "inside", "unknown")


def read_cases(read: Any, shelf: Shelf) -> list[Case]:
    """A case, or an array of them. Raises CaseFaults naming every fault of every case."""
    if not isinstance(read, list):
        return [read_case(read, shelf)]
    cases, faults = [], []
    for n, each in enumerate(read):
        try:
            cases.append(read_case(each, shelf))
        except CaseFaults as refused:
            faults += [f"[{n}].{fault}" for fault in refused.faults]
    if faults:
        raise CaseFaults(faults)
    return cases


def read_case(read: Any, shelf: Shelf) -> Case:
    """One case as contract section 2 words it. Raises CaseFaults naming every fault."""
    faults = Faults()
    if not isinstance(read, dict):
        raise CaseFaults([f"case: {shown(read)} is not an object with as_of, matter and facts"])
    faults.unknown_keys("", read, CASE_KEYS)
    packs = _packs(read, shelf, faults)
    as_of = read_date("as_of", read.get("as_of"), faults)
    what_if = read.get("what_if", False)
    if not isinstance(what_if, bool):
        faults.add("what_if", f"{shown(what_if)} is not true or false")
    matter = _matter(read.get("matter"), faults)
    parameters = _parameters(read.get("parameters", {}), packs, shelf, faults)
    latest = as_of if what_if is not True else None
    facts = read_facts(read.get("facts"), packs, shelf, matter, latest, faults)
    if as_of is None or matter is None:
        raise CaseFaults(faults.lines)
    case = Case(as_of, packs, matter, tuple(sorted(facts, key=by_day)), parameters, what_if)
    _too_early(case, read.get("facts"), shelf, faults)
    if faults.lines:
        raise CaseFaults(faults.lines)
    return case


def _packs(read: dict[str, Any], shelf: Shelf, faults: Faults) -> tuple[str, ...]:
    named = read.get("packs", list(shelf.default))
    if not isinstance(named, list) or not named:
        faults.add("packs", f"{shown(named)} is not a list of packs")
        return ()
    for n, name in enumerate(named):
        if not isinstance(name, str) or name not in shelf.packs:
            faults.add(
                f"packs[{n}]", f"no pack {shown(name)}; on the shelf: {', '.join(sorted(shelf.packs))}"
            )
        elif name in named[:n]:
            faults.add(f"packs[{n}]", f"{shown(name)} stands twice")
    known = [name for name in named if isinstance(name, str) and name in shelf.packs]
    return tuple(dict.fromkeys(known))


def _matter(read: Any, faults: Faults) -> Matter | None:
    if not isinstance(read, dict):
        faults.add("matter", f"{shown(read)} is not an object with ref and right")
        return None
    faults.unknown_keys("matter.", read, MATTER_KEYS)
    ref, right = read.get("ref"), read.get("right")
    if not isinstance(ref, str) or not ref.strip():
        faults.add("matter.ref", f"{shown(ref)} is not a reference, a text like 'K-0001'")
    if right not in RIGHTS:
        faults.add("matter.right", f"{shown(right)} is not a right; allowed: {', '.join(RIGHTS)}")
    field = read.get("sensitive_field", "unknown")
    if field not in FIELDS:
        faults.add("matter.sensitive_field", f"{shown(field)} is not one of: {', '.join(FIELDS)}")
    perennial = read.get("perennial", False)
    if not isinstance(perennial, bool):
        faults.add("matter.perennial", f"{shown(perennial)} is not true or false")
    elif perennial and right != "plant-variety":
        faults.add("matter.perennial", "only a plant variety can be perennial")
    return Matter(str(ref), right, str(field), bool(perennial)) if right in RIGHTS else None


def _parameters(read: Any, packs: tuple[str, ...], shelf: Shelf, faults: Faults) -> dict[str, Any]:
    """Answers to unknowns, each of the type the pack asks for."""
    if not isinstance(read, dict):
        faults.add("parameters", f"{shown(read)} is not an object of answers")
        return {}
    known = shelf.unknowns(packs)
    for name, value in read.items():
        at = f"parameters.{shown_key(name)}"
        if name not in known:
            faults.add(at, f"no such open question; known: {', '.join(sorted(known)) or 'none'}")
        elif known[name].type == "boolean" and not isinstance(value, bool):
            faults.add(at, f"{shown(value)} is not true or false")
        elif known[name].type == "whole":
            low, high = known[name].minimum, known[name].maximum
            if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
                faults.add(at, f"{shown(value)} is not a whole number from {low} to {high}")
        elif known[name].type == "text" and (not isinstance(value, str) or not value.strip()):
            faults.add(at, f"{shown(value)} is not a text")
    return dict(read)


def _too_early(case: Case, read: Any, shelf: Shelf, faults: Faults) -> None:
    """Refuses a confirmation that no notice came while the review still runs."""
    base = ground(shelf, case.packs)
    told = [f for f in case.facts if base.review is not None and f.kind == base.review.confirmed_by]
    if not told:
        return
    family = Family(case, case.facts)
    gate = Gate(family, base)
    place = places(read)
    for fact in told:
        filing = family.filings.get(fact.filing or "")
        end = gate.review_end(filing) if filing is not None else None
        if end is not None and fact.on <= end:
            text = f"the primary review runs until {end.isoformat()}; it can be confirmed from the day after"
            faults.add(f"facts[{place[fact.id]}].on", text)
