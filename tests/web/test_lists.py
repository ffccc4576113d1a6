"""Lists on pages: filters in the address, files and paper of what is shown, acts on ticked rows, views."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook

from tests.support import build
from tests.web.conftest import HIDDEN


@pytest.fixture
def more(app, scene):
    """Three more matters of A, one of them reported and then closed by an order."""
    with app.app_context():
        a = scene.people.manager_a
        for n in range(3):
            made = build.matter(a, "P26-A", title=f"触覚センサ{n}")
            build.filed(a, made, "2026-08-01", details={"application_no": f"特願2026-00000{n}"})
        build.fact(a, made, "filing-notice-submitted", "2026-08-10", filing="JP1")
        build.matter(scene.people.manager_b, "P26-B", title="他社の発明")
    return made


def refs(page: str) -> list[str]:
    return re.findall(r'class="ref" href="[^"]+">(A-\d{4})<', page)


def ticked(page: str) -> list[str]:
    return re.findall(r'name="row" value="(\w+)" form="bulk"', page)


def tick(visitor, path: str, act: str, rows=None, of="duties"):
    page = visitor.get(path)
    hidden = dict(HIDDEN.findall(page))
    data = {"csrf_token": hidden["csrf_token"], "back": path, "act": act}
    return visitor.client.post(f"/bulk/{of}", data={**data, "row": ticked(page) if rows is None else rows})


def again(visitor, answer, path: str, **typed):
    """Sends the form of a preview."""
    hidden = HIDDEN.findall(answer.text)
    data = dict(hidden) | {"row": [value for name, value in hidden if name == "row"]} | typed
    return visitor.client.post(path, data=data)


def test_every_figure_of_the_home_page_is_the_length_of_the_list_behind_it(manager, more):
    page = manager.get("/")
    figures = re.findall(r'<a href="([^"]+)"><span class="n">(\d+)</span>', page)
    assert len(figures) == 6
    for address, count in figures:
        listed = manager.get(address.replace("&amp;", "&"))
        assert f"{count} duties" in listed or count == "0"
        merged = re.search(r"(\d+) stands? in one line", listed)
        assert len(ticked(listed)) + int(merged[1] if merged else 0) == int(count)
    assert f"{figures[-1][1]} still to be done" in page


def test_agreements_stand_side_by_side_and_lead_to_their_lists(app, manager, more):
    with app.app_context():
        build.agreement(
            more and build.accounts.find_actor("administrator@op.example"), "A", "AG", number="P27-A"
        )
    page = manager.get("/")
    side = re.search(r'aria-labelledby="aside-title".*?</table>', page, re.S)[0]
    assert re.findall(r'scope="row">(P2\d-A)', side) == ["P26-A", "P27-A"]
    link = re.search(r'href="([^"]+agreement[^"]+)"', side)[1].replace("&amp;", "&")
    assert ticked(manager.get(link))


def test_a_list_in_its_order_keeps_it_in_the_links(manager, more):
    page = manager.get("/duties?sort=matter&within=90")
    assert refs(page) == sorted(refs(page))
    assert 'aria-sort="ascending"' in page
    turned = re.search(r'aria-sort="ascending"><a class="sort" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert "within=90" in turned
    back = refs(manager.get(turned))
    assert back == sorted(back, reverse=True)


@pytest.mark.parametrize("of", ["duties", "matters"])
def test_the_files_hold_what_the_page_shows(manager, more, of):
    asked = f"/lists/{of}.%s?agreement=P26-A&q=触覚"
    shown = refs(manager.get(f"/{of}?agreement=P26-A&q=触覚"))
    rows = list(csv.reader(io.StringIO(manager.client.get(asked % "csv").data.decode("utf-8-sig"))))
    body = rows[1 : rows.index([])]
    told = [row[rows[0].index("Reference")] for row in body]
    assert set(told) == set(shown)
    assert len(told) >= len(shown)
    told = dict(row[:2] for row in rows[rows.index([]) + 1 :])
    assert told["Agreement"] == "P26-A"
    assert told["Search"] == "触覚"
    assert told["Made by"].startswith("ip-manager at A")
    assert "not for the agency" in told["Gate"]
    book = load_workbook(io.BytesIO(manager.client.get(asked % "xlsx").data))
    assert book.worksheets[0].max_row == len(body) + 1
    paper = manager.get(f"/lists/{of}/print?agreement=P26-A&q=触覚")
    for text in ("P26-A", "触覚", "ip-manager at A", "own people&#39;s view"):
        assert text in paper
    assert paper.count("<tr>") == len(body) + 1


def test_no_file_tells_the_agency_what_the_page_would_not(officer, more):
    for of in ("duties", "matters"):
        assert refs(officer.get(f"/{of}")) or of == "duties"
        for path in (f"/lists/{of}.csv", f"/lists/{of}/print"):
            text = officer.client.get(path).data.decode()
            assert more.ref in text
            assert "触覚" not in text
            assert "ip-manager" not in text
            assert "A-0001" not in text
    page = officer.get("/duties")
    assert 'name="owner"' not in page
    assert "Mark as submitted" not in page
    assert officer.client.get("/matters?sort=title").status_code == 422
    assert officer.client.get("/matters?owner=nobody").status_code == 404


def test_lists_and_files_hold_nothing_of_another_contractor(visit, more):
    rival = visit("ip-manager@b.example")
    for of in ("duties", "matters"):
        for path in (f"/{of}", f"/lists/{of}.csv", f"/lists/{of}/print", f"/{of}?q=2026-000001"):
            text = rival.client.get(path).data.decode()
            assert "A-000" not in text
            assert "触覚" not in text
        assert rival.client.get(f"/{of}?agreement=P26-A").status_code == 404


def test_many_are_marked_after_a_preview_and_undone(manager, more):
    path = "/duties?rule=filing-notice&view=whole"
    before = ticked(manager.get(path))
    assert len(before) == 3
    preview = tick(manager, path, "submit")
    assert preview.status_code == 200
    assert "3 of 3 can be recorded" in preview.text
    wrong = again(manager, preview, "/bulk/duties/submit/do", on="2026/2/30")
    assert wrong.status_code == 422
    done = again(manager, preview, "/bulk/duties/submit/do", on="2026-08-31")
    assert done.status_code == 303
    page = manager.get(done.location)
    assert "3 duties are recorded as done" in page
    assert ticked(manager.get(path)) == []
    undo = re.search(r'action="(/bulk/undo/\w+)"', page)[1]
    hidden = dict(HIDDEN.findall(page))
    answer = manager.client.post(undo, data={"csrf_token": hidden["csrf_token"], "back": path})
    assert "Undone" in manager.get(answer.location)
    assert ticked(manager.get(path)) == before


def test_matters_are_reassigned_and_noted_from_their_list(app, manager, more, scene):
    preview = tick(manager, "/matters", "reassign", of="matters")
    owner = scene.people.inventor_a.public_id
    done = again(manager, preview, "/bulk/matters/reassign/do", owner=owner)
    assert "4 matters have a new owner" in manager.get(done.location)
    assert manager.get("/matters?view=whole").count(">inventor at A</td>") == 4
    preview = tick(manager, "/matters", "note", of="matters")
    done = again(manager, preview, "/bulk/matters/note/do", text="代理人に確認中")
    assert "The note stands on 4 matters" in manager.get(done.location)
    assert "代理人に確認中" in manager.get(f"/matters/{more.public_id}")


def test_ticked_rows_alone_go_into_a_file(manager, more):
    rows = ticked(manager.get("/duties"))[:2]
    answer = tick(manager, "/duties", "csv", rows)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    body = answer.data.decode("utf-8-sig").split("\r\n\r\n")[0].strip().split("\r\n")
    assert len(body) == 3


def test_who_may_not_record_may_not_act_on_many(app, visit, more):
    with app.app_context():
        build.person("A", "reader")
    reader = visit("reader@a.example")
    assert tick(reader, "/duties", "submit").status_code == 404
    assert tick(reader, "/duties", "csv").status_code == 200
    assert tick(visit("officer@ag.example"), "/duties", "note").status_code == 404


def test_a_view_is_saved_opened_first_and_counted_on_the_home_page(manager, visit, more):
    page = manager.get("/duties?within=90&sort=matter")
    hidden = dict(HIDDEN.findall(page))
    data = {"csrf_token": hidden["csrf_token"], "within": "90", "sort": "matter", "name": "近い期限",
            "shared": "y", "first": "y"}  # fmt: skip
    saved = manager.client.post("/views/duties", data=data)
    assert saved.status_code == 303
    assert "The view is saved." in manager.get(saved.location)
    opened = manager.client.get("/duties")
    assert opened.status_code == 302
    assert "within=90" in opened.location
    shown = re.search(r"(\d+) duties", manager.get(opened.location))[1]
    home = re.search(r'<section class="views-row".*?</section>', manager.get("/"), re.S)[0]
    assert re.search(rf'近い期限 <span class="n">{shown}</span>', home)
    assert manager.client.post("/views/duties", data=data).status_code == 422
    assert "近い期限" not in visit("ip-manager@b.example").get("/duties")
    assert "近い期限" in visit("inventor@a.example").get("/duties")
    assert manager.client.get("/duties?view=whole").status_code == 200
