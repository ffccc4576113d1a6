"""A matter that two contractors own together: what the other side sees of it, by every way out, and that it
sees nothing else. Revoking counts from the next request on.
"""

import re
from datetime import timedelta

import pytest

from tests.reminders.records import house
from tests.support import build
from tests.web.conftest import Scene, Visitor
from tracker.docket import agreeing, granting, look, record
from tracker.docket.gate import owners_rules
from tracker.docket.keeping import save_content
from tracker.errors import NotFound, Refused
from tracker.reminders.recipients import PARTNER
from tracker.reminders.sweep import preview

WHY = "Owned together by the joint research contract."
JOINT, SECRET = "共同発明の表題QX", "単独発明の表題QY"
TEXT = "共同発明の説明QX"


@pytest.fixture
def joint(app, scene: Scene) -> str:
    """A matter of A with content, and another one that is A's alone; B takes part in A's agreement."""
    with app.app_context():
        a = scene.people.manager_a
        made = build.matter(a, "P26-A", title=JOINT, ref="J-1", shelf_no="棚番号QZ")
        build.filed(a, made, "2026-08-01")
        build.fact(a, made, "subcontract-signed", "2026-08-05", subcontract="下請QZ")
        build.fact(a, made, "published", "2026-08-06", filing="JP1", note="社内メモQZ")
        save_content(a, matter="J-1", texts={"description": TEXT}, now=build.NOW)
        alone = build.matter(a, "P26-A", title=SECRET, ref="J-2")
        build.filed(a, alone, "2026-08-01")
        admin = scene.people.administrator
        agreeing.add_participant(admin, agreement="P26-A", organisation="B", part="co-owner", now=build.NOW)
        return made.public_id


def share(scene: Scene, matter: str, role: str = "co-owner", to: str = "Organisation B") -> str:
    a = scene.people.manager_a
    chosen = next(each for each in granting.sharing(a, matter).choices if each.name == to)
    return granting.share_matter(
        a, matter=matter, grantee=chosen.public_id, role=role, reason=WHY, now=build.NOW
    )


@pytest.fixture
def rival(visit, scene) -> Visitor:
    """Contractor B's IP manager."""
    return visit("ip-manager@b.example")


LISTS = ("/duties", "/matters", "/reports/status", "/reports/status.csv", "/reports/status.json")
OWNERS = ("棚番号QZ", "下請QZ", "社内メモQZ", "ip-manager at A", SECRET, "J-2")


def test_a_co_owner_sees_the_matter_in_every_list_and_nothing_else_of_its_owner(app, scene, joint, rival):
    before = {path: rival.client.get(path).text for path in LISTS}
    assert not [path for path, text in before.items() if "J-1" in text or JOINT in text]
    rival.get(f"/matters/{joint}", 404)
    with app.app_context():
        grant = share(scene, joint)
    shown = {path: rival.client.get(path).text for path in LISTS}
    assert [path for path, text in shown.items() if "J-1" not in text] == []
    page = rival.get(f"/matters/{joint}")
    assert JOINT in page
    assert TEXT in page
    for word in OWNERS:
        found = [path for path, text in {**shown, "page": page}.items() if word in text]
        assert found == [], word
    with app.app_context():
        granting.unshare_matter(scene.people.manager_a, matter=joint, grant=grant, reason=WHY, now=build.NOW)
    rival.get(f"/matters/{joint}", 404)
    after = {path: rival.client.get(path).text for path in LISTS}
    assert not [path for path, text in after.items() if "J-1" in text or JOINT in text]


def test_duties_of_the_owner_alone_are_in_no_list_of_a_co_owner(app, scene, joint):
    with app.app_context():
        share(scene, joint)
        b, today = scene.people.manager_b, build.TODAY
        rules = {duty.rule for duty in look.due_list(b, today=today).items}
        assert rules
        own = {duty.rule for duty in look.due_list(scene.people.manager_a, today=today).items}
        assert own - rules == {"flow-down"}
        assert "flow-down" not in {duty.rule for duty in look.matter(b, joint, today=today).obligations}
        kinds = {fact.kind for fact in look.matter(b, joint, today=today).facts}
        assert "subcontract-signed" not in kinds


def test_a_co_owner_records_and_corrects_its_own_facts_and_decides_nothing(app, scene, joint):
    with app.app_context():
        share(scene, joint)
        b = scene.people.manager_b
        done = build.fact(b, joint, "exam-requested", "2026-08-20", filing="JP1")
        seen = look.matter(scene.people.manager_a, joint, today=build.TODAY)
        told = next(fact for fact in seen.facts if fact.fact_id == done.fact.fact_id)
        assert (told.recorded_by, told.recorded_by_agency) == ("Organisation B", False)
        for kind, keys in (("settled", {"rule": "exam-request", "how": "waived", "reason": WHY}),
                           ("field-determined", {"value": "outside"})):  # fmt: skip
            with pytest.raises(NotFound):
                build.fact(b, joint, kind, "2026-08-20", **keys)
        with pytest.raises(Refused, match="owner"):
            record.withdraw_fact(b, matter=joint, fact="f0001", reason=WHY, now=build.NOW, today=build.TODAY)
        record.withdraw_fact(
            b, matter=joint, fact=done.fact.fact_id, reason=WHY, now=build.NOW, today=build.TODAY
        )


def test_a_reader_changes_nothing_whatever_it_asks(app, scene, joint, rival):
    with app.app_context():
        share(scene, joint, "reader")
        before = look.matter(scene.people.manager_a, joint, today=build.TODAY)
    assert "its owner records what happens" in rival.get(f"/matters/{joint}")
    app.config["WTF_CSRF_ENABLED"] = False
    asked = 0
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or "matter" not in rule.arguments or "api" in rule.endpoint:
            continue
        values = dict.fromkeys(rule.arguments, "f0001") | {"matter": joint}
        values |= {name: "description" for name in ("subject", "field") if name in values}
        values |= {"kind": "exam-requested"} if "kind" in values else {}
        values |= {name: 1 for name, converter in rule._converters.items() if converter.regex == "\\d+"}
        with app.test_request_context():
            path = rule.build(values)[1]
        answer = rival.client.post(path, data={"on": "2026-08-20", "key_filing": "JP1", "reason": WHY,
                                               "description": "changed", "read": "y"})  # fmt: skip
        asked += 1
        assert answer.status_code in (403, 404, 405, 422), f"{path}: {answer.status_code}"
    assert asked > 15
    with app.app_context():
        after = look.matter(scene.people.manager_a, joint, today=build.TODAY)
        assert (after.version, after.content, after.facts) == (before.version, before.content, before.facts)


def test_an_outside_agent_sees_what_is_granted_by_name_and_no_more(app, scene, joint, visit):
    with app.app_context():
        build.person("A", "outside-agent", name="Benrishi")
    agent = visit("outside-agent@a.example")
    assert "J-1" not in agent.get("/matters")
    agent.get(f"/matters/{joint}", 404)
    with app.app_context():
        with pytest.raises(Refused, match="outside agent reads"):
            share(scene, joint, "co-owner", "Benrishi")
        share(scene, joint, "reader", "Benrishi")
    assert "J-1" in agent.get("/matters")
    assert "J-2" not in agent.get("/matters")
    page = agent.get(f"/matters/{joint}")
    assert TEXT in page
    assert not [word for word in OWNERS if word in page]


def test_of_a_designated_invention_a_partner_sees_no_content(app, scene, joint, rival):
    with app.app_context():
        share(scene, joint)
        build.fact(scene.people.manager_a, joint, "security", "2026-08-25", filing="JP1", item=7)
        assert granting.sharing(scene.people.manager_a, joint).frozen
        build.person("A", "outside-agent", name="Benrishi")
        with pytest.raises(Refused, match="nobody else is let into"):
            share(scene, joint, "reader", "Benrishi")
    for path in (*LISTS, f"/matters/{joint}"):
        page = rival.client.get(path).text
        assert "J-1" in page
        assert JOINT not in page
        assert TEXT not in page


def test_the_partners_people_are_reminded_and_not_after_it_was_taken_back(app, scene, joint):
    day, here = build.TODAY + timedelta(days=30), house(owners_rules=frozenset(owners_rules()))
    with app.app_context():
        mine = {each.person.email for each in preview(here, day).digests}
        assert "ip-manager@b.example" not in mine
        grant = share(scene, joint)
        told = {each.person.email: each for each in preview(here, day).digests}
        assert {item.owed.reference for item in told["ip-manager@b.example"].items} == {"J-1"}
        assert {item.owed.role for item in told["ip-manager@b.example"].items} == {PARTNER}
        granting.unshare_matter(scene.people.manager_a, matter=joint, grant=grant, reason=WHY, now=build.NOW)
        assert {each.person.email for each in preview(here, day).digests} == mine


def test_the_owner_shares_and_stops_on_the_page(scene, joint, manager, rival):
    page = f"/matters/{joint}/sharing"
    chosen = re.search(r'<option value="(\w+)">Organisation B', manager.get(page))[1]
    short = manager.send(page, {"grantee": chosen, "role": "reader", "reason": "x"})
    assert short.status_code == 422
    given = {"grantee": chosen, "role": "reader", "reason": WHY}
    assert manager.send(page, given).location == page
    rival.get(f"/matters/{joint}")
    rival.get(page, 404)
    end = re.search(r'action="([^"]+/end)"', manager.get(page))[1]
    assert manager.send(end, {"reason": WHY}, page=page).location == page
    rival.get(f"/matters/{joint}", 404)


def test_nobody_is_offered_who_takes_no_part(app, scene):
    with app.app_context():
        assert granting.sharing(scene.people.manager_a, scene.matter).choices == []
