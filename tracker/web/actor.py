"""Who is asking, for the length of one request. Who may do what is docket's knowledge."""

import secrets

from flask import g
from flask_security import current_user

from tracker.docket.actor import Actor, actor_of


def current_actor() -> Actor | None:
    """The signed-in person as docket knows them; None before signing in."""
    if "actor" not in g:
        g.actor = actor_of(current_user, "web", request_id()) if current_user.is_authenticated else None
    found: Actor | None = g.actor
    return found


def someone() -> Actor:
    """The signed-in person, on pages that only signed-in people enter."""
    found = current_actor()
    if found is None:
        raise RuntimeError("this page is marked for signed-in people; the door lets nobody else in")
    return found


def current_role() -> str | None:
    """The role that decides which doors open; None before signing in."""
    found = current_actor()
    return found.role if found else None


def current_email() -> str:
    """The address of the signed-in person, for their own account page."""
    return str(current_user.email)


def request_id() -> str:
    """A name for this request, so that a log line, an audit row and an error page can be held together."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)
