"""Error pages that say what happened and what to do next, and tell nothing else. The API has its own shape."""

import errno
from collections.abc import Callable

from flask import Flask, Response, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from tracker.errors import Busy, Conflict, DiskFull, NotFound, Refused
from tracker.web.actor import request_id

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
TEXTS = {
    400: (
        _l("This request could not be understood"),
        _l("The address or what was sent with it is not in the form Kigen expects. Go back, reload the page and try again."),
    ),
    401: (_l("Please sign in"), _l("You are not signed in, or your sign-in has ended.")),
    403: (
        _l("This page is not for your role"),
        _l("Your account may not enter here. If you need it for your work, ask the administrator of your organisation."),
    ),
    404: (
        _l("There is nothing at this address"),
        _l("The page does not exist, or it is not for you to see. Check the address, or search for the matter."),
    ),
    405: (
        _l("This address cannot be used that way"),
        _l("It can be opened or sent to, but not both. Go back and use the buttons of the page."),
    ),
    409: (
        _l("Somebody else was faster"),
        _l("The entry was changed while you had the page open. Nothing of yours was saved. Open it again, look at what changed, and repeat your entry if it is still right."),
    ),
    413: (
        _l("That is too much at once"),
        _l("What you sent is larger than Kigen takes in. Nothing was saved. Go back, your text is still there; shorten it and send it again."),
    ),
    422: (
        _l("This could not be recorded"),
        _l("Something in what you sent cannot stand. Nothing was saved. Go back and correct it."),
    ),
    429: (
        _l("Too many tries"),
        _l("There were too many tries in a short time. Wait a minute, then try again."),
    ),
    500: (
        _l("Something went wrong on our side"),
        _l("Nothing was saved half. Try again; if it happens again, tell the person who runs Kigen the number below."),
    ),
    503: (
        _l("Kigen is busy"),
        _l("Somebody else is writing at this moment. Nothing was saved. Wait a few seconds and send it again."),
    ),
    507: (
        _l("The disk is full"),
        _l("There is no room left where Kigen keeps its records. Nothing was saved. Tell the person who runs Kigen; go back and send it again when there is room."),
    ),
}  # fmt: skip


def register(app: Flask) -> None:
    """Hangs the error pages up; what nobody foresaw arrives as a 500, already logged with its trace."""
    app.register_error_handler(HTTPException, on_http)
    for error, code in ((NotFound, 404), (Conflict, 409), (Refused, 422), (Busy, 503), (DiskFull, 507)):
        app.register_error_handler(error, showing(code))
    app.register_error_handler(OSError, on_file)


def showing(code: int) -> Callable[[Exception], ResponseReturnValue]:
    """A handler that answers with one error page."""
    return lambda error: page(code, told=refusals(error))


def on_file(error: OSError) -> ResponseReturnValue:
    """A file that found no room, such as one that is being sent here; any other is a fault of ours."""
    if error.errno not in NO_ROOM:
        raise error
    return page(507)


def refusals(error: Exception) -> str | None:
    """What a use case refused, for the rare page that has no field to put it at."""
    if not isinstance(error, Refused):
        return None
    return " ".join(
        _(fault.message_id, **fault.values) if fault.values else _(fault.message_id) for fault in error.faults
    )


def on_http(error: HTTPException) -> ResponseReturnValue:
    """The error page for a status; redirects and ready-made answers pass."""
    code = error.code or 500
    if error.response is not None or code < 400:
        return error.get_response()
    if code == 500:
        current_app.logger.error("request %s ended in an error of ours", request_id())
        return page(500, told=_("Number of this request: %(id)s", id=request_id()))
    if isinstance(error, CSRFError):
        return page(
            400,
            told=_(
                "The page was open too long, or you signed in anew meanwhile. Go back, reload it and send it again."
            ),
        )
    answer = page(code if code in TEXTS else 400)
    if code == 405:
        answer.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    if code not in TEXTS:
        answer.status_code = code
    return answer


def page(code: int, told: str | None = None) -> Response:
    """One error page. It shows nothing of the request."""
    title, text = TEXTS[code]
    response = current_app.make_response(
        (
            render_template(
                "errors/page.html", code=code, title=title, text=text, hint=told, here="", sign_in=code == 401
            ),
            code,
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response
