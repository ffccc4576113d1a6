"""Takes in a spreadsheet of matters: sent, read, mapped, checked, stored. One function, one step of a person.

The file is kept as it was sent. A check stores nothing but its report; storing is one transaction, all or
nothing, and checks again. Not here: the checks (import_plan), and going on with large files (import_running).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.terms import DETAILS, shelf
from tracker.errors import Conflict, Fault, NotFound, Refused
from tracker.importing.archive import judge
from tracker.importing.columns import DETAIL, KEY, columns, is_of_facts, plain, suggest
from tracker.importing.rows import Terms
from tracker.importing.tables import Table, read_csv, read_workbook
from tracker.store.imports import (
    Import,
    ImportFile,
    ImportHeadings,
    file_of,
    find_import,
    headings_of,
    imports_of,
    lock_import,
)
from tracker.store.session import reading, transaction

MOST_BYTES = 20 * 1024 * 1024
AT_ONCE = 400
"""A file of so many rows at most is worked on while the page waits."""
SAMPLES = 3
NAME_LENGTH = 200

TOO_BIG = "The file has more than %(most)s MB. Divide it."
NO_IMPORT = "There is no such import here."
COLUMN_TWICE = "Two headings of one table are read as the same column: %(column)s."
NO_REFERENCE = "Choose the column that holds the reference in “%(table)s”."
UNKNOWN_COLUMN = "There is no such column."
NOT_NOW = "This import is not at that step. Look at it again."
HAS_REJECTED = (
    "Rows were rejected. Mend the file and send it again, or say that these rows shall be left out."
)
NOTHING_NEW = "There is nothing in it that is not on record already."


@dataclass(frozen=True, slots=True)
class HeadingView:
    """A heading of the file, some of the cells below it, and the column it is read as ("": none)."""

    heading: str
    samples: list[str]
    column: str


@dataclass(frozen=True, slots=True)
class TableView:
    """One table of the file."""

    name: str
    rows: int
    of_facts: bool
    headings: list[HeadingView]


@dataclass(frozen=True, slots=True)
class RowView:
    """One row's verdict; faults are (heading, message, values)."""

    table: str
    line: int
    ref: str
    verdict: str
    faults: list[tuple[str, str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import as its own people see it."""

    public_id: str
    name: str
    form: str
    encoding: str | None
    digest: str
    state: str
    rows: int
    accepted: int
    rejected: int
    duplicate: int
    matters: int
    facts: int
    progress: int
    by: str | None
    uploaded_at: datetime
    stored_at: datetime | None
    tables: list[TableView] = field(default_factory=list)
    report: list[RowView] = field(default_factory=list)


# --- sending ------------------------------------------------------------------------------------------------


def send_file(actor: Actor, *, name: str, content: bytes, now: datetime) -> ImportView:
    """Keep a file and read its headings. Raises Refused where it may not or cannot be read."""
    require(actor.may_record)
    if len(content) > MOST_BYTES:
        raise Refused([Fault("file", TOO_BIG, most=MOST_BYTES // 2**20)])
    name = plain_name(name)
    form = judge(name, content)
    tables, encoding = tables_of(form, content)
    digest = hashlib.sha256(content).hexdigest()
    with transaction() as session:
        kept = file_of(session, actor.organisation_id, digest)
        if kept is None:
            kept = ImportFile(
                organisation_id=actor.organisation_id, digest=digest, size=len(content), content=content,
                kept_at=now,
            )  # fmt: skip
            session.add(kept)
            session.flush()
        chosen = remembered(session, actor.organisation_id)
        row = Import(
            organisation_id=actor.organisation_id, file_id=kept.id, name=name, form=form, encoding=encoding,
            mapping=[suggest(each.headings, chosen, further_headings()) for each in tables],
            leave_out=False, state="uploaded", rows=sum(len(each.rows) for each in tables),
            accepted=0, rejected=0, duplicate=0, matters=0, facts=0, progress=0,
            uploaded_by_id=actor.person_id, uploaded_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        note(session, actor, "send-import", row, now, {"digest": digest, "rows": row.rows})
        return view_of(row, tables)


def plain_name(name: str) -> str:
    """A file's name without its folders and control characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable())[-NAME_LENGTH:].strip() or "file"


def tables_of(form: str, content: bytes) -> tuple[list[Table], str | None]:
    """The tables of a file that was judged, and how its text was decoded."""
    if form == "csv":
        return read_csv(content)
    return read_workbook(content), None


def further_headings() -> dict[str, str]:
    """Headings that name a key of a fact, or a number on a paper, by its identifier."""
    keys = {plain(name): KEY + name for name in terms().keys}
    return {plain(name): DETAIL + name for name in DETAILS} | keys


def terms() -> Terms:
    """What the terms know of facts, for reading rows."""
    known = shelf()
    if (found := known.compiled.get(("import-terms",))) is None:
        kinds: dict[str, str] = {}
        keys: dict[str, str] = {}
        for kind in known.facts(known.packs).values():
            for word in (kind.kind, kind.label["ja"], kind.label["en"]):
                kinds.setdefault(plain(word), kind.kind)
            for key in kind.keys:
                keys.setdefault(key.name, key.type)
        found = known.compiled[("import-terms",)] = Terms(kinds, keys)
    return found  # type: ignore[return-value]  # stored under its own name


def remembered(session: Session, organisation_id: int) -> dict[str, str]:
    """What an organisation's headings were read as before."""
    row = headings_of(session, organisation_id)
    return dict(row.columns) if row is not None else {}


# --- mapping ------------------------------------------------------------------------------------------------


def choose_columns(actor: Actor, *, name: str, mapping: Sequence[Sequence[str]], now: datetime) -> ImportView:
    """Say for each heading of each table which column it is ("": none); remembered for the next file."""
    require(actor.may_record)
    with transaction() as session:
        row = held(session, actor, name, ("uploaded", "checked"))
        tables, _ = tables_of(row.form, row.file.content)
        fitted = [fit(chosen, table) for chosen, table in zip(mapping, tables, strict=False)]
        fitted += [[""] * len(table.headings) for table in tables[len(fitted) :]]
        check_mapping(fitted, tables)
        row.mapping, row.state = fitted, "uploaded"
        row.accepted = row.rejected = row.duplicate = row.progress = 0
        remember(session, actor.organisation_id, fitted, tables)
        note(session, actor, "map-import", row, now, {"columns": fitted})
        return view_of(row, tables)


def fit(chosen: Sequence[str], table: Table) -> list[str]:
    """A choice for each heading of a table, no more and no fewer."""
    return (list(chosen) + [""] * len(table.headings))[: len(table.headings)]


def check_mapping(mapping: Sequence[Sequence[str]], tables: Sequence[Table]) -> None:
    """Raise Refused where a choice cannot be read by."""
    faults = []
    known = {"", *columns(), *further_headings().values()}
    for chosen, table in zip(mapping, tables, strict=True):
        names = [each for each in chosen if each]
        if not set(names) <= known:
            faults.append(Fault("mapping", UNKNOWN_COLUMN))
        twice = next((each for each in names if names.count(each) > 1), None)
        if twice is not None:
            faults.append(Fault("mapping", COLUMN_TWICE, column=twice))
        if names and "ref" not in names:
            faults.append(Fault("mapping", NO_REFERENCE, table=table.name or "CSV"))
    if not any(any(chosen) for chosen in mapping):
        faults.append(Fault("mapping", NO_REFERENCE, table=tables[0].name or "CSV"))
    if faults:
        raise Refused(faults)


def remember(
    session: Session, organisation_id: int, mapping: Sequence[Sequence[str]], tables: Sequence[Table]
) -> None:
    """Keep what each heading was read as."""
    row = headings_of(session, organisation_id)
    if row is None:
        row = ImportHeadings(organisation_id=organisation_id, columns={})
        session.add(row)
    fresh = {
        plain(heading)[:200]: column
        for chosen, table in zip(mapping, tables, strict=True)
        for heading, column in zip(table.headings, chosen, strict=True)
        if heading
    }
    if {**row.columns, **fresh} != row.columns:
        row.columns = {**row.columns, **fresh}


# --- asking for the check and for the storing ---------------------------------------------------------------


def ask_check(actor: Actor, *, name: str, now: datetime) -> ImportView:
    """Ask for the verdict of every row."""
    require(actor.may_record)
    with transaction() as session:
        row = held(session, actor, name, ("uploaded", "checked"))
        tables, _ = tables_of(row.form, row.file.content)
        check_mapping(row.mapping, tables)
        row.state, row.progress = "checking", 0
        note(session, actor, "check-import", row, now, {})
        return view_of(row, tables)


def back_to_columns(actor: Actor, *, name: str, now: datetime) -> None:
    """Put a checked import back to the choice of its columns."""
    require(actor.may_record)
    with transaction() as session:
        row = held(session, actor, name, ("checked",))
        row.state = "uploaded"
        note(session, actor, "map-import", row, now, {})


def ask_store(actor: Actor, *, name: str, leave_out: bool, now: datetime) -> ImportView:
    """Ask that the accepted rows be stored; ``leave_out``: although others were rejected."""
    require(actor.may_record)
    with transaction() as session:
        row = held(session, actor, name, ("checked",))
        if row.rejected and not leave_out:
            raise Refused([Fault("leave_out", HAS_REJECTED)])
        if not row.accepted:
            raise Refused([Fault("", NOTHING_NEW)])
        row.state, row.progress, row.leave_out = "storing", 0, leave_out
        note(session, actor, "ask-import", row, now, {"leave_out": leave_out, "rejected": row.rejected})
        return view_of(row, [])


def held(session: Session, actor: Actor, name: str, states: Sequence[str]) -> Import:
    """An import of the actor's organisation at one of these steps. Raises NotFound or Conflict."""
    found = find_import(session, actor.organisation_id, name)
    if found is None:
        raise NotFound(NO_IMPORT)
    row = lock_import(session, found.id)
    if row.state not in states:
        raise Conflict(NOT_NOW)
    return row


def note(
    session: Session, actor: Actor, action: str, row: Import, now: datetime, changes: Mapping[str, Any]
) -> None:
    """One act about an import."""
    trail.record_act(
        session, actor, action, ("import", row.public_id), now=now,
        organisation_id=row.organisation_id, changes=changes,
    )  # fmt: skip


# --- looking ------------------------------------------------------------------------------------------------


def imports(actor: Actor, limit: int = 50) -> list[ImportView]:
    """The latest imports of the actor's organisation."""
    require(actor.may_record)
    return [view_of(row, []) for row in imports_of(reading(), actor.organisation_id, limit)]


def look_at_import(actor: Actor, name: str, *, whole: bool = True) -> ImportView:
    """One import; ``whole``: with its tables and its report."""
    require(actor.may_record)
    row = find_import(reading(), actor.organisation_id, name)
    if row is None:
        raise NotFound(NO_IMPORT)
    tables = tables_of(row.form, row.file.content)[0] if whole and row.state == "uploaded" else []
    return view_of(row, tables, report=whole)


def file_as_sent(actor: Actor, name: str) -> tuple[str, bytes]:
    """The raw file and its name."""
    require(actor.may_record)
    row = find_import(reading(), actor.organisation_id, name)
    if row is None:
        raise NotFound(NO_IMPORT)
    return row.name, row.file.content


def view_of(row: Import, tables: Sequence[Table], *, report: bool = False) -> ImportView:
    """An import for its own people."""
    return ImportView(
        row.public_id, row.name, row.form, row.encoding, row.file.digest if row.file else "", row.state,
        row.rows, row.accepted, row.rejected, row.duplicate, row.matters, row.facts, row.progress,
        row.uploaded_by.name if row.uploaded_by else None, row.uploaded_at, row.stored_at,
        [table_view(table, chosen) for table, chosen in zip(tables, row.mapping, strict=False)],
        read_report(row.report) if report else [],
    )  # fmt: skip


def table_view(table: Table, chosen: Sequence[str]) -> TableView:
    """One table with samples of its cells."""
    headings = []
    for place, heading in enumerate(table.headings):
        cells = (cells[place] for _, cells in table.rows[:50] if place < len(cells))
        samples = [str(each)[:60] for each in cells if each is not None][:SAMPLES]
        column = chosen[place] if place < len(chosen) else ""
        headings.append(HeadingView(heading, samples, column))
    return TableView(table.name, len(table.rows), is_of_facts(chosen), headings)


def read_report(text: str | None) -> list[RowView]:
    """Every row's verdict, as it was kept."""
    if not text:
        return []
    told = json.loads(text)
    return [
        RowView(told["tables"][table], line, ref, verdict, [tuple(each) for each in faults])
        for table, line, ref, verdict, faults in told["rows"]
    ]


def is_small(view: ImportView) -> bool:
    """Whether a page may wait for it."""
    return view.rows <= AT_ONCE


def day_text(value: object) -> object:
    """A value of a message as it is kept: days as ISO text, eras by their sign."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | str):
        return value
    return str(getattr(value, "kanji", value))
