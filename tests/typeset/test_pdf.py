"""A sheet set as PDF: whole and tagged, the same bytes each time, and every text in it stays text."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from pypdf import PdfReader

from tracker.typeset import Sheet, pdf, to_pdf

TOKYO = timezone(timedelta(hours=9))
SHEET = Sheet(
    "期限管理簿",
    "ja",
    date(2026, 11, 20),
    datetime(2026, 11, 19, 23, 30, tzinfo=UTC).astimezone(TOKYO),
    made_by="佐藤 花子",
    organisation="契約者Ａ",
    profile="標準",
    filters={"契約番号": ""},
)
COLUMNS = [{"label": "整理番号", "width": "auto"}, {"label": "手続"}]


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def text_of(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(made).pages)


def listing(*texts: str, sheet: Sheet = SHEET) -> bytes:
    rows = [[f"K-{number:04}", text] for number, text in enumerate(texts)]
    return to_pdf("listing", sheet, {"columns": COLUMNS, "rows": rows})


def test_head_and_foot_say_what_it_shows_when_and_who_made_it():
    told = text_of(listing("出願通知"))
    for words in (
        "期限管理簿",
        "契約者Ａ",
        "2026-11-20",
        "08:30",
        "佐藤",
        "標準",
        "契約番号: すべて",
        "1 / 1",
    ):
        assert words in told
    assert "Page 1 of 1" in text_of(listing("Notice", sheet=Sheet("List", "en", SHEET.as_of, SHEET.made_at)))


def test_it_is_tagged_with_a_title_and_a_language_and_the_fonts_are_inside():
    found = read(listing("出願通知"))
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "ja"
    assert found.metadata.title == "期限管理簿"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    for font in found.pages[0]["/Resources"]["/Font"].values():
        inner = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert inner.get("/FontFile2") or inner.get("/FontFile3")
        assert "BIZUDPGothic" in font["/BaseFont"]


def test_each_page_of_a_long_list_has_the_heading_and_its_number():
    pages = read(listing(*["出願通知の提出" for _ in range(120)])).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        told = page.extract_text()
        assert "整理番号" in told
        assert f"{number} / {len(pages)}" in told


@pytest.mark.parametrize(
    "text",
    ["#panic()", "$x$ *b* _i_", "#sys.inputs", "= H", "<label> @ref", "`raw` \\ #read(0)", '"]}', "//x"],
)
def test_what_is_typed_is_never_read_as_typst(text):
    assert "".join(text.split()) in "".join(text_of(listing(text)).split())


@pytest.mark.parametrize(
    ("text", "shown"), [("髙﨑①㈱〒", "髙﨑①㈱〒"), ("𠮷田", "〓田"), ("😀", "〓"), ("한국", "〓〓")]
)
def test_what_no_font_draws_becomes_a_geta_and_a_footnote_says_so(text, shown):
    made = listing(text)
    assert shown in text_of(made)
    assert ("書体にない" in text_of(made)) == ("〓" in shown)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in read(made).trailer["/Root"]["/Metadata"].get_data()


def test_marks_and_control_characters_break_nothing():
    made = listing("a\x00b\x1b[31m", "葛\U000e0100飾", "\ud800", "עברית Łódź")
    told = text_of(made)
    assert "葛" in told
    assert "dź" in told
    assert b"<pdfuaid:part>1</pdfuaid:part>" in read(made).trailer["/Root"]["/Metadata"].get_data()


def test_the_same_data_give_the_same_bytes_from_many_threads_at_once():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: listing(f"件 {number % 3}"), range(24)))
    assert [made[number] == made[number % 3] for number in range(24)] == [True] * 24
    assert len(set(made)) == 3


def test_a_long_word_stays_within_its_cell():
    page = read(listing("W" * 400)).pages[0]
    right: list[float] = []
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: right.append(tm[4]))
    assert max(right) < float(page.mediabox.width) - 30


def test_the_fonts_come_with_their_licence():
    assert "SIL OPEN FONT LICENSE" in (pdf.FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert len(list(pdf.FONTS.glob("*.ttf"))) == 2
