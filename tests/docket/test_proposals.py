"""A new edition of the terms moves nothing: it proposes, and a person decides with a reason."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from tests.packs.sample import FACTS
from tests.support import build, editions
from tests.support.editions import FIRST, LATER, REWORDED, STRICTER
from tracker.docket import editions as kept_editions
from tracker.docket import look, record
from tracker.docket.moves import moved_dates
from tracker.docket.proposals import chosen, decide, mark_of, open_proposals, proposals
from tracker.docket.rederiving import rederive_all
from tracker.docket.selfchecking import selfcheck
from tracker.errors import Conflict, NotFound, Refused
from tracker.extensions import db
from tracker.packs import shelf
from tracker.store.audit import AuditRow
from tracker.store.editions import Edition, PackEdition
from tracker.store.matters import Matter
from tracker.store.obligations import Obligation
from tracker.store.outbox.owed import duties
from tracker.store.proposals import Proposal
from tracker.store.session import reading

TIMES = {"now": build.NOW, "today": build.TODAY}
REASON = "機関の通知（2026年8月）で確認した"
NOTICE, COPY, PROOF = date(2026, 9, 8), date(2026, 10, 8), date(2026, 10, 18)
"""Sixty, ninety and a hundred days from 10 July 2026."""
STRICT_NOTICE = date(2026, 8, 24)
ACT_BY = 3
"""Days that the last open day may lie before the last day."""


@pytest.fixture
def deploy(context, tmp_path, monkeypatch):
    """Puts an edition of the sample pack in place."""
    put = editions.deployer(tmp_path)
    monkeypatch.setattr(shelf, "DATA", tmp_path / "packs")
    put(FIRST)
    yield put
    monkeypatch.undo()
    shelf.default_shelf.cache_clear()


@pytest.fixture
def people(deploy):
    return build.house()


@pytest.fixture
def agreement(people):
    return build.agreement(people.administrator, "A", "AG", "P26-S", packs=["sample"])


@pytest.fixture
def matter(people, agreement):
    found = build.matter(people.manager_a, agreement, right="design")
    build.filed(people.manager_a, found, "2026-07-10")
    return found


def nightly(day=build.TODAY):
    reading().rollback()
    done = rederive_all(today=day, now=lambda: build.NOW, only_stale=True)
    reading().rollback()
    return done


def stored() -> dict[str, tuple]:
    """The live duties with all that could move, by rule and filing."""
    reading().rollback()
    rows = reading().scalars(select(Obligation).where(Obligation.gone_at.is_(None)))
    return {f"{row.rule} {row.filing}": (row.due, row.act_by, row.standing) for row in rows}


def due(rule: str, filing: str = "JP1") -> date | None:
    return stored().get(f"{rule} {filing}", (None,))[0]


def proposed(people, **more) -> dict[str, tuple]:
    reading().rollback()
    return {
        each.rule: (each.action, each.before and each.before.due, each.after and each.after.due)
        for each in proposals(people.manager_a, **more)
    }


def ids(people, *rules: str) -> list[str]:
    found = proposals(people.manager_a)
    return [each.public_id for each in found if not rules or each.rule in rules]


def choose(people, decision, *rules, who=None, **more):
    given = {"public_ids": ids(people, *rules), "decision": decision, "reason": REASON, **TIMES}
    return decide(who or people.manager_a, **given | more)


def on_page(people, matter) -> dict[str, date]:
    reading().rollback()
    seen = look.matter(people.manager_a, matter.ref, today=build.TODAY)
    return {each.rule: each.due for each in seen.obligations}


THREE = {
    "notice": ("move", NOTICE, STRICT_NOTICE),
    "copy": ("go", COPY, None),
    "proof": ("appear", None, PROOF),
}


# --- deploying moves nothing --------------------------------------------------------------------------------


def test_a_new_edition_moves_no_row_and_no_page(deploy, people, matter):
    before = stored()
    deploy(STRICTER)
    assert on_page(people, matter) == {"notice": NOTICE, "copy": COPY}
    nightly()
    assert stored() == before
    assert on_page(people, matter) == {"notice": NOTICE, "copy": COPY}
    assert moved_dates(people.manager_a, now=build.NOW) == []


def test_each_affected_duty_is_proposed_with_both_explanations(deploy, people, matter):
    deploy(STRICTER)
    nightly()
    assert proposed(people) == THREE
    assert open_proposals(people.manager_a) == 3
    move = next(each for each in proposals(people.manager_a) if each.rule == "notice")
    gone = next(each for each in proposals(people.manager_a) if each.rule == "copy")
    assert gone.label == "Copy"
    assert any("60" in step["text"] for step in move.before.steps)
    assert any("45" in step["text"] for step in move.after.steps)


def test_proposals_are_made_the_same_day_and_once(deploy, people, matter):
    nightly()
    deploy(STRICTER)
    assert nightly().matters == 1
    assert nightly().matters == 0
    nightly(build.TODAY + timedelta(days=1))
    assert len(reading().scalars(select(Proposal)).all()) == 3


def test_other_words_alone_propose_nothing(deploy, people, matter):
    deploy(REWORDED)
    nightly()
    assert proposed(people) == {}
    assert due("notice") == NOTICE


def test_other_agreements_are_not_touched(deploy, people, matter):
    other = build.matter(people.manager_a, people.agreement_a)
    build.filed(people.manager_a, other, "2026-07-10")
    before = stored()
    deploy(STRICTER)
    nightly()
    assert stored() == before
    assert {each.matter_ref for each in proposals(people.manager_a)} == {matter.ref}


# --- deciding -----------------------------------------------------------------------------------------------


def test_accepting_moves_the_duty_and_leaves_an_audit_row(deploy, people, matter):
    colleague = build.person("A", email="colleague@a.example")
    deploy(STRICTER)
    nightly()
    assert choose(people, "accepted") == 3
    assert (due("notice"), due("copy"), due("proof")) == (STRICT_NOTICE, None, PROOF)
    assert proposed(people) == {}
    row = reading().scalars(select(AuditRow).where(AuditRow.action == "accept-proposals")).one()
    assert row.reason == REASON
    assert sorted(action for action, _ in row.changes["duties"]) == ["appear", "go", "move"]
    told = {each.label: (each.from_on, each.to_on) for each in moved_dates(colleague, now=build.NOW)}
    assert told == {"Notice": (NOTICE, STRICT_NOTICE), "Copy": (COPY, None)}
    assert nightly(build.TODAY + timedelta(days=1)).failed == 0
    assert due("notice") == STRICT_NOTICE


def test_one_may_be_accepted_and_another_kept(deploy, people, matter):
    deploy(STRICTER)
    nightly()
    choose(people, "accepted", "proof")
    choose(people, "kept", "notice")
    assert (due("notice"), due("copy"), due("proof")) == (NOTICE, COPY, PROOF)
    assert open_proposals(people.manager_a) == 1


def test_what_is_kept_does_not_come_back_until_the_terms_change_again(deploy, people, matter):
    deploy(STRICTER)
    nightly()
    choose(people, "kept")
    for n in range(1, 4):
        nightly(build.TODAY + timedelta(days=n))
    deploy(STRICTER.replace("The agency is told.", "The agency is informed."))
    nightly(build.TODAY + timedelta(days=4))
    assert open_proposals(people.manager_a) == 0
    assert (due("notice"), due("copy"), due("proof")) == (NOTICE, COPY, None)
    deploy(LATER)
    nightly(build.TODAY + timedelta(days=5))
    assert proposed(people, states=["open"]) == {"notice": ("move", NOTICE, NOTICE + timedelta(days=15))}


def test_what_was_kept_can_still_be_accepted(deploy, people, matter):
    deploy(STRICTER)
    nightly()
    choose(people, "kept", "notice")
    kept = proposals(people.manager_a, states=["kept"])
    assert [each.reason for each in kept] == [REASON]
    choose(people, "accepted", "notice")
    assert due("notice") == STRICT_NOTICE


def test_terms_taken_back_leave_nothing_to_decide(deploy, people, matter):
    deploy(STRICTER)
    nightly()
    deploy(FIRST)
    nightly()
    assert proposed(people) == {}
    assert due("notice") == NOTICE
    states = set(reading().scalars(select(Proposal.state)))
    assert states == {"moot"}


@pytest.mark.parametrize("reason", ["", "  ", "ok"])
def test_a_decision_needs_a_reason(deploy, people, matter, reason):
    deploy(STRICTER)
    nightly()
    with pytest.raises(Refused, match="reason"):
        choose(people, "accepted", reason=reason)
    assert due("notice") == NOTICE


def test_nobody_decides_twice_or_on_what_has_changed(deploy, people, matter):
    deploy(STRICTER)
    nightly()
    looked_at, wanted = mark_of(chosen(people.manager_a, ids(people))), ids(people)
    choose(people, "accepted", "proof")
    with pytest.raises(Conflict):
        choose(people, "accepted", public_ids=wanted, seen=looked_at)
    assert due("notice") == NOTICE


def test_only_managers_of_the_house_decide(deploy, people, matter):
    deploy(STRICTER)
    nightly()
    wanted = ids(people)
    for stranger in (people.manager_b, people.officer, people.inventor_a, people.administrator):
        with pytest.raises(NotFound):
            choose(people, "accepted", who=stranger, public_ids=wanted)
    assert open_proposals(people.manager_b) == open_proposals(people.officer) == 0
    with pytest.raises(Refused):
        choose(people, "accepted", public_ids=[])


# --- facts while proposals are open -------------------------------------------------------------------------


def test_a_correction_moves_both_sides_and_the_duty_stays_under_its_edition(deploy, people, matter):
    deploy(STRICTER)
    nightly()
    keys = {"filing": "JP1", "office": "JP", "route": "national"}
    given = {"matter": matter.ref, "fact": "f0001", "on": date(2026, 7, 15), "keys": keys}
    seen = record.preview_correction(people.manager_a, **given, **TIMES)
    done = record.correct_fact(people.manager_a, **given, reason="受領書の日付を確認した", **TIMES)
    five = timedelta(days=5)
    assert {c.rule: c.after.due for c in seen} == {c.rule: c.after.due for c in done.changes}
    assert (due("notice"), due("copy"), due("proof")) == (NOTICE + five, COPY + five, None)
    assert proposed(people)["notice"] == ("move", NOTICE + five, STRICT_NOTICE + five)
    choose(people, "accepted", "notice")
    assert due("notice") == STRICT_NOTICE + five


@pytest.mark.parametrize("staged", [True, False])
def test_a_new_duty_is_told_by_the_present_terms(deploy, people, matter, staged):
    deploy(STRICTER)
    if staged:
        nightly()
    keys = {"filing": "JP2", "office": "JP", "route": "national"}
    given = {"matter": matter.ref, "kind": "filed", "on": date(2026, 7, 10), "keys": keys}
    seen = record.preview_fact(people.manager_a, **given, **TIMES)
    done = record.record_fact(people.manager_a, **given, **TIMES)
    assert {c.rule: c.after.due for c in seen} == {c.rule: c.after.due for c in done.changes}
    assert (due("notice", "JP2"), due("copy", "JP2"), due("proof", "JP2")) == (STRICT_NOTICE, None, PROOF)
    assert due("notice") == NOTICE
    assert proposed(people) == THREE


def test_a_duty_that_is_done_meanwhile_is_done(deploy, people, matter):
    deploy(STRICTER)
    nightly()
    keys = {"filing": "JP1", "about": "filing"}
    record.record_fact(
        people.manager_a, matter=matter.ref, kind="told", on=date(2026, 8, 30), keys=keys, **TIMES
    )
    assert stored()["notice JP1"][2] == "met"
    assert next(p for p in proposals(people.manager_a) if p.rule == "notice").after.standing == "met-late"


# --- reminders ----------------------------------------------------------------------------------------------


def reminded(until: date) -> dict[str, date]:
    reading().rollback()
    return {row.rule: row.act_by for row in duties(reading(), ("fixed", "prompt", "option"), until)}


def test_reminders_go_by_the_stricter_day_until_somebody_decides(deploy, people, matter):
    later = build.TODAY + timedelta(days=90)
    usual = reminded(later)
    deploy(STRICTER)
    nightly()
    warned = reminded(later)
    assert warned["notice"] <= STRICT_NOTICE
    assert warned["copy"] == usual["copy"]
    assert warned["proof"] <= PROOF
    choose(people, "kept")
    assert reminded(later) == usual
    choose(people, "accepted", "notice")
    assert reminded(later)["notice"] <= STRICT_NOTICE


def test_a_later_day_relaxes_no_reminder(deploy, people, matter):
    later = build.TODAY + timedelta(days=90)
    usual = reminded(later)
    deploy(LATER)
    nightly()
    assert reminded(later) == usual


# --- what cannot be read any more ---------------------------------------------------------------------------


def test_without_the_words_of_the_old_edition_the_duties_stay_as_they_were_told(deploy, people, matter):
    nightly()
    before = stored()
    kept_editions._shelves.clear()
    with db.engine.begin() as connection:  # past the product: as if an older one had never kept them
        connection.execute(delete(PackEdition))
        connection.execute(delete(Edition))
    deploy(STRICTER)
    assert on_page(people, matter) == {"notice": NOTICE, "copy": COPY}
    nightly()
    assert stored() == before
    assert proposed(people) == THREE
    choose(people, "accepted", "notice")
    assert (due("notice"), due("copy")) == (STRICT_NOTICE, COPY)


def test_a_matter_that_the_new_terms_cannot_tell_stays_under_the_old_ones(deploy, people, matter, caplog):
    nightly()
    before = stored()
    lodged = ('"filed"', '"lodged"')
    deploy(FIRST.replace(*lodged), FACTS.replace(*lodged))
    assert nightly().failed == 0
    assert "cannot be told by the new terms" in caplog.text
    assert (stored(), proposed(people)) == (before, {})
    assert on_page(people, matter) == {"notice": NOTICE, "copy": COPY}


def test_the_self_check_finds_no_fault_while_duties_stand_under_earlier_terms(deploy, people, matter):
    deploy(STRICTER)
    checked = selfcheck(today=build.TODAY, now=lambda: build.NOW)
    assert (checked.differences, checked.proposals > 0) == (0, True)
    nightly()
    choose(people, "kept", "notice")
    choose(people, "accepted", "proof")
    checked = selfcheck(today=build.TODAY, now=lambda: build.NOW)
    assert (checked.differences, checked.proposals, checked.failed) == (0, 0, 0)


# --- what the agency may see --------------------------------------------------------------------------------


def test_no_new_edition_opens_anything_by_itself(context, tmp_path, monkeypatch):
    editions.deployer(tmp_path)
    monkeypatch.setattr(shelf, "DATA", tmp_path / "packs")
    people = build.house()
    found = build.matter(people.manager_a, people.agreement_a)
    build.filed(people.manager_a, found, "2026-07-10")
    nightly()
    try:
        editions.widen(tmp_path / "packs" / "nedo-multimodal-2026")
        for _ in range(2):
            nightly(build.TODAY)
            assert level(people, found) == "detail-withheld"
        assert [(each.rule, each.action) for each in proposals(people.manager_a)] == [("disclosure", "stand")]
        checked = selfcheck(today=build.TODAY, now=lambda: build.NOW)
        assert (checked.differences, checked.failed) == (0, 0)
        build.fact(people.manager_a, found, "filing-notice-submitted", "2026-08-20", filing="JP1")
        assert level(people, found) == "detail-withheld"
        choose(people, "accepted", "disclosure")
        assert level(people, found) == "open"
    finally:
        monkeypatch.undo()
        shelf.default_shelf.cache_clear()


def level(people, found) -> str:
    reading().rollback()
    kept = reading().scalars(select(Matter).where(Matter.public_id == found.public_id)).one()
    page = look.matter(people.manager_a, found.ref, today=build.TODAY)
    assert page.disclosure["level"] == kept.disclosure["level"]
    return kept.disclosure["level"]
