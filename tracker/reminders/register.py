"""Reads what a sweep needs to know of people: who is there, what they chose, acknowledged, who is away.

Not here: what follows from it (recipients).
"""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.reminders.house import House
from tracker.reminders.ladder import DEFAULT, Ladder
from tracker.reminders.plan import REMINDED_KINDS
from tracker.reminders.recipients import Register
from tracker.store.outbox import owed, rules

BAD_AFTER = 2
"""So many mails in a row that come back mark an address as bad."""
BAD_FOR = timedelta(days=7)
"""After so long without a mail to it a bad address is tried once more."""


def open_register(session: Any, house: House, day: date) -> Register:
    """People, ladders, wishes and absences as they stand for ``day``."""
    people = {row.id: row for row in owed.recipients(session)}
    return Register(
        people=people,
        ladders={row.organisation_id: Ladder.of(row) for row in rules.rules(session)},
        choices={row.person_id: row for row in rules.choices(session)},
        stand_ins={row.person_id: row.deputy_id for row in rules.absent(session, day)},
        bad=bad_of(session, people, datetime(day.year, day.month, day.day, tzinfo=UTC)),
        mailed=frozenset(rules.mailed(session, day, "digest")),
        partners=owed.partners(session),
    )


def bad_of(session: Any, people: dict[int, Any], now: datetime) -> frozenset[int]:
    """The people whose present address sends mail back; a changed address starts afresh."""
    since = now - min(BAD_FOR, now - datetime.min.replace(tzinfo=UTC))
    found = rules.bad_addresses(session, BAD_AFTER, since)
    return frozenset(one for one, address in found.items() if one in people and people[one].email == address)


def longest_step(register: Register) -> int:
    """The longest step of any ladder in use."""
    return max([DEFAULT.steps[0], *(ladder.steps[0] for ladder in register.ladders.values())])


def remember(session: Any, register: Register, until: date) -> None:
    """Adds what was acknowledged and since when is told, of the duties due by ``until``."""
    about = owed.open_ids(REMINDED_KINDS, until)
    seen: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rules.acknowledged(session, about):
        seen[(row.obligation_id, row.due_revision)].append(row)
    widest = max([DEFAULT.two_from, *(ladder.two_from for ladder in register.ladders.values())])
    register.acknowledged = dict(seen)
    register.first_told = rules.first_told(session, about, widest)
