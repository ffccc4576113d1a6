"""Mails that hold no reminder: the daily word that all is well, and the weekly docket list.

Their absence must be noticed: who gets nothing at all knows that something is wrong. Not here: reminders.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tracker.reminders.docket_list import Line, as_csv
from tracker.reminders.house import House
from tracker.reminders.messages import LANGUAGES, Wording, render
from tracker.reminders.plan import REMINDED_KINDS, standing_on
from tracker.reminders.post import message_id
from tracker.reminders.recipients import MANAGER, Register
from tracker.reminders.wording import long_date
from tracker.store.outbox import owed, rules


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
    listed = rules.last_mailed(session, "docket-list")
    for person in managers:
        tracked, following = houses.get(person.organisation_id, (0, None))
        due_on = list_day(register.ladder(person.organisation_id).list_weekday, day)
        if tracked and due_on and _owes_list(listed.get(person.id), due_on, day):
            found.append(_list(session, house, person, day, due_on, tracked, following))
    return found


def list_day(weekday: int | None, day: date) -> date | None:
    """The day of the list that holds on ``day``: the last such weekday; None where no list goes out."""
    if weekday is None or (back := (day.weekday() - weekday) % 7) > (day - date.min).days:
        return None
    return day - timedelta(days=back)


def _owes_list(last: date | None, due_on: date, day: date) -> bool:
    """Whether a list is owed: on its day, and later that week to whoever used to get it and did not."""
    return day == due_on if last is None else last < due_on


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


def _list(
    session: Any, house: House, person: Any, day: date, due_on: date, tracked: int, following: date | None
) -> Plain:
    language = person.language if person.language in LANGUAGES else LANGUAGES[0]
    wording = render("docket-list", language, _values(house, language, day, tracked, following))
    rows = owed.listed(session, person.organisation_id, REMINDED_KINDS)
    text = as_csv(_lines(rows, house, day, language))
    return Plain(person, "docket-list", f"docket-list:{due_on}:{person.public_id}", wording, text)


def _lines(rows: Any, house: House, day: date, language: str) -> Iterator[Line]:
    for row in rows:
        yield Line(
            row.reference,
            house.name_duty(row.pack, row.rule, language).label,
            row.article,
            row.kind,
            row.act_by,
            row.due,
            standing_on(row.kind, row.due, row.act_by, day),
            (row.due - day).days,
            f"{house.base_url}/duties/{row.obligation}",
        )
