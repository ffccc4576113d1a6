"""The page of an organisation's ladder: shown, tried, saved; and the addresses that send mail back."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.support import build
from tracker.extensions import db
from tracker.store.audit import AuditRow
from tracker.store.outbox import AddressFault, ReminderRule

PAGE = "/reminders/ladder"
USUAL = {
    "steps": "30 14 7 3 1 0", "two_from": "14", "climb_after": "2", "back_after": "3", "near": "7",
    "back_after_near": "1", "quiet_digest": "y", "list_weekday": "0",
}  # fmt: skip


def days(page: str) -> list[str]:
    """The rows of the sample duty, as plain text."""
    rows = re.findall(r"<tr>(.*?)</tr>", page.split('id="ladder-days"')[1], re.S)[1:]
    return [re.sub(r"<[^>]+>|\s+", " ", row).strip() for row in rows]


def acts(app, action: str) -> list[AuditRow]:
    with app.app_context():
        return db.session.query(AuditRow).filter_by(action=action).all()


def test_the_usual_ladder_is_shown_with_what_it_means(manager, scene):
    page = manager.get(PAGE)
    assert 'value="30 14 7 3 1 0"' in page
    found = days(page)
    assert "Owner of the matter" in found[0]
    assert "ip-manager at A" not in found[0]  # 30 days before: the owner alone
    assert any("ip-manager at A" in row and "second person" in row for row in found)
    assert len(found) >= 9  # six steps, and three days overdue


def test_a_ladder_is_tried_without_being_saved(app, manager, scene):
    answer = manager.send(PAGE, USUAL | {"steps": "60、10", "act": "preview"})
    assert answer.status_code == 200
    assert "not saved" in answer.text
    found = days(answer.text)
    assert "60" in found[0]
    with app.app_context():
        assert db.session.query(ReminderRule).count() == 0


def test_a_ladder_is_saved_and_audited_and_the_order_holds(app, manager, scene):
    with app.app_context():
        other = build.person("A", "inventor", email="second@a.example", name="Kobayashi")
    chosen = USUAL | {"steps": "40 5", "two_from": "5", "chain_1": other.public_id, "list_weekday": ""}
    answer = manager.send(PAGE, chosen | {"act": "save"})
    assert answer.status_code == 303
    page = manager.get(answer.headers["Location"])
    assert 'value="40 5 0"' in page
    assert any("Kobayashi" in row and "second person" in row for row in days(page))
    with app.app_context():
        (rule,) = db.session.query(ReminderRule).all()
        assert (rule.steps, rule.two_from, rule.list_weekday, rule.chain) == (
            [40, 5, 0],
            5,
            None,
            [other.person_id],
        )
    (entry,) = acts(app, "change-ladder")
    assert entry.changes["steps"] == [40, 5, 0]
    assert entry.changes["chain"] == [other.public_id]


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": "soon"}, {"steps": ""}, {"steps": "30 -1"}, {"steps": "9999"}, {"two_from": ""},
        {"steps": " ".join(map(str, range(1, 20)))}, {"near": "1.5"}, {"climb_after": "401"},
        {"list_weekday": "9"}, {"chain_1": "nobody"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_saved(app, manager, scene, wrong):
    answer = manager.send(PAGE, USUAL | wrong | {"act": "save"})
    assert answer.status_code == 422
    (name,) = wrong
    assert f'id="{name}-wrong"' in answer.text
    with app.app_context():
        assert db.session.query(ReminderRule).count() == 0


def test_nobody_of_another_house_can_be_named_and_no_other_ladder_be_seen(app, manager, visit, scene):
    rival, inventor = scene.people.manager_b.public_id, visit("inventor@a.example")
    assert manager.send(PAGE, USUAL | {"chain_1": rival, "act": "save"}).status_code == 422
    assert manager.client.get(f"{PAGE}?organisation=B").status_code == 404
    assert inventor.client.get(PAGE).status_code in (403, 404)


# --- addresses ----------------------------------------------------------------------------------------------


@pytest.fixture
def bad(app, scene):
    with app.app_context():
        at = datetime.now(UTC) - timedelta(hours=1)
        for person, failures in ((scene.people.inventor_a, 2), (scene.people.manager_b, 1)):
            address = f"{person.role}@{person.name[-1].lower()}.example"
            db.session.add(
                AddressFault(person_id=person.person_id, address=address, failures=failures, last_at=at)
            )
        db.session.commit()


def test_a_bad_address_is_red_on_the_outbox_page_until_somebody_mends_it(app, manager, scene, bad):
    page = manager.get("/outbox")
    assert "Addresses that send mail back" in page
    assert "not used" in page
    assert "inventor@a.example" in page
    assert "b.example" not in page
    path = f"/outbox/addresses/{scene.people.inventor_a.public_id}/mended"
    answer = manager.send(path, {}, page="/outbox")
    assert answer.status_code == 303
    assert "Addresses that send mail back" not in manager.get("/outbox")
    (entry,) = acts(app, "mend-address")
    assert entry.changes == {"failures": [2, 0]}
    assert manager.send(path, {}, page="/outbox").status_code == 404


def test_only_an_ip_manager_of_the_house_mends_an_address(app, visit, scene, bad):
    inventor, rival = visit("inventor@a.example"), visit("ip-manager@b.example")
    assert "Addresses that send mail back" not in inventor.get("/outbox")
    path = f"/outbox/addresses/{scene.people.inventor_a.public_id}/mended"
    assert rival.send(path, {}, page="/outbox").status_code == 404
    assert inventor.send(path, {}, page="/outbox").status_code in (403, 404)
    assert acts(app, "mend-address") == []
