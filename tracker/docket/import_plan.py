"""Holds the rows of a file against the terms and what is on record: each row's verdict, and what is new.

The same checks as for what people type, each matter derived once with all its facts. Stores nothing.
Not here: reading the file (importing), and storing the plan (import_storing).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from tracker.docket import words
from tracker.docket.actor import Actor
from tracker.docket.content import SHELF_LENGTH
from tracker.docket.draft import check_recorder
from tracker.docket.entering import NO_AGREEMENT, PERENNIAL, REF, REF_LENGTH, REF_SHAPE, TITLE_TAKEN
from tracker.docket.factinput import BEFORE_FILING, Reader, faults_of_case, read_details
from tracker.docket.import_ground import Known, Record
from tracker.docket.inforce import derive_matter
from tracker.docket.ledger import OUT_OF_RANGE
from tracker.docket.terms import kinds_of
from tracker.docket.words import Faults
from tracker.engine import CaseFaults, Result
from tracker.errors import DateOutOfRange, Fault
from tracker.importing.rows import Row, Told
from tracker.store.facts import fact_id
from tracker.store.matters import RIGHTS, SENSITIVE_FIELDS

ACCEPTED, REJECTED, DUPLICATE = "accepted", "rejected", "duplicate"

NO_MATTER = "Neither the file nor the records hold a matter with this reference."
OTHER_ROW = "Another row of the same matter was rejected: line %(line)s."
CONTRADICTS = "Line %(line)s of the same matter says otherwise."
ON_RECORD = "The records say otherwise. Correct it on the page of the matter, or leave the cell empty."
OTHER_DAY = "On record with another day (%(day)s). Correct it on the page of the matter."
OTHER_NUMBER = "On record with another number. Correct it on the page of the matter."
LABEL_TWICE = "Another fact of this matter has this number already: line %(line)s."
NO_SUCH_OWNER = "Nobody of your organisation with this mail address may own matters."
NO_LABEL = "No fact of this matter has this number."

VALUES = ("right", "title", "agreement", "sensitive_field", "perennial", "shelf_no", "owner")


class Blank(SimpleNamespace):
    """A row to come: what nobody has set is not there yet, and the tables' own defaults hold."""

    def __getattr__(self, name: str) -> None:
        return None


@dataclass(slots=True)
class Planned:
    """One matter of the file: as it would be stored, its new facts, and what follows.

    ``record`` is the matter on record that the facts are added to; None for a new one.
    """

    matter: Any
    record: Record | None
    facts: list[Any] = field(default_factory=list)
    result: Result | None = None


@dataclass(slots=True)
class Plan:
    """Every row with its verdict, and the matters that would be stored."""

    rows: list[Row] = field(default_factory=list)
    matters: list[Planned] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)

    def count(self, verdict: str) -> int:
        """How many rows have a verdict."""
        return sum(row.verdict == verdict for row in self.rows)


def plan_import(
    known: Known,
    rows: Iterable[Row],
    actor: Actor,
    today: date,
    now: datetime,
    tell: Callable[[int], None] = lambda done: None,
) -> Plan:
    """The verdict of every row. ``tell`` hears how many rows have been looked at."""
    plan, groups = Plan(list(rows)), defaultdict(list)
    for row in plan.rows:
        groups[row.ref].append(row)
    done = 0
    for ref, group in groups.items():
        known.look_ahead(groups, ref)
        planned = plan_matter(known, ref, group, actor, today, now)
        if planned is not None:
            plan.matters.append(planned)
        done += len(group)
        tell(done)
    return plan


def plan_matter(
    known: Known, ref: str, group: Sequence[Row], actor: Actor, today: date, now: datetime
) -> Planned | None:
    """One matter with all its rows; None where nothing of it would be stored."""
    record = known.record(ref) if ref else None
    heads = [row for row in group if not row.of_facts]
    values = merge(heads)
    matter = None
    if record is not None:
        compare_values(known, record, heads)
        matter = record.matter
    elif not heads:
        for row in group:
            row.faults.append(Fault(row.places.get("ref", ""), NO_MATTER))
    elif ref:
        matter = new_matter(known, ref, values, heads[0], actor, now)
    planned: Planned | None = None
    fresh: set[int] = set()
    if matter is not None:
        planned, fresh = plan_facts(known, matter, record, group, actor, today, now)
    judge(group, record, fresh)
    if planned is None or any(row.verdict == REJECTED for row in group):
        return None
    if record is None:
        known.take(planned.matter)
    return planned if record is None or planned.facts else None


def judge(group: Sequence[Row], record: Record | None, fresh: set[int]) -> None:
    """The verdict of each row of a matter: taken in whole or not at all. ``fresh``: rows with news."""
    bad = next((row for row in group if row.faults), None)
    first = record is None
    for row in group:
        if bad is not None:
            row.verdict = REJECTED
            if not row.faults:
                row.faults.append(Fault("", OTHER_ROW, line=bad.line))
        elif id(row) in fresh or (first and not row.of_facts):
            row.verdict, first = ACCEPTED, first and row.of_facts
        else:
            row.verdict = DUPLICATE


def merge(heads: Sequence[Row]) -> dict[str, Any]:
    """What the rows say of the matter itself; a row that contradicts an earlier one has a fault."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for row in heads:
        for name, value in row.matter.items():
            if value in (None, ""):
                continue
            if values.setdefault(name, value) != value:
                row.faults.append(Fault(row.places[name], CONTRADICTS, line=lines[name]))
            lines.setdefault(name, row.line)
    return values


def compare_values(known: Known, record: Record, heads: Sequence[Row]) -> None:
    """A row may say again what is on record of the matter, and nothing else."""
    for row in heads:
        for name, value in row.matter.items():
            if value not in (None, "") and known.told(record.matter, name, value) is False:
                row.faults.append(Fault(row.places[name], ON_RECORD))


def new_matter(
    known: Known, ref: str, values: Mapping[str, Any], row: Row, actor: Actor, now: datetime
) -> Any:
    """A matter from what its rows say; every fault stands at its first row. None where it cannot be made."""
    faults = Faults()
    agreement = known.agreement(values.get("agreement"))
    if agreement is None:
        faults.add("agreement", NO_AGREEMENT if values.get("agreement") else words.MISSING)
    owner = known.owner(values["owner"]) if values.get("owner") else actor.person_id
    if values.get("owner") and owner is None:
        faults.add("owner", NO_SUCH_OWNER)
    if len(ref) > REF_LENGTH:
        faults.add("ref", words.TOO_LONG, most=REF_LENGTH, has=len(ref))
    elif not REF.fullmatch(ref):
        faults.add("ref", REF_SHAPE)
    given = {
        "right": faults.word("right", values.get("right") or "", RIGHTS),
        "title": faults.text("title", values.get("title"), words.TITLE_LENGTH, needed=True),
        "sensitive_field": faults.word(
            "sensitive_field", values.get("sensitive_field") or "unknown", SENSITIVE_FIELDS
        ),
        "perennial": values.get("perennial") is True,
        "shelf_no": faults.text("shelf_no", values.get("shelf_no"), SHELF_LENGTH) or None,
    }
    if given["perennial"] and given["right"] != "plant-variety":
        faults.add("perennial", PERENNIAL)
    if agreement is not None and (
        same := known.titled(agreement.id, str(given["right"]), str(given["title"]))
    ):
        faults.add("title", TITLE_TAKEN, ref=same)
    row.faults += [moved(fault, row.places) for fault in faults.found]
    if agreement is None or not given["right"]:
        return None
    return Blank(
        **given, ref=ref, agreement=agreement, agreement_id=agreement.id, organisation_id=known.home,
        owner_id=owner, created_by_id=actor.person_id, created_at=now, version=1, findings={},
    )  # fmt: skip


def moved(fault: Fault, places: Mapping[str, str]) -> Fault:
    """A fault at the heading that stands for its field."""
    return Fault(places.get(fault.field, fault.field), fault.message_id, **fault.values)


# --- the facts of one matter --------------------------------------------------------------------------------


def plan_facts(
    known: Known,
    matter: Any,
    record: Record | None,
    group: Sequence[Row],
    actor: Actor,
    today: date,
    now: datetime,
) -> tuple[Planned, set[int]]:
    """The facts that the rows add, and which rows bring any. Faults go to their rows."""
    told = in_order(group)
    name_filings(told, record)
    book = Book(matter, record.facts if record else [], record.last if record else 0, today)
    for row, each in book.readable(told):
        book.read(row, each, actor, now)
    planned = Planned(matter, record, sorted((fact for fact, _ in book.fresh), key=lambda fact: fact.number))
    if not any(row.faults for row in group) and (record is None or planned.facts):
        planned.result = derive_all(matter, book, planned.facts, group, today)
    return planned, {id(row) for _, row in book.fresh}


def in_order(group: Sequence[Row]) -> list[tuple[Row, Told]]:
    """The facts of a matter's rows: of the ledger by their days, of the sheet of facts as they stand."""
    ledger = [(row, each) for row in group if not row.of_facts for each in row.told]
    ledger.sort(key=lambda pair: (pair[1].on or date.max, pair[1].order))
    return ledger + [(row, each) for row in group if row.of_facts for each in row.told]


def name_filings(told: Sequence[tuple[Row, Told]], record: Record | None) -> None:
    """Give filings without a name that of their office and a number, in the order of their days."""
    filed = {f.keys.get("filing"): f for f in record.facts if f.kind == "filed"} if record else {}
    taken = {each.keys.get("filing") for _, each in told} - {""}
    for row, each in told:
        if each.kind != "filed" or each.keys.get("filing") or row.of_facts:
            continue
        office, number = str(each.keys.get("office") or "X"), 1
        while (name := f"{office}{number}") in taken or (name in filed and filed[name].on != each.on):
            number += 1
        taken.add(name)
        for other in row.told:
            if "filing" in other.keys and not other.keys["filing"]:
                other.keys["filing"] = name


class Book:
    """Reads the facts of one matter, one after the other, against those that stand and those just read."""

    def __init__(self, matter: Any, standing: Sequence[Any], last: int, today: date) -> None:
        self.matter, self.standing, self.last = matter, list(standing), last
        self.reader = Reader(matter, standing, today, Faults())
        self.kinds = kinds_of(matter.agreement.packs)
        self.fresh: list[tuple[Any, Row]] = []
        self.ids: dict[str, str] = {}
        self.lines: dict[str, int] = {}

    def readable(self, told: Sequence[tuple[Row, Told]]) -> list[tuple[Row, Told]]:
        """Filings first, what names other facts last; numbers are given in the order of the file."""
        for place, (_, each) in enumerate(told, start=self.last + 1):
            each.order = place
        return sorted(told, key=lambda pair: (pair[1].kind != "filed", bool(self.named(pair[1]))))

    def named(self, told: Told) -> list[str]:
        """The keys of a fact that name another fact."""
        kind = self.kinds.get(told.kind)
        return (
            [key.name for key in kind.keys if key.type == "fact" and told.keys.get(key.name)] if kind else []
        )

    def read(self, row: Row, told: Told, actor: Actor, now: datetime) -> None:
        """One fact; its faults go to its row."""
        if told.on is None and any(fault.field == told.places["on"] for fault in row.faults):
            return  # the day cannot be read, which has been said
        faults = self.reader.faults = Faults()
        self.check_label(row, told, faults)
        keys = self.with_ids(told, faults)
        same = self.same(told, keys)
        if same is None and told.single and (other := self.other_day(told, keys)) is not None:
            faults.add("on", OTHER_DAY, day=other.on)
        elif same is not None:
            self.repeat(told, same, faults)
        else:
            self.add(row, told, keys, faults, actor, now)
        row.faults += [moved(fault, told.places) for fault in faults.found]

    def check_label(self, row: Row, told: Told, faults: Faults) -> None:
        """Numbers by which facts name one another are given once."""
        if told.label and self.lines.setdefault(told.label, row.line) != row.line:
            faults.add("fact_no", LABEL_TWICE, line=self.lines[told.label])

    def with_ids(self, told: Told, faults: Faults) -> dict[str, Any]:
        """The keys of a fact, with the numbers of other facts in the file replaced by their ids."""
        keys = {name: value for name, value in told.keys.items() if value not in (None, "")}
        for name in self.named(told):
            label, mark, year = str(keys[name]).partition("#")
            if label in self.ids:
                keys[name] = f"{self.ids[label]}{mark}{year}"
            else:
                faults.add(name, NO_LABEL)
        return keys

    def same(self, told: Told, keys: Mapping[str, Any]) -> Any:
        """The fact that says the same already."""
        known = [*self.standing, *(fact for fact, _ in self.fresh)]
        wanted = {name: str(value) for name, value in keys.items()}
        for fact in known:
            alike = (fact.kind, fact.on) == (told.kind, told.on)
            if alike and {name: str(value) for name, value in fact.keys.items()} == wanted:
                return fact
        return None

    def other_day(self, told: Told, keys: Mapping[str, Any]) -> Any:
        """A fact of the same kind about the same filing, on another day."""
        about = (keys.get("filing"), keys.get("about"), keys.get("through_year"))
        for fact in (*self.standing, *(fact for fact, _ in self.fresh)):
            known = (fact.keys.get("filing"), fact.keys.get("about"), fact.keys.get("through_year"))
            if (
                fact.kind == told.kind
                and tuple(map(str, known)) == tuple(map(str, about))
                and fact.on != told.on
            ):
                return fact
        return None

    def repeat(self, told: Told, same: Any, faults: Faults) -> None:
        """What is on record already may be said again, and nothing else."""
        if told.label:
            self.ids[told.label] = same.fact_id
        if any(same.details.get(name) != value for name, value in told.details.items() if value):
            faults.add(next(iter(told.details)), OTHER_NUMBER)

    def add(
        self, row: Row, told: Told, keys: Mapping[str, Any], faults: Faults, actor: Actor, now: datetime
    ) -> None:
        """A fact that is new; it stands for those that are read after it."""
        kind, kept = self.reader.read(told.kind, told.on, keys)
        filed = self.reader.filed.get(kept.get("filing"))
        if told.single and filed is not None and told.on is not None and told.on < filed.on:
            faults.add("on", BEFORE_FILING)
        claimed = kind is not None and check_recorder(kind, actor, faults)
        details = read_details(told.details, faults)
        note = faults.text("note", told.note, words.NOTE_LENGTH, lines=True)
        if faults.found or kind is None:
            return
        fact = Blank(
            number=told.order, fact_id=fact_id(told.order), revision=1, kind=told.kind, on=told.on, keys=kept,
            details=details, note=note or None, claimed=claimed, withdrawn=False, outcome=[],
            recorded_by_id=actor.person_id, recorded_at=now,
        )  # fmt: skip
        self.fresh.append((fact, row))
        self.reader.standing[fact.fact_id] = fact  # type: ignore[assignment]  # read alike
        if told.kind == "filed":
            self.reader.filed[kept.get("filing")] = fact  # type: ignore[assignment]  # read alike
        if told.label:
            self.ids[told.label] = fact.fact_id


def derive_all(
    matter: Any, book: Book, fresh: Sequence[Any], group: Sequence[Row], today: date
) -> Result | None:
    """What follows from all facts together; faults go to the rows whose facts have them."""
    facts = [*book.standing, *fresh]
    try:
        return derive_matter(matter, facts, today)
    except DateOutOfRange:
        group[0].faults.append(Fault("", OUT_OF_RANGE))
    except CaseFaults as error:
        names = [fact.fact_id for fact in facts]
        rows = {fact.fact_id: row for fact, row in book.fresh}
        for place, fact in enumerate(facts):
            for fault in faults_of_case(error.faults, place, names):
                row = rows.get(fact.fact_id)
                if row is not None and (fault.field or not fault.values):
                    row.faults.append(
                        Fault(heading_of(row, fact, fault.field), fault.message_id, **fault.values)
                    )
        if not any(row.faults for row in group):
            group[0].faults += [Fault("", line) for line in error.faults[:3]]
    return None


def heading_of(row: Row, fact: Any, name: str) -> str:
    """The heading of a field of a fact."""
    told = next((each for each in row.told if each.order == fact.number), None)
    return told.places.get(name, told.places.get("on", "")) if told else ""
