"""Writes the audit trail, in the transaction of the change itself. Not here: reviewing it (auditing).

Values of class c2 and above stand in it as keyed digests: they prove a change and tell nothing.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket.actor import Actor, Source
from tracker.store.audit import agency_stream, stream_of
from tracker.store.audit_chain import note_act
from tracker.store.keys import digest_key


def digest(value: str | None) -> str | None:
    """A keyed digest that stands for a protected value."""
    if value is None:
        return None
    return "hmac-sha256:" + hmac.new(digest_key(), value.encode(), hashlib.sha256).hexdigest()


def record_act(
    session: Session,
    actor: Actor | None,
    action: str,
    subject: tuple[str, str],
    *,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
    reason: str | None = None,
    organisation_id: int | None = None,
    source: Source = "web",
) -> None:
    """Note one act. ``subject`` is the kind and outward id of what it was done to.

    ``actor`` None: nobody who is known, such as somebody who could not sign in; ``source`` then says by
    which way.
    """
    home = organisation_id or (actor.organisation_id if actor else None)
    act = {
        "stream": stream_of(home),
        "organisation_id": home,
        "at": now,
        "actor_id": actor.person_id if actor else None,
        "source": actor.source if actor else source,
        "action": action,
        "object_kind": subject[0],
        "object_id": subject[1],
        "changes": dict(changes or {}),
        "reason": reason or None,
        "request_id": actor.request_id if actor else None,
    }
    note_act(session, act)


def tell_agency(
    session: Session,
    actor: Actor,
    action: str,
    subject: tuple[str, str],
    *,
    agency_id: int,
    organisation_id: int,
    now: datetime,
    control: Mapping[str, Any] | None = None,
) -> None:
    """Note an act for the agency's eyes too, in a chain of its own: control data alone, no reason, and no
    person of the other side. The caller has asked whether the agency may know of it."""
    act = {
        "stream": agency_stream(agency_id),
        "organisation_id": organisation_id,
        "at": now,
        "actor_id": actor.person_id if actor.is_officer else None,
        "source": actor.source,
        "action": action,
        "object_kind": subject[0],
        "object_id": subject[1],
        "changes": dict(control or {}),
        "reason": None,
        "request_id": None,
    }
    note_act(session, act)
