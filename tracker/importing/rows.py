"""From the cells of a table to what each row tells: values of a matter, and facts. Faults name their heading.

Not here: whether that fits the terms and what is on record (docket.import_plan).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tracker.errors import Fault
from tracker.importing.columns import DETAIL, KEY, Column, columns, is_of_facts, plain, words
from tracker.importing.days import UnreadableDay, read_day
from tracker.importing.tables import Table

NOT_A_WORD = "Not understood here: “%(typed)s”. Write one of: %(words)s."
NO_DAY_FOR_IT = "This belongs to the day in “%(column)s”, which is empty."
HAS_TIME = "This cell holds a time of day as well. Only the day is kept: format the cell as a date."
NUMBER_AS_DAY = "This is the number %(typed)s and not a date. Format the cell as a date."
ERROR_CELL = "The cell shows an error of the spreadsheet (%(typed)s)."
NO_REF = "Every row needs a reference."
ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


@dataclass(slots=True)
class Told:
    """One fact as a row tells it. ``places``: the heading behind each of its fields; ``order``: among the
    facts of its row; ``single``: there is one such fact for a filing, so another day contradicts."""

    kind: str
    on: date | None
    keys: dict[str, Any] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    note: str = ""
    label: str = ""
    order: int = 0
    single: bool = False
    places: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One row: where it stands, what it tells, what is wrong with it, and in the end its verdict."""

    table: int
    line: int
    ref: str
    matter: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    of_facts: bool = False
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the terms know: kinds of fact by what people call them, and the type of every key."""

    kinds: Mapping[str, str]
    keys: Mapping[str, str]


def read_rows(number: int, table: Table, mapping: Sequence[str], terms: Terms) -> Iterator[Row]:
    """The rows of one table, by the column chosen for each heading."""
    chosen = [(place, name) for place, name in enumerate(mapping) if name and place < len(table.headings)]
    of_facts = is_of_facts(mapping)
    read = read_fact_row if of_facts else read_filing_row
    for line, cells in table.rows:
        given = {
            name: cells[place] for place, name in chosen if place < len(cells) and cells[place] is not None
        }
        headings = {name: table.headings[place] for place, name in chosen}
        row = Row(number, line, text_of(given.get("ref")), of_facts=of_facts, places=headings)
        for name, cell in list(given.items()):
            if isinstance(cell, str) and cell in ERRORS:
                row.faults.append(Fault(headings[name], ERROR_CELL, typed=cell))
                del given[name]
        if not row.ref:
            row.faults.append(Fault(headings.get("ref", ""), NO_REF))
        read(row, given, headings, terms)
        yield row


# --- one row per filing -------------------------------------------------------------------------------------


def read_filing_row(row: Row, given: Mapping[str, Any], headings: Mapping[str, str], terms: Terms) -> None:
    """A row of the ledger: the matter, and the facts that its days record."""
    known, facts = columns(), {}
    for order, (name, column) in enumerate(known.items()):
        if column.fact is not None and name in given:
            facts[name] = told_by(row, column, given[name], headings[name], order)
    for name, column in known.items():
        if name not in given or column.fact is not None or name in ("ref", "filing"):
            continue
        if column.of:
            say_more(row, column, given[name], headings, facts)
        elif column.about == "matter":
            row.matter[name] = value_of(row, column.type, given[name], headings[name])
    name_filing(row, given, headings, facts)
    row.told = [each for each in facts.values() if each.on is not None]


def told_by(row: Row, column: Column, cell: Any, heading: str, order: int) -> Told:
    """The fact that a day records."""
    fact = dict(column.fact or {})
    day = day_of(row, cell, heading)
    return Told(fact.pop("kind"), day, fact, order=order, single=True, places={"on": heading})


def say_more(
    row: Row, column: Column, cell: Any, headings: Mapping[str, str], facts: Mapping[str, Told]
) -> None:
    """A key or a number of the fact that another column's day records."""
    heading = headings[column.id]
    if column.of not in facts:
        if column.of == "filed_on" and any(columns()[name].about == "filing" for name in facts):
            return  # a row that adds to a filing which is on record may say again which it is
        day = columns()[column.of]
        row.faults.append(Fault(heading, NO_DAY_FOR_IT, column=headings.get(day.id, f"{day.ja} / {day.en}")))
        return
    told, (place, _, name) = facts[column.of], column.key.partition(".")
    told.places[name] = heading
    value = value_of(row, column.type, cell, heading)
    (told.keys if place == "keys" else told.details)[name] = plain_value(value)


def name_filing(
    row: Row, given: Mapping[str, Any], headings: Mapping[str, str], facts: Mapping[str, Told]
) -> None:
    """Say of each fact about a filing which filing; the route where the row leaves it open."""
    name = text_of(given.get("filing"))
    for column, told in facts.items():
        if columns()[column].about == "filing":
            told.keys["filing"] = name
            told.places["filing"] = headings.get("filing", told.places["on"])
    filed = facts.get("filed_on")
    if filed is not None:
        filed.places.setdefault("office", headings.get("office", told_place(filed)))
        filed.keys.setdefault("route", "pct" if filed.keys.get("office") == "WO" else "national")


def told_place(told: Told) -> str:
    """Where a fact stands, for what has no heading of its own."""
    return told.places.get("on", "")


# --- one row per fact ---------------------------------------------------------------------------------------


def read_fact_row(row: Row, given: Mapping[str, Any], headings: Mapping[str, str], terms: Terms) -> None:
    """A row of the sheet of facts."""
    told = Told("", None, label=text_of(given.get("fact_no")))
    known = columns()
    for name, cell in given.items():
        place, key = key_of(known.get(name), name)
        told.places[key or name] = heading = headings[name]
        if name == "kind":
            typed = text_of(cell)
            told.kind = terms.kinds.get(plain(typed), typed)
        elif name == "on":
            told.on = day_of(row, cell, heading)
        elif name == "note":
            told.note = text_of(cell)
        elif place == "details":
            told.details[key] = text_of(cell)
        elif place == "keys":
            told.keys[key] = plain_value(value_of(row, terms.keys.get(key, "text"), cell, heading))
    for name in ("kind", "on"):
        told.places.setdefault(name, headings.get(name, name))
    row.told = [told]


def key_of(column: Column | None, name: str) -> tuple[str, str]:
    """Whether a column of the sheet of facts gives a key or a number, and which."""
    if name.startswith(KEY):
        return "keys", name.removeprefix(KEY)
    if name.startswith(DETAIL):
        return "details", name.removeprefix(DETAIL)
    if name == "filing":
        return "keys", "filing"
    if column is not None and column.key:
        place, _, key = column.key.partition(".")
        return place, key
    return "", ""


# --- cells --------------------------------------------------------------------------------------------------


def text_of(cell: Any) -> str:
    """A cell as text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def value_of(row: Row, kind: str, cell: Any, heading: str) -> Any:
    """A cell as its type asks for; words of closed lists by their codes, days as days."""
    if kind == "date":
        return day_of(row, cell, heading)
    if kind == "boolean" and isinstance(cell, bool):
        return cell
    if kind in words():
        typed = text_of(cell)
        code = words()[kind].get(plain(typed))
        if code is None and kind == "office":
            return typed.upper()
        if code is None:
            listed = ", ".join(dict.fromkeys(words()[kind].values()))
            row.faults.append(Fault(heading, NOT_A_WORD, typed=typed[:60], words=listed))
            return None
        return code == "true" if kind == "boolean" else code
    if kind in ("whole", "item") and type(cell) is int:
        return cell
    return text_of(cell)


def plain_value(value: Any) -> Any:
    """Days as the keys of facts write them."""
    return value.isoformat() if isinstance(value, date) else value


def day_of(row: Row, cell: Any, heading: str) -> date | None:
    """A cell as a day; what is none becomes a fault of the row."""
    if isinstance(cell, datetime):
        row.faults.append(Fault(heading, HAS_TIME))
        return None
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not 18680101 <= cell <= 99991231:
        row.faults.append(Fault(heading, NUMBER_AS_DAY, typed=cell))
        return None
    try:
        return read_day(str(cell))
    except UnreadableDay as unreadable:
        row.faults.append(Fault(heading, unreadable.message, **unreadable.values))
        return None
