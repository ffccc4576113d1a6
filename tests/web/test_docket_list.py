"""The docket list as a sheet of paper and as a file: ones own duties, narrowed as on the page, no titles."""

import csv
import io

import pytest
from pypdf import PdfReader

from tests.support import build
from tracker.docket import listing


@pytest.fixture
def late(app, scene):
    """One more matter of A, whose filing notice is overdue."""
    with app.app_context():
        matter = build.matter(scene.people.manager_a, "P26-A", title="触覚センサの校正方法")
        build.filed(scene.people.manager_a, matter, "2026-06-01")
        return matter


def told(answer) -> str:
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def lines(answer) -> list[dict[str, str]]:
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_sheet_holds_what_the_page_holds_and_no_title(manager, scene, late):
    page = manager.get("/")
    assert "/docket-list.pdf" in page
    text = told(manager.client.get("/docket-list.pdf"))
    for words in (
        "Docket list",
        "2026-09-01",
        late.ref,
        scene.ref,
        "Overdue",
        "Filing notice",
        "Organisation A",
    ):
        assert words in text
    assert "Fri 9 October 2026" in text
    assert "触覚" not in text
    assert build.TITLE not in text
    assert scene.people.manager_a.name in text


def test_the_file_holds_the_same_duties(manager, scene, late):
    rows = lines(manager.client.get("/docket-list.csv"))
    assert {row["reference"] for row in rows} == {late.ref, scene.ref}
    (row,) = [row for row in rows if row["standing"] == "overdue"]
    assert row["due"] == "2026-07-31"
    assert row["link"].startswith("http")
    text = told(manager.client.get("/docket-list.pdf"))
    assert sum(text.count(ref) for ref in (late.ref, scene.ref)) == len(rows)


def test_filters_narrow_it_and_stand_at_its_foot(manager, scene, late):
    rows = lines(manager.client.get("/docket-list.csv?standing=overdue"))
    assert [row["reference"] for row in rows] == [late.ref]
    text = told(manager.client.get("/docket-list.pdf?standing=overdue"))
    assert "State: Overdue" in text
    assert scene.ref not in text
    assert manager.client.get("/docket-list.pdf?agreement=P26-B").status_code == 404
    assert manager.client.get("/docket-list.pdf?standing=nonsense").status_code == 400
    assert manager.client.get("/docket-list.doc").status_code == 404


def test_the_other_house_gets_its_own_list_and_the_agency_none(visit, officer, scene, late):
    text = told(visit("ip-manager@b.example").client.get("/docket-list.pdf"))
    assert late.ref not in text
    assert "Organisation B" in text
    assert officer.client.get("/docket-list.pdf").status_code in (403, 404)


def test_the_command_writes_it_to_a_file(app, scene, late, tmp_path):
    file = tmp_path / "list.pdf"
    words = ["docket-list", "--as", "ip-manager@a.example", "--output", str(file)]
    done = app.test_cli_runner().invoke(args=words)
    assert (done.exit_code, done.output) == (0, "")
    assert late.ref in "\n".join(page.extract_text() for page in PdfReader(file).pages)
    done = app.test_cli_runner().invoke(args=[*words, "--format", "csv"])
    assert file.read_text(encoding="utf-8-sig").startswith("reference,duty")
    done = app.test_cli_runner().invoke(
        args=["docket-list", "--as", "officer@ag.example", "--output", str(file)]
    )
    assert done.exit_code == 2


def test_the_file_holds_all_duties_and_only_the_sheet_is_cut_and_says_so(manager, scene, late, monkeypatch):
    whole = lines(manager.client.get("/docket-list.csv"))
    assert len(whole) > 1
    monkeypatch.setattr(listing, "MOST", 1)
    assert lines(manager.client.get("/docket-list.csv")) == whole
    text = told(manager.client.get("/docket-list.pdf"))
    assert "Narrow the list" in text
    assert sum(text.count(ref) for ref in (late.ref, scene.ref)) == 1
