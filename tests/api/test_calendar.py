"""The calendar feed, read by a real parser: stable ids, sequence numbers, alarms, overdue days, no titles."""

import logging
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from tests.support import build
from tests.support.signing import csrf_token, sign_in
from tracker import clock
from tracker.api.calendar import mask
from tracker.docket import feeds
from tracker.errors import NotFound
from tracker.extensions import db
from tracker.store.outbox import CalendarLink


@pytest.fixture
def scene(app):
    """Two contractors with a filing each, and a calendar address of the first one's manager."""
    with app.app_context():
        house = build.house()
        made = {"now": clock.now(), "today": clock.today()}
        filed = clock.today() - timedelta(days=70)
        matters = []
        for actor, under in ((house.manager_a, house.agreement_a), (house.manager_b, house.agreement_b)):
            matter = build.matter(actor, under, title="秘密の増幅器", now=clock.now())
            build.filed(actor, matter, filed, **made)
            matters.append(matter)
        secret = feeds.make_link(house.manager_a, now=clock.now())
    return house, matters, secret


def events(client, secret):
    answer = client.get(f"/calendar/{secret}.ics")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return list(Calendar.from_ical(answer.data).walk("VEVENT")), answer.text


def test_the_feed_holds_the_duties_of_ones_own_house_with_overdue_ones_and_without_titles(client, scene):
    _, (mine, other), secret = scene
    found, text = events(client, secret)
    assert len({str(event["UID"]) for event in found}) == len(found) > 1
    assert "秘密の増幅器" not in text
    assert all(mine.ref in str(event["SUMMARY"]) for event in found)
    assert other.ref not in text
    assert [event for event in found if str(event["SUMMARY"]).startswith("OVERDUE")]
    for event in found:
        assert event["SEQUENCE"] >= 1
        assert isinstance(event["DTSTART"].dt, date)
        assert len(event.walk("VALARM")) == 2
    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)


def test_a_moved_date_keeps_its_uid_and_raises_its_sequence(app, client, scene):
    house, (mine, _), secret = scene
    before = {str(event["UID"]): event for event in events(client, secret)[0]}
    with app.app_context():
        from tracker.docket import record

        record.correct_fact(
            house.manager_a,
            matter=mine.public_id,
            fact="f0001",
            on=clock.today() - timedelta(days=40),
            keys={"filing": "JP1", "office": "JP", "route": "national"},
            details={},
            note="",
            reason="typing error in the date",
            version=None,
            now=clock.now(),
            today=clock.today(),
        )
    after = {str(event["UID"]): event for event in events(client, secret)[0]}
    moved = [
        uid for uid in before.keys() & after.keys() if before[uid]["DTSTART"].dt != after[uid]["DTSTART"].dt
    ]
    assert moved
    assert all(after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"] for uid in moved)


def test_the_secret_is_kept_as_a_hash_and_can_be_revoked(app, client, scene):
    house, _, secret = scene
    with app.app_context():
        (row,) = db.session.query(CalendarLink).all()
        assert secret not in row.token_hash
        assert len(secret) >= 22  # 128 bits in base64
        newer = feeds.make_link(house.manager_a, now=clock.now())
        with pytest.raises(NotFound):
            feeds.make_link(house.officer, now=clock.now())
    assert client.get(f"/calendar/{secret}.ics").status_code == 404
    assert client.get(f"/calendar/{newer}.ics").status_code == 200
    with app.app_context():
        feeds.revoke_link(house.manager_a, now=clock.now())
    assert client.get(f"/calendar/{newer}.ics").status_code == 404
    assert client.get("/calendar/nothing.ics").status_code == 404


def test_access_logs_do_not_tell_the_secret(app, caplog):
    for name in ("gunicorn.access", "werkzeug"):
        logging.getLogger(name).warning("%(r)s", {"r": "GET /calendar/abcDEF.ics HTTP/1.1"})
        logging.getLogger(name).warning('"GET /calendar/%s.ics" 200', "abcDEF")
    assert "abcDEF" not in caplog.text
    assert "GET /calendar/***" in caplog.text
    assert mask("GET /calendar/abcDEF.ics?x=1") == "GET /calendar/***?x=1"


def test_wishes_absence_and_calendar_are_set_on_the_page(app, client, scene):
    house, _, _ = scene
    sign_in(client, "ip-manager@a.example")
    token = {"csrf_token": csrf_token(client.get("/account/reminders").text)}
    wish = {"option": "y", "days_before": "14", "days_after": "", "one_a_day": "y"}
    assert client.post("/account/reminders/wishes", data=token | wish).status_code == 303
    assert client.post("/account/reminders/wishes", data=token | {"days_before": "many"}).status_code == 422
    away = {"from_on": "2030-01-01", "until_on": "2030-01-05", "deputy": house.inventor_a.public_id}
    assert client.post("/account/reminders/absences", data=token | away).status_code == 303
    for wrong in ({"deputy": house.manager_b.public_id}, {"until_on": "2029-12-31"}, {"from_on": "soon"}):
        assert client.post("/account/reminders/absences", data=token | away | wrong).status_code == 422
    made = client.post("/account/reminders/calendar", data=token)
    assert "/calendar/" in made.text
    shown = client.get("/account/reminders").text
    assert 'value="14"' in shown
    assert "inventor at A" in shown


def test_seeing_a_duty_is_noted_once_a_day_and_leaves_it_open(app, client, scene):
    sign_in(client, "ip-manager@a.example")
    token = {"csrf_token": csrf_token(client.get("/account").text)}
    _, _, secret = scene
    uid = str(events(client, secret)[0][0]["UID"]).partition("@")[0]
    for _ in range(2):
        assert client.post(f"/duties/{uid}/acknowledge", data=token).status_code == 303
    assert client.get(f"/duties/{uid}").text.count("ip-manager at A, ") == 1
    assert uid in {str(event["UID"]).partition("@")[0] for event in events(client, secret)[0]}
    other = sign_in(app.test_client(), "ip-manager@b.example")
    token = {"csrf_token": csrf_token(other.get("/account").text)}
    assert other.post(f"/duties/{uid}/acknowledge", data=token).status_code == 404
