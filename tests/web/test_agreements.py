"""The page of an agreement: what it says, who takes part, and its final report, which closes windows."""

import re

from tests.support import build
from tracker.docket import look


def path_of(visitor, number: str = "P26-A") -> str:
    return re.search(rf'<a href="(/agreements/\w+)">{number}</a>', visitor.get("/agreements"))[1]


def test_the_final_report_is_recorded_in_every_matter_and_closes_their_window(app, scene, manager):
    with app.app_context():
        a = scene.people.manager_a
        work = build.matter(a, "P26-A", right="copyright", title="学習コード")
        build.fact(a, work, "work-created", "2026-08-01", work="program")
        assert look.matter(a, work.public_id, today=build.TODAY).licence_window["standing"] == "open"
    page = path_of(manager)
    post = f"{page}/final-report"
    early = manager.send(post, {"on": "2026-05-01"}, page=page)
    assert (early.status_code, "before the agreement starts" in early.text) == (422, True)
    late = manager.send(post, {"on": "2026-09-02"}, page=page)
    assert (late.status_code, "lies in the future" in late.text) == (422, True)
    assert manager.send(post, {"on": "2026-08-30"}, page=page).location == page
    with app.app_context():
        for name in (work.public_id, scene.matter):
            facts = look.matter(a, name, today=build.TODAY).facts
            assert [f.on.isoformat() for f in facts if f.kind == "final-report-submitted"] == ["2026-08-30"]
        window = look.matter(a, work.public_id, today=build.TODAY).licence_window
        assert (window["standing"], window["closed_on"]) == ("closed", "2026-08-30")
    assert manager.client.post(post, data={"on": "2026-08-30"}).status_code in (400, 409)


def test_only_its_sides_see_an_agreement_and_only_the_operator_enters_participants(scene, visit, manager):
    page = path_of(manager)
    visit("ip-manager@b.example").get(page, 404)
    visit("officer@ag.example").get(page)
    operator = visit("administrator@op.example")
    there = f"{page}/participants"
    assert operator.send(there, {"organisation": "B", "part": "co-owner"}, page=page).location == page
    twice = operator.send(there, {"organisation": "B", "part": "co-owner"}, page=page)
    assert (twice.status_code, "takes part already" in twice.text) == (422, True)
    itself = operator.send(there, {"organisation": "A", "part": "co-owner"}, page=page)
    assert itself.status_code == 422
    assert "Organisation B" in manager.get(page)
    assert "Organisation B" not in visit("officer@ag.example").get(page)
    end = re.search(r'action="([^"]+/end)"', operator.get(page))[1]
    assert operator.send(end, {}, page=page).location == page
    assert "Organisation B" not in manager.get(page)
