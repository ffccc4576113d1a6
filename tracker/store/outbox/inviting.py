"""What the mail of an invitation needs when it goes: whether its link still leads in, and its secret."""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.store.invitations import invitation_named
from tracker.store.keys import invitation_token as invitation_token


def leads_in(session: Session, name: str, now: datetime) -> bool:
    """Whether an invitation, by its outward id, was neither accepted nor taken back and is not over."""
    found = invitation_named(session, name)
    return found is not None and found.is_live(now)
