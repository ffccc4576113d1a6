"""The one error shape of the API, and what is answered for which error. Not here: pages' errors (web)."""

import json
from collections.abc import Iterable, Mapping

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from tracker.errors import Busy, Conflict, DiskFull, NotFound, Refused

CODES: Mapping[int, tuple[str, str]] = {
    400: ("bad-request", "The request could not be read."),
    401: ("no-token", "This call needs a token: Authorization: Bearer TOKEN."),
    403: ("not-allowed", "This call is not open to your role."),
    404: ("not-found", "There is no such thing here."),
    405: ("method-not-allowed", "This address does not know that method; see the Allow header."),
    406: ("not-acceptable", "The answer is not available in that form."),
    408: ("too-slow", "The request did not arrive in time."),
    409: ("conflict", "Somebody changed it first; read it again and repeat."),
    413: ("too-large", "The request is larger than this call takes."),
    415: ("not-json", "The body must be JSON: Content-Type: application/json."),
    422: ("refused", "The input cannot stand as it is; details name each place."),
    429: ("too-many", "Too many requests; wait and repeat."),
    500: ("internal", "Something failed on this side; nothing was stored."),
    503: ("busy", "The database is occupied; the same request may be sent again."),
    507: ("disk-full", "There is no room left for the records; nothing was stored."),
}
"""Status, code and message of every error the API answers."""

RETRY_AFTER_SECONDS = 2


class ApiError(Exception):
    """An error to be answered: a status of `CODES`, a message if it is not the usual one, and details.

    `details` are pairs of place and message; the place is a path such as `facts[3].on`, or "" for the whole.
    """

    def __init__(
        self,
        status: int,
        message: str = "",
        details: Iterable[tuple[str, str]] = (),
        code: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message or CODES[status][1])
        self.status = status
        self.code = code or CODES[status][0]
        self.details = [{"place": place, "message": text} for place, text in details]
        self.headers = dict(headers or {})


def answer(error: ApiError) -> Response:
    """The response for `error`: `{"error": {"code", "message", "details"}}`."""
    body = {"error": {"code": error.code, "message": str(error), "details": error.details}}
    response = Response(
        json.dumps(body, ensure_ascii=False) + "\n", error.status, content_type="application/json"
    )
    response.headers.extend(error.headers)
    return response


def of_tracker(error: Refused | NotFound | Conflict | Busy | DiskFull) -> ApiError:
    """What a use case's refusal is over HTTP. Denied and absent are the same 404."""
    if isinstance(error, Refused):
        return ApiError(422, details=[(fault.field, str(fault)) for fault in error.faults])
    if isinstance(error, Conflict):
        return ApiError(409, str(error))
    if isinstance(error, Busy):
        return ApiError(503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    return ApiError(507 if isinstance(error, DiskFull) else 404)


def of_http(error: HTTPException) -> ApiError:
    """What Flask or Werkzeug raised, in our shape; nothing of its own text is passed on."""
    status = error.code or 500
    if status not in CODES:
        status = 400 if status < 500 else 500
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return ApiError(status, headers=kept)


def handle_errors(room: Blueprint) -> None:
    """Let a blueprint answer every error in the one shape."""
    room.register_error_handler(ApiError, answer)
    for kind in (Refused, NotFound, Conflict, Busy, DiskFull):
        room.register_error_handler(kind, lambda error: answer(of_tracker(error)))
    room.register_error_handler(HTTPException, _answer_http)
    room.register_error_handler(Exception, _answer_defect)


def _answer_defect(error: Exception) -> Response:
    """The last resort: the log gets the trace, the caller only that it failed."""
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    current_app.logger.error("%s failed: %s", request.endpoint, type(error).__name__, exc_info=error)
    return answer(ApiError(500))


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    is_redirect = error.code is not None and 300 <= error.code < 400
    return error.get_response() if is_redirect else answer(of_http(error))
