"""Makes the blueprint from the list of calls; whatever is not in the list is answered here too."""

from functools import cache
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule

from tracker import __version__
from tracker.api.calls import CALLS
from tracker.api.doors import enter
from tracker.api.errors import handle_errors
from tracker.api.model import Call, told
from tracker.api.openapi import document
from tracker.docket.who import ANYONE, who

EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
DOCUMENT_PATH = "/v1/openapi.json"


def make_blueprint() -> Blueprint:
    """A blueprint under `/api` with every call, the OpenAPI document, and an answer for everything else."""
    api = Blueprint("api", __name__, url_prefix="/api")
    for call in CALLS:
        api.add_url_rule(call.rule, call.name, _view_of(call), methods=[call.method])
    api.add_url_rule(DOCUMENT_PATH, "openapi", openapi)
    api.add_url_rule("/", "nothing_at_root", nothing, methods=EVERY_METHOD)
    api.add_url_rule("/<path:rest>", "nothing", nothing, methods=EVERY_METHOD)
    handle_errors(api)
    return api


def _view_of(call: Call) -> Any:
    @who(*call.view.who)  # type: ignore[attr-defined]
    def view(**places: str) -> Response:
        return enter(call, places)

    view.__doc__ = call.view.__doc__
    return view


@who(ANYONE)
def openapi() -> Response:
    """The OpenAPI document; it tells nothing about anybody's records."""
    return told(described())


@cache
def described() -> dict[str, Any]:
    """The OpenAPI document of the calls."""
    return document(CALLS, __version__)


@who(ANYONE)
def nothing(rest: str = "") -> Response:
    """Answers an address or a method that no call has. Raises NotFound, or MethodNotAllowed with `Allow`."""
    allowed = sorted(_known().bind("").allowed_methods(f"/{rest}"))
    if allowed and request.method not in allowed:
        raise MethodNotAllowed(valid_methods=allowed)
    raise NotFound


@cache
def _known() -> Map:
    known = [Rule(call.rule, methods=[call.method], endpoint=call.name) for call in CALLS]
    return Map([*known, Rule(DOCUMENT_PATH, methods=["GET"], endpoint="openapi")])
