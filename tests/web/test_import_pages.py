"""The pages of the import: sending, columns, verdicts, storing, marks, template and export."""

import io
import re
import zipfile

import pytest

from tests.support import build
from tracker.docket import import_running, importing

CSV = (
    "整理番号,契約番号,権利の種類,発明の名称,発明完成日,出願国,出願日,謎の列\n"
    "K-1,P26-A,特許,<script>名称,令和8年6月10日,JP,令和8年7月1日,x\n"
    "K-2,P26-A,特許,二,令和8年13月1日,,,\n"
)


def send(visitor, content: bytes, name: str = "台帳.csv"):
    return visitor.send("/imports", {"file": (io.BytesIO(content), name)}, page="/imports")


def columns(text: str) -> dict[str, str]:
    """The form of the columns as a browser would send it."""
    chosen = {}
    for name, inside in re.findall(r'<select[^>]*name="(column-\d+-\d+)"[^>]*>(.*?)</select>', text, re.S):
        found = re.search(r'<option value="([^"]*)" selected', inside)
        chosen[name] = found[1] if found else ""
    return chosen | dict(re.findall(r'name="(headings-\d+)" value="(\d+)"', text))


@pytest.fixture
def checked(manager):
    place = send(manager, CSV.encode("cp932")).location
    text = manager.get(place)
    assert "Shift_JIS (cp932)" in text
    answer = manager.send(f"{place}/check", columns(text), page=place)
    assert answer.status_code == 303
    return place


def test_a_file_is_sent_mapped_checked_and_stored(manager, checked):
    text = manager.get(checked)
    assert "1 accepted" in text
    assert "1 rejected" in text
    assert "There is no month 13" in text
    refused = manager.send(f"{checked}/store", {}, page=checked)
    assert refused.status_code == 422
    assert "Rows were rejected" in refused.text
    assert manager.send(f"{checked}/store", {"leave_out": "yes"}, page=checked).status_code == 303
    assert "1 matters and 2 facts were stored" in manager.get(checked)
    listed = manager.get("/matters?q=K-1")
    assert "&lt;script&gt;名称" in listed
    assert "<script>名称" not in listed


def test_imported_facts_are_marked_until_checked(manager, officer, checked):
    manager.send(f"{checked}/store", {"leave_out": "yes"}, page=checked)
    matter = re.search(r'href="(/matters/\w+)">K-1', manager.get("/matters?q=K-1"))[1]
    text = manager.get(matter)
    assert text.count("imported, not verified") == 2
    verify = f"/imports/verified/{matter.rpartition('/')[2]}"
    assert manager.send(verify, {"fact": "f0001"}, page=matter).status_code == 303
    assert manager.get(matter).count("imported, not verified") == 1
    manager.send(verify, {"fact": ""}, page=matter)
    assert "imported, not verified" not in manager.get(matter)
    officer.get("/imports", status=403)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xls", b"x", "end in .xlsx or .csv"),
        ("a.xlsx", b"PK\x03\x04nonsense", "no Excel workbook"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"one\ntwo\n", "no table"),
        ("a.csv", "整理番号,名称\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_page(manager, name, content, reason):
    answer = send(manager, content, name)
    assert answer.status_code == 422
    assert reason in answer.text


def test_without_a_file_the_page_asks_for_one(manager):
    answer = manager.send("/imports", {}, page="/imports")
    assert (answer.status_code, "Choose a file." in answer.text) == (422, True)


def test_the_verdicts_come_as_a_file_without_formulas(manager, checked):
    answer = manager.client.get(f"{checked}/report.csv")
    assert answer.text.startswith("\ufeff")
    assert "K-2,rejected,発明完成日: There is no month 13" in answer.text


def test_the_template_comes_back_through_the_import(manager):
    sheet = manager.client.get("/imports/template.xlsx").data
    assert zipfile.is_zipfile(io.BytesIO(sheet))
    lines = manager.client.get("/imports/template.csv").text.removeprefix("\ufeff").strip()
    text = manager.get(send(manager, f"{lines}\nK-9,P26-A\n".encode()).location)
    assert "" not in [value for name, value in columns(text).items() if name.startswith("column-")]


def test_everything_comes_out_and_nobody_elses(app, manager, scene):
    with app.app_context():
        build.matter(scene.people.manager_b, "P26-B", title="他社の秘密")
    answer = manager.send("/imports/export", {}, page="/imports")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert set(archive.namelist()) >= {"kigen.xlsx", "matters.csv", "facts.csv", "history.jsonl"}
        whole = b"".join(archive.read(name) for name in archive.namelist())
        assert build.TITLE.encode() in archive.read("matters.csv")
    assert "他社の秘密".encode() not in whole


def test_a_large_file_is_left_to_the_worker_and_told_of(app, manager, scene, monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    place = send(manager, CSV.encode()).location
    manager.send(f"{place}/check", columns(manager.get(place)), page=place)
    answer = manager.client.get(place)
    assert answer.headers["Refresh"] == "2"
    assert "<progress" in answer.text
    with app.app_context():
        assert import_running.run_waiting(today=build.TODAY, now=lambda: build.NOW) == 1
    assert "1 rejected" in manager.get(place)
