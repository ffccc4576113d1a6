"""Goes on with imports that wait: checks all rows, or stores them. Called by a page, or the worker.

Whatever is computed is computed before the transaction that stores it, so that others who write wait for the
inserting alone. Stopped in the middle, an import is still waiting, and is begun again. Not here: the steps a
person takes (importing).
"""

import json
import logging
from collections.abc import Callable
from datetime import date, datetime

from tracker.docket.actor import Actor, actor_of
from tracker.docket.import_ground import Known
from tracker.docket.import_plan import ACCEPTED, DUPLICATE, REJECTED, Plan, plan_import
from tracker.docket.import_storing import store_plan
from tracker.docket.importing import day_text, note, tables_of, terms
from tracker.errors import TrackerError
from tracker.importing.rows import Row, read_rows
from tracker.store.imports import (
    Import,
    find_import,
    ground_mark,
    keep_progress,
    lock_import,
    waiting_imports,
)
from tracker.store.session import reading, transaction

log = logging.getLogger(__name__)

TOLD_EVERY = 500
"""Rows after which progress is told."""


def run_waiting(*, today: date, now: Callable[[], datetime]) -> int:
    """Go on with every import that waits; how many there were."""
    names = list(waiting_imports(reading()))
    reading().rollback()
    for name in names:
        run_import(name, today=today, now=now)
    return len(names)


def run_import(name: str, *, today: date, now: Callable[[], datetime]) -> None:
    """Check or store one import that waits. What cannot be done is kept as failed."""
    row = find_import(reading(), None, name)
    if row is None or row.state not in ("checking", "storing"):
        return
    step = check if row.state == "checking" else store
    try:
        step(name, today, now)
    except Exception as error:
        log.error("import %s failed: %s", name, type(error).__name__)
        fail(name, now())
        if isinstance(error, TrackerError):
            return
        raise


def check(name: str, today: date, now: Callable[[], datetime]) -> None:
    """The verdict of every row, kept with the import."""
    row, actor = opened(name)
    plan = make_plan(row, actor, today, now(), teller(row.id, row.rows, 1.0))
    import_id = row.id
    reading().rollback()
    with transaction() as session:
        row = lock_import(session, import_id)
        keep_verdicts(row, plan)
        row.state = "checked"
        note(session, actor, "checked-import", row, now(), counts(row))


def store(name: str, today: date, now: Callable[[], datetime]) -> None:
    """Everything accepted in one transaction; planned before it, and again in it where something changed."""
    row, actor = opened(name)
    import_id, home = row.id, row.organisation_id
    before = ground_mark(reading(), home)
    plan = make_plan(row, actor, today, now(), teller(import_id, row.rows, 0.7))
    reading().rollback()
    with transaction() as session:
        row = lock_import(session, import_id)
        if ground_mark(session, home) != before or any(each.record for each in plan.matters):
            plan = make_plan(row, actor, today, now(), lambda done: None)
        keep_verdicts(row, plan)
        if row.rejected and not row.leave_out:
            row.state = "checked"
            note(session, actor, "checked-import", row, now(), counts(row))
            return
        row.matters, row.facts = store_plan(session, actor, plan, import_id, row.public_id, today, now())
        row.state, row.stored_at, row.progress = "stored", now(), row.rows
        note(session, actor, "store-import", row, now(), counts(row))


def opened(name: str) -> tuple[Import, Actor]:
    """An import and whoever sent it."""
    row = find_import(reading(), None, name)
    if row is None or row.uploaded_by is None:
        raise RuntimeError("an import has an owner")
    return row, actor_of(row.uploaded_by, "import")


def make_plan(row: Import, actor: Actor, today: date, now: datetime, tell: Callable[[int], None]) -> Plan:
    """Read the kept file by the chosen columns, and hold it against the records."""
    session = reading()
    tables, _ = tables_of(row.form, row.file.content)
    rows: list[Row] = []
    for number, (table, chosen) in enumerate(zip(tables, row.mapping, strict=True)):
        if any(chosen):
            rows += read_rows(number, table, chosen, terms())
    plan = plan_import(Known(session, row.organisation_id), rows, actor, today, now, tell)
    plan.tables = [table.name for table in tables]
    return plan


def teller(import_id: int, rows: int, share: float) -> Callable[[int], None]:
    """Keeps how far an import has come, now and then, in a transaction of its own connection."""
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done - told >= TOLD_EVERY:
            told = done
            keep_progress(import_id, min(rows, int(done * share)))

    return tell


def keep_verdicts(row: Import, plan: Plan) -> None:
    """Counts and every row's verdict."""
    row.rows = len(plan.rows)
    row.accepted, row.rejected = plan.count(ACCEPTED), plan.count(REJECTED)
    row.duplicate = plan.count(DUPLICATE)
    row.progress = row.rows
    told = [
        [
            each.table, each.line, each.ref[:60], each.verdict,
            [[f.field, f.message_id, {n: day_text(v) for n, v in f.values.items()}] for f in each.faults],
        ]
        for each in plan.rows
    ]  # fmt: skip
    row.report = json.dumps({"tables": plan.tables, "rows": told}, ensure_ascii=False)


def counts(row: Import) -> dict[str, int]:
    """What came of the rows, for the trail."""
    names = ("rows", "accepted", "rejected", "duplicate", "matters", "facts")
    return {name: getattr(row, name) for name in names}


def fail(name: str, at: datetime) -> None:
    """Keep that an import could not be gone on with."""
    with transaction() as session:
        row = find_import(session, None, name)
        if row is not None and row.uploaded_by is not None:
            row.state = "failed"
            note(session, actor_of(row.uploaded_by, "import"), "failed-import", row, at, {})
