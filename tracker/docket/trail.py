"""Writes the audit trail, in the transaction of the change itself. Not here: reviewing and verifying it.

Values of class c2 and above stand in it as keyed digests: they prove a change and tell nothing.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket.actor import Actor
from tracker.store.audit import AuditRow
from tracker.store.keys import digest_key


def digest(value: str | None) -> str | None:
    """A keyed digest that stands for a protected value."""
    if value is None:
        return None
    return "hmac-sha256:" + hmac.new(digest_key(), value.encode(), hashlib.sha256).hexdigest()


def record_act(
    session: Session,
    actor: Actor,
    action: str,
    subject: tuple[str, str],
    *,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
    reason: str | None = None,
    organisation_id: int | None = None,
) -> None:
    """Note one act. ``subject`` is the kind and outward id of what it was done to."""
    session.add(
        AuditRow(
            organisation_id=organisation_id or actor.organisation_id,
            at=now,
            actor_id=actor.person_id,
            source=actor.source,
            action=action,
            object_kind=subject[0],
            object_id=subject[1],
            changes=dict(changes or {}),
            reason=reason or None,
            request_id=actor.request_id,
        )
    )
