"""The outbox: mails that wait, went out, or did not, and why. Sending is the worker's."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import addresses, mail
from tracker.docket.actor import WRITERS
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
        returned=addresses.returned(someone(), now=clock.now()),
        mail_server=bool(current_app.config.get("MAIL_SERVER")),
    )


@pages.post("/addresses/<person>/mended")
@who(*WRITERS, *OPERATOR)
def mend(person: str) -> ResponseReturnValue:
    """The address works again."""
    addresses.mend(someone(), person=person, now=clock.now())
    return redirect(url_for("outbox.page", done="mended"), 303)
