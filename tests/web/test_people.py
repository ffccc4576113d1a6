"""People on their pages: invited by mail, changed in role, closed once what hangs on them is handed over."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support import build
from tests.support.signing import csrf_token, sign_in
from tests.web.conftest import Visitor
from tracker import clock as wall
from tracker.reminders import outbox
from tracker.store.invitations import Invitation
from tracker.store.outbox.tables import OutboxRow
from tracker.store.session import reading, transaction
from tracker.worker import here

NEW = {"email": "new@a.example", "name": "New One", "role": "reader", "language": "en"}
PASSWORD = "a long enough sentence"


def mailed(app) -> list[outbox.Letter]:
    """The letters that would go now, as they would go."""
    letters = []
    with app.app_context():
        while True:
            with transaction() as session:
                taken = outbox.take_next(session, here(app), wall.now(), 60)
            if taken is None:
                return letters
            letters += [taken.letter] if taken.letter else []


def link_in(letter) -> str:
    return re.search(r"(/invitation/[\w-]{43})\b", letter.body)[1]


@pytest.fixture
def invited(app, manager) -> str:
    """Somebody was invited; the address of the link in their mail."""
    assert manager.send("/people/invite", NEW).location == "/people?invited=1"
    (letter,) = mailed(app)
    assert letter.to == "new@a.example"
    return link_in(letter)


def accept(app, link: str, password: str = PASSWORD):
    client = app.test_client()
    page = client.get(link)
    token = csrf_token(page.text)
    return client.post(link, data={"csrf_token": token, "password": password, "again": password})


def test_an_invited_person_sets_a_password_and_enters_once(app, manager, invited):
    assert "New One" in manager.get("/people")
    assert accept(app, invited, "short").status_code == 422
    assert accept(app, invited).location == "/sign-in"
    again = app.test_client().get(invited)
    assert again.status_code == 404
    client = sign_in(app.test_client(), "new@a.example", PASSWORD)
    assert client.get("/matters").status_code == 200


def test_the_link_is_kept_nowhere_but_in_the_mail(app, manager, invited):
    token = invited.rpartition("/")[2]
    with app.app_context():
        row = reading().scalars(select(OutboxRow).where(OutboxRow.message == "invitation")).one()
        assert token not in row.body
        kept = reading().scalars(select(Invitation)).one()
        assert token not in str(vars(kept))
    assert token not in manager.get("/outbox")
    from tracker.api.calendar import mask

    assert token not in mask(f'"GET {invited} HTTP/1.1" 200')


def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(app, manager, invited, clock):
    wrong = "/invitation/" + "A" * 43
    strip = re.compile(r'name="(?:csrf_token|back)" value="[^"]*"')
    nowhere = strip.sub("", app.test_client().get(wrong).text)
    clock.shift(timedelta(hours=72))
    over = app.test_client().get(invited)
    assert (over.status_code, strip.sub("", over.text)) == (404, nowhere)


def test_an_invitation_taken_back_leads_nowhere_and_is_not_sent(app, manager):
    manager.send("/people/invite", NEW)
    path = re.search(r'action="([^"]+/withdraw)"', manager.get("/people"))[1]
    assert manager.send(path, {}, page="/people").location == "/people"
    assert mailed(app) == []


def test_nobody_learns_that_an_address_of_another_organisation_has_an_account(app, manager, scene):
    taken = NEW | {"email": "ip-manager@b.example"}
    assert manager.send("/people/invite", taken).location == "/people?invited=1"
    (letter,) = mailed(app)
    assert (letter.to, "/invitation/" in letter.body) == ("ip-manager@b.example", False)
    free = manager.send("/people/invite", NEW)
    assert free.location == "/people?invited=1"
    page = manager.get("/people")
    rows = re.findall(r"<tr><th scope=\"row\">New One</th>(.*?)</tr>", page, re.S)
    shapes = {re.sub(r"[\w.-]+@[\w.]+|/\w{16}/|value=\"[^\"]*\"", "", row) for row in rows}
    assert (len(rows), len(shapes)) == (2, 1)


def person_path(manager: Visitor, name: str) -> str:
    return re.search(rf'<a href="(/people/\w+)">{name}</a>', manager.get("/people"))[1]


def test_nobody_vanishes_with_open_duties_before_handing_them_over(app, scene, manager):
    with app.app_context():
        build.person("A", email="second@a.example", name="Second")
    second = Visitor(app.test_client(), "second@a.example")
    path = person_path(second, "ip-manager at A")
    assert scene.ref in second.get(path)
    refused = second.send(f"{path}/close", {}, page=path)
    assert (refused.status_code, "Hand them over first" in refused.text) == (422, True)
    to = re.search(r'<option value="(\w+)">Second', second.get(path))[1]
    assert second.send(f"{path}/hand-over", {"to": to}, page=path).location == path
    assert scene.ref in second.get(person_path(second, "Second"))
    assert second.send(f"{path}/close", {}, page=path).location == path
    assert manager.client.get("/matters").status_code in (302, 303)


def test_a_change_of_role_counts_at_once_and_the_last_manager_stays_one(app, scene, visit, manager):
    reader = visit("inventor@a.example")
    path = person_path(manager, "inventor at A")
    assert manager.send(f"{path}/role", {"role": "reader"}, page=path).location == path
    assert scene.ref in reader.get("/matters")
    with app.app_context():
        build.person("A", email="second@a.example", name="Second")
    second = person_path(manager, "Second")
    assert manager.send(f"{second}/role", {"role": "officer"}, page=second).status_code == 422
    own = person_path(manager, "ip-manager at A")
    assert manager.client.post(f"{own}/role", data={"role": "reader"}).status_code in (400, 422)


def test_people_of_another_organisation_are_not_there(visit, manager):
    rival = visit("ip-manager@b.example")
    rival.get(person_path(manager, "inventor at A"), 404)
