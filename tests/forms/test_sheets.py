"""Every form of every pack as a sheet: what stands on it, in which glyphs, whole on its pages, gated."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from tracker.disclosure import FieldClass, Gate, Level
from tracker.forms.fill import CLASSES, TITLE, Filled, Value, asked, fill, is_typed
from tracker.forms.sheets import as_docx, as_pdf, sheet_data, template_version
from tracker.forms.tables import UnreadableRow, read_table
from tracker.forms.wording import both_days, era_day
from tracker.packs.forms import FormField, FormTable
from tracker.packs.shelf import default_shelf

NOW = datetime(2026, 9, 1, tzinfo=UTC)
RARE = "髙﨑①㈱"
TITLED = RARE + "による磁歪アクチュエータの制御方法、制御装置及びプログラム並びに学習済みモデルの生成方法"
SHEETS = [
    pytest.param(pack.id, form, layout, right, id=f"{form.id}-{layout.id}-{right}")
    for pack in default_shelf().packs.values()
    for form in pack.forms.values()
    for layout in form.layouts
    for right in (layout.rights or ("patent",))[:1]
]
KNOWN_KINDS = ("filing-notice", "status-notice", "transfer-notice", "licence-application", "cost-claim",
               "portal-sheet")  # fmt: skip


def value_for(spec: FormField) -> Value:
    """Something for a field that its own sheet would hold, with the strictest class it can have."""
    if spec.table is not None:
        columns = len(spec.table.columns) - (1 if spec.table.least else 0)
        return Value(" | ".join(["1,200"] * columns), CLASSES[str(spec.discloses)])
    if spec.source == TITLE:
        return Value(TITLED, FieldClass.BIBLIOGRAPHIC)
    if spec.source in ("day", "due") or (spec.fact and spec.read in ("on", "priority_on")):
        return Value(date(2026, 9, 1), FieldClass.CONTROL)
    if spec.words:
        return Value(next(iter(spec.words)), FieldClass.PARTICULARS)
    told = CLASSES.get(spec.discloses or "", FieldClass.PARTICULARS if spec.fact else FieldClass.CONTROL)
    return Value(f"{RARE}の値{spec.name}" + ("\n二行目" if spec.lines else ""), told)


def filled(form, layout, right, level=Level.OPEN, without=(), **values) -> Filled:
    fields = asked(form, layout, right)
    known = {spec.name: value_for(spec) for spec in fields if spec.name not in without} | values
    return fill(form, layout, right, known, Gate(level, reported=True), neutral="特許 A-0001")


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def made(pack, sheet: Filled, *, draft=False) -> tuple[bytes, str]:
    pdf = as_pdf(pack, sheet.form, sheet_data(sheet, draft=draft), NOW)
    return pdf, text_of(pdf)


def test_all_forms_that_the_terms_name_are_there():
    pack = default_shelf().packs["nedo-multimodal-2026"]
    assert tuple(pack.forms) == KNOWN_KINDS
    layouts = [layout.about for layout in pack.forms["status-notice"].layouts]
    assert layouts == ["publication", "filing", "registration", "copyright", "security"]


@pytest.mark.parametrize(("pack", "form", "layout", "right"), SHEETS)
def test_a_sheet_says_everything_in_letters_that_are_there(pack, form, layout, right, tmp_path):
    sheet = filled(form, layout, right)
    assert not sheet.is_draft
    pdf, text = made(pack, sheet)
    assert form.title.ja in text
    assert TITLED in text or layout.id == "security"
    assert RARE in text
    assert "〓" not in text
    assert "案（" not in text
    for entry in sheet.entries:
        assert entry.field.place in ("date", "to") or entry.field.label.ja in text
        for line in entry.text.splitlines():
            assert line in text, entry.field.name
    for sentence in (*layout.statements, *layout.attachments):
        assert sentence in text
    if form.sheet != "copy":
        assert "令和8年9月1日" in text
        assert "以上" in text
    fonts = {str(f) for f in re.findall(rb"/BaseFont\s*/([A-Z]{6}\+[\w-]+)", pdf)}
    assert len(PdfReader(io.BytesIO(pdf)).pages) <= 3, fonts
    look_at(pdf, tmp_path)


def look_at(pdf: bytes, folder) -> None:
    """The sheet as an image: there is ink, and none of it touches the edge of the paper."""
    if shutil.which("pdftoppm") is None:
        return
    (folder / "sheet.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "40", "-gray", str(folder / "sheet.pdf"), str(folder / "page")], check=True
    )
    for page in sorted(folder.glob("page*.pgm")):
        _magic, size, _depth, pixels = page.read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        rows = [pixels[n * width : (n + 1) * width] for n in range(height)]
        dark = [(x, y) for y, row in enumerate(rows) for x, pixel in enumerate(row) if pixel < 128]
        assert len(dark) > 20
        assert min(x for x, _ in dark) > 20, "the left margin is free"
        assert max(x for x, _ in dark) < width - 20, "nothing runs out of the paper"
        assert max(y for _, y in dark) < height - 10


@pytest.mark.parametrize(("pack", "form", "layout", "right"), SHEETS)
def test_the_document_to_edit_says_the_same(pack, form, layout, right):
    sheet = filled(form, layout, right)
    with zipfile.ZipFile(io.BytesIO(as_docx(pack, form, sheet_data(sheet, draft=False)))) as archive:
        body = archive.read("word/document.xml").decode()
    text = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", body))
    assert "{{" not in text
    assert "{%" not in text
    for entry in sheet.entries:
        for line in entry.text.splitlines():
            assert line in text, entry.field.name
        for row in entry.table.rows if entry.table else ():
            assert all(cell in text for cell in row)


@pytest.mark.parametrize(("pack", "form", "layout", "right"), SHEETS)
def test_without_what_it_demands_a_sheet_is_marked_as_a_draft(pack, form, layout, right):
    needed = [spec.name for spec in asked(form, layout, right) if spec.required]
    sheet = filled(form, layout, right, without=needed[-1:])
    assert [spec.name for spec in sheet.missing] == needed[-1:]
    _, text = made(pack, sheet)
    assert "案（提出用ではありません）" in text
    _, clean = made(pack, filled(form, layout, right))
    assert text.count("案") > clean.count("案"), "and the mark stands across the page"
    docx = as_docx(pack, form, sheet_data(sheet, draft=False))
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        heads = "".join(archive.read(n).decode() for n in archive.namelist() if "header" in n)
    assert "案（提出用ではありません）" in heads


@pytest.mark.parametrize("level", [Level.DETAIL_WITHHELD, Level.INVENTION_WITHHELD])
@pytest.mark.parametrize(("pack", "form", "layout", "right"), SHEETS)
def test_nothing_of_a_class_that_is_withheld_stands_on_a_sheet(pack, form, layout, right, level):
    hidden = {FieldClass.BIBLIOGRAPHIC}
    hidden |= {FieldClass.PARTICULARS} if level is Level.INVENTION_WITHHELD else set()
    fields = asked(form, layout, right)
    secret = {
        spec.name: f"秘{spec.name}密"
        for spec in fields
        if spec.table is None and value_for(spec).field_class in hidden
    }
    values = {name: Value(text, value_for(next(s for s in fields if s.name == name)).field_class)
              for name, text in secret.items()}  # fmt: skip
    sheet = filled(form, layout, right, level, **values)
    data = sheet_data(sheet, draft=False)
    _, text = made(pack, sheet)
    docx = as_docx(pack, form, data)
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        text += archive.read("word/document.xml").decode()
    assert [word for word in secret.values() if word in text or word in str(data)] == []
    assert {spec.name for spec in sheet.withheld} >= secret.keys()


def test_a_withheld_title_is_the_neutral_one_and_the_sheet_says_why():
    form = default_shelf().packs["nedo-multimodal-2026"].forms["filing-notice"]
    sheet = filled(form, form.layouts[0], "patent", Level.DETAIL_WITHHELD)
    _, text = made("nedo-multimodal-2026", sheet)
    assert "特許 A-0001" in text
    assert "中立な名称を記載" in text
    assert TITLED not in text


def test_text_stays_text_whatever_it_looks_like():
    form = default_shelf().packs["nedo-multimodal-2026"].forms["filing-notice"]
    nasty = '#read("/etc/passwd") {{ 7*7 }} {% x %} <w:t>&amp; A & B <x> $x$ *b* _i_ \\ @q'
    sheet = filled(form, form.layouts[0], "patent", agent=Value(nasty, FieldClass.BIBLIOGRAPHIC))
    _, text = made("nedo-multimodal-2026", sheet)
    assert nasty.replace(" ", "") in text.replace(" ", "")
    docx = as_docx("nedo-multimodal-2026", form, sheet_data(sheet, draft=False))
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        body = archive.read("word/document.xml").decode()
    assert "{{ 7*7 }} {% x %} &lt;w:t&gt;&amp;amp; A &amp; B &lt;x&gt;" in body


def test_a_very_long_title_and_many_lines_stay_on_the_paper(tmp_path):
    form = default_shelf().packs["nedo-multimodal-2026"].forms["filing-notice"]
    long = Value(("長い名称" * 124) + "x" * 4, FieldClass.BIBLIOGRAPHIC)
    many = Value("\n".join(f"発明者{n}（研究所）" for n in range(60)), FieldClass.BIBLIOGRAPHIC)
    sheet = filled(form, form.layouts[0], "patent", title=long, inventors=many)
    pdf, text = made("nedo-multimodal-2026", sheet)
    assert "発明者59" in text
    look_at(pdf, tmp_path)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 12, 31), "令和元年12月31日"),
        (date(2020, 1, 1), "令和2年1月1日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1926, 12, 24), "1926年12月24日"),
    ],
)
def test_era_days(day, text):
    assert era_day(day) == text
    assert both_days(date(2026, 9, 1)) == "令和8年9月1日（2026年9月1日）"


def test_rows_are_read_added_up_and_refused_by_line():
    shape = FormTable(columns=("何", "基準", "規則", "請求"), total=4, least=(2, 3))
    table = read_table("a | 20,000 | 15,000\n\nb｜１００円｜200", shape)
    assert table.rows == (("a", "20,000", "15,000", "15,000"), ("b", "100", "200", "100"))
    assert table.total == "15,100"
    for text, cell in (("a | 1", ""), ("a | 1 | -5", "-5"), ("a | 1 | 1.5", "1.5")):
        with pytest.raises(UnreadableRow) as wrong:
            read_table("a | 1 | 1\n" + text, shape)
        assert wrong.value.line == 2
        assert wrong.value.cell == cell


def test_the_version_follows_the_templates_and_the_words():
    pack = default_shelf().packs["nedo-multimodal-2026"]
    first, second = pack.forms["filing-notice"], pack.forms["status-notice"]
    changed = first.model_copy(update={"opening": "別の文言"})
    versions = {template_version(pack.id, each) for each in (first, second, changed)}
    assert len(versions) == 3
    assert template_version(pack.id, first) == template_version(pack.id, first)


def test_every_typed_field_says_what_it_tells_and_every_form_has_its_templates():
    for pack in default_shelf().packs.values():
        for form in pack.forms.values():
            assert template_version(pack.id, form)
            for layout in form.layouts:
                assert all(spec.discloses for spec in form.fields_of(layout) if is_typed(spec))
