"""Moving technical content out of the product, as a designated matter asks for."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket.actor import WRITERS
from tracker.docket.keeping import move_content_out
from tracker.docket.who import who
from tracker.web.actor import someone

pages = Blueprint("content", __name__, url_prefix="/matters/<matter>/content")


@pages.post("/out")
@who(*WRITERS)
def out(matter: str) -> ResponseReturnValue:
    """Takes the content out; its place is noted."""
    move_content_out(someone(), matter=matter, shelf_no=request.form.get("shelf_no", ""), now=clock.now())
    return redirect(url_for("matters.show", matter=matter), 303)
