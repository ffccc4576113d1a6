"""Notes in the audit trail what leaves no change behind: denials, failed sign-ins, and files that were taken out.

One place for pages and API: it looks at the answer, so no view can forget it. Values never stand in the trail. Not
here: what a row looks like (docket.auditing), and reads of technical content (the page that shows it).
"""

from flask import Flask, Response, current_app, g, request

from tracker import clock
from tracker.docket import auditing
from tracker.docket.actor import Actor
from tracker.web.actor import current_actor

DENIED = frozenset({403, 404})
SIGN_IN = "security.login"
REPORTS = frozenset({"api.status_report"})
"""Calls that hand out a report even where the answer is no file."""


def register(app: Flask) -> None:
    """Look at every answer."""
    app.after_request(note_answer)


def who() -> Actor | None:
    """Whoever asked: the holder of a token, or the person who is signed in."""
    if request.blueprint == "api":
        found: Actor | None = g.get("asking")
        return found
    return current_actor()


def note_answer(response: Response) -> Response:
    """After every request; what cannot be noted is logged, and never keeps the answer back."""
    if request.endpoint is None or not is_worth_it(response):
        return response
    try:
        note(response)
    except Exception as error:  # whatever it is, the answer itself is right
        current_app.logger.error("%s could not be noted: %s", request.endpoint, type(error).__name__)
    return response


def is_worth_it(response: Response) -> bool:
    """Whether an answer is one of those that the trail knows."""
    if response.status_code in DENIED or is_file(response) or is_failed_sign_in(response):
        return True
    return response.status_code == 401 and request.blueprint == "api"


def is_failed_sign_in(response: Response) -> bool:
    """Whether somebody sent the sign-in form and was not let in; a sign-in that succeeds leads elsewhere."""
    return request.endpoint == SIGN_IN and request.method == "POST" and response.status_code == 200


def is_file(response: Response) -> bool:
    """Whether something is taken out: a file, or a report through the API."""
    taken = "attachment" in response.headers.get("Content-Disposition", "")
    return response.status_code == 200 and (taken or request.endpoint in REPORTS)


def note(response: Response) -> None:
    """One row for one answer."""
    actor, now, door = who(), clock.now(), str(request.endpoint)
    if is_failed_sign_in(response):
        auditing.note_failed_sign_in(email=str(request.form.get("email", ""))[:254], now=now)
    elif response.status_code == 401:
        if request.authorization is not None:
            auditing.note_failed_sign_in(email="", now=now, action="token-refused")
    elif actor is None:
        return
    elif response.status_code in DENIED:
        places = {name: str(value) for name, value in (request.view_args or {}).items()}
        auditing.note_denied(
            actor, what=door, method=request.method, status=response.status_code, places=places, now=now
        )
    else:
        auditing.note_download(actor, what=door, form=response.mimetype or "", now=now)
