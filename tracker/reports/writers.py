"""Writes any report's table as CSV, JSON or XLSX, row by row in constant memory; the table of all formats.

Not here: what a report shows, who may see it (the rows come redacted), and the sheet of paper (paper.py).
"""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import IO

from tracker.disclosure import Withheld
from tracker.reports.cells import Cell, Word, plain
from tracker.reports.model import Table
from tracker.reports.paper import write_pdf
from tracker.reports.statement import closing, opening

ROWS_PER_PIECE = 500
BYTES_PER_PIECE = 64 * 1024
LONGEST_XLSX_CELL = 32_767
SHEETS = {"ja": ("一覧", "概要"), "en": ("Rows", "Summary")}


@dataclass(frozen=True, slots=True)
class Format:
    """One file format: `write(table, language)` yields the file's bytes piece by piece."""

    name: str
    content_type: str
    write: Callable[[Table, str], Iterator[bytes]]


def write_csv(table: Table, language: str) -> Iterator[bytes]:
    """UTF-8 with signature: column labels first, then the rows; the statement follows after an empty line."""
    piece = io.StringIO(newline="")
    writer = csv.writer(piece, lineterminator="\r\n")
    piece.write("\ufeff")
    writer.writerow(table.headings(language))
    lines = (plain(row, language) for row in table.rows)
    while portion := list(islice(lines, ROWS_PER_PIECE)):
        writer.writerows(portion)
        yield _taken(piece)
    writer.writerow([])
    for label, text in (*opening(table, language), *closing(table, language)):
        writer.writerow(plain((label, text), language))
    yield _taken(piece)


def _taken(piece: io.StringIO) -> bytes:
    """What was written, which the piece then holds no longer."""
    text = piece.getvalue()
    piece.seek(0)
    piece.truncate()
    return text.encode()


def write_json(table: Table, language: str) -> Iterator[bytes]:
    """One object: what the report is, its columns, its rows as objects, and at the end what was counted.

    A value that is not shown is null, and its column is named in the row's `withheld`.
    """
    head = {
        "report": table.report,
        "title": table.title[language],
        "as_of": table.as_of.isoformat(),
        **({"since": table.since.isoformat()} if table.since else {}),
        "filters": dict(table.filters),
        "columns": [{"name": c.name, "label": c.labels[language]} for c in table.columns],
    }
    yield _dump(head)[:-1].encode() + b',"rows":['
    names = [column.name for column in table.columns]
    parts: list[str] = []
    first = True
    for row in table.rows:
        parts.append(("" if first else ",") + _dump(_json_row(names, row)))
        first = False
        if len(parts) == ROWS_PER_PIECE:
            yield "\n".join(parts).encode()
            parts.clear()
    tally = table.tally
    foot = {
        "rows_total": tally.rows,
        "matters": tally.matters,
        "withheld": tally.withheld,
        "nil": tally.nil,
        "counts": dict(sorted(tally.numbers.items())),
    }
    yield "\n".join(parts).encode() + b"]," + _dump(foot)[1:].encode() + b"\n"


def write_xlsx(table: Table, language: str) -> Iterator[bytes]:
    """A workbook of two sheets, rows and summary; every text is text, never a formula or a link."""
    with tempfile.TemporaryFile() as file:
        _fill_workbook(file, table, language)
        file.seek(0)
        while piece := file.read(BYTES_PER_PIECE):
            yield piece


def _fill_workbook(file: IO[bytes], table: Table, language: str) -> None:
    from xlsxwriter import Workbook  # heavy, and needed by few

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(file, options)
    made_at = datetime.combine(table.as_of, time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": table.title[language], "created": made_at})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    rows, summary = (book.add_worksheet(name) for name in SHEETS[language])
    for index, column in enumerate(table.columns):
        rows.set_column(index, index, column.width)
        rows.write_string(0, index, column.labels[language], bold)
    rows.freeze_panes(1, 1)
    for number, row in enumerate(table.rows, start=1):
        for index, cell in enumerate(row):
            _put(rows, number, index, cell, language, day)
    summary.set_column(0, 0, 42)
    summary.set_column(1, 1, 42)
    for number, (label, text) in enumerate((*opening(table, language), *closing(table, language))):
        summary.write_string(number, 0, label, bold)
        _put(summary, number, 1, text, language, day)
    book.close()


def _put(sheet, row: int, column: int, cell: Cell, language: str, day) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, date):
        if cell.year >= 1900:
            sheet.write_datetime(row, column, datetime.combine(cell, time()), day)
        else:
            sheet.write_string(row, column, cell.isoformat())
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, _text(cell, language)[:LONGEST_XLSX_CELL])


def _text(cell: str | Word | Withheld, language: str) -> str:
    if isinstance(cell, Withheld):
        return cell.text(language)
    return cell.labels[language] if isinstance(cell, Word) else cell


def _json_row(names: list[str], row: tuple[Cell, ...]) -> dict[str, object]:
    told = {name: _json_cell(cell) for name, cell in zip(names, row, strict=True)}
    told["withheld"] = [name for name, cell in zip(names, row, strict=True) if isinstance(cell, Withheld)]
    return told


def _json_cell(cell: Cell) -> object:
    if isinstance(cell, Withheld):
        return None
    if isinstance(cell, Word):
        return cell.code
    return cell.isoformat() if isinstance(cell, date) else cell


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("csv", "text/csv; charset=utf-8", write_csv),
        Format("json", "application/json", write_json),
        Format("pdf", "application/pdf", write_pdf),
        Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    )
}
"""The formats a report can be had in, by name."""
