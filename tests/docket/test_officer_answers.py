"""What lies between contractor and agency: whose turn it is, what an answer records, nobody twice."""

import threading
from datetime import date

import pytest

from tests.support import build
from tracker.docket import look, receiving, record, turns
from tracker.docket.demanding import demand_disclosure
from tracker.docket.licensing import apply_for_licence
from tracker.docket.rederiving import rederive_all
from tracker.errors import Conflict, NotFound, Refused
from tracker.store.incoming import IncomingLine
from tracker.store.session import transaction

TIMES = {"now": build.NOW, "today": build.TODAY}
REGISTRATION = {"about": "registration", "filing": "JP1"}


@pytest.fixture
def people(context):
    return build.house()


@pytest.fixture
def matter(people):
    found = build.matter(people.manager_a, people.agreement_a)
    build.filed(people.manager_a, found, "2026-05-20")
    build.fact(people.manager_a, found, "filing-notice-submitted", "2026-06-20", filing="JP1")
    return found


@pytest.fixture
def registered(people, matter):
    """The same matter, registered and reported as such on 21 August."""
    build.fact(people.manager_a, matter, "registered", "2026-08-03", filing="JP1")
    told(people.manager_a, matter, "status-notice-submitted", "2026-08-21")
    return matter


def told(actor, matter, kind, on):
    """A fact about the registration; `about` is a key of it."""
    return record.record_fact(
        actor, matter=matter.public_id, kind=kind, on=date.fromisoformat(on), keys=REGISTRATION, **TIMES
    )


def lines(actor, matter, **only):
    found = turns.turns_of(actor, matter.public_id, today=build.TODAY)
    return [
        (each.kind, each.subject, each.turn, each.outcome)
        for each in found
        if all(getattr(each, name) == value for name, value in only.items())
    ]


def of_kind(actor, matter, kind):
    return [e for e in turns.turns_of(actor, matter.public_id, today=build.TODAY) if e.kind == kind]


def receive(people, matter, subject, on="2026-08-25", **more):
    return receiving.receive_notice(
        people.officer, matter=matter.public_id, subject=subject, received_on=date.fromisoformat(on),
        **more, **TIMES,
    )  # fmt: skip


def send_back(people, matter, subject, on="2026-06-25", comment="様式の出願番号が願書と違います。"):
    return receiving.return_notice(
        people.officer, matter=matter.public_id, subject=subject, returned_on=date.fromisoformat(on),
        comment=comment, **TIMES,
    )  # fmt: skip


def kinds(people, matter):
    seen = look.matter(people.manager_a, matter.public_id, today=build.TODAY)
    return [fact.kind for fact in seen.facts]


def test_a_notice_waits_for_the_agency_until_its_receipt_is_kept(people, matter):
    assert lines(people.officer, matter) == [("notice", "f0002", "agency", "open")]
    assert receive(people, matter, "f0002", "2026-06-22", comment="受け付けました。") is None
    assert lines(people.manager_a, matter) == [("notice", "f0002", "nobody", "received")]
    (line,) = turns.turns_of(people.manager_a, matter.public_id, today=build.TODAY)
    assert (line.answer.on, line.answer.comment, line.answer.by) == (
        date(2026, 6, 22),
        "受け付けました。",
        None,
    )
    assert "received" not in " ".join(kinds(people, matter)), "the terms know no such fact of this notice"


def test_the_receipt_of_a_registration_notice_moves_the_right(people, registered):
    expected = receiving.foresee_receipt(
        people.officer, matter=registered.public_id, subject="f0004", received_on=date(2026, 8, 25), **TIMES
    )
    assert [(each.action, each.rule) for each in expected] == [("appear", "transfer-notice")]
    done = receive(people, registered, "f0004")
    assert (done.fact.kind, done.fact.claimed) == ("status-notice-received", False)
    seen = look.matter(people.manager_a, registered.public_id, today=build.TODAY)
    assert seen.holders["JP1"] == {"holder": "agency", "since": "2026-08-25"}
    assert ("notice", "f0004", "nobody", "received") in lines(people.officer, registered)


def test_a_notice_that_is_sent_back_is_the_contractors_turn_until_it_is_sent_anew(people, matter):
    send_back(people, matter, "f0002")
    assert lines(people.manager_a, matter) == [("notice", "f0002", "contractor", "returned")]
    (line,) = turns.turns_of(people.manager_a, matter.public_id, today=build.TODAY)
    assert line.answer.comment == "様式の出願番号が願書と違います。"
    seen = look.matter(people.manager_a, matter.public_id, today=build.TODAY)
    assert [duty.standing for duty in seen.obligations if duty.rule == "resubmit"] == ["target-passed"]
    build.fact(people.manager_a, matter, "filing-notice-submitted", "2026-07-01", filing="JP1")
    assert lines(people.officer, matter) == [
        ("notice", "f0002", "nobody", "replaced"),
        ("notice", "f0004", "agency", "open"),
    ]


def test_a_notice_can_be_sent_back_after_its_receipt_by_one_who_knows_of_it(people, matter):
    receive(people, matter, "f0002", "2026-06-22")
    given = {"matter": matter.public_id, "subject": "f0002", "returned_on": date(2026, 6, 25)}
    with pytest.raises(Conflict):
        receiving.return_notice(people.officer, **given, comment="別紙がありません", **TIMES)
    receiving.return_notice(people.officer, **given, comment="別紙がありません", after_all=True, **TIMES)
    assert lines(people.manager_a, matter) == [("notice", "f0002", "contractor", "returned")]
    (line,) = of_kind(people.manager_a, matter, "notice")
    assert [each.answer for each in line.answers] == ["received", "returned"]


def test_a_return_that_is_taken_back_gives_the_turn_back(people, matter):
    returned = send_back(people, matter, "f0002").fact
    record.withdraw_fact(
        people.officer,
        matter=matter.public_id,
        fact=returned.fact_id,
        reason="別の通知書を差し戻すところでした",
        **TIMES,
    )
    assert lines(people.officer, matter, kind="notice") == [("notice", "f0002", "agency", "open")]
    receive(people, matter, "f0002")
    assert lines(people.officer, matter, kind="notice") == [("notice", "f0002", "nobody", "received")]


def test_a_receipt_that_was_recorded_on_the_matters_page_counts_as_well(people, registered):
    told(people.officer, registered, "status-notice-received", "2026-08-24")
    assert ("notice", "f0004", "nobody", "received") in lines(people.officer, registered)
    with pytest.raises(Conflict):
        receive(people, registered, "f0004")


@pytest.mark.parametrize(
    ("on", "comment", "field"),
    [
        ("2026-06-19", "通知より前の日です", "returned_on"),
        ("2026-09-02", "まだ来ていない日です", "returned_on"),
        ("2026-06-25", " ", "comment"),
    ],
)  # fmt: skip
def test_a_return_needs_a_possible_day_and_a_comment(people, matter, on, comment, field):
    with pytest.raises(Refused) as refused:
        send_back(people, matter, "f0002", on, comment)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert lines(people.officer, matter) == [("notice", "f0002", "agency", "open")]


def test_a_paper_that_shows_content_waits_for_a_method_which_the_contractor_then_reads(people, matter):
    paper = build.fact(people.manager_a, matter, "security", "2026-08-20", filing="JP1", item=4).fact.fact_id
    assert lines(people.officer, matter, kind="method") == [("method", paper, "agency", "open")]
    done = receiving.agree_method(
        people.officer, matter=matter.public_id, subject=paper, agreed_on=date(2026, 8, 22),
        comment="担当官に手渡しで提出", **TIMES,
    )  # fmt: skip
    assert done.fact.kind == "reporting-method-agreed"
    assert lines(people.manager_a, matter, kind="method") == [("method", paper, "nobody", "agreed")]
    (line,) = [
        e for e in turns.turns_of(people.manager_a, matter.public_id, today=build.TODAY) if e.kind == "method"
    ]
    assert line.answer.comment == "担当官に手渡しで提出"


def test_a_claim_waits_for_the_agency_which_confirms_or_disputes_it(people, registered):
    claim = told(people.manager_a, registered, "status-notice-received", "2026-08-24")
    name = claim.fact.fact_id
    with pytest.raises(Refused, match="has entered this receipt for 2026-08-24"):
        receive(people, registered, "f0004")
    receiving.dispute_claim(
        people.officer, matter=registered.public_id, subject=name, comment="受領していません", **TIMES
    )
    assert lines(people.manager_a, registered, kind="claim") == [("claim", name, "contractor", "disputed")]
    receiving.confirm_claim(people.officer, matter=registered.public_id, subject=name, **TIMES)
    assert lines(people.manager_a, registered, kind="claim") == [("claim", name, "nobody", "confirmed")]
    assert ("notice", "f0004", "nobody", "received") in lines(people.officer, registered)
    with pytest.raises(Conflict):
        receiving.confirm_claim(people.officer, matter=registered.public_id, subject=name, **TIMES)


def test_an_application_waits_for_the_agency(people, matter):
    row = apply_for_licence(
        people.manager_a, matter=matter.ref, kind="ordinary", applicant="Organisation A",
        standing="original-owner", submitted_on=date(2026, 8, 10), **TIMES,
    )  # fmt: skip
    assert lines(people.officer, matter, kind="licence") == [("licence", row.public_id, "agency", "open")]


def demand(people, matter, **more):
    given = {
        "demand_no": "D-12", "method": "手渡し", "recipient": "Example Officer",
        "demanded_on": date(2026, 8, 20), "expires_on": date(2026, 9, 20),
    }  # fmt: skip
    return demand_disclosure(people.officer, matter=matter.public_id, **given | more, **TIMES)


def test_a_demand_names_its_recipient_and_its_last_day_to_both_sides(people, matter):
    done = demand(people, matter, request_key="one")
    assert demand(people, matter, request_key="one").repeated
    for side in (people.officer, people.manager_a):
        (line,) = of_kind(side, matter, "demand")
        assert (line.subject, line.turn) == (done.fact.fact_id, "contractor")
        assert (line.recipient, line.expires_on) == ("Example Officer", date(2026, 9, 20))
    with pytest.raises(Refused) as refused:
        demand(people, matter, demand_no="D-13", expires_on=date(2026, 8, 19), recipient="")
    assert {fault.field for fault in refused.value.faults} == {"expires_on", "recipient"}


def test_comments_and_recipients_are_withheld_from_the_agency_once_the_matter_is_designated(people, matter):
    send_back(people, matter, "f0002")
    demand(people, matter)
    build.fact(people.manager_a, matter, "security", "2026-08-25", filing="JP1", item=7)
    for line in turns.turns_of(people.officer, matter.public_id, today=build.TODAY):
        assert (line.recipient, line.fact.keys) == (None, {})
        assert all(each.comment is None for each in line.answers)
    (notice,) = of_kind(people.manager_a, matter, "notice")
    assert [notice.answer.comment] == ["様式の出願番号が願書と違います。"]


def test_nobody_but_the_agency_answers_and_strangers_find_nothing(people, matter):
    given = {"matter": matter.public_id, "subject": "f0002", "received_on": date(2026, 6, 25)}
    for stranger in (people.manager_a, people.manager_b):
        with pytest.raises(NotFound):
            receiving.receive_notice(stranger, **given, **TIMES)
    with pytest.raises(NotFound):
        turns.turns_of(people.manager_b, matter.public_id, today=build.TODAY)
    other = build.organisation("AG2", kind="agency")
    stranger = build.person(other, "officer", email="officer@ag2.example")
    with pytest.raises(NotFound):
        receiving.receive_notice(stranger, **given, **TIMES)
    assert turns.waiting(stranger)["agency"].count == 0


def test_what_was_not_reported_is_in_no_list_of_the_agency(people):
    hidden = build.matter(people.manager_a, people.agreement_a)
    build.filed(people.manager_a, hidden, "2026-05-20")
    build.fact(people.manager_a, hidden, "security", "2026-08-20", filing="JP1", item=4)
    build.fact(people.manager_a, hidden, "disclosure-demanded", "2026-08-21", demand_no="D-1", method="x")
    assert turns.waiting(people.officer)["agency"] == turns.Waiting(0, None)
    assert turns.turn_list(people.officer, turn="agency", today=build.TODAY).items == []
    assert turns.waiting(people.manager_a)["agency"].count == 2


def test_the_list_is_oldest_first_and_paged_without_gaps(people):
    days = ["2026-08-20", "2026-08-11", "2026-08-20", "2026-08-05", "2026-08-30"]
    for number, day in enumerate(days):
        each = build.matter(people.manager_a, people.agreement_a, title=f"発明{number}")
        build.filed(people.manager_a, each, "2026-08-01")
        build.fact(people.manager_a, each, "filing-notice-submitted", day, filing="JP1")
    got, after = [], None
    while True:
        page = turns.turn_list(people.officer, turn="agency", today=build.TODAY, after=after, limit=2)
        got += [each.on.isoformat() for each in page.items]
        after = page.next_cursor
        if after is None:
            break
    assert got == sorted(days)
    assert turns.waiting(people.officer)["agency"] == turns.Waiting(5, date(2026, 8, 5))
    with pytest.raises(Refused):
        turns.turn_list(people.officer, turn="agency", today=build.TODAY, after="nonsense")


def test_of_two_officers_at_once_one_records_and_the_other_is_told(app):
    with app.app_context():
        people = build.house()
        matter = build.matter(people.manager_a, people.agreement_a)
        build.filed(people.manager_a, matter, "2026-05-20")
        build.fact(people.manager_a, matter, "registered", "2026-08-03", filing="JP1")
        told(people.manager_a, matter, "status-notice-submitted", "2026-08-21")
        second = build.person("AG", "officer", email="second@ag.example")
    gate, got = threading.Barrier(4), []

    def act(actor, on):
        gate.wait()
        with app.app_context():
            try:
                got.append(
                    receiving.receive_notice(
                        actor, matter=matter.public_id, subject="f0003", received_on=on, **TIMES
                    )
                )
            except Exception as error:
                got.append(error)

    days = [date(2026, 8, 24), date(2026, 8, 25), date(2026, 8, 26), date(2026, 8, 27)]
    acts = zip([people.officer, second] * 2, days, strict=True)
    threads = [threading.Thread(target=act, args=each) for each in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(isinstance(each, Conflict) for each in got) == 3, got
    with app.app_context():
        assert kinds(people, matter).count("status-notice-received") == 1


def test_lines_that_are_missing_come_back_with_the_days_recomputation(people, matter):
    with transaction() as session:
        session.query(IncomingLine).delete()
    assert lines(people.officer, matter) == []
    rederive_all(today=build.TODAY, now=lambda: build.NOW)
    assert lines(people.officer, matter) == [("notice", "f0002", "agency", "open")]
