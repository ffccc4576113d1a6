"""`GET /calendar/{secret}.ics`: a person's duties as RFC 5545. Not here: what stands in it (docket.feeds)."""

import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app
from icalendar import Alarm, Calendar, Event

from tracker import __version__, clock
from tracker.docket.feeds import Feed, FeedEntry, feed
from tracker.docket.who import ANYONE, who
from tracker.errors import NotFound

SECRET = re.compile(r"[\w-]{43}")
SECRET_IN_PATH = re.compile(r"(/(?:calendar|invitation)/)[^\s/?\"]+")
ACCESS_LOGS = ("gunicorn.access", "waitress", "waitress.queue", "werkzeug")
ALARMS = (timedelta(days=-7), timedelta(days=-1))
OVERDUE = {"ja": "【期限超過】", "en": "OVERDUE: "}
TARGET = {"ja": "（社内目標）", "en": " (internal target)"}
DUE = {"ja": "期限: {day}", "en": "Due: {day}"}

calendars = Blueprint("calendars", __name__)


@calendars.get("/calendar/<secret>.ics")
@who(ANYONE)
def show(secret: str) -> Response:
    """The calendar behind a secret address; 404 for any other."""
    if not SECRET.fullmatch(secret):
        abort(404)
    zone = current_app.config["TIMEZONE"]
    today = clock.today(zone)
    try:
        found = feed(secret, today=today)
    except NotFound:
        abort(404)
    body = written(found, today, current_app.config["BASE_URL"])
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return Response(body, content_type="text/calendar; charset=utf-8", headers=headers)


def written(found: Feed, today: Any, base_url: str) -> bytes:
    """The feed as an iCalendar file: the same bytes for the same duties and day."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Kigen//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Kigen")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    stamp = datetime(today.year, today.month, today.day, tzinfo=UTC)
    host = urlsplit(base_url).hostname or "localhost"
    for entry in found.entries:
        calendar.add_component(event_of(entry, found.language, today, stamp, host, base_url))
    return bytes(calendar.to_ical())


def event_of(entry: FeedEntry, language: str, today: Any, stamp: datetime, host: str, base_url: str) -> Event:
    """One duty as an all-day event on its day to act; what is overdue stands on its own day and says so."""
    event = Event()
    before = OVERDUE[language] if entry.due < today and entry.kind == "fixed" else ""
    after = TARGET[language] if entry.kind == "prompt" else ""
    event.add("uid", f"{entry.public_id}@{host}")
    event.add("sequence", entry.revision)
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", f"{before}{entry.reference} {entry.label}{after}")
    address = f"{base_url}/duties/{entry.public_id}"
    event.add("description", f"{DUE[language].format(day=entry.due.isoformat())}\n{entry.article}\n{address}")
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    for before_day in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", before_day)
        alarm.add("description", f"{entry.reference} {entry.label}")
        event.add_component(alarm)
    return event


# --- access logs --------------------------------------------------------------------------------


def mask(text: str) -> str:
    """A line of a log without the secrets in addresses."""
    return SECRET_IN_PATH.sub(r"\1***", text)


class Masking(logging.Filter):
    """Takes secrets out of what a server notes of each request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = mask(record.getMessage()), ()
        return True


def register(app: Flask) -> None:
    """Binds the feed and has every known access log masked."""
    app.register_blueprint(calendars)
    for name in ACCESS_LOGS:
        log = logging.getLogger(name)
        if not any(isinstance(each, Masking) for each in log.filters):
            log.addFilter(Masking())
