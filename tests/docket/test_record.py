"""Recording: what a fact changes, what is refused and where, and that nothing is ever half-written."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.support import build
from tracker.docket import look, record
from tracker.docket.views import Change
from tracker.errors import Conflict, NotFound, Refused
from tracker.extensions import db
from tracker.store.base import Base
from tracker.store.session import reading

NOW, TODAY = build.NOW, build.TODAY
JP = {"filing": "JP1", "office": "JP", "route": "national"}


@pytest.fixture
def scene(context) -> build.House:
    return build.house()


@pytest.fixture
def matter(scene):
    return build.matter(scene.manager_a, scene.agreement_a)


def everything() -> dict[str, int]:
    """How many rows each table has."""
    reading().rollback()
    tables = Base.metadata.sorted_tables
    return {table.name: reading().scalar(select(func.count()).select_from(table)) for table in tables}


def faults(error: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {field for field, _ in error.value.faults}


def of_rule(changes: list[Change], rule: str, pack: str = "nedo-multimodal-2026") -> Change:
    found = [c for c in changes if c.rule == rule and (c.after or c.before).pack == pack]
    assert len(found) == 1, [c.rule for c in changes]
    return found[0]


def correct(scene, matter, on, **more):
    given = {"keys": JP, "reason": "出願日の誤記を訂正", "now": NOW, "today": TODAY} | more
    return record.correct_fact(scene.manager_a, matter=matter.ref, fact="f0001", on=on, **given)


# --- what a fact changes ------------------------------------------------------------------------------------


def test_a_filing_brings_the_notice_with_its_two_dates(scene, matter):
    notice = of_rule(build.filed(scene.manager_a, matter, "2026-07-01").changes, "filing-notice")
    assert (notice.action, notice.before) == ("appear", None)
    assert (notice.after.due, notice.after.act_by) == (date(2026, 8, 30), date(2026, 8, 28))
    assert (notice.after.standing, notice.after.days_left) == ("overdue", -4)


def test_the_notice_is_met_by_its_submission(scene, matter):
    build.filed(scene.manager_a, matter, "2026-07-01")
    told = build.fact(scene.manager_a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    notice = of_rule(told.changes, "filing-notice")
    assert (notice.action, notice.after.standing, notice.after.met_by) == ("stand", "met", "f0002")


def test_a_preview_tells_the_same_and_stores_nothing(scene, matter):
    before = everything()
    day = date(2026, 7, 1)
    given = {"matter": matter.ref, "kind": "filed", "on": day, "keys": JP, "now": NOW, "today": TODAY}
    foreseen = record.preview_fact(scene.manager_a, **given)
    assert everything() == before
    told = record.record_fact(scene.manager_a, **given).changes
    assert [(c.action, c.rule, c.after.due) for c in foreseen] == [
        (c.action, c.rule, c.after.due) for c in told
    ]


def test_a_duty_keeps_its_identity_over_a_correction(scene, matter):
    first = of_rule(build.filed(scene.manager_a, matter, "2026-07-01").changes, "filing-notice").after
    moved = of_rule(correct(scene, matter, date(2026, 7, 6)).changes, "filing-notice")
    assert moved.action == "move"
    assert (moved.before.due, moved.after.due) == (date(2026, 8, 30), date(2026, 9, 4))
    assert moved.after.public_id == first.public_id
    assert look.obligation(scene.manager_a, first.public_id, today=TODAY).due == date(2026, 9, 4)


def test_a_correction_keeps_what_was_recorded_before(scene, matter):
    build.filed(scene.manager_a, matter, "2026-07-01", note="初回")
    correct(scene, matter, date(2026, 7, 6))
    seen = look.matter(scene.manager_a, matter.ref, today=TODAY)
    assert [(f.fact_id, f.revision, f.on) for f in seen.history] == [
        ("f0001", 1, date(2026, 7, 1)),
        ("f0001", 2, date(2026, 7, 6)),
    ]
    assert [(f.revision, f.reason, f.note) for f in seen.facts] == [(2, "出願日の誤記を訂正", "初回")]


def test_a_preview_of_a_correction_stores_nothing(scene, matter):
    build.filed(scene.manager_a, matter, "2026-07-01")
    before = everything()
    foreseen = record.preview_correction(
        scene.manager_a, matter=matter.ref, fact="f0001", on=date(2026, 7, 6), keys=JP, now=NOW, today=TODAY
    )
    assert of_rule(foreseen, "filing-notice").after.due == date(2026, 9, 4)
    assert everything() == before


def test_a_withdrawn_fact_takes_its_duties_along_and_they_return_as_the_same(scene, matter):
    first = of_rule(build.filed(scene.manager_a, matter, "2026-07-01").changes, "filing-notice").after
    gone = record.withdraw_fact(
        scene.manager_a, matter=matter.ref, fact="f0001", reason="出願していなかった", now=NOW, today=TODAY
    )
    assert of_rule(gone.changes, "filing-notice").action == "go"
    assert look.due_list(scene.manager_a, today=TODAY).items == []
    again = build.filed(scene.manager_a, matter, "2026-07-02")
    assert again.fact.fact_id == "f0002", "the number of a withdrawn fact is not given again"
    assert of_rule(again.changes, "filing-notice").after.public_id != first.public_id


def test_a_duty_that_comes_back_is_the_same_duty(scene, matter):
    build.fact(scene.manager_a, matter, "invention-made", "2026-07-01")
    build.filed(scene.manager_a, matter, "2026-07-05")
    held = build.fact(scene.manager_a, matter, "registered", "2026-08-20", filing="JP1")
    waiting = of_rule(held.changes, "registration-notice").after
    assert waiting.standing == "waiting"
    dated = build.fact(scene.manager_a, matter, "gazette-issued", "2026-08-28", filing="JP1")
    assert {change.action for change in dated.changes if change.rule == "registration-notice"} == {
        "appear",
        "go",
    }
    record.withdraw_fact(
        scene.manager_a, matter=matter.ref, fact="f0004", reason="公報は未発行だった", now=NOW, today=TODAY
    )
    shown = look.matter(scene.manager_a, matter.ref, today=TODAY).obligations
    back = next(o for o in shown if o.rule == "registration-notice")
    assert (back.public_id, back.standing) == (waiting.public_id, "waiting")


def test_a_settled_duty_says_who_closed_it_and_why(scene, matter):
    notice = of_rule(build.filed(scene.manager_a, matter, "2026-07-01").changes, "filing-notice").after
    told = record.settle_duty(
        scene.manager_a, obligation=notice.public_id, how="waived", reason="機構が免除", now=NOW, today=TODAY
    )
    assert [(c.rule, c.after.standing) for c in told.changes] == [("filing-notice", "waived")]
    assert told.fact.keys["reason"] == "機構が免除"


# --- the same thing twice -----------------------------------------------------------------------------------


def test_the_same_request_again_answers_the_same_and_records_nothing(scene, matter):
    first = build.filed(scene.manager_a, matter, "2026-07-01", request_key="one")
    before = everything()
    again = build.filed(scene.manager_a, matter, "2026-07-01", request_key="one")
    assert again.repeated
    assert not first.repeated
    assert again.fact.fact_id == first.fact.fact_id
    told = [[(c.action, c.label, c.after.due, c.after.standing) for c in r.changes] for r in (first, again)]
    assert told[0] == told[1]
    assert everything() == before


def test_the_same_input_from_two_windows_is_refused_the_second_time(scene, matter):
    build.fact(scene.manager_a, matter, "invention-made", "2026-07-01", request_key="one")
    before = everything()
    with pytest.raises(Refused, match="already on record as f0001"):
        build.fact(scene.manager_a, matter, "invention-made", "2026-07-01", request_key="two")
    assert everything() == before


def test_a_matter_logged_twice_is_one_matter(scene):
    given = {"title": "一つの発明", "request_key": "one"}
    first = build.matter(scene.manager_a, scene.agreement_a, **given)
    assert build.matter(scene.manager_a, scene.agreement_a, **given).public_id == first.public_id
    with pytest.raises(Refused, match=f"already has a matter of this title: {first.ref}") as error:
        build.matter(scene.manager_a, scene.agreement_a, **given | {"request_key": "two"})
    assert faults(error) == {"title"}


def test_a_correction_of_what_somebody_else_changed_is_a_conflict(scene, matter):
    build.filed(scene.manager_a, matter, "2026-07-01")
    seen = look.matter(scene.manager_a, matter.ref, today=TODAY).version
    correct(scene, matter, date(2026, 7, 3), version=seen)
    before = everything()
    with pytest.raises(Conflict):
        correct(scene, matter, date(2026, 7, 4), version=seen)
    assert everything() == before


# --- bad input ----------------------------------------------------------------------------------------------


def record_anything(scene, matter, **wrong):
    given = {"kind": "filed", "on": date(2026, 7, 1), "keys": JP, "now": NOW, "today": TODAY} | wrong
    return record.record_fact(scene.manager_a, matter=matter.ref, **given)


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"kind": "invented"}, {"kind"}),
        ({"kind": None}, {"kind"}),
        ({"on": None}, {"on"}),
        ({"on": "2026-07-01"}, {"on"}),
        ({"on": TODAY + timedelta(days=1)}, {"on"}),
        ({"on": date(1600, 1, 1)}, {"on"}),
        ({"keys": {}}, {"filing", "office", "route"}),
        ({"keys": JP | {"office": "QQ"}}, {"office"}),
        ({"keys": JP | {"office": 5, "route": []}}, {"office", "route"}),
        ({"keys": JP | {"route": "by-sea"}}, {"route"}),
        ({"keys": JP | {"route": "division"}}, {"parent"}),
        ({"keys": JP | {"parent": "JP0"}}, {"parent"}),
        ({"keys": JP | {"priority_on": "2026-02-30"}}, {"priority_on"}),
        ({"keys": JP | {"priority_on": "2026-07-02"}}, {"priority_on"}),
        ({"keys": JP | {"filing": "J\0P"}}, {"filing"}),
        ({"keys": JP | {"filing": "\ud800"}}, {"filing"}),
        ({"keys": JP | {"filing": "x" * 61}}, {"filing"}),
        ({"keys": JP | {"colour": "red"}}, {"colour"}),
        ({"kind": "published", "keys": {"filing": "JP9"}}, {"filing"}),
        ({"kind": "settled", "keys": {"rule": "no-rule", "how": "x"}}, {"rule", "how", "reason"}),
        (
            {"kind": "fee-paid", "keys": {"filing": "JP9", "through_year": "three"}},
            {"filing", "through_year"},
        ),
        ({"note": "x" * 4001}, {"note"}),
        ({"note": "\x07"}, {"note"}),
        ({"details": {"shoe_size": "9"}}, {"shoe_size"}),
        ({"details": {"application_no": "9\n9"}}, {"application_no"}),
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_is_stored(scene, matter, wrong, fields):
    before = everything()
    with pytest.raises(Refused) as error:
        record_anything(scene, matter, **wrong)
    assert faults(error) == fields
    assert everything() == before


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"title": ""}, {"title"}),
        ({"title": "あ" * 501}, {"title"}),
        ({"title": "x" * 1_000_000}, {"title"}),
        ({"title": "two\nlines"}, {"title"}),
        ({"title": 7}, {"title"}),
        ({"right": "crown"}, {"right"}),
        ({"ref": "a/b"}, {"ref"}),
        ({"ref": "A-0001"}, {"ref"}),
        ({"sensitive_field": "maybe"}, {"sensitive_field"}),
        ({"perennial": True}, {"perennial"}),
        ({"technical": "x" * 200_001}, {"technical"}),
        ({"technical": "\0"}, {"technical"}),
        ({"shelf_no": "x" * 101}, {"shelf_no"}),
        ({"title": "", "right": "", "ref": "?"}, {"title", "right", "ref"}),
    ],
)
def test_a_bad_matter_is_refused_at_its_fields(scene, matter, wrong, fields):
    before = everything()
    with pytest.raises(Refused) as error:
        build.matter(scene.manager_a, scene.agreement_a, **{"title": "別の発明"} | wrong)
    assert faults(error) == fields
    assert everything() == before


def test_an_agreement_of_somebody_else_is_no_agreement(scene):
    with pytest.raises(Refused) as error:
        build.matter(scene.manager_a, scene.agreement_b)
    assert faults(error) == {"agreement"}


def test_a_filing_that_others_speak_of_cannot_be_withdrawn(scene, matter):
    build.filed(scene.manager_a, matter, "2026-07-01")
    build.fact(scene.manager_a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    before = everything()
    with pytest.raises(Refused, match="f0002"):
        record.withdraw_fact(
            scene.manager_a, matter=matter.ref, fact="f0001", reason="出願していない", now=NOW, today=TODAY
        )
    assert everything() == before


@pytest.mark.parametrize("reason", ["", "   ", "誤", "x" * 1001, "\0" * 9])
def test_a_correction_needs_a_reason(scene, matter, reason):
    build.filed(scene.manager_a, matter, "2026-07-01")
    with pytest.raises(Refused) as error:
        correct(scene, matter, date(2026, 7, 2), reason=reason)
    assert faults(error) == {"reason"}


def test_a_correction_that_corrects_nothing_is_refused(scene, matter):
    build.filed(scene.manager_a, matter, "2026-07-01")
    with pytest.raises(Refused, match="Nothing was changed"):
        correct(scene, matter, date(2026, 7, 1))


def test_a_failure_while_storing_leaves_nothing(scene, matter, monkeypatch):
    before = everything()

    def fail(*_given: object, **_named: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("tracker.docket.ledger.trail.record_act", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        build.filed(scene.manager_a, matter, "2026-07-01")
    assert everything() == before


# --- references and who may ---------------------------------------------------------------------------------


def test_references_run_on_and_skip_what_is_taken(scene):
    own = build.matter(scene.manager_a, scene.agreement_a, title="一", ref="A-0002")
    refs = [build.matter(scene.manager_a, scene.agreement_a, title=title).ref for title in ("二", "三")]
    assert [own.ref, *refs] == ["A-0002", "A-0001", "A-0003"]


def test_only_those_who_record_may_record(scene, matter):
    for actor in (scene.inventor_a, scene.manager_b, scene.administrator, scene.officer):
        with pytest.raises(NotFound):
            build.filed(actor, matter, "2026-07-01")
    with pytest.raises(NotFound):
        build.matter(scene.officer, scene.agreement_a)
    with pytest.raises(NotFound):
        build.matter(scene.administrator, scene.agreement_a)


def test_an_act_of_the_agency_is_claimed_until_the_agency_confirms_it(scene, matter):
    build.filed(scene.manager_a, matter, "2026-07-01")
    build.fact(scene.manager_a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    told = build.fact(scene.manager_a, matter, "notice-returned", "2026-08-25", of="f0002")
    assert told.fact.claimed
    confirmed = record.confirm_fact(scene.officer, matter=matter.ref, fact="f0003", now=NOW, today=TODAY)
    assert not confirmed.fact.claimed
    assert confirmed.fact.confirmed_at == NOW
    with pytest.raises(Conflict):
        record.confirm_fact(scene.officer, matter=matter.ref, fact="f0003", now=NOW, today=TODAY)
    with pytest.raises(Refused):
        record.withdraw_fact(
            scene.manager_a, matter=matter.ref, fact="f0003", reason="間違いだった", now=NOW, today=TODAY
        )


def test_the_agency_records_its_own_acts_and_no_others(scene, matter):
    build.filed(scene.manager_a, matter, "2026-07-01")
    build.fact(scene.manager_a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    own = build.fact(scene.officer, matter, "notice-returned", "2026-08-25", of="f0002")
    assert not own.fact.claimed
    assert [change.rule for change in own.changes] == ["resubmit"]
    with pytest.raises(Refused) as error:
        build.fact(scene.officer, matter, "published", "2026-08-26", filing="JP1")
    assert faults(error) == {"kind"}


def test_every_act_leaves_its_audit_row_without_protected_words(scene):
    from tracker.store.audit import AuditRow

    secret = "秘密の構造"
    matter = build.matter(scene.manager_a, scene.agreement_a, title=secret + "題", technical=secret)
    build.filed(scene.manager_a, matter, "2026-07-01", note=secret, details={"application_no": "特願2026-1"})
    correct(scene, matter, date(2026, 7, 2), reason=secret + "の訂正")
    rows = reading().scalars(select(AuditRow).order_by(AuditRow.id)).all()[-3:]
    assert [row.action for row in rows] == ["log-matter", "record-fact", "correct-fact"]
    assert {row.actor_id for row in rows} == {scene.manager_a.person_id}
    assert rows[1].object_id == f"{matter.public_id}/f0001"
    raw = db.session.execute(db.text("SELECT * FROM audit")).all()
    assert raw
    assert secret not in str(raw)
    assert secret not in str([row.changes for row in rows])
