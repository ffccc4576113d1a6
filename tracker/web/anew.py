"""Asks for the password again before something is opened to the agency: a screen left unattended opens nothing.

The sign-in library notes when somebody last gave their password, and its page takes it again.
"""

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from tracker import clock

TO_LOOK, TO_SEND = 20 * 60, 60 * 60
"""Seconds since the password was given: who opened the page in time has the rest of the hour to fill it in."""
GIVEN = "fs_paa"


def password_first() -> ResponseReturnValue | None:
    """Leads to the page that asks for the password, and back; None where it was given lately."""
    given = session.get(GIVEN)
    most = TO_SEND if request.method == "POST" else TO_LOOK
    if given is not None and abs(clock.now().timestamp() - given) <= most:
        return None
    return redirect(url_for("security.verify", next=request.path), 303)
