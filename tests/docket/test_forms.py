"""Official forms through the use cases: gate, issue, submission as a fact, receipt as a claim."""

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from tests.api.test_canaries import canary, folded, told_in
from tests.support import build
from tracker.docket import form_steps, forms, look, receiving, record
from tracker.docket.form_offers import Offered, form_for, offers
from tracker.errors import Conflict, NotFound, Refused
from tracker.store.forms import IssuedForm
from tracker.store.session import reading

PACK = "nedo-multimodal-2026"
FILING = Offered(PACK, "filing-notice", "filing", "", "", filing="JP1")
TYPED = {
    "addressee": "機構\n理事長　殿",
    "sender_address": "東京都千代田区一番町1",
    "sender_person": "代表取締役　髙﨑 太郎",
    "subject": "①基盤モデルの研究",
    "contract_date": "令和8年5月15日",
    "contact": "知財部　山田\n03-0000-0000",
    "applicants": "髙﨑㈱（持分 1/1）",
}
TITLE = "磁歪アクチュエータ" + canary("A", "forms", "title")


@pytest.fixture
def people(context):
    return build.house()


@pytest.fixture
def matter(people):
    return open_matter(people, sensitive_field="outside")


def open_matter(people, **values):
    made = build.matter(people.manager_a, "P26-A", title=TITLE, ref="F-1", **values)
    build.filed(people.manager_a, made, "2026-08-10", details={"application_no": "特願2026-123456"})
    return made


def issue(people, matter, wanted=FILING, **typed) -> str:
    return forms.issue_form(
        people.manager_a, matter=matter.public_id, wanted=wanted, typed={**TYPED, **typed}, now=build.NOW,
        today=build.TODAY,
    )  # fmt: skip


def submit(people, matter, issued, on=build.TODAY):
    return form_steps.submit_form(
        people.manager_a, matter=matter.public_id, form=issued, on=on, channel="portal", receipt_no="R-77",
        now=build.NOW, today=build.TODAY, confirm=True,
    )  # fmt: skip


def receive(people, matter, issued, on=build.TODAY):
    return form_steps.receive_form(
        people.manager_a, matter=matter.public_id, form=issued, on=on, channel="portal", receipt_no="",
        now=build.NOW, today=build.TODAY,
    )  # fmt: skip


def pdf_text(people, matter, issued) -> str:
    _, content = forms.issued_bytes(people.manager_a, matter.public_id, issued, "pdf")
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def duty(people, matter, rule):
    whole = look.matter(people.manager_a, matter.public_id, today=build.TODAY)
    return next(each for each in whole.obligations if each.rule == rule)


def test_a_filing_notice_is_issued_kept_submitted_and_closes_its_duty(people, matter):
    open_duty = duty(people, matter, "filing-notice")
    assert form_for(open_duty) == replace(form_for(open_duty), form="filing-notice", filing="JP1")
    issued = issue(people, matter)
    told = pdf_text(people, matter, issued)
    assert all(word in told for word in ("産業財産権出願通知書", "特願2026-123456", TITLE, "髙﨑㈱", "①"))
    assert "令和8年9月1日" in told
    assert "案" not in told
    done = submit(people, matter, issued)
    assert (done.fact.kind, done.fact.keys, done.fact.details) == (
        "filing-notice-submitted", {"filing": "JP1"}, {"receipt_no": "R-77"},
    )  # fmt: skip
    assert duty(people, matter, "filing-notice").standing == "met"
    with pytest.raises(Conflict):
        submit(people, matter, issued)
    assert receive(people, matter, issued) is None, "the terms know no fact for it"
    (seen,) = form_steps.issued_forms(people.manager_a, matter.public_id)
    assert (seen.submitted.fact, seen.received.on) == (done.fact.fact_id, build.TODAY)


def test_what_was_issued_is_kept_as_it_was(people, matter):
    issued = issue(people, matter)
    before = forms.issued_bytes(people.manager_a, matter.public_id, issued, "pdf")
    row = reading().scalars(select(IssuedForm)).one()
    assert len(row.template) == 64
    assert row.pdf.digest != row.docx.digest
    assert TITLE in row.data
    build.fact(people.manager_a, matter, "security", "2026-08-25", filing="JP1", item=2)
    assert forms.issued_bytes(people.manager_a, matter.public_id, issued, "pdf") == before
    _, docx = forms.issued_bytes(people.manager_a, matter.public_id, issued, "docx")
    assert folded("特願2026-123456") in told_in(docx)


def test_what_is_missing_is_named_and_nothing_is_kept(people, matter):
    with pytest.raises(Refused) as refused:
        issue(people, matter, sender_address="", contact=" ")
    assert {fault.field for fault in refused.value.faults} == {"sender_address", "contact"}
    sheet = forms.prepare(people.manager_a, matter.public_id, FILING, typed={}, today=build.TODAY)
    assert "住所" in sheet.missing or "Address" in sheet.missing
    draft = forms.draft_of(
        people.manager_a, matter.public_id, FILING, "pdf", typed={}, now=build.NOW, today=build.TODAY
    )
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(draft)).pages)
    assert "案" in text
    assert reading().scalars(select(IssuedForm)).all() == []


def test_a_late_notice_needs_its_reason(people, matter):
    late = {"now": build.NOW.replace(month=12), "today": build.TODAY.replace(month=12)}
    sheet = forms.prepare(
        people.manager_a, matter.public_id, FILING, typed=TYPED, today=late["today"]
    )  # fmt: skip
    assert sheet.missing == ["Why it is late"]


def test_in_the_first_review_the_title_is_the_neutral_one(people):
    matter = open_matter(people)
    issued = issue(people, matter, agent="弁理士 " + TITLE, priority=TITLE)
    told = pdf_text(people, matter, issued)
    assert TITLE not in told
    assert "特許 F-1" in told
    assert "中立な名称" in told
    assert told.count("非開示（第7条）") >= 2
    for kind in ("pdf", "docx"):
        _, content = forms.issued_bytes(people.manager_a, matter.public_id, issued, kind)
        assert folded(canary("A", "forms", "title"))[:8] not in told_in(content)


@pytest.mark.parametrize("item", [2, 7])
def test_in_review_and_while_designated_a_publication_notice_rests(people, matter, item):
    a = people.manager_a
    build.fact(a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    build.fact(a, matter, "security", "2026-08-25", filing="JP1", item=item)
    wanted = Offered(PACK, "status-notice", "publication", "", "", filing="JP1")
    sheet = forms.prepare(a, matter.public_id, wanted, typed=TYPED, today=build.TODAY)
    assert any("rests" in fault.message_id for fault in sheet.refusals)
    with pytest.raises(Refused):
        issue(people, matter, wanted)
    with pytest.raises(Refused):
        forms.draft_of(a, matter.public_id, wanted, "pdf", typed=TYPED, now=build.NOW, today=build.TODAY)


def test_a_designated_filing_is_not_notified_before_a_way_is_agreed(people, matter):
    a = people.manager_a
    paper = build.fact(a, matter, "security", "2026-08-25", filing="JP1", item=7).fact.fact_id
    with pytest.raises(Refused) as refused:
        issue(people, matter)
    assert "may not be told" in refused.value.faults[0].message_id
    report = Offered(PACK, "status-notice", "security", "", "", paper=paper)
    with pytest.raises(Refused) as refused:
        issue(people, matter, report)
    assert "no way of reporting" in refused.value.faults[0].message_id
    build.fact(a, matter, "reporting-method-agreed", "2026-08-26", of=paper)
    issued = issue(people, matter, report)
    told = pdf_text(people, matter, issued)
    assert "第7号" in told
    assert TITLE not in told
    assert "特願2026-123456" not in told, "a number is more than states and dates"
    done = submit(people, matter, issued)
    assert (done.fact.keys["about"], done.fact.keys["of"]) == ("security", paper)
    assert "invention" in look.matter(a, matter.public_id, today=build.TODAY).level


def test_a_paper_that_shows_nothing_needs_no_agreement(people, matter):
    paper = build.fact(people.manager_a, matter, "security", "2026-08-25", filing="JP1", item=2).fact.fact_id
    issued = issue(people, matter, Offered(PACK, "status-notice", "security", "", "", paper=paper))
    assert "第2号" in pdf_text(people, matter, issued)


def test_the_receipt_of_a_status_notice_is_claimed_and_starts_the_transfer(people):
    a = people.manager_a
    matter = build.matter(a, "P26-A", right="copyright", title="学習用プログラム")
    build.fact(a, matter, "work-created", "2026-08-10", work="program")
    wanted = Offered(PACK, "status-notice", "copyright", "", "")
    issued = issue(people, matter, wanted, authors="髙﨑 太郎（研究所）")
    assert "著作者人格権は、行使しません" in pdf_text(people, matter, issued).replace("\n", "")
    with pytest.raises(Conflict):
        receive(people, matter, issued)
    submit(people, matter, issued)
    done = receive(people, matter, issued)
    assert (done.fact.kind, done.fact.claimed) == ("status-notice-received", True)
    assert duty(people, matter, "transfer-notice").standing in ("open", "due-soon")
    with pytest.raises(Conflict):
        receive(people, matter, issued)


def test_the_agencys_own_receipt_shows_with_the_form(people, matter):
    issued = issue(people, matter)
    done = submit(people, matter, issued)
    receiving.receive_notice(
        people.officer, matter=matter.public_id, subject=done.fact.fact_id, received_on=build.TODAY,
        now=build.NOW, today=build.TODAY,
    )  # fmt: skip
    (seen,) = form_steps.issued_forms(people.manager_a, matter.public_id)
    assert seen.received.by_agency
    with pytest.raises(Conflict):
        receive(people, matter, issued)


def test_a_submission_that_was_withdrawn_can_be_recorded_again(people, matter):
    issued = issue(people, matter)
    done = submit(people, matter, issued)
    record.withdraw_fact(
        people.manager_a, matter=matter.public_id, fact=done.fact.fact_id, reason="It went elsewhere.",
        now=build.NOW, today=build.TODAY,
    )  # fmt: skip
    (seen,) = form_steps.issued_forms(people.manager_a, matter.public_id)
    assert seen.submitted is None
    assert submit(people, matter, issued).fact.fact_id != done.fact.fact_id


def test_costs_are_added_up_and_the_lesser_compensation_counts(people, matter):
    a = people.manager_a
    build.fact(a, matter, "registered", "2026-08-20", filing="JP1")
    for kind, day in (("status-notice-submitted", 22), ("status-notice-received", 25)):
        record.record_fact(
            a, matter=matter.public_id, kind=kind, on=date(2026, 8, day), now=build.NOW, today=build.TODAY,
            keys={"filing": "JP1", "about": "registration"},
        )  # fmt: skip
    wanted = Offered(PACK, "cost-claim", "claim", "", "", filing="JP1")
    given = {
        "costs": "出願費 | 特許庁 | 2026-07-01 | 領収書 | 14,000\n登録料｜特許庁｜8/1｜２｜６,６００円",
        "compensation": "髙﨑太郎 | 出願補償 | 20,000 | 15,000",
        "bank": "髙﨑銀行　本店　普通　1234567",
    }
    told = pdf_text(people, matter, issue(people, matter, wanted, **given))
    assert "20,600" in told
    assert told.count("15,000") == 3, "own rules, claimed, total"
    with pytest.raises(Refused) as refused:
        issue(people, matter, wanted, **given | {"costs": "出願費 | 特許庁 | 14,000"})
    assert refused.value.faults[0].values["expected"] == 5


def test_what_was_typed_is_offered_again_and_only_to_ones_own(people, matter):
    issue(people, matter)
    other = build.matter(people.manager_a, "P26-A", title="別の発明", ref="F-2")
    build.filed(people.manager_a, other, "2026-08-11", filing="JP1")
    sheet = forms.prepare(people.manager_a, other.public_id, FILING, typed=None, today=build.TODAY)
    assert {each.name: each.value for each in sheet.fields}["sender_address"] == TYPED["sender_address"]
    rival = build.matter(people.manager_b, "P26-B", title="競合の発明")
    build.filed(people.manager_b, rival, "2026-08-11", filing="JP1")
    sheet = forms.prepare(people.manager_b, rival.public_id, FILING, typed=None, today=build.TODAY)
    assert {each.name: each.value for each in sheet.fields}["sender_address"] == ""


def test_nobody_else_makes_sees_or_takes_forms(people, matter):
    issued = issue(people, matter)
    for stranger in (people.manager_b, people.officer, people.administrator):
        for way in (
            lambda who: offers(who, matter.public_id),
            lambda who: form_steps.issued_forms(who, matter.public_id),
            lambda who: forms.issued_bytes(who, matter.public_id, issued, "pdf"),
            lambda who: forms.prepare(who, matter.public_id, FILING, typed=TYPED, today=build.TODAY),
        ):
            with pytest.raises(NotFound):
                way(stranger)
