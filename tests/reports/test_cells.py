"""Cells are safe to open in a spreadsheet, and what was typed can be had back from them."""

import csv
import io
import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.disclosure import WITHHELD
from tracker.reports.cells import FORMULA_SIGNS, Word, plain, quoted, starts_formula, unquoted

HOSTILE = [
    "=1+1",
    "+81-3",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM",
    "−1",
    " =1",
    "　=1",
    '"=1"',
    "'=1",
    "''=1",
    "\ufeff=1",
    "\u200b=1",
    "\tplain",
    "=",
]
HARMLESS = ["", "特許 A-0001", "A=B", "1-2", "'quoted'", "「=」", "(=1)", "n/a", "x@example.org", "…"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_might_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert starts_formula(text)
    assert quoted(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert quoted(text) == text


@example("'\n")
@example("'\tplain")
@given(st.text() | st.sampled_from(HOSTILE) | st.text(alphabet="=+-@'\" \t\r\n\0＝x"))
def test_what_was_typed_comes_back_and_no_written_cell_starts_a_formula(text: str) -> None:
    written = quoted(text)
    assert unquoted(written) == text
    assert written[:1] not in set("=+-@\t\r\n\0＝＋－＠")


def test_every_character_that_folds_to_a_formula_sign_is_known() -> None:
    folding = {chr(n) for n in range(0x110000) if unicodedata.normalize("NFKC", chr(n)) in set("=+-@")}
    assert folding <= set(FORMULA_SIGNS)


def test_days_numbers_gaps_and_what_is_withheld_read_plainly() -> None:
    word = Word("patent", {"ja": "特許", "en": "Patent"})
    row = (date(2026, 8, 31), -3, 0, None, WITHHELD, word, "=1")
    line = io.StringIO()
    csv.writer(line).writerow(plain(row, "ja"))
    assert line.getvalue() == "2026-08-31,-3,0,,非開示（第7条）,特許,'=1\r\n"
    assert plain(row, "en")[4:6] == ["withheld (Art. 7)", "Patent"]
