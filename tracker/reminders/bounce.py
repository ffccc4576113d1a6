"""Reads a delivery status notice (RFC 3464): a mail that was taken and came back later.

It is treated like one that was refused at once. Not here: fetching such notices; a mail server brings them.
"""

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

from tracker.reminders.house import House
from tracker.reminders.returned import came_back
from tracker.store.outbox import queue
from tracker.store.session import transaction

MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^<>\s]{3,310}>)", re.IGNORECASE | re.MULTILINE)
STATUS = re.compile(r"5\.\d{1,3}\.\d{1,3}")


def note_bounce(house: House, raw: bytes, now: datetime) -> int | None:
    """Marks the mail that a notice is about as returned and tells the backup.

    Returns how many mails went to backups; None where the notice is about no mail of ours, or no final one.
    """
    notice: Any = message_from_bytes(raw, policy=policy.compat32)
    status = final_status(notice)
    names = [found.decode("ascii", "replace") for found in MESSAGE_ID.findall(returned_part(notice))]
    if status is None or not names:
        return None
    with transaction() as session:
        number = queue.bounced(session, names, now, status)
        return None if number is None else came_back(session, house, number, now)


def final_status(notice: Message) -> str | None:
    """The status of a recipient for whom the delivery failed for good, such as ``5.1.1``."""
    for part in notice.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.walk():
            status = STATUS.match(str(fields.get("Status", "")).strip())
            if str(fields.get("Action", "")).strip().lower() == "failed" and status:
                return status[0]
    return None


def returned_part(notice: Message) -> bytes:
    """The mail or the headers that came back with the notice."""
    wanted = ("message/rfc822", "text/rfc822-headers")
    parts = [part for part in notice.walk() if part.get_content_type() in wanted]
    return b"\n".join(part.as_bytes() for part in parts)
