"""An inventor reports a result on a page; the IP manager makes a matter of it, asks back, or declines."""

import re

import pytest

from tests.support import build
from tests.web.conftest import Visitor
from tracker.docket import look
from tracker.docket.inventors import people_named

TITLE, NEW = "触覚センサの校正方法", "二つの荷重から係数を求める。"
GIVEN = {
    "title": TITLE, "right": "patent", "made_on": "2026-08-20", "description": NEW,
    "inventors": "山田太郎, 第一研究室, 1/2\n佐藤花子、第二研究室、50%", "publication_on": "2026-11-01",
    "publication": "学会発表", "third_party": "yes", "third_party_what": "公開データ",
    "third_party_terms": "CC BY 4.0",
}  # fmt: skip
WHY = "Please say which loads were used."


@pytest.fixture
def inventor(visit) -> Visitor:
    return visit("inventor@a.example")


def report(inventor: Visitor, act: str = "submit", **changes: str):
    return inventor.send("/inventor-reports/new", GIVEN | changes | {"act": act})


def test_a_draft_needs_a_title_alone_and_is_seen_by_nobody_else(inventor, manager):
    empty = inventor.send(
        "/inventor-reports/new", {"act": "draft", "right": "patent", "third_party": "unknown"}
    )
    assert (empty.status_code, "Enter a title" in empty.text) == (422, True)
    made = report(inventor, "draft", description="", inventors="").location
    assert TITLE in inventor.get("/inventor-reports")
    assert TITLE not in manager.get("/inventor-reports")
    manager.get(made, 404)
    short = inventor.send(f"{made}/edit", GIVEN | {"act": "submit", "description": ""})
    assert short.status_code == 422
    assert inventor.send(f"{made}/edit", GIVEN | {"act": "submit"}).location == made
    assert TITLE in manager.get("/inventor-reports")


def test_an_accepted_report_becomes_a_matter_with_its_fact_inventors_and_content(
    app, scene, inventor, manager
):
    made = report(inventor).location
    chosen = re.search(r'<option selected value="(\w{16})">P26-A', manager.get(made))[1]
    given = {"sensitive_field": "unknown", "agreement": chosen}
    done = manager.send(f"{made}/accept", given, page=made)
    assert done.status_code == 303, done.text
    name = re.search(r"/matters/(\w+)", done.location)[1]
    with app.app_context():
        matter = look.matter(scene.people.manager_a, name, today=build.TODAY)
        assert [(fact.kind, fact.on.isoformat()) for fact in matter.facts] == [
            ("invention-made", "2026-08-20")
        ]
        assert matter.content_by_field["description"] == NEW
        assert "CC BY 4.0" in matter.content_by_field["inventors_notes"]
        named = people_named(scene.people.manager_a, name).standing
        assert [(each.name, each.share) for each in named] == [("山田太郎", "1/2"), ("佐藤花子", "1/2")]
    assert TITLE in inventor.get(f"/matters/{name}")
    assert "A-000" in inventor.get(made)
    assert manager.send(f"{made}/accept", given, page="/inventor-reports/new").status_code == 409


def test_a_report_is_sent_back_changed_and_declined_with_reasons(inventor, manager):
    made = report(inventor).location
    assert manager.send(f"{made}/return", {"reason": "x"}, page=made).status_code == 422
    assert manager.send(f"{made}/return", {"reason": WHY}, page=made).location == made
    assert WHY in inventor.get(made)
    again = inventor.send(f"{made}/edit", GIVEN | {"act": "submit", "description": "荷重は1Nと5N"})
    assert again.location == made
    assert "荷重は1Nと5N" in manager.get(made)
    assert manager.send(f"{made}/decline", {"reason": WHY}, page=made).location == made
    assert "Declined" in inventor.get(made)
    inventor.get(f"{made}/edit", 404)


def test_bad_shares_and_days_are_named_at_their_fields(inventor):
    for changes, fault in (
        ({"inventors": "山田, 研究室, 2/3\n佐藤, 研究室, 1/2"}, "more than the whole"),
        ({"inventors": "山田, 研究室, many"}, "Line 1"),
        ({"made_on": "2027-01-01"}, "lies in the future"),
        ({"third_party_terms": ""}, "under which agreement"),
    ):
        answer = report(inventor, **changes)
        assert (answer.status_code, fault in answer.text) == (422, True), fault


def test_reports_are_seen_by_their_author_and_the_managers_of_the_house(app, visit, inventor, manager):
    with app.app_context():
        build.person("A", "inventor", email="other@a.example")
        build.person("A", "reader")
    made = report(inventor).location
    visit("other@a.example").get(made, 404)
    visit("ip-manager@b.example").get(made, 404)
    visit("reader@a.example").get(made, 403)
    visit("officer@ag.example").get(made, 403)
    assert TITLE not in visit("other@a.example").get("/inventor-reports")
