"""The sweep: what is owed on a day and has not been told yet becomes one digest per person in the outbox.

It asks the stored duties, not a schedule: however often it runs, and however long it did not, each duty gets
the rung that holds now, once. What becomes owed later the same day goes in a second digest that holds only
that. Not here: the rungs (plan), the wording (messages), sending (deliver).
"""

import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from tracker.extensions import db
from tracker.reminders.house import House
from tracker.reminders.messages import Owed, Wording
from tracker.reminders.plan import REMINDED_KINDS, horizon, rung_on, starts_on
from tracker.reminders.post import message_id
from tracker.reminders.quiet import Plain, owed_to
from tracker.reminders.recipients import PARTNER, Recipients
from tracker.reminders.register import longest_step, open_register, remember
from tracker.store.outbox import owed, queue
from tracker.store.session import transaction

log = logging.getLogger(__name__)

LOOK_BACK = 31
"""Days; longer than any rung of the usual ladder holds: what was told for the present one began within it."""

NAMED_IN_LOG = 20


class Item(NamedTuple):
    """One reminder to be queued: a duty at one revision of its date, on one rung."""

    obligation_id: int
    due_revision: int
    rung: int
    round: int
    starts_on: date
    owed: Owed

    @property
    def name(self) -> str:
        """What tells this reminder from every other one to the same person."""
        again = f":{self.round}" if self.round else ""
        return f"{self.owed.obligation}:{self.due_revision}:{self.rung}{again}"


@dataclass(frozen=True, slots=True)
class Digest:
    """One mail to be queued: the recipient's row, what it is about, and its wording."""

    person: Any
    items: Sequence[Item]
    wording: Wording

    @property
    def key(self) -> str:
        """Names the mail by what it tells whom: the same on any day and machine."""
        parts = sorted(item.name for item in self.items)
        told = "|".join([self.person.public_id, *parts])
        return "digest:" + hashlib.sha256(told.encode()).hexdigest()[:48]


@dataclass(slots=True)
class Sweep:
    """What one sweep found: the digests that go, and its counts."""

    day: date
    digests: list[Digest] = field(default_factory=list)
    quiet: list[Plain] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def sweep(house: House, day: date, clock: Callable[[], datetime]) -> Sweep:
    """Queues what is owed on ``day`` and notes the run. Stored is all of it, or the failed run alone."""
    with transaction() as session:
        run = queue.begin_run(session, day, clock())
    try:
        with transaction() as session:
            queue.keep_sweeps_apart(session)
            found = look(session, house, day)
            found.counts |= enqueue(session, house, found, run, clock())
            queue.end_run(session, run, clock(), found.counts)
    except Exception as error:
        with transaction() as session:
            queue.end_run(session, run, clock(), {}, type(error).__name__)
        raise
    return found


def preview(house: House, day: date) -> Sweep:
    """What a sweep on ``day`` would queue; nothing is stored."""
    session = db.session()
    try:
        return look(session, house, day)
    finally:
        session.rollback()


def look(session: Any, house: House, day: date) -> Sweep:
    """Asks what is owed on ``day`` and was not told yet, and words it, one digest per person."""
    register = open_register(session, house, day)
    most = longest_step(register)
    duties = owed.duties(session, REMINDED_KINDS, horizon(day, most))
    remember(session, register, horizon(day, most))
    people = Recipients(register, house, day)
    told = owed.told(session, _back(day, most), day)
    waiting: dict[int, list[Item]] = defaultdict(list)
    nobody: list[int] = []
    current = 0
    for duty in duties:
        rung = rung_on(duty.kind, duty.due, duty.act_by, day, register.ladder(duty.organisation_id).steps)
        if rung is None:
            continue
        current += 1
        named = people.named(duty)
        if all(role == PARTNER for _, role in named):
            nobody.append(duty.obligation_id)
        begins = starts_on(duty.kind, duty.due, duty.act_by, rung)
        for person, role, again in people.chosen(duty, named):
            if (duty.obligation_id, duty.due_revision, rung, person, again) not in told:
                what = Owed.of(duty, role)
                item = Item(duty.obligation_id, duty.due_revision, rung, again, begins, what)
                waiting[person].append(item)
    _report_nobody(nobody)
    found = Sweep(day)
    found.digests = list(_worded(waiting, register.people, house, day))
    found.quiet = owed_to(session, register, house, day, told_today=set(waiting))
    found.counts = {
        "tracked": owed.tracked(session, REMINDED_KINDS),
        "owed": current,
        "reminders": sum(len(each.items) for each in found.digests),
        "mails": len(found.digests),
        "quiet": len(found.quiet),
        "nobody": len(nobody),
        "unworded": len(waiting) - len(found.digests),
        "offset": house.offset_of(day),
    }
    return found


def enqueue(session: Any, house: House, found: Sweep, run: int, now: datetime) -> dict[str, int]:
    """Stores the digests and drops what they supersede; returns counts."""
    mails = [_mail(house, each, found.day, now) for each in found.digests]
    mails += [each.mail(house, found.day, now) for each in found.quiet]
    items = {each.key: [_row(item, each.person.id) for item in each.items] for each in found.digests}
    queued = queue.put(session, run, mails, items)
    superseded = queue.supersede(session, run) if queued else 0
    return {"queued": queued, "superseded": superseded}


def _worded(
    waiting: dict[int, list[Item]], people: dict[int, Any], house: House, day: date
) -> Iterable[Digest]:
    for number, items in waiting.items():
        person = people[number]
        try:
            told = (item.owed for item in items)
            wording = house.digest(told, day, person.language)
        except Exception as error:  # one digest that cannot be worded never stops the others
            ids = ", ".join(str(item.obligation_id) for item in items[:NAMED_IN_LOG])
            log.error("no digest for person %s: %s; obligations %s", number, type(error).__name__, ids)
            continue
        yield Digest(person, items, wording)


def _mail(house: House, each: Digest, day: date, now: datetime) -> dict[str, Any]:
    return {
        "key": each.key,
        "organisation_id": each.person.organisation_id,
        "person_id": each.person.id,
        "message": "digest",
        "language": each.person.language,
        "day": day,
        "to_address": each.person.email,
        "subject": each.wording.subject,
        "body": each.wording.body,
        "attachment": None,
        "message_id": message_id(house.secret, each.key, house.sender),
        "next_at": now,
        "created_at": now,
    }


def _row(item: Item, person_id: int) -> dict[str, Any]:
    return {
        "obligation_id": item.obligation_id,
        "due_revision": item.due_revision,
        "rung": item.rung,
        "round": item.round,
        "person_id": person_id,
        "role": item.owed.role,
        "starts_on": item.starts_on,
    }


def _back(day: date, most: int) -> date:
    return day - min(timedelta(max(LOOK_BACK, most + 1)), day - date.min)


def _report_nobody(obligations: list[int]) -> None:
    if obligations:
        ids = ", ".join(map(str, obligations[:NAMED_IN_LOG]))
        log.error("%s duties have nobody active to remind; obligations %s", len(obligations), ids)
