"""Writes any report's table as a PDF: a landscape sheet with head, charts, rows and statement.

Paper has an end: so many columns and rows fit, and the sheet says where something was left out. Not here:
what a report shows, and who may see it: the rows come redacted.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from itertools import islice
from typing import Any

from tracker.disclosure import Withheld
from tracker.reports.cells import Cell, Word
from tracker.reports.model import Column, Labels, Table
from tracker.reports.statement import SINCE, closing, filters
from tracker.typeset import Sheet, to_pdf

MOST_ROWS = 1_000
MOST_COLUMNS = 13
PIECE = 64 * 1024
CUT: Labels = {
    "ja": "紙面には先頭の{shown}行を載せています（全{all}行）。全ての行はCSV・XLSX・JSONにあります。",
    "en": "The paper shows the first {shown} of {all} rows; CSV, XLSX and JSON hold all of them.",
}
NARROWED: Labels = {
    "ja": "紙面には全{all}列のうち{shown}列を載せています。全ての列はCSV・XLSX・JSONにあります。",
    "en": "The paper shows {shown} of {all} columns; CSV, XLSX and JSON hold all of them.",
}
EMPTY: Labels = {"ja": "該当なし", "en": "Nil: nothing to report."}
ROWS: Labels = {"ja": "一覧", "en": "Rows"}


def write_pdf(table: Table, language: str) -> Iterator[bytes]:
    """The sheet, in pieces. It bears no hour: the same table gives the same bytes."""
    made = to_pdf("report", sheet_of(table, language), data_of(table, language))
    for start in range(0, len(made), PIECE):
        yield made[start : start + PIECE]


def sheet_of(table: Table, language: str) -> Sheet:
    """What stands around the rows."""
    return Sheet(
        title=table.title[language],
        language=language,
        as_of=table.as_of,
        made_at=datetime.combine(table.as_of, time(), UTC),
        dated=False,
        organisation=table.organisation,
        profile=table.profile.get(language, ""),
        filters=dict(table.about or filters(table, language)),
        note="" if table.since is None else f"{SINCE[language]}: {table.since.isoformat()}",
        landscape=True,
    )


def data_of(table: Table, language: str) -> Mapping[str, Any]:
    """Columns, rows, statement and limits, as the template takes them."""
    columns = on_paper(table.columns)
    places = [table.columns.index(column) for column in columns]
    rows = [[_text(row[place], language) for place in places] for row in islice(table.rows, MOST_ROWS)]
    count = len(rows) + sum(1 for _ in table.rows)  # the statement counts what the paper leaves out, too
    limits = []
    if count > len(rows):
        limits.append(CUT[language].format(shown=len(rows), all=count))
    if len(columns) < len(table.columns):
        limits.append(NARROWED[language].format(shown=len(columns), all=len(table.columns)))
    return {
        "columns": [{"label": each.labels[language], "width": _width(each)} for each in columns],
        "rows": rows,
        "empty": EMPTY[language],
        "heading": ROWS[language],
        "limits": limits,
        "totals": [[label, str(text)] for label, text in closing(table, language)],
        "charts": [
            {"title": each.title, "told": each.told, "svg": each.svg} for each in table.charts(language)
        ],
    }


def on_paper(columns: tuple[Column, ...]) -> list[Column]:
    """The columns that a sheet holds: all where they fit, else those that are meant for paper."""
    if len(columns) <= MOST_COLUMNS:
        return list(columns)
    return ([each for each in columns if each.paper] or list(columns))[:MOST_COLUMNS]


def _width(column: Column) -> float:
    return max(1.0, column.width / 13)


def _text(cell: Cell, language: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Withheld):
        return cell.text(language)
    return cell.labels[language] if isinstance(cell, Word) else str(cell)
