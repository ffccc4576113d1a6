"""The calendar of one person behind a secret address: making, revoking, and what stands in it. No titles.

The secret has 256 bits; the table keeps its hash. Not here: the format of calendars (api).
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.docket.accounts import hash_of
from tracker.docket.actor import Actor, actor_of, require
from tracker.docket.duties import DUTIES
from tracker.docket.gate import scope_of
from tracker.docket.terms import shelf
from tracker.docket.trail import record_act
from tracker.errors import NotFound
from tracker.store.obligations import DueFilter, due_page
from tracker.store.outbox import CalendarLink
from tracker.store.people import Person
from tracker.store.session import reading, transaction

MOST = 5000
"""No feed holds more than this; the list on the page holds the rest."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One duty as a calendar tells it: control data alone. ``revision`` grows when its date changes."""

    public_id: str
    reference: str
    label: str
    article: str
    day: date
    due: date
    kind: str
    revision: int


@dataclass(frozen=True, slots=True)
class Feed:
    """What stands in one person's calendar."""

    language: str
    entries: list[FeedEntry]


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link as its owner sees it; the secret is shown once, when it is made."""

    public_id: str
    created_at: datetime


def make_link(actor: Actor, *, now: datetime) -> str:
    """A new secret for the actor's calendar; earlier ones end. It is shown this once."""
    require(actor.is_contractor)
    secret = secrets.token_urlsafe(32)
    with transaction() as session:
        for row in live(session, actor):
            row.revoked_at = now
        row = CalendarLink(token_hash=hash_of(secret), person_id=actor.person_id, created_at=now)
        session.add(row)
        session.flush()
        record_act(session, actor, "make-calendar", ("calendar-link", row.public_id), now=now)
    return secret


def revoke_link(actor: Actor, *, now: datetime) -> None:
    """End the actor's calendar address at once."""
    with transaction() as session:
        for row in live(session, actor):
            row.revoked_at = now
            record_act(session, actor, "revoke-calendar", ("calendar-link", row.public_id), now=now)


def link(actor: Actor) -> LinkView | None:
    """The actor's link, if there is one."""
    rows = live(reading(), actor)
    return LinkView(rows[0].public_id, rows[0].created_at) if rows else None


def feed(secret: str, *, today: date) -> Feed:
    """What stands behind a secret: all that is still to be done, overdue included. Raises NotFound."""
    session = reading()
    query = (
        select(Person)
        .join(CalendarLink, CalendarLink.person_id == Person.id)
        .where(CalendarLink.token_hash == hash_of(secret), CalendarLink.revoked_at.is_(None), Person.active)
    )
    person = session.scalar(query)
    if person is None:
        raise NotFound("There is no such calendar.")
    actor = actor_of(person)
    require(actor.is_contractor)
    rows = due_page(session, scope_of(actor), DueFilter(DUTIES), today, None, MOST)
    language = actor.language
    return Feed(
        language,
        [
            FeedEntry(
                public_id=row.public_id,
                reference=row.matter.ref,
                label=label_of(row.pack, row.rule, language),
                article=row.article,
                day=row.act_by or row.due,
                due=row.due,
                kind=row.kind,
                revision=row.due_revision,
            )
            for row in rows
            if row.due is not None
        ],
    )


def label_of(pack: str, rule: str, language: str) -> str:
    """What the terms call a duty; its id where no pack tells."""
    known = shelf().packs.get(pack)
    found = known.rules.get(rule) if known else None
    return str(getattr(found.label, language)) if found else rule


def live(session: object, actor: Actor) -> list[CalendarLink]:
    """The actor's links that still open something."""
    mine = CalendarLink.person_id == actor.person_id, CalendarLink.revoked_at.is_(None)
    return list(session.scalars(select(CalendarLink).where(*mine)))  # type: ignore[attr-defined]
