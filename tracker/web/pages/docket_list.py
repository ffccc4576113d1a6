"""The docket list of one's organisation as a file, to print or to keep. What stands in it is docket's work."""

from flask import Blueprint, Response, abort, current_app
from flask_babel import gettext as _

from tracker import clock
from tracker.docket import listing, look
from tracker.docket.actor import READERS
from tracker.docket.who import who
from tracker.web.actor import someone
from tracker.web.office import today, zone
from tracker.web.pages.due import TABS
from tracker.web.query import read_choice, read_text
from tracker.web.words import STANDINGS, say

TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}

pages = Blueprint("docket_list", __name__)


@pages.get("/docket-list.<form>")
@who(*READERS)
def file(form: str) -> Response:
    """The list, narrowed as on the page it was asked for from."""
    if form not in TYPES:
        abort(404)
    actor, standing, agreement = someone(), read_choice("standing", TABS), read_text("agreement")
    named = [each.number for each in look.agreements(actor) if each.public_id == agreement]
    filters = {
        _("Agreement"): named[0] if named else "",
        _("State"): say(STANDINGS, standing) if standing else "",
    }
    made = listing.docket_list(
        actor,
        form=form,
        today=today(),
        made_at=clock.now().astimezone(zone()),
        base_url=current_app.config["BASE_URL"],
        standing=standing,
        agreement=agreement,
        filters=filters,
    )
    response = Response(made, content_type=TYPES[form])
    way = "inline" if form == "pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{way}; filename="docket-list-{today().isoformat()}.{form}"'
    response.headers["Cache-Control"] = "no-store"
    return response
