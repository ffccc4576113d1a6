"""The outbox as people see it: what was written to their organisation, what became of it, the last sweep.

Not here: what is owed a reminder, and sending (reminders).
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from tracker.docket.actor import Actor
from tracker.docket.cursors import NO_CURSOR, read_cursor, write_cursor
from tracker.errors import Refused
from tracker.store.outbox import looking
from tracker.store.session import reading

SEES_ALL = frozenset({"ip-manager", "administrator"})
"""Roles that see the mails to all people of their organisation; the others see their own."""


@dataclass(frozen=True, slots=True)
class MailView:
    """One mail as it was or will be sent. ``reason`` says in one word why it was not."""

    public_id: str
    to_name: str
    to_address: str
    language: str
    subject: str
    body: str
    state: str
    reason: str | None
    attempts: int
    last_error: str | None
    next_at: datetime
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailList:
    """One page of mails, newest first; ``next_cursor`` asks for the older ones."""

    items: list[MailView]
    next_cursor: str | None


def outbox(actor: Actor, *, after: str | None = None, limit: int = 50) -> MailList:
    """The mails to the actor's organisation, or to the actor alone, by role.

    Raises Refused for a cursor that is none.
    """
    person = None if actor.role in SEES_ALL else actor.person_id
    before = place_of(after)
    rows = looking.mails(reading(), actor.organisation_id, person_id=person, before=before, limit=limit + 1)
    items = [
        MailView(**{name: getattr(row, name) for name in MailView.__dataclass_fields__})
        for row in rows[:limit]
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    return MailList(items, write_cursor(last.created_at.isoformat(), last.id) if last else None)


def last_sweep() -> datetime | None:
    """When reminders were last worked out, None before the first time."""
    return looking.last_sweep(reading())


def place_of(after: str | None) -> tuple[datetime, int] | None:
    """The place in the list that a cursor names: when a mail was written, and its row. Raises Refused."""
    if not after:
        return None
    at, row = read_cursor(after, (str, int))
    try:
        return datetime.fromisoformat(str(at)).astimezone(UTC), int(row)
    except (ValueError, OverflowError) as error:
        raise Refused([("after", NO_CURSOR)]) from error
