"""The mail that invites somebody: still to be sent or not, and its link. Not here: inviting itself (docket).

The outbox keeps the mail without its link; the link is put in when the mail goes.
"""

from datetime import datetime
from typing import Any

from tracker.reminders.post import Letter
from tracker.store.outbox.inviting import invitation_token, leads_in

INVITATION = "invitation"
KNOWN = "invitation-known"
PLACE = "(link)"


def letter_of(session: Any, row: Any, now: datetime) -> Letter | None:
    """The mail as it goes; None where the invitation was accepted, taken back, or is over."""
    name = row.key.partition(":")[2]
    if not leads_in(session, name, now):
        return None
    body = row.body.replace(PLACE, invitation_token(name)) if row.message == INVITATION else row.body
    return Letter(row.to_address, row.subject, body, row.message_id)
