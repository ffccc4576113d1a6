"""Acts on many rows: previewed, all or nothing, undone again, and never beyond one's own organisation."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.support import build
from tracker.docket import bulk, duty_lists, look, saved_views
from tracker.docket.asking import Asked
from tracker.errors import Conflict, NotFound, Refused
from tracker.store.audit import AuditRow
from tracker.store.facts import Fact
from tracker.store.session import reading

NOW, TODAY, DAY = build.NOW, build.TODAY, date(2026, 8, 31)


@pytest.fixture
def scene(context) -> build.House:
    people = build.house()
    for n in range(3):
        made = build.matter(people.manager_a, "P26-A", title=f"発明{n}")
        build.filed(people.manager_a, made, "2026-08-01")
    return people


def notices(actor) -> list[str]:
    page = duty_lists.duty_list(actor, Asked(rule="filing-notice"), today=TODAY)
    return [line.duty.public_id for line in page.lines]


def submit(actor, rows, key="k1"):
    return bulk.submit(actor, duties=rows, on=DAY, request_key=key, now=NOW, today=TODAY)


def test_the_preview_says_what_would_follow_and_stores_nothing(scene):
    rows = notices(scene.manager_a)
    lines = bulk.preview_submission(scene.manager_a, duties=rows, on=DAY, now=NOW, today=TODAY)
    assert [line.possible for line in lines] == [True] * 3
    assert {line.offer.kind for line in lines} == {"filing-notice-submitted"}
    assert all(any(change.rule == "publication-status" for change in line.changes) for line in lines)
    assert notices(scene.manager_a) == rows


def test_what_cannot_be_done_in_one_step_is_told_and_left_out(scene):
    exam = duty_lists.duty_list(scene.manager_a, Asked(rule="prompt-filing"), today=TODAY).lines
    option = duty_lists.duty_list(scene.manager_a, Asked(rule="foreign-priority"), today=TODAY).lines
    rows = [line.duty.public_id for line in (*exam, *option)] + notices(scene.manager_a)
    lines = bulk.preview_submission(scene.manager_a, duties=rows, on=DAY, now=NOW, today=TODAY)
    left = {line.duty.rule for line in lines if not line.possible}
    assert left
    assert "filing-notice" not in left
    assert all(line.faults for line in lines if not line.possible)


def test_many_are_marked_and_the_act_is_undone_again(scene):
    rows = notices(scene.manager_a)
    done = submit(scene.manager_a, rows)
    assert (done.count, done.undone) == (3, False)
    assert notices(scene.manager_a) == []
    assert bulk.undo(scene.manager_a, act=done.public_id, now=NOW, today=TODAY).undone
    assert notices(scene.manager_a) == rows
    facts = reading().scalars(select(Fact).where(Fact.kind == "filing-notice-submitted")).all()
    assert sorted((f.revision, f.withdrawn) for f in facts) == [(1, False)] * 3 + [(2, True)] * 3
    acts = list(reading().scalars(select(AuditRow.action)))
    assert acts.count("act-on-many") == acts.count("undo-act") == 1
    assert acts.count("withdraw-fact") == 3
    with pytest.raises(Conflict):
        bulk.undo(scene.manager_a, act=done.public_id, now=NOW, today=TODAY)


def test_sent_twice_it_is_done_once(scene):
    rows = notices(scene.manager_a)
    assert submit(scene.manager_a, rows).public_id == submit(scene.manager_a, rows).public_id
    assert len(reading().scalars(select(Fact).where(Fact.kind == "filing-notice-submitted")).all()) == 3


def test_one_row_that_cannot_be_recorded_keeps_all_of_them_from_it(scene):
    rows = notices(scene.manager_a)
    with pytest.raises(Refused, match="Nothing was recorded"):
        bulk.submit(scene.manager_a, duties=rows, on=date(2027, 1, 1), request_key=None, now=NOW, today=TODAY)
    reading().rollback()
    assert notices(scene.manager_a) == rows


def test_what_was_corrected_since_keeps_the_whole_act_from_being_undone(scene):
    from tracker.docket.record import correct_fact

    done = submit(scene.manager_a, notices(scene.manager_a))
    fact = reading().scalars(select(Fact).where(Fact.kind == "filing-notice-submitted")).first()
    matter = look.matters(scene.manager_a, today=TODAY).items[0]
    correct_fact(scene.manager_a, matter=matter.public_id, fact=fact.fact_id, on=date(2026, 8, 30),
                 keys=dict(fact.keys), reason="日付の誤りを訂正します", now=NOW, today=TODAY)  # fmt: skip
    with pytest.raises(Refused, match=matter.ref):
        bulk.undo(scene.manager_a, act=done.public_id, now=NOW, today=TODAY)
    reading().rollback()
    assert notices(scene.manager_a) == []


def test_matters_are_given_to_another_person_and_back(scene):
    rows = notices(scene.manager_a)
    inventor = scene.inventor_a
    told = {"rows": rows, "of": "duties", "owner": inventor.public_id, "request_key": None, "now": NOW}
    done = bulk.reassign(scene.manager_a, **told)
    assert done.count == 3
    mine = duty_lists.duty_list(inventor, Asked(whose="mine", rule="filing-notice"), today=TODAY)
    assert [line.owner for line in mine.lines] == ["inventor at A"] * 3
    bulk.undo(scene.manager_a, act=done.public_id, now=NOW, today=TODAY)
    assert duty_lists.counts(inventor, [Asked(whose="mine")], today=TODAY) == [0]
    assert duty_lists.counts(scene.manager_a, [Asked(whose="mine", rule="filing-notice")], today=TODAY) == [3]


@pytest.mark.parametrize("owner", ["manager_b", "officer"])
def test_nobody_of_another_organisation_gets_a_matter(scene, owner):
    told = {"rows": notices(scene.manager_a), "of": "duties", "request_key": None, "now": NOW}
    with pytest.raises(Refused):
        bulk.reassign(scene.manager_a, owner=getattr(scene, owner).public_id, **told)


def test_a_note_stands_on_each_matter_for_its_own_people_and_is_taken_back(scene):
    matters = [each.public_id for each in look.matters(scene.manager_a, today=TODAY).items]
    done = bulk.note(
        scene.manager_a, rows=matters, of="matters", text="代理人に確認中", request_key=None, now=NOW
    )
    assert [note.text for note in bulk.notes(scene.manager_a, matters[0])] == ["代理人に確認中"]
    assert bulk.notes(scene.manager_b, matters[0]) == bulk.notes(scene.officer, matters[0]) == []
    bulk.undo(scene.manager_a, act=done.public_id, now=NOW, today=TODAY)
    assert bulk.notes(scene.manager_a, matters[0]) == []


def test_the_rows_of_another_organisation_are_none(scene):
    rows, b = notices(scene.manager_a), scene.manager_b
    for act in (
        lambda: bulk.preview_submission(b, duties=rows, on=DAY, now=NOW, today=TODAY),
        lambda: submit(b, rows),
        lambda: bulk.matters_here(b, rows=rows, of="duties"),
        lambda: bulk.note(b, rows=rows, of="duties", text="見えない", request_key=None, now=NOW),
    ):
        with pytest.raises(Refused, match="Tick"):
            act()
        reading().rollback()
    done = submit(scene.manager_a, rows)
    for stranger in (b, build.person("A", email="second@a.example")):
        with pytest.raises(NotFound):
            bulk.undo(stranger, act=done.public_id, now=NOW, today=TODAY)
        reading().rollback()


@pytest.mark.parametrize("who", ["inventor_a", "officer"])
def test_who_records_nothing_acts_on_nothing(scene, who):
    with pytest.raises(NotFound):
        submit(getattr(scene, who), notices(scene.manager_a))


# --- views --------------------------------------------------------------------------------------------------


def save(actor, name="急ぎ", asked=None, **more):
    told = {"shared": False, "first": False, "of": "duties"} | more
    asked = asked or Asked(within="30", sort="matter")
    return saved_views.save_view(actor, name=name, asked=asked, now=NOW, today=TODAY, **told)


def test_a_view_keeps_filters_and_order_and_is_counted(scene):
    save(scene.manager_a, first=True)
    (view,) = saved_views.views(scene.manager_a)
    assert (view.asked.within, view.asked.sort, view.first, view.mine) == ("30", "matter", True, True)
    (counted,) = saved_views.counted_views(scene.manager_a, today=TODAY)
    assert counted.count == duty_lists.counts(scene.manager_a, [Asked(within="30")], today=TODAY)[0] > 0


def test_a_shared_view_is_everybody_s_of_the_organisation_and_nobody_else_s(scene):
    view = save(scene.manager_a, shared=True)
    save(scene.manager_a, name="自分だけ")
    assert [each.name for each in saved_views.views(scene.inventor_a)] == ["急ぎ"]
    assert saved_views.views(scene.manager_b) == saved_views.views(scene.officer) == []
    saved_views.begin_with(scene.inventor_a, of="duties", view=view.public_id, now=NOW)
    assert saved_views.first_view(scene.inventor_a, "duties").public_id == view.public_id
    assert saved_views.first_view(scene.manager_a, "duties") is None
    for stranger in (scene.inventor_a, scene.manager_b):
        with pytest.raises(NotFound):
            saved_views.remove_view(stranger, view=view.public_id, now=NOW)
        reading().rollback()
    saved_views.remove_view(scene.manager_a, view=view.public_id, now=NOW)
    assert saved_views.first_view(scene.inventor_a, "duties") is None


def test_one_view_at_most_is_the_first(scene):
    save(scene.manager_a, name="一", first=True)
    save(scene.manager_a, name="二", first=True)
    assert [(v.name, v.first) for v in saved_views.views(scene.manager_a)] == [("一", False), ("二", True)]


def test_a_view_that_cannot_be_shown_and_a_name_that_is_taken_are_refused(scene):
    save(scene.manager_a)
    for told in ({"asked": Asked(standing="late")}, {"name": "急ぎ"}, {"name": ""}):
        with pytest.raises(Refused):
            save(scene.manager_a, **told)
        reading().rollback()
    with pytest.raises(NotFound):
        save(scene.manager_a, name="他", asked=Asked(agreement="P26-B"))
