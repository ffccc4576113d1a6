"""The self-check finds what was planted, on both databases, repairs nothing, and a person decides."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update

from tests.support import build
from tracker.docket import alarms, selfcheck_views
from tracker.docket.checking import check_matter, stored_matter
from tracker.docket.health import pulse
from tracker.docket.rederiving import rederive_all
from tracker.docket.selfchecking import close_differences, selfcheck, selfcheck_due
from tracker.errors import NotFound, Refused
from tracker.store.audit import AuditRow
from tracker.store.matters import Matter
from tracker.store.obligations import Obligation
from tracker.store.outbox import owed
from tracker.store.selfchecks import SelfcheckDifference, SelfcheckRun
from tracker.store.session import reading, transaction

TODAY, NOW = build.TODAY, build.NOW


@pytest.fixture
def scene(context):
    """A matter with duties of several rules, and one of another contractor."""
    house = build.house()
    mine = build.matter(house.manager_a, house.agreement_a)
    build.filed(house.manager_a, mine, "2026-07-01")
    build.fact(house.manager_a, mine, "filing-notice-submitted", "2026-08-03", filing="JP1")
    other = build.matter(house.manager_b, house.agreement_b)
    build.filed(house.manager_b, other, "2026-07-10")
    return house, mine.public_id, other.public_id


def run(today=TODAY):
    return selfcheck(today=today, now=lambda: NOW)


def duty(rule, matter):
    query = select(Obligation).join(Obligation.matter).where(Obligation.rule == rule)
    return reading().scalars(query.where(Matter.public_id == matter).order_by(Obligation.id)).first()


def change(rule, matter, **values):
    """Writes into the cache past the product, as a broken disk or a hand in the database would."""
    row = duty(rule, matter)
    reading().rollback()
    with transaction() as session:
        session.execute(update(Obligation).where(Obligation.id == row.id).values(**values))


def kept(matter):
    """A matter as it is stored."""
    reading().rollback()
    return stored_matter(reading(), reading().scalar(select(Matter.id).where(Matter.public_id == matter)))


def open_ones():
    reading().rollback()
    query = select(SelfcheckDifference).where(SelfcheckDifference.closed_at.is_(None))
    return [(each.kind, each.reason, each.part, each.rule) for each in reading().scalars(query)]


def drop_row(matter):
    row = duty("filing-notice", matter)
    reading().rollback()
    with transaction() as session:
        session.execute(delete(Obligation).where(Obligation.id == row.id))


def add_row(matter):
    row = duty("filing-notice", matter)
    values = {each.key: getattr(row, each.key) for each in Obligation.__table__.columns}
    values |= {"id": None, "public_id": "z" * 16, "trigger": "f0099"}
    reading().rollback()
    with transaction() as session:
        session.add(Obligation(**{name: value for name, value in values.items() if name != "id"}))


def note_finding(matter):
    with transaction() as session:
        session.execute(update(Matter).where(Matter.public_id == matter).values(disclosure={"level": "open"}))


PLANTED = {
    "a row deleted": (drop_row, ("add", "missing-row", "duty", "filing-notice")),
    "a row too many": (add_row, ("drop", "extra-row", "duty", "filing-notice")),
    "a date a day later": (
        lambda m: change("filing-notice", m, due=date(2026, 8, 31), act_by=date(2026, 8, 31)),
        ("move", "dates", "duty", "filing-notice"),
    ),
    "a day of reminding alone": (
        lambda m: change("filing-notice", m, sort_on=date(2030, 1, 1)),
        ("move", "dates", "duty", "filing-notice"),
    ),
    "another explanation": (
        lambda m: change("exam-request", m, basis="0" * 16),
        ("move", "basis", "duty", "exam-request"),
    ),
    "another standing": (
        lambda m: change("filing-notice", m, phase="running", standing="open", met_by=None),
        ("move", "standing", "duty", "filing-notice"),
    ),
    "an open question lost": (
        lambda m: change("filing-notice", m, unknowns=["nothing-asked"]),
        ("move", "values", "duty", "filing-notice"),
    ),
    "a duty hidden from the agency": (
        lambda m: change("filing-notice", m, agency_id=None),
        ("move", "reach", "duty", "filing-notice"),
    ),
    "another disclosure": (note_finding, ("move", "finding", "disclosure", "")),
}


def test_what_the_use_cases_stored_is_what_the_facts_give(scene):
    done = run()
    assert (done.matters, done.differences, done.proposals, done.failed) == (2, 0, 0, 0)
    assert done.duties == reading().scalar(
        select(func.count()).select_from(Obligation).where(Obligation.gone_at.is_(None))
    )
    assert open_ones() == []
    assert alarms.banner(scene[0].manager_a, now=NOW) == []


def test_what_was_planted_is_found_and_told_and_not_repaired_until_a_person_decides(scene):
    house, matter, _ = scene
    for name, (plant, expected) in PLANTED.items():
        plant(matter)
        before = kept(matter)
        assert run().differences >= 1, name
        assert expected in open_ones(), name
        assert kept(matter) == before, name
        assert "differs" in alarms.banner(house.manager_a, now=NOW), name
        assert "differs" not in alarms.banner(house.manager_b, now=NOW), name
        assert "differs" in alarms.banner(house.administrator, now=NOW), name
        assert any(fault.startswith("selfcheck: ") for fault in pulse(NOW).faults), name
        close_differences(house.manager_a, matter=matter, reason="確認した", now=NOW, today=TODAY)
        assert run().differences == 0, name


def test_a_difference_is_noted_once_however_often_it_is_found(scene):
    change("exam-request", scene[1], basis="0" * 16)
    assert run().differences == run().differences == 1
    assert len(open_ones()) == 1
    reading().rollback()
    assert [row.differences for row in reading().scalars(select(SelfcheckRun))] == [1, 1]


def test_days_that_pass_are_no_difference(scene):
    assert run(TODAY + timedelta(days=400)).differences == 0


def test_telling_anew_for_another_day_leaves_what_differs_to_a_person(scene):
    change("filing-notice", scene[1], due=date(2026, 8, 31))
    run()
    rederive_all(today=TODAY + timedelta(days=1), now=lambda: NOW)
    reading().rollback()
    assert duty("filing-notice", scene[1]).due == date(2026, 8, 31)
    assert run(TODAY + timedelta(days=1)).differences == 1


LATE = date(2030, 1, 4)
WEAKER = {
    "a row deleted": lambda m: delete_row("exam-request", m),
    "a row marked as gone": lambda m: change("exam-request", m, gone_at=NOW),
    "a date later than it follows": lambda m: change("exam-request", m, due=LATE, act_by=LATE, sort_on=LATE),
    "a duty marked done": lambda m: change("exam-request", m, phase="done", standing="met", met_by="f0002"),
}


def delete_row(rule, matter):
    row = duty(rule, matter)
    reading().rollback()
    with transaction() as session:
        session.execute(delete(Obligation).where(Obligation.id == row.id))


def told_to_act(day=date(2029, 12, 31)):
    """The days on which the sweep would have the exam requests done."""
    reading().rollback()
    found = owed.duties(reading(), ("fixed",), day)
    return sorted(row.act_by for row in found if row.rule == "exam-request")


@pytest.mark.parametrize("harm", WEAKER)
def test_a_deadline_that_is_stored_weaker_than_it_follows_is_reminded_of_all_the_same(scene, harm):
    house, matter, _ = scene
    usual = told_to_act()
    assert len(usual) == 4
    WEAKER[harm](matter)
    assert told_to_act() != usual, "the harm shows"
    run()
    assert told_to_act() == usual
    revisions = {row.public_id: row.due_revision for row in reading().scalars(select(Obligation))}
    for days in (1, 2):
        rederive_all(today=TODAY + timedelta(days=days), now=lambda: NOW)
        assert told_to_act() == usual
    again = {row.public_id: row.due_revision for row in reading().scalars(select(Obligation))}
    assert again == revisions, "nobody is told twice"
    assert len(open_ones()) >= 1, "and nothing is repaired in silence"
    reading().rollback()
    close_differences(house.manager_a, matter=matter, reason="確認した", now=NOW, today=TODAY)
    assert told_to_act() == usual
    assert set(reading().scalars(select(Obligation.remind_on))) == {None}
    reading().rollback()
    assert run().differences == 0


def test_a_duty_that_is_done_while_it_is_held_is_reminded_of_no_more(scene):
    house, matter, _ = scene
    before = len(told_to_act())
    delete_row("exam-request", matter)
    run()
    build.fact(house.manager_a, matter, "exam-requested", "2026-08-10", filing="JP1")
    assert len(told_to_act()) == before - 2
    rederive_all(today=TODAY + timedelta(days=1), now=lambda: NOW)
    assert len(told_to_act()) == before - 2


def test_a_person_decides_with_a_reason_and_it_stays_on_record(scene):
    house, matter, _ = scene
    right = duty("filing-notice", matter).due
    change("filing-notice", matter, due=right + timedelta(days=1))
    run()
    given = {"matter": matter, "now": NOW, "today": TODAY}
    with pytest.raises(Refused):
        close_differences(house.manager_a, reason=" ", **given)
    for stranger in (house.manager_b, house.inventor_a, house.officer, house.administrator):
        with pytest.raises(NotFound):
            close_differences(stranger, reason="見た", **given)
    assert close_differences(house.manager_a, reason="受領書と照合した", **given) == 1
    reading().rollback()
    assert duty("filing-notice", matter).due == right
    assert run().differences == 0
    assert [row.closed_because for row in reading().scalars(select(SelfcheckDifference))] == [
        "受領書と照合した"
    ]
    seen = selfcheck_views.differences(house.manager_a)
    assert [(each.kind, each.closed_by) for each in seen] == [("move", house.manager_a.name)]
    assert reading().scalar(select(func.count()).where(AuditRow.action == "close-differences")) == 1
    with pytest.raises(Refused):
        close_differences(house.manager_a, reason="もう一度", **given)


def test_nobody_sees_the_differences_of_another_organisation(scene):
    house, matter, _ = scene
    change("exam-request", matter, basis="0" * 16)
    run()
    assert len(selfcheck_views.differences(house.manager_a)) == 1
    for other in (house.manager_b, house.officer, house.administrator):
        assert selfcheck_views.differences(other) == []
    figures = {
        who: selfcheck_views.last_run(getattr(house, who)) for who in ("manager_a", "manager_b", "officer")
    }
    assert figures["manager_a"].differences == 1
    assert figures["manager_b"].differences == 0
    assert figures["officer"].checked is None
    assert (
        figures["manager_a"].checked + figures["manager_b"].checked
        == selfcheck_views.last_run(house.administrator).checked
    )


def test_a_difference_under_another_edition_is_a_proposal_and_no_alarm(scene):
    change("filing-notice", scene[1], due=date(2026, 8, 31))
    with transaction() as session:
        session.execute(update(Matter).values(edition="another-edition"))
    done = run()
    assert (done.differences, done.proposals) == (0, 1)
    assert open_ones() == []


def test_facts_that_cannot_stand_together_are_an_alarm(scene):
    with transaction() as session:
        session.execute(text("UPDATE agreements SET packs = '[\"a-pack-that-is-gone\"]'"))
    done = run()
    assert (done.failed, done.differences) == (2, 2)
    assert open_ones() == [("fail", "underivable", "duty", "")] * 2


def test_a_matter_told_before_there_were_marks_is_no_alarm(scene):
    with transaction() as session:
        session.execute(update(Obligation).values(basis=""))
    assert run().differences == 0


def test_the_nightly_check_comes_once_a_day(scene):
    assert selfcheck_due(today=TODAY, now=lambda: NOW) is not None
    assert selfcheck_due(today=TODAY, now=lambda: NOW) is None
    assert selfcheck_due(today=TODAY + timedelta(days=1), now=lambda: NOW) is not None


def test_a_run_that_fails_leaves_its_reason_and_counts_for_nothing(scene, monkeypatch):
    def die(*_given):
        raise RuntimeError("a disk")

    monkeypatch.setattr("tracker.docket.selfchecking.check_matter", die)
    with pytest.raises(RuntimeError):
        run()
    reading().rollback()
    assert [(row.error, row.checked) for row in reading().scalars(select(SelfcheckRun))] == [
        ("RuntimeError", 0)
    ]
    assert selfcheck_views.last_run(scene[0].manager_a) is None


def test_comparing_reads_and_writes_nothing(scene):
    stored = kept(scene[1])
    assert check_matter(stored, TODAY) == []
    wrong = replace(stored, reported=not stored.reported)
    assert {each.reason for each in check_matter(wrong, TODAY)} == {"reach"}


def test_the_command_says_what_it_found_by_its_exit_code(scene, context):
    runner = context.test_cli_runner()
    fine = runner.invoke(args=["selfcheck"])
    assert (fine.exit_code, "0 differences" in fine.output) == (0, True)
    change("exam-request", scene[1], basis="0" * 16)
    assert runner.invoke(args=["selfcheck"]).exit_code == 1
