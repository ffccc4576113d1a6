"""What people decide about their own reminders: seen, wishes, absences.

Not here: working out who is reminded (reminders), ladders (ladders), calendars (feeds).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.docket.actor import Actor, require
from tracker.docket.gate import scope_of
from tracker.docket.trail import record_act
from tracker.docket.words import NOT_ONE_OF, Faults
from tracker.errors import NotFound
from tracker.reminders.plan import REMINDED_KINDS
from tracker.store.obligations import find_obligation
from tracker.store.outbox import Absence, Acknowledgement, ReminderChoice
from tracker.store.people import Person
from tracker.store.session import reading, transaction

LONGEST_STEP = 400
NOT_DAYS = "A whole number of days from 0 to %(most)s, or nothing."
NO_COLLEAGUE = "Choose somebody else of your organisation who can sign in."
WRONG_ORDER = "The last day should not lie before the first."
OVER = "This absence would be over already."


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants to be told of; the house's ladder where days are None."""

    kinds: frozenset[str] = frozenset(REMINDED_KINDS)
    days_before: int | None = None
    days_after: int | None = None
    quiet_digest: bool = True
    one_a_day: bool = False


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """Somebody is away, and who stands in."""

    public_id: str
    from_on: date
    until_on: date
    deputy: str


def acknowledge(actor: Actor, *, obligation: str, now: datetime, today: date) -> None:
    """Note that the actor has seen a duty: their reminder rests for a few days. It is not done by that.

    Twice on one day is once. Raises NotFound where the duty is not the actor's to see, or is not running.
    """
    require(actor.is_contractor)
    with transaction() as session:
        row = find_obligation(session, scope_of(actor), obligation)
        if row is None or row.phase != "running":
            raise NotFound("There is no such duty here.")
        seen = {
            "obligation_id": row.id,
            "due_revision": row.due_revision,
            "person_id": actor.person_id,
            "day": today,
        }
        if session.scalar(select(Acknowledgement.id).filter_by(**seen)) is None:
            session.add(Acknowledgement(**seen, at=now))
            record_act(session, actor, "acknowledge", ("obligation", row.public_id), now=now)


def seen_by(actor: Actor, *, obligation: str) -> list[tuple[str, date]]:
    """Who of the actor's organisation has acknowledged a duty at its present date, and on which day."""
    session = reading()
    row = find_obligation(session, scope_of(actor), obligation)
    if row is None or not actor.is_contractor:
        return []
    query = (
        select(Person.name, Acknowledgement.day)
        .join(Person, Person.id == Acknowledgement.person_id)
        .where(Acknowledgement.obligation_id == row.id, Acknowledgement.due_revision == row.due_revision)
        .order_by(Acknowledgement.id)
    )
    return [(name, day) for name, day in session.execute(query)]


def wishes(actor: Actor) -> Wishes:
    """What the actor wants to be told of."""
    row = reading().get(ReminderChoice, actor.person_id)
    if row is None:
        return Wishes()
    kinds = frozenset(REMINDED_KINDS if row.kinds is None else row.kinds)
    return Wishes(kinds, row.days_before, row.days_after, row.quiet_digest, row.one_a_day)


def choose(
    actor: Actor,
    *,
    kinds: Sequence[str],
    days_before: str,
    days_after: str,
    quiet_digest: bool,
    one_a_day: bool,
    now: datetime,
) -> None:
    """Change what the actor is told of. Fixed dates are always told. Raises Refused."""
    faults = Faults()
    values: dict[str, Any] = {
        "kinds": sorted({"fixed", *kinds}),
        "days_before": read_days(faults, "days_before", days_before),
        "days_after": read_days(faults, "days_after", days_after),
        "quiet_digest": quiet_digest,
        "one_a_day": one_a_day,
        "changed_at": now,
    }
    if not set(kinds) <= set(REMINDED_KINDS):
        faults.add("kinds", NOT_ONE_OF, words=", ".join(REMINDED_KINDS))
    faults.raise_any()
    with transaction() as session:
        session.merge(ReminderChoice(person_id=actor.person_id, **values))
        told = {name: value for name, value in values.items() if name != "changed_at"}
        record_act(session, actor, "choose-reminders", ("person", actor.public_id), now=now, changes=told)


def absences(actor: Actor, *, today: date) -> list[AbsenceView]:
    """The actor's absences that are not over."""
    query = (
        select(Absence.public_id, Absence.from_on, Absence.until_on, Person.name)
        .join(Person, Person.id == Absence.deputy_id)
        .where(Absence.person_id == actor.person_id, Absence.ended_at.is_(None), Absence.until_on >= today)
        .order_by(Absence.from_on, Absence.id)
    )
    return [AbsenceView(*row) for row in reading().execute(query)]


def go_away(actor: Actor, *, from_on: date, until_on: date, deputy: str, now: datetime, today: date) -> None:
    """Note an absence; ``deputy``, by outward id, is told as well on these days. Raises Refused."""
    faults = Faults()
    with transaction() as session:
        here = Person.public_id == deputy, Person.organisation_id == actor.organisation_id, Person.active
        person = session.scalar(select(Person).where(*here, Person.id != actor.person_id))
        if person is None:
            faults.add("deputy", NO_COLLEAGUE)
        if until_on < from_on:
            faults.add("until_on", WRONG_ORDER)
        elif until_on < today:
            faults.add("until_on", OVER)
        faults.raise_any()
        assert person is not None
        days = {"from_on": from_on, "until_on": until_on}
        row = Absence(person_id=actor.person_id, deputy_id=person.id, created_at=now, **days)
        session.add(row)
        session.flush()
        told = {name: day.isoformat() for name, day in days.items()} | {"deputy": person.public_id}
        record_act(session, actor, "go-away", ("absence", row.public_id), now=now, changes=told)


def come_back(actor: Actor, *, absence: str, now: datetime) -> None:
    """End an absence of the actor's. Raises NotFound."""
    with transaction() as session:
        mine = Absence.public_id == absence, Absence.person_id == actor.person_id
        row = session.scalar(select(Absence).where(*mine, Absence.ended_at.is_(None)))
        require(row is not None)
        assert row is not None
        row.ended_at = now
        record_act(session, actor, "come-back", ("absence", row.public_id), now=now)


def read_days(faults: Faults, field: str, text: str) -> int | None:
    """A number of days, or None for nothing."""
    text = text.strip()
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 5 and int(text) <= LONGEST_STEP:
        return int(text)
    faults.add(field, NOT_DAYS, most=LONGEST_STEP)
    return None
