"""Acknowledging that one has seen which dates moved. Where they are shown: the home page and the matter's."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket.moves import acknowledge_moves
from tracker.docket.who import AGENCY, CONTRACTOR, who
from tracker.web.actor import someone

pages = Blueprint("moves", __name__, url_prefix="/moves")
LARGEST = 18
"""Digits of the greatest number a database keeps."""


@pages.post("/seen")
@who(*CONTRACTOR, *AGENCY)
def seen() -> ResponseReturnValue:
    """Notes that the moves on the page were seen; goes back to it."""
    upto, matter = request.form.get("upto", ""), request.form.get("matter", "")[:100] or None
    number = int(upto) if upto.isascii() and upto.isdecimal() and len(upto) <= LARGEST else 0
    acknowledge_moves(someone(), upto=number, now=clock.now(), matter=matter)
    return redirect(url_for("matters.show", matter=matter) if matter else url_for("due.page"), 303)
