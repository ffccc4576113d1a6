"""The mail that invites somebody: still to be sent or not, and its link. Not here: inviting itself (docket).

The outbox keeps the mail without its link; the link is put in when the mail goes.
"""

from datetime import datetime
from typing import Any

from tracker.reminders.post import Letter
from tracker.store.invitations import invitation_named
from tracker.store.keys import invitation_token

INVITATION = "invitation"
KNOWN = "invitation-known"
PLACE = "(link)"


def letter_of(session: Any, row: Any, now: datetime) -> Letter | None:
    """The mail as it goes; None where the invitation was accepted, taken back, or is over."""
    name = row.key.partition(":")[2]
    found = invitation_named(session, name)
    if found is None or not found.is_live(now):
        return None
    body = row.body.replace(PLACE, invitation_token(name)) if row.message == INVITATION else row.body
    return Letter(row.to_address, row.subject, body, row.message_id)
