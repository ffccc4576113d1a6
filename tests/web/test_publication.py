"""The publication check through its pages, and the matter's page: plans, people, timeline, history."""

import re
from datetime import date

import pytest

from tests.support import build
from tracker.docket import record

PLAN = {"channel": "talk", "on": "2026-10-02", "what": "JSAI 2026, session 3", "content": "filed"}


@pytest.fixture
def plans(scene) -> str:
    return f"/matters/{scene.matter}/publications"


def test_a_plan_is_answered_with_why_and_what_to_do_first_and_stays_on_record(manager, plans, scene):
    answer = manager.send(plans, PLAN)
    assert answer.status_code == 303
    told = manager.get(answer.location)
    assert 'data-answer="ask"' in told
    assert re.findall(r'data-reason="([\w-]+)"', told)[0] == "kept-back-in-review"
    assert "Art. 7(3)" in told
    assert "JSAI 2026, session 3" in told
    assert "Sat 10 August 2027" in told or "10 August 2027" in told
    page = manager.get(f"/matters/{scene.matter}")
    assert answer.location in page


def test_the_grace_is_counted_on_the_page(manager, app, scene):
    with app.app_context():
        fresh = build.matter(scene.people.manager_a, "P26-A", title="another", sensitive_field="outside")
    answer = manager.send(f"/matters/{fresh.public_id}/publications", PLAN)
    told = manager.get(answer.location)
    assert 'data-answer="no"' in told
    grace = told[told.index("data-grace") :]
    assert "Sat 2 October 2027" in grace
    assert "Fri 1 October 2027" in grace
    assert "PA 30(2)" in grace


def test_it_is_said_in_japanese(app, visit, plans):
    with app.app_context():
        build.person("A", email="ja@a.example", language="ja")
    reader = visit("ja@a.example")
    told = reader.get(reader.send(plans, PLAN).location)
    assert "先に確認が必要" in told
    assert "第7条第3項" in told


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": "2026-02-30"},
        {"on": ""},
        {"what": ""},
        {"channel": "x"},
        {"content": "x"},
    ],
)
def test_what_cannot_stand_is_told_at_its_field(manager, plans, wrong):
    answer = manager.send(plans, PLAN | wrong)
    assert answer.status_code == 422
    assert 'id="faults"' in answer.text


def test_sent_twice_it_is_kept_once(manager, plans):
    first = manager.send(plans, PLAN | {"request_key": "same"})
    again = manager.send(plans, PLAN | {"request_key": "same"})
    assert first.location == again.location


def test_what_became_of_it_is_recorded_once(manager, plans):
    where = manager.send(plans, PLAN).location
    assert manager.send(where, {"ended": "made", "on": "2027-01-01"}).status_code == 422
    assert manager.send(where, {"ended": "called-off", "on": ""}).status_code == 303
    assert "It was called off" in manager.get(where)


def test_an_inventor_asks_about_their_own_and_a_stranger_sees_nothing(app, visit, scene, plans):
    with app.app_context():
        own = build.matter(scene.people.inventor_a, "P26-A", title="own")
    inventor = visit("inventor@a.example")
    told = inventor.send(f"/matters/{own.public_id}/publications", PLAN)
    assert told.status_code == 303
    inventor.get(plans, 404)
    stranger = visit("ip-manager@b.example")
    stranger.get(plans, 404)
    visit("officer@ag.example").get(plans, 403)


def test_people_are_named_with_shares_and_taken_off_with_a_reason(manager, scene):
    where = f"/matters/{scene.matter}/people"
    named = {"part": "inventor", "name": "Hanako", "affiliation": "Lab 1", "share": "1/3"}
    assert manager.send(where, named).status_code == 303
    assert manager.send(where, named | {"name": "Taro", "share": "3/4"}).status_code == 422
    assert "2/3 is left" in manager.send(where, named | {"name": "Taro", "share": "3/4"}).text
    page = manager.get(where)
    assert "the shares do not come to the whole" in page
    off = re.search(rf'action="({where}/\w+)"', page)[1]
    assert manager.send(off, {"reason": "no"}, page=where).status_code == 422
    assert manager.send(off, {"reason": "Not an inventor after all"}, page=where).status_code == 303
    assert "Not an inventor after all" in manager.get(where)


# --- the matter's page --------------------------------------------------------------------------------------


def test_the_timeline_is_a_picture_with_a_title_and_the_same_as_a_list(manager, scene):
    page = manager.get(f"/matters/{scene.matter}")
    picture = page[page.index("<svg viewBox") : page.index("</svg>", page.index("<svg viewBox"))]
    assert 'role="img" aria-labelledby="timeline-title timeline-desc"' in picture
    assert f"Timeline of {scene.ref}" in picture
    shown = re.findall(r"<title>([^<]+)</title>", picture)
    listed = page[page.index("timeline-list") :]
    listed = listed[: listed.index("</ol>")]
    assert "Filed Mon 10 August 2026" in shown
    assert all(" ".join(each.split()[:-4]) in listed for each in shown)


def test_the_officer_s_timeline_shows_what_the_gate_shows(app, scene, manager, officer):
    with app.app_context():
        a = scene.people.manager_a
        build.fact(a, scene.matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
        build.fact(a, scene.matter, "security", "2026-08-25", filing="JP1", item=7)
    own = manager.get(f"/matters/{scene.matter}")
    seen = officer.get(f"/matters/{scene.matter}")
    assert "Invention made" in own[own.index("<svg viewBox") :]
    picture = seen[seen.index("<svg viewBox") : seen.index("</svg>", seen.index("<svg viewBox"))]
    assert "Invention made" not in picture
    assert "JP1" not in picture
    assert "特願2026-123456" not in seen
    assert "Family" not in seen


def test_the_family_names_what_each_filing_comes_from(app, scene, manager):
    with app.app_context():
        a = scene.people.manager_a
        build.fact(a, scene.matter, "field-determined", "2026-08-11", value="outside")
        build.filed(
            a, scene.matter, "2026-08-25", filing="WO1", office="WO", route="pct", priority_on="2026-08-10"
        )
    page = manager.get(f"/matters/{scene.matter}")
    row = page[page.index('id="filing-WO1"') :]
    row = row[: row.index("</tr>")]
    assert "Priority" in row
    assert "Mon 10 August 2026" in row
    assert "特願2026-123456" in page[page.index('id="filing-JP1"') :]


def test_a_corrected_fact_shows_what_stood_before_by_whom_it_was_replaced_and_why(app, manager, scene):
    keys = {"filing": "JP1", "office": "JP", "route": "national"}
    with app.app_context():
        record.correct_fact(
            scene.people.manager_a, matter=scene.matter, fact="f0002", on=date(2026, 8, 11), keys=keys,
            reason="Misread the receipt of filing", now=build.NOW, today=build.TODAY,
        )  # fmt: skip
    page = manager.get(f"/matters/{scene.matter}")
    history = page[page.index("sources history") :]
    history = history[: history.index("</ul>")]
    assert '<span class="struck">' in history
    assert "Mon 10 August 2026" in history
    assert "ip-manager at A: Misread the receipt of filing" in history
