"""Mails that hold no reminder: the daily word that all is well, and the weekly docket list.

Their absence must be noticed: who gets nothing at all knows that something is wrong. Not here: reminders.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.reminders.house import House
from tracker.reminders.messages import LANGUAGES, Wording, render
from tracker.reminders.plan import REMINDED_KINDS, standing_on
from tracker.reminders.post import message_id
from tracker.reminders.recipients import MANAGER, Register
from tracker.reminders.wording import long_date
from tracker.store.outbox import owed, rules

LIST_HEAD = ("reference", "duty", "article", "kind", "act_by", "due", "standing", "days_left", "link")


@dataclass(frozen=True, slots=True)
class Plain:
    """One mail without items; its key names what it is and the day, so that it is written once."""

    person: Any
    message: str
    key: str
    wording: Wording
    attachment: str | None = None

    def mail(self, house: House, day: date, now: datetime) -> dict[str, Any]:
        """The row of the outbox."""
        return {
            "key": self.key,
            "organisation_id": self.person.organisation_id,
            "person_id": self.person.id,
            "message": self.message,
            "language": self.person.language,
            "day": day,
            "to_address": self.person.email,
            "subject": self.wording.subject,
            "body": self.wording.body,
            "attachment": self.attachment,
            "message_id": message_id(house.secret, self.key, house.sender),
            "next_at": now,
            "created_at": now,
        }


def owed_to(session: Any, register: Register, house: House, day: date, told_today: set[int]) -> list[Plain]:
    """The quiet digests and docket lists that are owed on ``day`` and were not written yet."""
    managers = [person for person in register.people.values() if person.role == MANAGER]
    if not managers:
        return []
    houses = owed.houses(session, REMINDED_KINDS, day)
    had = told_today | register.mailed | rules.mailed(session, day, "quiet")
    found = [
        _quiet(house, person, day, *houses.get(person.organisation_id, (0, None)))
        for person in managers
        if person.id not in had and _wants_quiet(register, person)
    ]
    listed = rules.mailed(session, day, "docket-list")
    for person in managers:
        weekday = register.ladder(person.organisation_id).list_weekday
        tracked, following = houses.get(person.organisation_id, (0, None))
        if day.weekday() == weekday and tracked and person.id not in listed:
            found.append(_list(session, house, person, day, tracked, following))
    return found


def _wants_quiet(register: Register, person: Any) -> bool:
    choice = register.choices.get(person.id)
    own = choice is None or choice.quiet_digest
    return own and register.ladder(person.organisation_id).quiet_digest


def _values(house: House, language: str, day: date, tracked: int, following: date | None) -> dict[str, Any]:
    return {
        "day": long_date(day, language),
        "iso_day": day.isoformat(),
        "tracked": tracked,
        "next": long_date(following, language) if following else None,
        "iso_next": following.isoformat() if following else None,
        "home": house.base_url,
    }


def _quiet(house: House, person: Any, day: date, tracked: int, following: date | None) -> Plain:
    language = person.language if person.language in LANGUAGES else LANGUAGES[0]
    wording = render("quiet", language, _values(house, language, day, tracked, following))
    return Plain(person, "quiet", f"quiet:{day}:{person.public_id}", wording)


def _list(session: Any, house: House, person: Any, day: date, tracked: int, following: date | None) -> Plain:
    language = person.language if person.language in LANGUAGES else LANGUAGES[0]
    wording = render("docket-list", language, _values(house, language, day, tracked, following))
    rows = owed.listed(session, person.organisation_id, REMINDED_KINDS)
    text = docket_csv(rows, house, day, language)
    return Plain(person, "docket-list", f"docket-list:{day}:{person.public_id}", wording, text)


def docket_csv(rows: Any, house: House, day: date, language: str) -> str:
    """The docket of an organisation for a second calendar: control data alone, dates in ISO, no titles."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(LIST_HEAD)
    writer.writerows(_cells(rows, house, day, language))
    return file.getvalue()


def _cells(rows: Any, house: House, day: date, language: str) -> Iterator[list[str]]:
    for row in rows:
        cells = (
            row.reference,
            house.name_duty(row.pack, row.rule, language).label,
            row.article,
            row.kind,
            row.act_by.isoformat(),
            row.due.isoformat(),
            standing_on(row.kind, row.due, row.act_by, day),
            str((row.due - day).days),
            f"{house.base_url}/duties/{row.obligation}",
        )
        yield [_harmless(cell) for cell in cells]


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula; negative numbers stay numbers."""
    risky = cell[:1] in ("=", "+", "@", "\t", "\r") or (cell[:1] == "-" and not cell[1:].isdigit())
    return "'" + cell if risky else cell
