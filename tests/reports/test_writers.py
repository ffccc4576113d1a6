"""The three formats tell the same rows, safely, in constant memory."""

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tracker.disclosure import WITHHELD, FieldClass
from tracker.reports.cells import Cell
from tracker.reports.model import Column, Table, Tally
from tracker.reports.paper import MOST_ROWS
from tracker.reports.writers import FORMATS

COLUMNS = (
    Column("ref", {"ja": "整理番号", "en": "Reference"}, FieldClass.CONTROL),
    Column("title", {"ja": "名称", "en": "Title"}, FieldClass.BIBLIOGRAPHIC),
    Column("filed_on", {"ja": "出願日", "en": "Filed on"}, FieldClass.CONTROL),
    Column("days_late", {"ja": "遅延日数", "en": "Days late"}, FieldClass.CONTROL),
)
ROWS: list[tuple[Cell, ...]] = [
    ("A-0001", '学習装置, "改"', date(2026, 7, 1), 3),
    ("A-0002", WITHHELD, None, None),
    ("=1+1", '＝HYPERLINK("http://x")\n2', date(2026, 2, 28), 0),
]


def table(rows: list[tuple[Cell, ...]] | Iterator[tuple[Cell, ...]], tally: Tally | None = None) -> Table:
    title = {"ja": "状況報告", "en": "Status report"}
    return Table("status", title, date(2026, 11, 20), {}, COLUMNS, iter(rows), tally or Tally(3, 3, 1))


def written(name: str, language: str = "ja", rows: list[tuple[Cell, ...]] | None = None) -> bytes:
    tally = Tally() if rows == [] else None
    return b"".join(FORMATS[name].write(table(ROWS if rows is None else rows, tally), language))


def test_csv_starts_with_a_signature_and_the_labels_and_quotes_formulas() -> None:
    data = written("csv")
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert lines[:4] == [
        ["整理番号", "名称", "出願日", "遅延日数"],
        ["A-0001", '学習装置, "改"', "2026-07-01", "3"],
        ["A-0002", "非開示（第7条）", "", ""],
        ["'=1+1", '\'＝HYPERLINK("http://x")\n2', "2026-02-28", "0"],
    ]


def test_csv_ends_with_the_statement_behind_an_empty_line() -> None:
    lines = list(csv.reader(io.StringIO(written("csv", "en").decode("utf-8-sig"), newline="")))
    assert lines[4:] == [
        [],
        ["Report", "Status report"],
        ["As of", "2026-11-20"],
        ["Agreement", "all"],
        ["Matters", "3"],
        ["Rows", "3"],
        ["Records withheld under Art. 7", "1"],
        ["Statement", "Not nil"],
    ]


def test_json_is_one_object_that_names_what_each_row_withholds() -> None:
    told = json.loads(written("json"))
    assert told["rows"][1] == {
        "ref": "A-0002", "title": None, "filed_on": None, "days_late": None, "withheld": ["title"],
    }  # fmt: skip
    assert told["rows"][2]["ref"] == "=1+1"
    assert [column["name"] for column in told["columns"]] == ["ref", "title", "filed_on", "days_late"]
    assert (told["as_of"], told["withheld"], told["matters"], told["nil"]) == ("2026-11-20", 1, 3, False)


def test_xlsx_holds_text_as_text_and_days_as_days() -> None:
    book = load_workbook(io.BytesIO(written("xlsx")))
    cells = list(book["一覧"].iter_rows(min_row=2))
    assert [cell.data_type for row in cells for cell in row].count("f") == 0
    assert cells[2][0].value == "=1+1"
    assert cells[2][0].data_type == "s"
    assert cells[0][2].value.date() == date(2026, 7, 1)
    assert cells[1][1].value == "非開示（第7条）"
    assert [cell.hyperlink for row in cells for cell in row] == [None] * 12
    assert ("基準日", "2026-11-20") in [(a.value, b.value) for a, b in book["概要"].iter_rows()]


def told(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_paper_holds_the_rows_the_statement_and_what_is_withheld() -> None:
    text = told(written("pdf"))
    for words in (
        "状況報告",
        "基準日: 2026-11-20",
        "A-0001",
        "非開示（第7条）",
        "=1+1",
        "2026-07-01",
        "あり",
    ):
        assert words in text, words
    assert "紙面には" not in text, "nothing is left out, and nothing says so"


def test_paper_says_which_rows_and_columns_it_leaves_out() -> None:
    wide = tuple(replace(COLUMNS[0], name=f"c{n}", paper=n < 3) for n in range(20))
    rows = ((f"A-{n:06d}",) * 20 for n in range(MOST_ROWS + 5))
    whole = Table("status", {"en": "Status report"}, date(2026, 11, 20), {}, wide, rows, Tally(7, 7, 0))
    text = told(b"".join(FORMATS["pdf"].write(whole, "en")))
    assert f"The paper shows the first {MOST_ROWS} of {MOST_ROWS + 5} rows" in text.replace("\n", " ")
    assert "The paper shows 3 of 20 columns" in text.replace("\n", " ")
    assert f"A-{MOST_ROWS - 1:06d}" in text
    assert f"A-{MOST_ROWS:06d}" not in text


@pytest.mark.parametrize("name", FORMATS)
def test_a_nil_report_says_so(name: str) -> None:
    data = written(name, "en", [])
    if name == "xlsx":
        data = " ".join(
            str(c.value) for row in load_workbook(io.BytesIO(data))["Summary"] for c in row
        ).encode()
    if name == "pdf":
        data = told(data).encode()
    assert (b'"nil":true' if name == "json" else b"Nil: nothing to report") in data


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_table_gives_the_same_bytes(name: str) -> None:
    assert written(name) == written(name)


@pytest.mark.parametrize("name", FORMATS)
def test_memory_does_not_grow_with_the_rows(name: str) -> None:
    def peak(count: int) -> int:
        rows = ((f"A-{n:06d}", "装置" * 20, date(2026, 7, 1), n) for n in range(count))
        tracemalloc.start()
        for _ in FORMATS[name].write(table(rows), "ja"):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(6_000) - peak(600) < 1_000_000
