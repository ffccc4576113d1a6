"""What may stand in one cell of a table: plain values to text, and text made safe for spreadsheets.

Not here: files and formats (writers.py), and any question of who may see a value (disclosure).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import NoneType
from typing import Any

from tracker.disclosure import Withheld


@dataclass(frozen=True, slots=True)
class Word:
    """A code for programs with its labels for people."""

    code: str
    labels: Mapping[str, str]


Cell = str | int | date | Word | Withheld | None
"""One value of a row. Text is untrusted; `None` is an empty cell, `Withheld` a value that is not shown."""

FORMULA_SIGNS = "=+-@＝＋－＠⁼₌⁺₊﬩﹢﹣﹦﹫−"
"""Every character that is one of `= + - @` or is read as one where widths and positions are folded."""

_LEAD = r"[\s\"'\u200b-\u200f\u2060\ufeff]*"
_FORMULA = re.compile(rf"[\t\r\n\0]|{_LEAD}[{re.escape(FORMULA_SIGNS)}\0]")


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet might take `text` for a formula.

    It might where a sign of any width stands first, bare or behind blanks or quotes, and where a tab,
    line end or NUL does.
    """
    return _FORMULA.match(text) is not None


def quoted(text: str) -> str:
    """`text` with an apostrophe in front where it might start a formula, bare or behind apostrophes."""
    if text[:1].isalnum() or not starts_formula(text.lstrip("'")):
        return text
    return f"'{text}"


def unquoted(text: str) -> str:
    """What was typed, from a cell that `quoted` wrote: exactly our apostrophe is taken off."""
    return text[1:] if text.startswith("'") and starts_formula(text.lstrip("'")) else text


@cache
def _ways(language: str) -> dict[type, Callable[[Any], str | int]]:
    return {
        str: quoted,
        Word: lambda word: quoted(word.labels[language]),
        Withheld: lambda mark: mark.text(language),
    }


AS_THEY_ARE = frozenset({int, date, NoneType})
"""Cells that a writer of text files turns into whole numbers, ISO dates and nothing by itself."""


def plain(row: Iterable[Cell], language: str) -> list[str | int | date | None]:
    """Cells as a text file takes them: ISO dates, whole numbers, safe text, what is withheld in words."""
    ways = _ways(language)
    return [cell if type(cell) in AS_THEY_ARE else ways[type(cell)](cell) for cell in row]  # type: ignore[misc]
