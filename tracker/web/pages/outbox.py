"""The outbox: mails that wait, went out, or did not, and why. Sending is the worker's."""

from flask import Blueprint, current_app, render_template

from tracker.docket import mail
from tracker.docket.who import AGENCY, CONTRACTOR, OPERATOR, who
from tracker.web.actor import someone
from tracker.web.pages.due import next_page
from tracker.web.query import read_text

LIMIT = 50

pages = Blueprint("outbox", __name__, url_prefix="/outbox")


@pages.get("")
@who(*CONTRACTOR, *AGENCY, *OPERATOR)
def page() -> str:
    """The mails of one's organisation, newest first."""
    found = mail.outbox(someone(), after=read_text("after"), limit=LIMIT)
    return render_template(
        "outbox/page.html",
        mails=found.items,
        next_page=next_page(found.next_cursor),
        last_sweep=mail.last_sweep(),
        mail_server=bool(current_app.config.get("MAIL_SERVER")),
    )
