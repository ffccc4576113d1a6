"""The way into the API: who asks (Bearer token), whether that role may, what was sent; then the call's view.

Not here: making and revoking tokens (docket.accounts), and what a call does.
"""

import secrets

from flask import Request, Response, current_app, g, request

from tracker import clock
from tracker.api.errors import ApiError
from tracker.api.model import Asked, Call
from tracker.api.reading import is_fit, read_input, read_json, read_query, read_request_key
from tracker.docket import accounts
from tracker.docket.who import may_enter
from tracker.errors import NotFound

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="kigen"'}


def enter(call: Call, places: dict[str, str]) -> Response:
    """Answer one request to `call`: token, role, input, view, in this order."""
    now = clock.now()
    actor = g.asking = actor_of(request, now)
    if not may_enter(call.view, actor.role):
        raise ApiError(403)
    if not all(is_fit(place) for place in places.values()):
        raise NotFound
    asked = Asked(
        actor=actor,
        now=now,
        today=clock.day_of(now, current_app.config["TIMEZONE"]),
        places=places,
        query=read_query(call.query, request),
        body=_body(call),
        request_key=read_request_key(request) if call.keyed else None,
    )
    return call.view(asked)


def actor_of(asked: Request, now):
    """Whoever holds the request's token. Raises ApiError 401."""
    held = asked.authorization
    if held is None or held.type != "bearer" or not held.token:
        raise ApiError(401, headers=CHALLENGE)
    name = str(g.setdefault("request_id", secrets.token_hex(8)))
    actor = accounts.actor_of_token(held.token, now=now, request_id=name)
    if actor is None:
        message = "This token is not known, or it has been revoked."
        raise ApiError(401, message, code="bad-token", headers=CHALLENGE)
    return actor


def _body(call: Call):
    if call.body is None:
        return None
    value = read_json(request, call.largest_body)
    return read_input(call.body, value) if isinstance(call.body, type) else value
