"""Tells the administrators once a day whether the audit trail holds, with the newest anchor.

The mail leaves the machine: the anchor in it is out of reach of whoever takes the machine over. Not here:
making anchors and verifying (anchoring), sending (reminders).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tracker.docket.anchoring import Verdict
from tracker.reminders.house import House
from tracker.reminders.messages import LANGUAGES, render
from tracker.reminders.quiet import Plain
from tracker.reminders.wording import long_date
from tracker.store import audit_reading as rows
from tracker.store.outbox import queue
from tracker.store.people import operators
from tracker.store.session import transaction

MESSAGE = "audit-head"


def tell_administrators(house: House, verdict: Verdict, *, day: date, now: datetime) -> int:
    """Queue the mail of the day; returns how many were written."""
    with transaction() as session:
        newest = rows.last_anchor(session)
        if newest is None:
            return 0
        plain = rows.plain_anchor(newest)
        letters = [letter(house, person, verdict, plain, day) for person in operators(session)]
        return sum(queue.put_alone(session, each.mail(house, day, now), []) for each in letters)


def letter(house: House, person: Any, verdict: Verdict, anchor: Mapping[str, Any], day: date) -> Plain:
    """The mail to one administrator: numbers and digests alone."""
    language = person.language if person.language in LANGUAGES else LANGUAGES[0]
    values = {
        "day": long_date(day, language),
        "iso_day": day.isoformat(),
        "faults": len(verdict.findings),
        "rows": sum(verdict.counts.values()),
        "chains": len(verdict.counts),
        "number": anchor["number"],
        "at": anchor["at"][:19],
        "digest": anchor["digest"],
        "home": house.base_url,
    }
    return Plain(person, MESSAGE, key_of(day, person), render(MESSAGE, language, values))


def key_of(day: date, person: Any) -> str:
    """Names the mail: one a day and person."""
    return f"{MESSAGE}:{day}:{person.public_id}"
