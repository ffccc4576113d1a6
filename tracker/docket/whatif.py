"""What would follow if something happened: derived beside what follows now, and stored nowhere.

What is only supposed changes duties alone. How far a matter is disclosed and whether a filing abroad is
lawful are told from the facts on record. Not here: recording a fact (record).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from tracker.docket.actor import Actor, require
from tracker.docket.gate import own_scope
from tracker.docket.inforce import case_of, derive_matter
from tracker.docket.kept import key_of, values_of
from tracker.docket.terms import kinds_of, rule_label, shelf
from tracker.docket.words import Faults
from tracker.engine import CaseFaults, Obligation, Result, derive, read_case
from tracker.errors import DateOutOfRange, Fault, NotFound, Refused
from tracker.packs.model import FactKey, FactKind
from tracker.packs.words import RIGHTS
from tracker.store.facts import facts_of, standing_facts
from tracker.store.matters import find_matter
from tracker.store.session import reading

MOST = 12
"""So many things may be supposed at once."""
FIRST_FILING = "filed"
HERE, BASE = "if", "is"
FILLED = frozenset({"filing", "new-filing", "office", "route", "choice", "item", "fact"})
"""Types of keys that a supposition can answer: from closed lists, never by free text."""
DAYS = ("nominal", "due", "act_by")

NO_KIND = "Choose what would happen."
NO_DAY = "Say on which day."
NO_FILING = "Say for which filing."
NEVER_FILED = "No such filing was made. Suppose its filing first."
CANNOT_STAND = "This cannot happen together with the other facts."
TOO_MANY = "Suppose at most %(most)s things at once."
NO_RIGHT = "Choose the right."
NO_TERMS = "Choose the terms."

Change = Literal["appears", "moves", "goes", "stands", "same"]
ORDER: tuple[Change, ...] = ("appears", "moves", "goes", "stands", "same")


@dataclass(frozen=True, slots=True)
class Supposed:
    """Something that would happen: ``detail`` is the one further word its kind asks for, as an item."""

    kind: str
    on: date | None
    filing: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Supposable:
    """A kind of fact that can be supposed, with the key its detail answers."""

    kind: FactKind
    detail: FactKey | None
    about_filing: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One duty on one side of the comparison."""

    due: date | None
    act_by: date | None
    standing: str
    provisional: bool
    steps: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Pair:
    """One duty as it is and as it would be; None where it is not there."""

    change: Change
    label: str
    article: str
    kind: str
    filing: str | None
    before: Line | None
    after: Line | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The comparison. ``disclosure`` and ``foreign_filing`` rest on the facts on record alone."""

    as_of: date
    pairs: list[Pair]
    disclosure: dict[str, Any] | None
    foreign_filing: dict[str, Any] | None
    ref: str | None = None
    filings: tuple[str, ...] = ()


def supposable(packs: Iterable[str], right: str) -> list[Supposable]:
    """The kinds of fact that can be supposed under these packs: those a day, a filing and one word tell."""
    found = []
    for kind in kinds_of(packs).values():
        asked = [key for key in kind.keys if key.required or right in key.rights]
        details = [key for key in asked if key.type in ("choice", "item", "route")]
        if len(details) <= 1 and all(key.type in FILLED for key in asked):
            about = any(key.type in ("filing", "new-filing") for key in kind.keys)
            found.append(Supposable(kind, details[0] if details else None, about))
    return found


def suppose(actor: Actor, *, matter: str, supposed: Sequence[Supposed], today: date) -> WhatIf:
    """What would follow for a matter. Stores nothing. Raises NotFound, Refused with the row of each fault."""
    require(actor.is_contractor)
    session = reading()
    found = find_matter(session, own_scope(actor), matter)
    if found is None:
        raise NotFound("There is no such matter here.")
    standing: list[Any] = list(standing_facts(facts_of(session, [found.id])))
    case = case_of(found, standing, today)
    fresh: list[Any] = [as_fact(each) for each in told(case, supposed, HERE, "w")]
    now = answer(lambda: derive_matter(found, standing, today), BASE, 0)
    then = answer(lambda: derive_matter(found, [*standing, *fresh], today), HERE, len(standing))
    return beside(now, then, actor.language, found.ref, filed_in(case["facts"]))


@dataclass(frozen=True, slots=True)
class SupposedFact:
    """A supposed fact beside those on record."""

    fact_id: str
    kind: str
    on: date
    keys: dict[str, Any]


def as_fact(fact: Mapping[str, Any]) -> SupposedFact:
    """A fact of a case as those on record are read."""
    keys = {name: value for name, value in fact.items() if name not in ("id", "kind", "on")}
    return SupposedFact(fact["id"], fact["kind"], date.fromisoformat(fact["on"]), keys)


def suppose_alone(
    *,
    packs: Sequence[str],
    right: str,
    given: Sequence[Supposed],
    supposed: Sequence[Supposed],
    today: date,
    language: str,
) -> WhatIf:
    """The same for a matter that nobody has: ``given`` is what happened to it. Reads no record."""
    faults = Faults()
    if right not in RIGHTS:
        faults.add("right", NO_RIGHT)
    if not packs or any(name not in shelf().packs for name in packs):
        faults.add("pack", NO_TERMS)
    faults.raise_any()
    case: dict[str, Any] = {
        "as_of": today.isoformat(),
        "packs": list(packs),
        "matter": {"ref": "–", "right": right},
        "facts": [],
    }
    base = case | {"what_if": True, "facts": told(case, given, BASE, "g")}
    more = base | {"facts": [*base["facts"], *told(base, supposed, HERE, "w")]}
    now = answer(lambda: derive(read_case(base, shelf()), shelf()), BASE, 0)
    then = answer(lambda: derive(read_case(more, shelf()), shelf()), HERE, len(base["facts"]))
    return beside(now, then, language, None, filed_in(base["facts"]))


def beside(now: Result, then: Result, language: str, ref: str | None, filings: tuple[str, ...]) -> WhatIf:
    """Two answers duty by duty; what changes stands first."""
    before, after = ({key_of(each): each for each in side.obligations} for side in (now, then))
    order = [*after, *(key for key in before if key not in after)]
    pairs = [pair(before.get(key), after.get(key), language) for key in order]
    pairs.sort(key=lambda each: ORDER.index(each.change))
    return WhatIf(now.as_of, pairs, now.disclosure, now.foreign_filing, ref, filings)


def filed_in(facts: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The filings of a case."""
    return tuple(fact["filing"] for fact in facts if fact["kind"] == FIRST_FILING)


def answer(question: Callable[[], Result], side: str, first: int) -> Result:
    """What follows. Raises Refused; a fault of a supposed fact stands at its row."""
    try:
        return question()
    except (CaseFaults, DateOutOfRange) as error:
        rows = {row_of(line, side, first) for line in getattr(error, "faults", [""])}
        raise Refused([Fault(row, CANNOT_STAND) for row in sorted(rows)]) from error


def row_of(line: str, side: str, first: int) -> str:
    """The row of the input that a line of the engine's reader is about; "" where it is about the whole."""
    place = line.partition(": ")[0]
    number = place.removeprefix("facts[").partition("]")[0]
    if not place.startswith("facts[") or not number.isdecimal():
        return ""
    n = int(number) - (first if side == HERE else 0)
    return f"{side}-{n}" if n >= 0 else ""


def told(case: Mapping[str, Any], rows: Sequence[Supposed], side: str, mark: str) -> list[dict[str, Any]]:
    """Suppositions as facts of a case. Raises Refused with every fault at its row."""
    faults, found = Faults(), list[dict[str, Any]]()
    known = {each.kind.kind: each for each in supposable(case["packs"], case["matter"]["right"])}
    filings = {*filed_in(case["facts"]), *(row.filing for row in rows if row.kind == FIRST_FILING)}
    if len(rows) > MOST:
        faults.add("", TOO_MANY, most=MOST)
    for n, row in enumerate(rows[:MOST]):
        each, at = known.get(row.kind), f"{side}-{n}"
        if each is None or not is_answered(each.detail, row.detail):
            faults.add(at, NO_KIND)
        elif row.on is None:
            faults.add(at, NO_DAY)
        elif needs_filing(each, row) and row.filing is None:
            faults.add(at, NO_FILING)
        elif row.filing is not None and row.filing not in filings:
            faults.add(at, NEVER_FILED)
        else:
            found.append(fact_of(each, row, row.on, f"{mark}{n}", [*case["facts"], *found]))
    faults.raise_any()
    return found


def is_answered(key: FactKey | None, detail: str | None) -> bool:
    """Whether a kind's further word was given and can be read."""
    if key is None:
        return True
    return bool(detail) and (key.type != "item" or (detail or "").isdecimal())


def needs_filing(each: Supposable, row: Supposed) -> bool:
    """Whether a supposition must say for which filing."""
    return any(is_needed(key, row.detail) for key in each.kind.keys if key.type in ("filing", "new-filing"))


def is_needed(key: FactKey, detail: str | None) -> bool:
    """Whether a key must be given where this is the kind's further word."""
    always = key.required and detail not in [str(item) for item in key.optional_items]
    return always or detail in key.required_about


def fact_of(
    each: Supposable, row: Supposed, on: date, name: str, others: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """One supposition as a fact; a key that names a fact names the latest that it may."""
    fact: dict[str, Any] = {"id": name, "kind": row.kind, "on": on.isoformat()}
    for key in each.kind.keys:
        if each.detail is not None and key.name == each.detail.name:
            fact[key.name] = int(row.detail or 0) if key.type == "item" else row.detail
        elif key.type in ("filing", "new-filing") and key.name == "filing" and row.filing is not None:
            fact[key.name] = row.filing
        elif key.type == "office" and row.filing is not None:
            fact[key.name] = row.filing[:2]
        elif key.type == "fact" and (key.required or row.detail in key.required_about):
            meant = [other["id"] for other in others if not key.of or other["kind"] in key.of]
            fact[key.name] = meant[-1] if meant else "–"
    return fact


def pair(before: Obligation | None, after: Obligation | None, language: str) -> Pair:
    """One duty on both sides."""
    one = after or before
    assert one is not None  # it is on one of the two sides
    values = values_of(one)
    return Pair(
        change=change_of(before, after),
        label=rule_label(one.pack, one.rule, language),
        article=values["article"],
        kind=values["kind"],
        filing=one.filing,
        before=line_of(before, language),
        after=line_of(after, language),
    )


def change_of(before: Obligation | None, after: Obligation | None) -> Change:
    """What the suppositions do to a duty."""
    if before is None:
        return "appears"
    if after is None:
        return "goes"
    was, is_now = values_of(before), values_of(after)
    if any(was[name] != is_now[name] for name in DAYS):
        return "moves"
    return "same" if was["standing"] == is_now["standing"] else "stands"


def line_of(one: Obligation | None, language: str) -> Line | None:
    """One side of a pair."""
    if one is None:
        return None
    values = values_of(one)
    steps = [{"kind": step.kind, "text": step.text(language)} for step in one.steps]
    return Line(values["due"], values["act_by"], values["standing"], values["provisional"], steps)
