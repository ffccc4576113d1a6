"""Tables of a form as people type them: a row a line, cells parted by `|`; amounts added up, the least taken.

Not here: what columns there are (packs).
"""

import unicodedata
from dataclasses import dataclass

from tracker.forms.wording import yen
from tracker.packs.forms import FormTable

PARTED = "|"
MOST = 10**12


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands on the sheet; ``total`` is its last line, empty where nothing is added up."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: str = ""
    amounts: frozenset[int] = frozenset()
    """Columns, counted from 0, that hold amounts."""


class UnreadableRow(ValueError):
    """A row that is no row of this table; ``line`` counts from 1, ``cell`` is what could not be read."""

    def __init__(self, line: int, cells: int, expected: int, cell: str = "") -> None:
        super().__init__(f"row {line}")
        self.line, self.cells, self.expected, self.cell = line, cells, expected, cell


def read_table(text: str, shape: FormTable) -> Table:
    """The rows that a person typed. Raises UnreadableRow at the first that cannot stand."""
    amounts = {shape.total, *shape.least} - {None}
    rows, sum_ = [], 0
    for number, line in enumerate((each for each in text.splitlines() if each.strip()), start=1):
        row, amount = _row(number, line, shape)
        sum_ += amount
        rows.append(row)
    total = yen(sum_) if shape.total is not None else ""
    columns = frozenset(each - 1 for each in amounts if each is not None)
    return Table(tuple(shape.columns), tuple(rows), total, columns)


def _row(number: int, line: str, shape: FormTable) -> tuple[tuple[str, ...], int]:
    cells = [each.strip() for each in line.replace("｜", PARTED).split(PARTED)]
    expected = len(shape.columns) - (1 if shape.least else 0)
    if len(cells) != expected:
        raise UnreadableRow(number, len(cells), expected)
    if shape.total is None:
        return tuple(cells), 0
    if shape.least:
        lesser = min(_amount(number, cells[_typed(each, shape)], cells, expected) for each in shape.least)
        cells.insert(shape.total - 1, str(lesser))
    known = {each - 1 for each in (*shape.least, shape.total)}
    read = {each: _amount(number, cells[each], cells, expected) for each in known}
    told = [yen(read[place]) if place in read else cell for place, cell in enumerate(cells)]
    return tuple(told), read[shape.total - 1]


def _typed(column: int, shape: FormTable) -> int:
    """Where a column stands among the typed cells: the computed one is not typed."""
    return column - 1 if shape.total is None or column < shape.total else column - 2


def _amount(number: int, text: str, cells: list[str], expected: int) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("円", "").replace("¥", "").strip()
    if not (plain.isascii() and plain.isdecimal()) or int(plain[:20]) >= MOST:
        raise UnreadableRow(number, len(cells), expected, text)
    return int(plain)
