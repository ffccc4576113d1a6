"""Official forms and evidence through the pages: from the due list to the receipt, and what nobody else gets.

Marked words stand in every protected field of a form and of a file. Whatever reaches the officer, or anybody
of another house, is searched for them.
"""

import io
import re

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.api.test_canaries import canary, folded, told_in
from tests.support import build
from tests.support.signing import csrf_token
from tests.web.conftest import Scene, Visitor

TYPED = {
    "f_addressee": "機構",
    "f_sender_address": "東京都千代田区一番町1",
    "f_sender_person": "代表取締役　髙﨑 太郎",
    "f_subject": "基盤モデルの研究",
    "f_contract_date": "令和8年5月15日",
    "f_contact": "知財部　山田",
    "f_applicants": "髙﨑㈱",
}
MARKS = [canary("A", "forms walk", field) for field in ("title", "file", "name", "agent")]
PDF = b"%PDF-1.7\n%%EOF " + MARKS[1].encode()
NUMBER = "特願2026-424242"


@pytest.fixture
def matter(app, scene: Scene) -> str:
    with app.app_context():
        a = scene.people.manager_a
        made = build.matter(a, "P26-A", ref="W-9", title=MARKS[0])
        build.filed(a, made, "2026-08-10", details={"application_no": NUMBER})
        return made.public_id


def hand_in(visitor: Visitor, matter: str, content: bytes = PDF, name: str = f"{MARKS[2]}.pdf", **more):
    page = f"/matters/{matter}/evidence"
    sent = FileStorage(io.BytesIO(content), filename=name)
    data = {"csrf_token": csrf_token(visitor.get(page)), "file": sent, **more}
    boundary, body = encode_multipart(data)  # in memory: the client's own way leaves a large file open
    return visitor.client.post(page, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def files_of(visitor: Visitor, matter: str) -> list[str]:
    return re.findall(
        rf'href="(/matters/{matter}/evidence/\w{{16}})"', visitor.get(f"/matters/{matter}/evidence")
    )


def issue(manager: Visitor, matter: str, **typed: str) -> str:
    link = f"/matters/{matter}/forms/new/nedo-multimodal-2026/filing-notice/filing?filing=JP1"
    done = manager.send(link, {**TYPED, **typed, "act": "issue"})
    assert done.status_code == 303, done.text
    return done.location.split("#")[1]


def test_from_a_duty_to_its_form_submission_and_receipt(app, scene, matter, manager):
    page = manager.get(f"/matters/{matter}")
    link = re.search(r'href="(/matters/\w+/forms/new/[^"]+filing-notice/[^"]+)"', page)[1].replace(
        "&amp;", "&"
    )
    shown = manager.get(link)
    assert "Until these are filled in" in shown
    assert "neutral name" in shown
    refused = manager.send(link, {"act": "issue"})
    assert (refused.status_code, "The form demands this." in refused.text) == (422, True)
    draft = manager.send(link, {"act": "draft-pdf"})
    assert draft.headers["Content-Disposition"].startswith("attachment")
    issued = issue(manager, matter)
    forms = f"/matters/{matter}/forms"
    for kind in ("pdf", "docx"):
        taken = manager.client.get(f"{forms}/{issued}/{kind}")
        assert taken.headers["X-Content-Type-Options"] == "nosniff"
        assert folded(MARKS[0])[:8] not in told_in(taken.data)
    sent = manager.send(f"{forms}/{issued}/submitted", {"on": "2026-08-31", "channel": "post"}, page=forms)
    assert sent.status_code == 303, sent.text
    told = manager.get(forms)
    assert "Record the receipt" in told
    again = manager.send(f"{forms}/{issued}/submitted", {"on": "2026-08-31", "channel": "post"}, page=forms)
    assert again.status_code == 409
    wrong = manager.send(f"{forms}/{issued}/received", {"on": "2026-08-01", "channel": "post"}, page=forms)
    assert (wrong.status_code, "before the form was submitted" in wrong.text) == (422, True)
    done = manager.send(f"{forms}/{issued}/received", {"on": "令和8年9月1日", "channel": "post"}, page=forms)
    assert done.status_code == 303, done.text
    assert "Filing notice submitted" in manager.get(f"/matters/{matter}")


def test_a_fact_takes_its_file_along(scene, matter, manager):
    page = f"/matters/{matter}/facts/new/published"
    fields = {"on": "2026-08-30", "key_filing": "JP1"}
    first = manager.send(page, fields)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', first.text))
    data = {**hidden, **fields, "file": (io.BytesIO(PDF), "公報.pdf")}
    done = manager.client.post(page, data=data, content_type="multipart/form-data")
    assert done.status_code == 303, done.text
    assert "公報.pdf" in manager.get(f"/matters/{matter}")


def test_a_file_comes_back_as_an_attachment_and_never_in_place(scene, matter, manager):
    assert hand_in(manager, matter).status_code == 303
    (file,) = files_of(manager, matter)[:1]
    taken = manager.client.get(file)
    assert (taken.data, taken.mimetype) == (PDF, "application/pdf")
    assert taken.headers["Content-Disposition"].startswith("attachment;")
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert taken.headers["Cache-Control"] == "no-store"
    assert "sandbox" in taken.headers["Content-Security-Policy"]
    bad = hand_in(manager, matter, b"<script>", "x.pdf")
    assert (bad.status_code, "not what its name says" in bad.text) == (422, True)
    none = manager.send(f"/matters/{matter}/evidence", {})
    assert (none.status_code, "Choose a file" in none.text) == (422, True)


def test_a_file_larger_than_other_requests_is_taken_and_too_large_a_one_is_not(scene, matter, manager, app):
    assert hand_in(manager, matter, PDF + b" " * (6 * 2**20)).status_code == 303
    app.config["FILE_LIMIT"] = 1
    assert hand_in(manager, matter, PDF + b"." * (3 * 2**20)).status_code == 413


def test_nothing_of_forms_and_files_reaches_the_officer_or_another_house(
    app, scene, matter, manager, officer, visit
):
    issued = issue(manager, matter, f_agent=MARKS[3])
    forms = f"/matters/{matter}/forms"
    manager.send(f"{forms}/{issued}/submitted", {"on": "2026-08-31", "channel": "portal"}, page=forms)
    hand_in(manager, matter)
    hand_in(manager, matter, PDF + b"2", form=issued)
    files = files_of(manager, matter)
    rival = visit("ip-manager@b.example")
    own = [forms, f"{forms}/{issued}/pdf", f"{forms}/{issued}/docx"]
    answers = {path: officer.client.get(path) for path in (*own, *files)}
    assert {answer.status_code for answer in answers.values()} <= {403, 404}
    theirs = {path: rival.client.get(path) for path in (*own, f"/matters/{matter}/evidence", *files)}
    assert {answer.status_code for answer in theirs.values()} == {404}
    looked = (f"/matters/{matter}", f"/matters/{matter}/evidence", "/matters", "/reports/status")
    seen = [officer.client.get(path) for path in (*looked, "/reports/status.csv")]
    said = [told_in(answer.data) for answer in (*answers.values(), *theirs.values(), *seen)]
    assert [word for word in MARKS for text in said if folded(word)[:8] in text] == []
    assert "No file is here for you to see." in officer.get(f"/matters/{matter}/evidence")


def test_a_form_that_may_not_leave_says_so_and_gives_no_draft(app, scene, matter, manager):
    with app.app_context():
        build.fact(scene.people.manager_a, matter, "security", "2026-08-25", filing="JP1", item=7)
    link = f"/matters/{matter}/forms/new/nedo-multimodal-2026/filing-notice/filing?filing=JP1"
    assert "This form may not leave now." in manager.get(link)
    for act in ("draft-pdf", "draft-docx", "issue"):
        refused = manager.send(link, {**TYPED, "act": act})
        assert (refused.status_code, refused.mimetype) == (422, "text/html"), act


def test_in_chromium_a_filing_notice_goes_from_the_due_list_to_its_receipt(app, page):
    with app.app_context():
        people = build.house()
        made = build.matter(people.manager_a, "P26-A", ref="W-9", title="把持装置", sensitive_field="outside")
        build.filed(people.manager_a, made, "2026-08-10", details={"application_no": NUMBER})
    page.goto("/sign-in")
    page.fill("[name=email]", "ip-manager@a.example")
    page.fill("[name=password]", build.PASSWORD)
    page.locator("main form button").first.click()
    page.goto(f"/matters/{made.public_id}")
    page.locator("a[href*='forms/new'][href*='filing-notice']").first.click()
    for name, text in TYPED.items():
        page.fill(f"[name={name}]", text)
    if page.locator("[name=f_late_reason]").count():
        page.fill("[name=f_late_reason]", "社内手続のため")
    page.click("button[value=issue]")
    page.wait_for_url("**/forms?done=form-issued*")
    with page.expect_download() as taken:
        page.locator("a[href$='/pdf']").first.click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    for step in ("submitted", "received"):
        page.locator(f"details:has(form[action$='/{step}']) summary").first.click()
        page.locator(f"form[action$='/{step}'] button").first.click()
        page.wait_for_url(f"**/forms?done=form-{step}*")
    page.goto(f"/matters/{made.public_id}")
    assert page.locator("text=Filing notice submitted").count()
