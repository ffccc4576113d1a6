"""The life of a queued mail: taken under a lease, asked once more, sent or not, marked, tried again.

Not here: the SMTP dialogue (post), what is owed (sweep), SQL (store).
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.reminders.docket_list import DocketList, sheet_of
from tracker.reminders.house import House
from tracker.reminders.invitation import INVITATION, KNOWN, letter_of
from tracker.reminders.messages import Owed
from tracker.reminders.post import TEXT_LIMIT, Letter, PostError, Receipt, Returned, Unsendable
from tracker.store.outbox import owed, queue

RETRY_MINUTES = (1, 2, 5, 10, 20, 40, 60)
"""How long a mail waits after each try that failed for now; from the last on, hourly, without an end."""

POISON_PAUSE = timedelta(hours=1)
NEWS = {"docket-list": timedelta(days=6), "audit-head": timedelta(days=30)}
"""How long after its day a mail without reminders is still worth sending."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail under our lease. ``letter`` is None where nothing in it stands any more; it is dropped then."""

    id: int
    owner: str
    attempts: int
    letter: Letter | None
    faulty: bool = False
    """Mail to this person has come back of late."""


def retry_at(attempts: int, now: datetime) -> datetime:
    """When a mail is tried again after its try number ``attempts`` (from 1)."""
    step = min(max(attempts, 1), len(RETRY_MINUTES)) - 1
    return now + timedelta(minutes=RETRY_MINUTES[step])


def take_next(session: Any, house: House, now: datetime, lease: float) -> Taken | None:
    """Takes the next mail that may go; None when the queue has nothing for now. ``lease`` is in seconds.

    What was settled, moved or has passed since is dropped from it, and its wording made anew where that, or
    a new day, asks for it. A mail that cannot be worded any more is put off and the next one taken.
    """
    while True:
        owner = uuid.uuid4().hex
        row = queue.take(session, now, now + timedelta(seconds=lease), owner)
        if row is None:
            return None
        if row.message in (INVITATION, KNOWN):
            letter = letter_of(session, row, now)
            changes = {} if letter else {"state": "dropped", "reason": "passed"}
            return Taken(
                row.id, owner, row.attempts, _follow(session, row, owner, Verdict({}, changes, letter))
            )
        reminds = row.message == "digest"
        items = owed.contents(session, row.id) if reminds else ()
        person = None if reminds else owed.recipient(session, row.person_id)
        today = house.day_of(now)
        try:
            verdict = ask_again(house, row, items, today) if reminds else ask_alone(house, row, person, today)
        except Exception as error:  # no statement runs in there: it is the mail that cannot be worded
            put_off(session, row.id, owner, now, Unsendable(type(error).__name__))
            continue
        return Taken(row.id, owner, row.attempts, _follow(session, row, owner, verdict), row.faulty)


def mark(session: Any, taken: Taken, outcome: Receipt | Exception, now: datetime) -> str:
    """Notes what became of a mail; returns ``sent``, ``delayed``, ``failed``, ``poison``, or ``lost``.

    ``lost`` means the lease had run out and somebody else has the mail: the try is noted, nothing else.
    """
    if isinstance(outcome, Receipt):
        queue.note_try(session, taken.id, now, "sent", outcome.code, outcome.text)
        changes = {"state": "sent", "sent_at": now, "last_code": outcome.code, "last_error": None}
        return "sent" if queue.release(session, taken.id, taken.owner, changes) else "lost"
    if isinstance(outcome, Returned):
        queue.note_try(session, taken.id, now, "returned", outcome.code, outcome.text)
        changes = {"state": "failed", "reason": "returned", **_fault(outcome)}
        return "failed" if queue.release(session, taken.id, taken.owner, changes) else "lost"
    if isinstance(outcome, PostError) and not isinstance(outcome, Unsendable):
        queue.note_try(session, taken.id, now, "delayed", outcome.code, outcome.text)
        changes = {"state": "queued", "next_at": retry_at(taken.attempts, now), **_fault(outcome)}
        return "delayed" if queue.release(session, taken.id, taken.owner, changes) else "lost"
    return put_off(session, taken.id, taken.owner, now, outcome)


def put_off(session: Any, outbox_id: int, owner: str, now: datetime, error: Exception) -> str:
    """Puts a mail that breaks whoever touches it an hour off, so that the others go."""
    queue.note_try(session, outbox_id, now, "unsendable", None, _fault(error)["last_error"])
    changes = {"state": "queued", "next_at": now + POISON_PAUSE, **_fault(error)}
    return "poison" if queue.release(session, outbox_id, owner, changes) else "lost"


def _fault(error: Exception) -> dict[str, Any]:
    if isinstance(error, PostError):
        return {"last_code": error.code, "last_error": error.text}
    return {"last_code": None, "last_error": type(error).__name__[:TEXT_LIMIT]}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What of a queued mail still stands: items to drop by reason, what changes in it, the letter."""

    reasons: dict[str, list[int]]
    changes: dict[str, Any]
    letter: Letter | None


def ask_again(house: House, row: Any, items: Sequence[Any], today: date) -> Verdict:
    """Whether a queued mail may go ``today`` as it is, in other words, or not at all. Reads no database."""
    day = max(row.day, today)
    reasons: dict[str, list[int]] = defaultdict(list)
    standing = []
    for item in items:
        reason = why_not(item, day)
        if reason is None:
            standing.append(item)
        elif item.item_state == "live":
            reasons[reason].append(item.item_id)
    if not standing:
        told = sorted(reasons, key=lambda reason: len(reasons[reason]))
        return Verdict(reasons, {"state": "dropped", "reason": told[-1] if told else "empty"}, None)
    person = standing[0]
    if len(standing) == len(items) and day == row.day and person.email == row.to_address:
        return Verdict(reasons, {}, Letter(row.to_address, row.subject, row.body, row.message_id))
    duties = (Owed.of(item, item.role) for item in standing)
    wording = house.digest(duties, day, person.language)
    changes = {"day": day, "to_address": person.email, "subject": wording.subject, "body": wording.body}
    letter = Letter(person.email, wording.subject, wording.body, row.message_id)
    return Verdict(reasons, changes | {"language": person.language}, letter)


def ask_alone(house: House, row: Any, person: Any, today: date) -> Verdict:
    """Whether a mail that holds no reminder may still go: to somebody who is there, while it is news."""
    if person is None or person.organisation_id != row.organisation_id:
        return Verdict({}, {"state": "dropped", "reason": "recipient"}, None)
    if today > row.day + NEWS.get(row.message, timedelta(0)):
        return Verdict({}, {"state": "dropped", "reason": "passed"}, None)
    changes = {} if person.email == row.to_address else {"to_address": person.email}
    attachment = attached(house, row, person) if row.attachment else None
    return Verdict({}, changes, Letter(person.email, row.subject, row.body, row.message_id, attachment))


def attached(house: House, row: Any, person: Any) -> DocketList:
    """The docket list that goes with a mail, as it was when the mail was written."""
    made_at = row.created_at.astimezone(ZoneInfo(house.zone))
    sheet = sheet_of(row.day, row.language, made_at, organisation=person.organisation)
    return DocketList(f"{row.message}-{row.day}", row.attachment, sheet)


def _follow(session: Any, row: Any, owner: str, verdict: Verdict) -> Letter | None:
    queue.drop_items(session, verdict.reasons)
    if verdict.letter is None:
        queue.release(session, row.id, owner, verdict.changes)
    elif verdict.changes:
        queue.rewrite(session, row.id, owner, verdict.changes)
    return verdict.letter


def why_not(item: Any, day: date) -> str | None:
    """The reason why a queued reminder must not go any more, in one word; None while it stands."""
    if item.item_state != "live":
        return "dropped"
    if not item.person_active or not item.same_house:
        return "recipient"
    if item.gone_at is not None:
        return "gone"
    if item.phase != owed.RUNNING:
        return "settled"
    if item.due_revision != item.queued_revision or item.due is None or item.act_by is None:
        return "moved"
    return "passed" if item.kind == "option" and day > item.due else None
