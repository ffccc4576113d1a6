"""Reads what a person says of a fact: the day, the further keys of its kind, numbers on papers.

Every fault is named at its field. Not here: how facts hang together; the engine's reader has the last word.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, get_args

from tracker.docket import words
from tracker.docket.casefaults import faults_of_case as faults_of_case
from tracker.docket.terms import DETAILS, kinds_of, shelf
from tracker.docket.words import Faults
from tracker.packs.model import FactKey, FactKind
from tracker.packs.words import Route
from tracker.store.facts import Fact
from tracker.store.matters import Matter

ROUTES = get_args(Route)
FIRST_DAY = date(1868, 1, 25)
LAST_DAY = date(2999, 12, 31)

NO_KIND = "The terms of this matter know no such kind of fact."
FUTURE = "This day lies in the future; a fact is recorded once it has happened."
TOO_OLD = "This day lies too far back."
TOO_FAR = "This day lies too far ahead."
NOT_ASKED = "This is not asked for here."
NEVER_FILED = "No such filing is on record in this matter. Record the filing first."
FILED_TWICE = "This filing is already on record; a filing is recorded once. Correct it instead."
NO_OFFICE = "This is not an office code of WIPO ST.3, two capital letters such as JP."
NO_FACT = "No such fact is on record in this matter."
WRONG_FACT = "This names another kind of fact; it should be one of: %(words)s."
NOT_WHOLE = "This should be a whole number from %(least)s to %(most)s."
NOT_SWITCH = "This should be yes or no."
AFTER_FILING = "This day lies after the filing itself."
BEFORE_FILING = "This day lies before the filing itself."
OTHER_WORK = "The matter is another kind of work; a matter is one work."


class Reader:
    """Reads one fact against a matter and the facts that stand in it."""

    def __init__(self, matter: Matter, standing: Iterable[Fact], today: date, faults: Faults) -> None:
        self.matter = matter
        self.standing = {fact.fact_id: fact for fact in standing}
        self.filed = {f.keys.get("filing"): f for f in self.standing.values() if f.kind == "filed"}
        self.packs: list[str] = matter.agreement.packs
        self.today = today
        self.faults = faults

    def read(self, kind: str, on: Any, keys: Mapping[str, Any]) -> tuple[FactKind | None, dict[str, Any]]:
        """The kind, and the keys as the case file words them."""
        found = kinds_of(self.packs).get(kind) if isinstance(kind, str) else None
        self.read_day(on)
        if found is None:
            self.faults.add("kind", NO_KIND)
            return None, {}
        given = {name: value for name, value in keys.items() if value not in (None, "")}
        known = {key.name: key for key in found.keys}
        for name in given.keys() - known.keys():
            self.faults.add(str(name)[:60], NOT_ASKED)
        read = {name: self.read_key(key, given) for name, key in known.items()}
        kept = {name: value for name, value in read.items() if value is not None}
        self.check_together(found, on, kept)
        return found, kept

    def read_day(self, on: Any) -> None:
        """The day of the fact itself."""
        day = self.faults.day("on", on)
        if day is not None and day > self.today:
            self.faults.add("on", FUTURE)
        elif day is not None and day < FIRST_DAY:
            self.faults.add("on", TOO_OLD)

    def read_key(self, key: FactKey, given: Mapping[str, Any]) -> Any:
        """One further key, None where it is not given or cannot stand."""
        value = given.get(key.name)
        if value is None:
            if is_needed(key, given, self.matter.right):
                self.faults.add(key.name, words.MISSING)
            return None
        if not is_allowed(key, given, self.matter.right):
            self.faults.add(key.name, NOT_ASKED)
            return None
        return READ[key.type](self, key, value)

    def check_together(self, kind: FactKind, on: Any, keys: dict[str, Any]) -> None:
        """What the day and the keys must be in the light of one another."""
        if kind.kind == "filed" and type(on) is date:
            for name in ("priority_on", "international_filing_on"):
                if keys.get(name, "") > on.isoformat():
                    self.faults.add(name, AFTER_FILING)
            if keys.get("review_from", "9999") < on.isoformat():
                self.faults.add("review_from", BEFORE_FILING)
        works = {fact.keys["work"] for fact in self.standing.values() if "work" in fact.keys}
        if "work" in keys and works - {keys["work"]}:
            self.faults.add("work", OTHER_WORK)

    # --- one function per type of key ---

    def text(self, key: FactKey, value: Any) -> str | None:
        most = words.REASON_LENGTH if key.name == "reason" else words.NUMBER_LENGTH
        return self.faults.text(key.name, value, most) or None

    def new_filing(self, key: FactKey, value: Any) -> str | None:
        name = self.faults.text(key.name, value, words.LABEL_LENGTH)
        if name in self.filed:
            self.faults.add(key.name, FILED_TWICE)
        return name or None

    def filing(self, key: FactKey, value: Any) -> str | None:
        return self.known(key, value, self.filed, NEVER_FILED)

    def office(self, key: FactKey, value: Any) -> str | None:
        return self.known(key, value, shelf().offices, NO_OFFICE)

    def known(self, key: FactKey, value: Any, allowed: Iterable[Any], message: str) -> str | None:
        if isinstance(value, str) and value in set(allowed):
            return value
        self.faults.add(key.name, message)
        return None

    def word(self, key: FactKey, value: Any) -> str | None:
        allowed = {"route": ROUTES, "pack": self.packs, "rule": self.rules()}.get(key.type, key.choices)
        return self.faults.word(key.name, value, allowed) or None

    def rules(self) -> list[str]:
        return sorted({rule for pack in self.packs for rule in shelf().packs[pack].rules})

    def fact(self, key: FactKey, value: Any) -> str | None:
        named = self.standing.get(told_by(key, value)) if isinstance(value, str) else None
        if named is None:
            self.faults.add(key.name, NO_FACT)
        elif key.of and named.kind not in key.of:
            self.faults.add(key.name, WRONG_FACT, words=", ".join(key.of))
        else:
            return str(value)
        return None

    def day(self, key: FactKey, value: Any) -> str | None:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                value = ""
        found = self.faults.day(key.name, value or "-")
        if found is not None and found < FIRST_DAY:
            self.faults.add(key.name, TOO_OLD)
        elif found is not None and found > LAST_DAY:
            self.faults.add(key.name, TOO_FAR)
        return None if found is None else found.isoformat()

    def whole(self, key: FactKey, value: Any) -> int | None:
        least, most = (1, 23) if key.type == "item" else (key.minimum, key.maximum)
        if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10:
            value = int(value)
        if type(value) is int and least <= value <= most:
            return value
        self.faults.add(key.name, NOT_WHOLE, least=least, most=most)
        return None

    def switch(self, key: FactKey, value: Any) -> bool | None:
        read = {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
        if isinstance(read, bool):
            return read
        self.faults.add(key.name, NOT_SWITCH)
        return None


def told_by(key: FactKey, value: str) -> str:
    """The fact that a value names; 'f0002#2027', one round of a yearly duty, names the fact before it."""
    fact, _, year = value.rpartition("#")
    return fact if year.isdecimal() and not key.of else value


READ: dict[str, Callable[[Reader, FactKey, Any], Any]] = {
    "text": Reader.text,
    "new-filing": Reader.new_filing,
    "filing": Reader.filing,
    "office": Reader.office,
    "route": Reader.word,
    "choice": Reader.word,
    "rule": Reader.word,
    "pack": Reader.word,
    "fact": Reader.fact,
    "date": Reader.day,
    "whole": Reader.whole,
    "item": Reader.whole,
    "boolean": Reader.switch,
}


def is_needed(key: FactKey, given: Mapping[str, Any], right: str) -> bool:
    """Whether a key must be given, in the light of the others."""
    by_item = key.required and item_of(given) not in key.optional_items
    by_route = bool(key.routes) and given.get("route") in key.routes
    return by_item or by_route or right in key.rights or given.get("about") in key.required_about


def is_allowed(key: FactKey, given: Mapping[str, Any], right: str) -> bool:
    """Whether a key may be given, in the light of the others."""
    by_item = not key.items or item_of(given) in key.items
    by_route = not key.routes or given.get("route") in key.routes
    return by_item and by_route and (not key.rights or right in key.rights)


def item_of(given: Mapping[str, Any]) -> int | None:
    """The item of Article 7(1) that a fact is about."""
    item = given.get("item")
    if isinstance(item, str):
        return int(item) if item.isascii() and item.isdecimal() and len(item) < 3 else None
    return item if type(item) is int else None


def read_details(details: Mapping[str, Any], faults: Faults) -> dict[str, str]:
    """Numbers on papers, from a closed list of names."""
    kept = {}
    for name, value in details.items():
        if name not in DETAILS:
            faults.add(str(name)[:60], NOT_ASKED)
        elif text := faults.text(name, value, words.NUMBER_LENGTH):
            kept[name] = text
    return kept
