"""What importing a workbook costs over reading it and inserting the same rows bare into the same database.

Both start from the bytes of the file. The product reads, maps and checks every row, derives every matter, and
stores it with its acts in the audit trail; the bare side reads the cells and inserts the rows that the import
stored, but for the trail, with one `executemany` a table.
"""

import io
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import delete, insert, select

from bench.databases import Bench, kinds, make_app, server
from bench.filling import MANAGER, NOW, _parties
from bench.histories import AS_OF
from bench.model import Benchmark, Figure, Size, worst
from bench.timing import rounded, spread
from tests.support import postgres
from tracker.docket import accounts, import_running, importing
from tracker.extensions import db
from tracker.store.base import Base
from tracker.store.facts import Fact
from tracker.store.matters import Matter
from tracker.store.numbers import MatterNumber
from tracker.store.obligations import Obligation

ROWS = {"full": 20_000, "quick": 40}
BULK = (Matter, Fact, Obligation, MatterNumber)
HEADINGS = (
    "整理番号", "契約番号", "権利の種類", "名称", "特定技術分野", "発明完成日", "出願国", "出願日",
    "出願番号", "出願通知書提出日", "公開日", "公開番号", "審査請求日",
)  # fmt: skip


def workbook(rows: int) -> bytes:
    """A spreadsheet with one filing a row, a third of them published and with their examination requested."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet, form = book.add_worksheet("ledger"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADINGS)
    for n in range(rows):
        filed = AS_OF - timedelta(days=40 + n * 7 % 2400)
        cells: list[Any] = [
            f"I-{n:06d}",
            "P-0000",
            "特許",
            f"光学装置 {n}",
            "該当しない",
            filed - timedelta(30),
        ]
        cells += ["JP", filed, f"特願{filed.year}-{n:06d}", filed + timedelta(30)]
        if n % 3 == 0 and (AS_OF - filed).days > 800:
            cells += [filed + timedelta(548), f"特開{filed.year + 1}-{n:06d}", filed + timedelta(700)]
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(n + 1, place, cell)
            else:
                sheet.write_datetime(n + 1, place, cell, form)
    book.close()
    return file.getvalue()


def measure(size: Size, _: Bench) -> Figure | None:
    """The worst of the databases."""
    content = workbook(ROWS[size.name])
    return worst({kind: _on(kind, content) for kind in kinds(size)})


def _on(kind: str, content: bytes) -> tuple[float, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            return _with(make_app(f"sqlite:///{folder}/import.sqlite3", Path(folder)), content)
        with postgres.own_database(server()) as url:
            return _with(make_app(url, Path(folder)), content)


def _with(app: Flask, content: bytes) -> tuple[float, dict[str, Any]]:
    """Import once, then insert what that stored into the emptied tables."""
    with app.app_context():
        upgrade()
        _parties()
        actor = accounts.find_actor(MANAGER)
        start = time.perf_counter()
        sent = importing.send_file(actor, name="bench.xlsx", content=content, now=NOW)
        importing.ask_check(actor, name=sent.public_id, now=NOW)
        import_running.run_import(sent.public_id, today=AS_OF, now=lambda: NOW)
        checked = time.perf_counter() - start
        importing.ask_store(actor, name=sent.public_id, leave_out=False, now=NOW)
        start = time.perf_counter()
        import_running.run_import(sent.public_id, today=AS_OF, now=lambda: NOW)
        stored = time.perf_counter() - start
        found = importing.look_at_import(actor, sent.public_id)
        if found.state != "stored" or found.accepted != found.rows:
            raise RuntimeError(f"{found.rejected} of {found.rows} rows were rejected")
        bare = _bare(content)
        value, told = spread([(stored, bare)])
        told |= {"rows": found.rows, "facts": found.facts, "dry_run_seconds": rounded(checked)}
        db.session.remove()
        db.engine.dispose()
    return value, told


def _bare(content: bytes) -> float:
    """Seconds to read the cells, and to insert the rows of all tables."""
    from python_calamine import CalamineWorkbook

    with db.engine.connect() as connection:
        rows = {table: connection.execute(select(table.__table__)).mappings().all() for table in BULK}
    _empty()
    plain = {table: [dict(row) for row in found] for table, found in rows.items()}
    start = time.perf_counter()
    CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    with db.engine.begin() as connection:
        for table in BULK:
            connection.execute(insert(table.__table__), plain[table])
    return time.perf_counter() - start


def _empty() -> None:
    """Empties the tables of the matters, which the product itself never does."""
    with db.engine.begin() as connection:
        lite = connection.dialect.name == "sqlite"
        for trigger in ("facts_no_update", "facts_no_delete") if lite else ():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
        if not lite:
            connection.exec_driver_sql("TRUNCATE matters CASCADE")
            return
        for table in reversed(Base.metadata.sorted_tables):
            if "matter_id" in table.columns:
                connection.execute(delete(table))
        connection.execute(delete(Matter.__table__))


BENCHMARK = Benchmark(
    key="import_vs_read",
    measures="importing a workbook of 20,000 rows with all checks",
    against="reading it and inserting the rows bare",
    goal=4,
    run=measure,
)
