"""The agency's answer to an open question changes the dates of its agreement, visibly and on record."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.support import build
from tracker.docket import look
from tracker.docket.answering import preview_answer, preview_withdrawal, record_answer, withdraw_answer
from tracker.docket.moves import moved_dates
from tracker.docket.questions import question
from tracker.errors import Conflict, NotFound, Refused
from tracker.store.answers import Answer
from tracker.store.audit import AuditRow
from tracker.store.obligations import Obligation
from tracker.store.session import reading

TIMES = {"now": build.NOW, "today": build.TODAY}
ROLL = "contract-periods-roll"
GIVEN = {"answered_by": "知的財産部 山田様", "answered_on": date(2026, 8, 28), "evidence": "第2026-815号"}


@pytest.fixture
def people(context):
    return build.house()


@pytest.fixture
def matter(people):
    """Sixty days from 1 July 2026 end on Sunday 30 August."""
    found = build.matter(people.manager_a, people.agreement_a)
    build.filed(people.manager_a, found, "2026-07-01")
    return found


def answer(people, value=True, unknown=ROLL, who=None, **more):
    given = {"agreement": people.agreement_a, "unknown": unknown, "value": value, **GIVEN, **TIMES}
    return record_answer(who or people.manager_a, **given | more)


def notice(matter) -> date:
    reading().rollback()
    query = select(Obligation.due).where(Obligation.rule == "filing-notice", Obligation.filing == "JP1")
    return reading().scalars(query.where(Obligation.gone_at.is_(None))).one()


def standing(people, unknown=ROLL):
    return question(people.manager_a, people.agreement_a, unknown)[1]


def test_the_preview_tells_what_moves_and_stores_nothing(people, matter):
    seen = preview_answer(
        people.manager_a, agreement=people.agreement_a, unknown=ROLL, value=True, today=build.TODAY
    )
    moves = {
        change.rule: (change.before.due, change.after.due)
        for each in seen.matters
        for change in each.changes
        if change.action == "move"
    }
    assert moves["filing-notice"] == (date(2026, 8, 30), date(2026, 8, 31))
    assert (seen.looked_at, seen.count("appear"), seen.count("go")) == (1, 0, 0)
    assert notice(matter) == date(2026, 8, 30)
    assert standing(people).is_open
    assert reading().scalars(select(Answer)).all() == []


def test_an_answer_moves_the_dates_of_its_agreement_alone(people, matter):
    other = build.matter(people.manager_b, people.agreement_b)
    build.filed(people.manager_b, other, "2026-07-01", "B1")
    done = answer(people)
    assert done.count("move") == 1
    assert notice(matter) == date(2026, 8, 31)
    page = look.matter(people.manager_a, matter.ref, today=build.TODAY)
    told = next(each for each in page.obligations if each.rule == "filing-notice")
    assert (told.due, ROLL in told.unknowns) == (date(2026, 8, 31), False)
    kept = reading().scalars(select(Obligation.due).where(Obligation.filing == "B1")).all()
    assert date(2026, 8, 30) in kept


def test_what_was_answered_stands_with_who_when_and_evidence(people, matter):
    answer(people)
    said = standing(people).answer
    assert (said.value, said.answered_by, said.answered_on, said.evidence) == (True, *GIVEN.values())
    assert said.recorded_by == people.manager_a.name
    row = reading().scalars(select(AuditRow).where(AuditRow.action == "record-answer")).one()
    assert row.object_id.endswith(f"/{ROLL}")
    assert "山田" not in str(row.changes)
    assert row.changes["duties"]


def test_those_who_saw_the_date_are_told_that_it_moved(people, matter):
    colleague = build.person("A", email="colleague@a.example")
    answer(people)
    told = {each.label: (each.from_on, each.to_on) for each in moved_dates(colleague, now=build.NOW)}
    assert told["Filing notice"] == (date(2026, 8, 30), date(2026, 8, 31))
    assert moved_dates(people.manager_a, now=build.NOW) == []


def test_a_later_answer_supersedes_and_nothing_is_deleted(people, matter):
    answer(people)
    with pytest.raises(Refused, match="reason"):
        answer(people, False)
    answer(people, False, reason="機関から訂正の連絡があった")
    assert notice(matter) == date(2026, 8, 30)
    found = standing(people)
    assert [each.value for each in found.history] == [True, False]
    assert found.answer.reason == "機関から訂正の連絡があった"


def test_taken_back_the_default_holds_again(people, matter):
    answer(people)
    seen = preview_withdrawal(people.manager_a, agreement=people.agreement_a, unknown=ROLL, today=build.TODAY)
    assert seen.count("move") == 1
    given = {"agreement": people.agreement_a, "unknown": ROLL, "reason": "別の契約への回答だった", **TIMES}
    withdraw_answer(people.manager_a, **given)
    assert notice(matter) == date(2026, 8, 30)
    found = standing(people)
    assert found.is_open
    assert [each.withdrawn for each in found.history] == [False, True]
    with pytest.raises(Refused, match="no answer on record"):
        withdraw_answer(people.manager_a, **given)


def test_a_pure_question_is_answered_in_words_and_moves_no_date(people, matter):
    before = notice(matter)
    done = answer(people, "PMSの受理日とする", "receipt-evidence")
    assert done.matters == []
    assert standing(people, "receipt-evidence").answer.value == "PMSの受理日とする"
    assert notice(matter) == before


def test_an_answer_can_end_a_duty_and_its_withdrawal_brings_the_same_one_back(people, matter):
    build.fact(people.manager_a, matter, "use-started", "2026-08-01", use="own-use")
    query = select(Obligation.public_id, Obligation.gone_at).where(Obligation.rule == "use-report")
    name, gone = reading().execute(query).one()
    assert gone is None
    assert answer(people, False, "use-report-expected").count("go") == 1
    assert reading().execute(query).one()[1] is not None
    given = {
        "agreement": people.agreement_a,
        "unknown": "use-report-expected",
        "reason": "機関の回答が取り消された",
        **TIMES,
    }
    withdraw_answer(people.manager_a, **given)
    assert reading().execute(query).one() == (name, None)


def test_a_number_is_counted_by_and_later_facts_follow_it(people, matter):
    answer(people, 45, "use-report-period")
    build.fact(people.manager_a, matter, "use-started", "2026-08-01", use="own-use")
    query = select(Obligation.due).where(Obligation.rule == "use-report")
    assert reading().scalars(query).one() == date(2026, 9, 15)


@pytest.mark.parametrize(
    ("unknown", "value"),
    [
        (ROLL, "yes"), (ROLL, None), (ROLL, 1), ("office-action-period", True), ("office-action-period", 0),
        ("office-action-period", 401), ("office-action-period", "60"), ("receipt-evidence", "  "),
        ("receipt-evidence", "x" * 2001), ("receipt-evidence", 3),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_refused_at_its_field(people, matter, unknown, value):
    with pytest.raises(Refused) as refused:
        answer(people, value, unknown)
    assert [fault.field for fault in refused.value.faults] == ["value"]
    assert reading().scalars(select(Answer)).all() == []


def test_every_fault_is_named_at_once(people, matter):
    with pytest.raises(Refused) as refused:
        answer(people, None, answered_by=" ", evidence="", answered_on=build.TODAY + timedelta(days=1))
    fields = {fault.field for fault in refused.value.faults}
    assert fields == {"value", "answered_by", "evidence", "answered_on"}


def test_an_answer_changed_meanwhile_is_not_overwritten(people, matter):
    answer(people, revision=0)
    with pytest.raises(Conflict):
        answer(people, False, reason="another reading", revision=0)


def test_the_same_answer_twice_is_no_correction(people, matter):
    answer(people)
    with pytest.raises(Refused, match="on record already"):
        answer(people, reason="pressed twice")


def test_only_the_house_may_answer(people, matter):
    for stranger in (people.manager_b, people.officer, people.inventor_a, people.administrator):
        with pytest.raises(NotFound):
            answer(people, who=stranger)
    with pytest.raises(NotFound):
        answer(people, True, "no-such-question")


def test_an_answer_given_with_the_agreement_is_shown_and_can_be_corrected(people):
    number = build.agreement(people.administrator, "A", "AG", "P26-A2", parameters={ROLL: True})
    found = question(people.manager_a, number, ROLL)[1]
    assert (found.answer.value, found.answer.recorded_at, found.revision) == (True, None, 0)
    answer(people, False, agreement=number)
    assert question(people.manager_a, number, ROLL)[1].answer.value is False
