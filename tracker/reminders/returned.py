"""What happens when a mail comes back: the address is counted, and what it told goes to a backup at once.

All of it in the transaction that marks the mail. Not here: classes of failure (post), people (recipients).
"""

import hashlib
from datetime import datetime
from typing import Any

from tracker.reminders.house import House
from tracker.reminders.messages import Owed
from tracker.reminders.outbox import why_not
from tracker.reminders.post import message_id
from tracker.reminders.recipients import Recipients
from tracker.reminders.register import open_register
from tracker.store.outbox import owed, queue


def arrived(session: Any, outbox_id: int) -> None:
    """A mail was taken: its address is good again."""
    queue.clear_fault(session, outbox_id)


def came_back(session: Any, house: House, outbox_id: int, now: datetime) -> int:
    """A mail was refused for good: counts against its address, tells the backup; where the backup's mail
    is refused too, the next one, to the last. Returns how many mails.

    Who has been told of the same rung already gets no second mail; the outbox page shows the failure.
    """
    mail = queue.note_fault(session, outbox_id, now)
    day = max(mail.day, house.day_of(now))
    items = [item for item in owed.contents(session, outbox_id) if item.item_state == "live"]
    standing = [item for item in items if why_not(item, day) in (None, "recipient")]
    if not standing:
        return 0
    register = open_register(session, house, day)
    tried = {mail.person_id, *queue.refused_for(session, outbox_id)}
    person = _next(Recipients(register, house, day), register, mail.organisation_id, tried)
    return 0 if person is None else int(_tell(session, house, person, standing, mail, now))


def _next(people: Recipients, register: Any, organisation_id: int, tried: set[int]) -> Any:
    """Who is tried after those whose mail came back: the heads of the house, one after another to the last;
    an address that is marked bad only where no other is left. None where all were tried."""
    untried = [number for number in people.chains[organisation_id] if number not in tried]
    best = people.backups(organisation_id, tried) or untried
    return register.people[best[0]] if best else None


def _tell(session: Any, house: House, person: Any, items: list[Any], mail: Any, now: datetime) -> bool:
    key = "backup:" + hashlib.sha256(f"{mail.key}|{person.public_id}".encode()).hexdigest()[:48]
    day = max(mail.day, house.day_of(now))
    wording = house.digest((Owed.of(item, "backup") for item in items), day, person.language)
    row = {
        "key": key,
        "organisation_id": person.organisation_id,
        "person_id": person.id,
        "message": "digest",
        "language": person.language,
        "day": day,
        "to_address": person.email,
        "subject": wording.subject,
        "body": wording.body,
        "message_id": message_id(house.secret, key, house.sender),
        "next_at": now,
        "created_at": now,
    }
    reminders = [
        {
            "obligation_id": item.obligation_id,
            "due_revision": item.queued_revision,
            "rung": item.rung,
            "round": 0,
            "person_id": person.id,
            "role": "backup",
            "starts_on": item.starts_on,
        }
        for item in items
    ]
    return queue.put_alone(session, row, reminders)
