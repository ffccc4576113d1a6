"""The door: nobody enters a page whose mark does not let them in. Whose records one sees is docket's work.

Every view carries the mark `who` (docket.who); the views of the sign-in library are marked here, by name.
A view without a mark lets nobody in.
"""

from collections.abc import Mapping

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.docket.who import ANYONE, SIGNED_IN, may_enter
from tracker.web.actor import current_role

LIBRARY_VIEWS: Mapping[str, object] = {
    "static": ANYONE,
    "security.static": ANYONE,
    "security.login": ANYONE,
    "security.logout": SIGNED_IN,
    "security.verify": SIGNED_IN,
    "security.change_password": SIGNED_IN,
}


GUARD_THEMSELVES = frozenset({"api"})
"""Rooms that ask for another proof than a signed-in browser, and check the same mark with it."""


class Mark:
    """Stands in for a view of a library."""

    def __init__(self, who: object) -> None:
        self.who = who


def view_behind(app: Flask, endpoint: str) -> object:
    """What carries the mark of an endpoint."""
    if endpoint in LIBRARY_VIEWS:
        return Mark(LIBRARY_VIEWS[endpoint])
    view = app.view_functions[endpoint]
    return getattr(view, "view_class", view)


def guard() -> ResponseReturnValue | None:
    """Before every request: let in, ask to sign in, or refuse."""
    if request.endpoint is None or request.blueprint in GUARD_THEMSELVES:
        return None  # no such page: the error page tells; or a room with a door of its own
    if request.blueprint == "api":
        return None  # programs come with a token, through a door of their own (api.doors)
    view = view_behind(current_app, request.endpoint)
    if getattr(view, "who", None) == ANYONE:
        return None
    role = current_role()
    if may_enter(view, role):
        return None
    if role is not None:
        abort(403)
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=back), 303)
