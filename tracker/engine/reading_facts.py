"""Reads the facts of a case against the closed list its packs declare. Derives nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any, get_args

from tracker.engine.case import Fact, Matter
from tracker.engine.inputs import Faults, is_whole, read_date, shown
from tracker.engine.reading_family import check_family
from tracker.packs.model import FactKey, FactKind
from tracker.packs.shelf import Shelf
from tracker.packs.words import Route

COMMON = ("id", "kind", "note", "on")
ROUTES = get_args(Route)


class Reader:
    """One case's facts while they are read: what is declared, what was filed, what stands where."""

    def __init__(self, raw: list[Any], packs: tuple[str, ...], shelf: Shelf, matter: Matter | None) -> None:
        self.raw = raw
        self.kinds = shelf.facts(packs)
        self.rules = {rule for pack in shelf.packs.values() for rule in pack.rules}
        self.packs = tuple(sorted(shelf.packs))
        self.offices = shelf.offices
        self.right = matter.right if matter else None
        self.by_id = {f["id"]: f for f in raw if isinstance(f, dict) and isinstance(f.get("id"), str)}
        filed = (f for f in raw if isinstance(f, dict) and f.get("kind") == "filed")
        self.filed = {f["filing"]: f for f in filed if isinstance(f.get("filing"), str)}
        self.seen_ids: set[str] = set()
        self.seen_filings: set[str] = set()
        self.work: str | None = None


def read_facts(
    raw: Any, packs: tuple[str, ...], shelf: Shelf, matter: Matter | None, latest: date | None, faults: Faults
) -> list[Fact]:
    """The facts with which nothing is wrong; what is wrong with the others goes to `faults`.

    `latest` is the last day a fact may have (None: any).
    """
    if not isinstance(raw, list):
        faults.add("facts", f"{shown(raw)} is not a list of facts")
        return []
    reader = Reader(raw, packs, shelf, matter)
    facts = []
    for n, each in enumerate(raw):
        if not isinstance(each, dict):
            faults.add(f"facts[{n}]", f"{shown(each)} is not an object with id, kind and on")
            continue
        fact = _read_fact(f"facts[{n}]", each, reader, latest, faults)
        if fact is not None:
            facts.append(fact)
    check_family(facts, places(raw), faults)
    return facts


def places(raw: Any) -> dict[str, int]:
    """Where each fact stands in the list, by its id; of one id twice, the first."""
    found: dict[str, int] = {}
    for n, each in enumerate(raw if isinstance(raw, list) else []):
        if isinstance(each, dict) and isinstance(each.get("id"), str):
            found.setdefault(each["id"], n)
    return found


def _read_fact(
    at: str, raw: dict[str, Any], reader: Reader, latest: date | None, faults: Faults
) -> Fact | None:
    before = len(faults.lines)
    name = _read_id(at, raw.get("id"), reader, faults)
    on = read_date(f"{at}.on", raw.get("on"), faults)
    if on is not None and latest is not None and on > latest:
        faults.add(
            f"{at}.on", f"{on.isoformat()} lies after as_of, {latest.isoformat()}; say what_if to suppose it"
        )
    if not isinstance(raw.get("note", ""), str):
        faults.add(f"{at}.note", f"{shown(raw['note'])} is not a text")
    said = raw.get("kind")
    kind = reader.kinds.get(said) if isinstance(said, str) else None
    if kind is None:
        faults.add(
            f"{at}.kind", f"{shown(said)} is not a kind of fact; known: {', '.join(sorted(reader.kinds))}"
        )
        return None
    faults.unknown_keys(f"{at}.", raw, (*COMMON, *(key.name for key in kind.keys)))
    keys = {key.name: _read_key(f"{at}.{key.name}", key, raw, reader, faults) for key in kind.keys}
    _check_fact(at, kind, raw, reader, faults)
    if name is None or on is None or len(faults.lines) > before:
        return None
    filing = keys.pop("filing", None)
    return Fact(name, kind.kind, on, filing, {k: v for k, v in keys.items() if v is not None})


def _read_id(at: str, value: Any, reader: Reader, faults: Faults) -> str | None:
    if not isinstance(value, str) or not value.strip():
        faults.add(f"{at}.id", f"{shown(value)} is not an id, a text like 'f1'")
        return None
    if value in reader.seen_ids:
        faults.add(f"{at}.id", f"{shown(value)} stands twice")
    reader.seen_ids.add(value)
    return value


def _read_key(place: str, key: FactKey, raw: dict[str, Any], reader: Reader, faults: Faults) -> Any:
    """One further key: there when it must be, absent when it may not be, of the right type."""
    value = raw.get(key.name)
    barred, needed = _place_of(key, raw, reader)
    if value is None:
        if key.name in raw or needed:
            faults.add(place, f"is missing: {needed or 'give a value or leave the key out'}")
        return None
    if barred:
        faults.add(place, barred)
        return None
    if key.type == "date":
        return read_date(place, value, faults)
    fault = READ[key.type](key, value, reader)
    if fault:
        faults.add(place, f"{shown(value)} {fault}")
        return None
    return value


def _place_of(key: FactKey, raw: dict[str, Any], reader: Reader) -> tuple[str, str]:
    """Why a key may not stand here, and why it must ('' where it is not so)."""
    barred = needed = ""
    if key.items and raw.get("item") not in key.items:
        barred = f"belongs to items {', '.join(map(str, key.items))} only"
    if key.routes:
        if raw.get("route") in key.routes:
            needed = f"the route {raw.get('route')} needs it"
        elif raw.get("route") in ROUTES:
            barred = f"belongs to the routes {', '.join(key.routes)} only"
    if key.rights and reader.right is not None:
        if reader.right in key.rights:
            needed = f"a matter of the right {reader.right} needs it"
        else:
            barred = f"is not given for a matter of the right {reader.right}"
    if key.required and raw.get("item") not in key.optional_items:
        needed = f"needed here ({key.label.en})"
    if raw.get("about") in key.required_about:
        needed = f"needed for a notice about {raw.get('about')}"
    return barred, needed


def _is_text(key: FactKey, value: Any, reader: Reader) -> str:
    return "" if isinstance(value, str) and value.strip() else "is not a text"


def _is_filing(key: FactKey, value: Any, reader: Reader) -> str:
    if isinstance(value, str) and value in reader.filed:
        return ""
    known = ", ".join(sorted(reader.filed)) or "none"
    return f"was never filed: no fact of kind 'filed' names it (filed: {known})"


def _is_office(key: FactKey, value: Any, reader: Reader) -> str:
    known = isinstance(value, str) and value in reader.offices
    return "" if known else "is not an office code of WIPO ST.3, two capital letters like 'JP'"


def _is_one_of(allowed: tuple[str, ...], value: Any) -> str:
    return "" if isinstance(value, str) and value in allowed else f"is not one of: {', '.join(allowed)}"


def _told(key: FactKey, value: str, reader: Reader) -> dict[str, Any] | None:
    """The fact that an id names; of one round of a yearly duty, named like 'f2#2027', the fact before it."""
    fact, _, year = value.rpartition("#")
    round_of = fact if year.isdecimal() and not key.of else value
    return reader.by_id.get(value) or reader.by_id.get(round_of)


def _is_fact(key: FactKey, value: Any, reader: Reader) -> str:
    told = _told(key, value, reader) if isinstance(value, str) else None
    if told is None:
        return "is not the id of a fact of this case"
    if key.of and told.get("kind") not in key.of:
        return f"names a fact of kind {shown(told.get('kind'))}; allowed: {', '.join(key.of)}"
    return ""


def _is_whole(key: FactKey, value: Any, reader: Reader) -> str:
    fits = is_whole(value) and key.minimum <= value <= key.maximum
    return "" if fits else f"is not a whole number from {key.minimum} to {key.maximum}"


def _is_item(key: FactKey, value: Any, reader: Reader) -> str:
    return "" if is_whole(value) and 1 <= value <= 23 else "is not an item, a number from 1 to 23"


def _is_boolean(key: FactKey, value: Any, reader: Reader) -> str:
    return "" if isinstance(value, bool) else "is not true or false"


READ: dict[str, Callable[[FactKey, Any, Reader], str]] = {
    "text": _is_text,
    "new-filing": _is_text,
    "filing": _is_filing,
    "office": _is_office,
    "route": lambda key, value, reader: _is_one_of(ROUTES, value),
    "choice": lambda key, value, reader: _is_one_of(key.choices, value),
    "fact": _is_fact,
    "whole": _is_whole,
    "item": _is_item,
    "boolean": _is_boolean,
    "rule": lambda key, value, reader: _is_one_of(tuple(sorted(reader.rules)), value),
    "pack": lambda key, value, reader: _is_one_of(reader.packs, value),
}


def _check_fact(at: str, kind: FactKind, raw: dict[str, Any], reader: Reader, faults: Faults) -> None:
    """What one fact must be in the light of the others."""
    for key in kind.keys:
        if key.type == "new-filing":
            name = raw.get(key.name)
            if isinstance(name, str) and name in reader.seen_filings:
                faults.add(f"{at}.{key.name}", f"{shown(name)} is filed twice; a filing is stated once")
            elif isinstance(name, str):
                reader.seen_filings.add(name)
    work = raw.get("work")
    if isinstance(work, str) and any(key.name == "work" for key in kind.keys):
        if reader.work not in (None, work):
            faults.add(f"{at}.work", f"{shown(work)} differs from {shown(reader.work)}: a matter is one work")
        reader.work = reader.work or work
