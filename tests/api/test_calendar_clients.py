"""The calendar feed in other programs' hands: a parser that shares no code with the writer, and a client."""

from datetime import date, datetime, timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import vobject
from icalevents.icalevents import events as fetched

from tests.support import build
from tracker import clock
from tracker.docket import feeds

TITLE = "秘密の増幅器"


@pytest.fixture
def scene(app):
    """A manager who reads Japanese, with an overdue notice and later duties, and their calendar's secret."""
    with app.app_context():
        for code, kind in (("A", "contractor"), ("AG", "agency"), ("OP", "operator")):
            build.organisation(code, kind=kind)
        operator = build.person("OP", "administrator")
        build.agreement(operator, "A", "AG")
        manager = build.person("A", language="ja")
        matter = build.matter(manager, "P26-A", title=TITLE, now=clock.now())
        made = {"now": clock.now(), "today": clock.today()}
        build.filed(manager, matter, clock.today() - timedelta(days=70), **made)
        return manager, matter, feeds.make_link(manager, now=clock.now())


def raw(client, secret: str) -> bytes:
    answer = client.get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200
    return answer.data


def test_another_parser_reads_every_event_whole(client, scene):
    _, matter, secret = scene
    text = raw(client, secret)
    found = vobject.readOne(text.decode()).vevent_list
    ids = [event.uid.value for event in found]
    assert len(set(ids)) == len(ids) > 1
    assert any(event.summary.value.startswith("【期限超過】") for event in found)
    for event in found:
        assert event.summary.value.count(matter.ref) == 1
        assert int(event.sequence.value) >= 1
        assert isinstance(event.dtstart.value, date)
        assert not isinstance(event.dtstart.value, datetime)
        assert event.dtend.value == event.dtstart.value + timedelta(days=1)
        assert [alarm.action.value for alarm in event.valarm_list] == ["DISPLAY", "DISPLAY"]
        assert [alarm.trigger.value.days for alarm in event.valarm_list] == [-7, -1]
        assert "/duties/" in event.url.value
    assert TITLE not in text.decode().replace("\r\n ", "")


def test_lines_are_folded_at_75_octets_and_never_within_a_character(client, scene):
    lines = raw(client, scene[2]).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)
    assert [line for line in lines if line.decode()] == [line for line in lines if line]


def test_ids_and_sequences_stay_over_two_readings_of_the_same_duties(client, scene):
    one, two = (
        [(e.uid.value, e.sequence.value) for e in vobject.readOne(raw(client, scene[2]).decode()).vevent_list]
        for _ in range(2)
    )
    assert one == two


def test_a_client_subscribes_over_the_net_and_hears_404_once_the_address_is_revoked(app, live_server, scene):
    manager, matter, secret = scene
    address = f"{live_server}/calendar/{secret}.ics"
    day = clock.today()
    span = {"start": day - timedelta(days=100), "end": day + timedelta(days=2000)}
    with urlopen(address) as answer:
        expected = len(vobject.readOne(answer.read().decode()).vevent_list)
    found = fetched(address, **span)
    assert len(found) == expected
    assert all(event.all_day and matter.ref in event.summary for event in found)
    assert any(event.start.date() < day for event in found)
    with app.app_context():
        feeds.revoke_link(manager, now=clock.now())
    with pytest.raises(HTTPError) as refused:
        urlopen(address)
    assert refused.value.code == 404
    refused.value.close()
