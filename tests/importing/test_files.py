"""What may be read at all: archives judged from their directory, texts decoded strictly, tables found."""

import io
import zipfile

import pytest
import xlsxwriter

from tracker.errors import Refused
from tracker.importing.archive import judge
from tracker.importing.columns import columns, known_headings, plain, suggest
from tracker.importing.tables import decode, needs_quote, read_csv, read_workbook, unquote

PARTS = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}


def book(rows, formula: str = "", sheet: str = "matters") -> bytes:
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    page = made.add_worksheet(sheet)
    for line, row in enumerate(rows):
        page.write_row(line, 0, row)
    if formula:
        page.write_formula("F9", formula)
    made.close()
    return file.getvalue()


def archive(parts: dict[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def encrypted() -> bytes:
    content = bytearray(archive(PARTS))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


BAD = {
    "the wrong ending": ("a.xls", b"PK\x03\x04", "end in .xlsx or .csv"),
    "nothing": ("a.csv", b"", "empty"),
    "an archive called csv": ("a.csv", archive(PARTS), "is no text"),
    "a text called xlsx": ("a.xlsx", b"ref,title\n", "no Excel workbook"),
    "the old format": ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "password or in the old"),
    "another archive": ("a.xlsx", archive({"a.txt": "x"}), "no Excel workbook"),
    "an encrypted member": ("a.xlsx", encrypted(), "protected by a password"),
    "macros": ("a.xlsx", archive(PARTS | {"xl/vbaProject.bin": "x"}), "macros"),
    "a macro type": ("a.xlsx", archive(PARTS | {"[Content_Types].xml": "x.macroEnabled.y"}), "macros"),
    "a bomb": (
        "a.xlsx",
        archive(PARTS | {"xl/worksheets/sheet1.xml": b" " * 20_000_000}),
        "packed more than",
    ),
    "too much": (
        "a.xlsx",
        archive(PARTS | {"xl/a.xml": b" " * 30_000_000, "xl/b.xml": b" " * 30_000_000}),
        "larger than 50 MB",
    ),
    "too many parts": ("a.xlsx", archive({f"x{n}": "" for n in range(1001)} | PARTS), "more than 1000 parts"),
    "a part outside": ("a.xlsx", archive(PARTS | {"../evil.xml": "x"}), "damaged"),
    "an entity": ("a.xlsx", archive(PARTS | {"xl/styles.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]>"}), "entities"),
    "a formula": ("a.xlsx", book([["整理番号", "名称"], ["A", "B"]], "=1+1"), "holds formulas"),
    "a cut archive": ("a.xlsx", book([["整理番号", "名称"], ["A", "B"]])[:2000], "no Excel workbook"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_may_not_be_read_is_refused_with_its_reason(case):
    name, content, reason = BAD[case]
    with pytest.raises(Refused, match=reason):
        judge(name, content)


def test_a_plain_workbook_is_read():
    content = book([["整理番号", "発明の名称", "枝番"], ["A-1", "装置", 3.0], ["A-2", "=1+1", 2.5]])
    assert judge("台帳.XLSX", content) == "xlsx"
    (table,) = read_workbook(content)
    assert table.headings == ["整理番号", "発明の名称", "枝番"]
    assert table.rows == [(2, ["A-1", "装置", 3]), (3, ["A-2", "=1+1", 2.5])]


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp932", "cp932")]
)
def test_texts_are_decoded_whole(encoding, told):
    assert decode("整理番号,名称\n髙﨑①㈱".encode(encoding)) == ("整理番号,名称\n髙﨑①㈱", told)


@pytest.mark.parametrize(
    "content",
    [
        "整理番号,名称\n".encode("utf-16"),
        "整理番号,名称\n日本語の文字".encode("euc-jp") + b"\xff",
        "整理番号,名称\n".encode() + "名称".encode("cp932") + b"\xfd\xfe",
        "整理番号".encode()[:-1] + b"\xa0\xff",
    ],
)
def test_a_text_that_is_neither_is_refused(content):
    with pytest.raises(Refused, match=r"UTF-16|neither UTF-8"):
        decode(content)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_csv_with_any_line_ends_quotes_and_lines_within(end):
    text = f'整理番号,名称{end}A-1,"一行目\n二行目 ""引用"""{end}A-2,x{end}'
    tables, _ = read_csv(text.encode())
    assert tables[0].rows == [(2, ["A-1", '一行目\n二行目 "引用"']), (4, ["A-2", "x"])]


def test_a_quote_that_is_not_closed_is_named_by_its_line():
    with pytest.raises(Refused, match="Line 3 cannot be read"):
        read_csv('整理番号,名称\nA-1,x\nA-2,"y\n'.encode())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "＝1", "'=x", "''@x"])
def test_exactly_our_own_quote_is_taken_off(text):
    assert needs_quote(text)
    assert unquote("'" + text) == text


@pytest.mark.parametrize("text", ["'90年代", "it's", "'", "普通"])
def test_any_other_quote_stays(text):
    assert unquote(text) == text


def test_headings_above_the_table_and_synonyms_are_found():
    tables, _ = read_csv(
        "知財台帳（2026年度）,,\n,,\nRef,Title of invention,Filing date\nA-1,x,2026-01-05\n".encode()
    )
    assert tables[0].headings == ["Ref", "Title of invention", "Filing date"]
    assert tables[0].rows[0][0] == 4
    assert suggest(tables[0].headings, {}, {}) == ["ref", "title", "filed_on"]


def test_what_was_chosen_before_comes_first_and_no_column_twice():
    assert suggest(["出願日", "国内出願日", "謎"], {plain("謎"): "title"}, {}) == ["filed_on", "", "title"]


def test_every_heading_leads_to_one_column():
    for column in columns().values():
        for heading in (column.id, column.ja, column.en):
            assert known_headings()[plain(heading)] == column.id, heading
