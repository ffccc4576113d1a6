"""The people of one's organisation, to look up. Accounts are entered and closed on the command line."""

from flask import Blueprint, render_template

from tracker.docket import accounts
from tracker.docket.actor import WRITERS
from tracker.docket.who import AGENCY, OPERATOR, who
from tracker.web.actor import someone

pages = Blueprint("people", __name__, url_prefix="/people")


@pages.get("")
@who(*OPERATOR, *WRITERS, *AGENCY)
def page() -> str:
    """Names, roles and addresses; the operator sees all organisations."""
    return render_template("people/page.html", people=accounts.people(someone()))
