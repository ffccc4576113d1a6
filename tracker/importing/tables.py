"""The tables of a file: of a workbook its sheets, of a CSV file the one. Headings, then rows by line.

A text is decoded strictly and whole, as UTF-8 and then as cp932; nothing is guessed from a sample.
Not here: whether the file may be read at all (archive), and what the cells mean (rows).
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.errors import Fault, Refused
from tracker.importing.archive import NOT_WORKBOOK, is_utf16, refuse

MOST_ROWS = 100_000
MOST_COLUMNS = 500
HEADINGS_WITHIN = 20
"""The headings stand in one of the first so many lines."""
SKIPPED = ("説明", "記入例", "readme", "explanations", "example", "examples")
"""Sheets that explain, and hold no matters."""

NOT_DECODED = "The text is neither UTF-8 nor Shift_JIS (cp932) throughout. Save it as CSV in UTF-8."
UTF16 = "The text is UTF-16 (Unicode text). Save it as CSV in UTF-8."
NO_TABLE = "There is no table in the file: no line with at least two headings and a line below it."
TOO_MANY_ROWS = "The table has more than %(most)s rows. Divide it into several files."
TOO_MANY_COLUMNS = "The table has more than %(most)s columns. Leave out those that are not needed."
BROKEN_LINE = "Line %(line)s cannot be read as CSV: a quote is not closed, or a field is too long."

Cell = Any
"""Text, a number, a day or a switch; None where there is nothing."""


@dataclass(slots=True)
class Table:
    """One table. ``rows``: the line in the file, and the cells below the headings."""

    name: str
    headings: list[str]
    rows: list[tuple[int, list[Cell]]]


def read_workbook(content: bytes) -> list[Table]:
    """The tables of a workbook; sheets that hold none are left out. Raises Refused."""
    from python_calamine import CalamineError, CalamineWorkbook

    tables = []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for name in book.sheet_names:
                if name.strip().lower() in SKIPPED:
                    continue
                sheet = book.get_sheet_by_name(name)
                check_size(sheet.total_height, sheet.total_width)
                first = sheet.start[0] if sheet.start else 0
                table = table_of(name, sheet.to_python(skip_empty_area=True), first)
                if table is not None:
                    tables.append(table)
    except Refused:
        raise
    except (CalamineError, OSError, ValueError) as error:
        raise refuse(NOT_WORKBOOK) from error
    return some(tables)


def check_size(height: int, width: int) -> None:
    """A sheet that would not fit is refused before its cells are made."""
    if height > MOST_ROWS + HEADINGS_WITHIN:
        raise refuse(TOO_MANY_ROWS, most=MOST_ROWS)
    if width > MOST_COLUMNS:
        raise refuse(TOO_MANY_COLUMNS, most=MOST_COLUMNS)


def read_csv(content: bytes) -> tuple[list[Table], str]:
    """The table of a CSV file, and how its text was decoded. Raises Refused."""
    text, encoding = decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    lines: list[tuple[int, list[Cell]]] = []
    start = 1
    try:
        for cells in reader:
            lines.append((start, [unquote(each) for each in cells]))
            start = reader.line_num + 1
            check_size(len(lines), len(cells))
    except csv.Error as error:
        raise refuse(BROKEN_LINE, line=start) from error
    table = table_of_lines("", lines)
    return some([table] if table else []), encoding


def decode(content: bytes) -> tuple[str, str]:
    """A whole text and its encoding. Raises Refused."""
    if is_utf16(content):
        raise refuse(UTF16)
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        marked = content.startswith(b"\xef\xbb\xbf")
        return text, encoding if marked or encoding == "cp932" else "utf-8"
    raise refuse(NOT_DECODED)


def delimiter_of(text: str) -> str:
    """A tab or a semicolon where the first line has these and no comma."""
    first = text.split("\n", 1)[0]
    return next((mark for mark in "\t;" if mark in first and "," not in first), ",")


def unquote(cell: str) -> str:
    """A cell without the quote that our export puts before what could be taken for a formula."""
    return cell[1:] if cell[:1] == "'" and needs_quote(cell[1:]) else cell


def needs_quote(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula, or has our quote before such a one already."""
    bare = text.lstrip("'")
    return bare[:1] in ("=", "+", "-", "@", "\t", "\r", "\x00", "＝", "＋", "－", "＠") and bare != ""


def table_of(name: str, cells: Sequence[Sequence[Cell]], first: int) -> Table | None:
    """A sheet as a table; ``first``: the rows above its first cell."""
    return table_of_lines(name, [(first + n, list(row)) for n, row in enumerate(cells, start=1)])


def table_of_lines(name: str, lines: list[tuple[int, list[Cell]]]) -> Table | None:
    """The first line with at least two texts, of those at the top, holds the headings."""
    from tracker.importing.columns import known_headings, plain

    top = lines[:HEADINGS_WITHIN]
    known = known_headings()
    scores = [sum(plain(cell) in known for cell in cells) for _, cells in top]
    texts = [sum(isinstance(cell, str) and bool(cell.strip()) for cell in cells) for _, cells in top]
    best = max(range(len(top)), key=lambda n: scores[n], default=None)
    if best is None or scores[best] == 0:
        best = next((n for n, count in enumerate(texts) if count >= 2), None)
    if best is None:
        return None
    headings = [str(cell).strip() if cell not in (None, "") else "" for cell in lines[best][1]]
    while headings and not headings[-1]:
        headings.pop()
    rows = [(line, tidy(cells)) for line, cells in lines[best + 1 :]]
    rows = [(line, cells) for line, cells in rows if any(each is not None for each in cells)]
    if len(rows) > MOST_ROWS:
        raise refuse(TOO_MANY_ROWS, most=MOST_ROWS)
    return Table(name, headings, rows) if rows or scores[best] > 1 else None


def tidy(cells: list[Cell]) -> list[Cell]:
    """Cells as plain values: whole numbers without a fraction, blanks as None, a day without its midnight."""
    return [tidy_cell(each) for each in cells]


def tidy_cell(cell: Cell) -> Cell:
    """One cell."""
    if isinstance(cell, str):
        return cell if cell.strip() else None
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    if isinstance(cell, datetime):
        return cell.date() if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else cell
    return cell if isinstance(cell, date | bool | int) else (None if cell is None else str(cell))


def some(tables: list[Table]) -> list[Table]:
    """The tables, at least one. Raises Refused."""
    if not tables:
        raise Refused([Fault("file", NO_TABLE)])
    return tables
