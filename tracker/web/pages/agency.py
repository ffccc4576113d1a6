"""The status report as a page and as files. What it shows, and to whom, is decided in reports and disclosure."""

from itertools import islice

from flask import Blueprint, Response, abort, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.docket import look
from tracker.docket.actor import READERS
from tracker.docket.who import AGENCY, who
from tracker.errors import Refused
from tracker.reports import FORMATS, REPORTS, file_name
from tracker.web.actor import someone
from tracker.web.dates import UnreadableDate, read_date
from tracker.web.office import today
from tracker.web.query import read_text

LIMIT = 200
ON_PAGE = (
    "ref", "contractor", "filing", "filed_on", "filing_notice_due", "filing_notice_sent", "filing_notice_days_late",
    "next_due", "overdue_duties", "security_state", "level", "registered_on", "registration_notice_due",
    "registration_notice_sent", "right", "title", "application_no", "agreement",
)  # fmt: skip
"""The columns of the page, in its order: what an officer acts on first. The files hold all columns."""

pages = Blueprint("agency", __name__, url_prefix="/reports")


@pages.get("/status")
@who(*READERS, *AGENCY)
def status() -> ResponseReturnValue:
    """The status report over everything the person may see, as of a day."""
    actor, agreement, typed = someone(), read_text("agreement"), read_text("as_of")
    as_of, fault = today(), None
    try:
        as_of = read_date(typed, actor.language) if typed else today()
        table = REPORTS["status"].make(actor, as_of=as_of, today=today(), agreement=agreement)
    except UnreadableDate as unreadable:
        fault = str(unreadable)
    except Refused as refused:
        fault = " ".join(_(each.message_id) for each in refused.faults)
    if fault:
        table = REPORTS["status"].make(actor, as_of=today(), today=today(), agreement=agreement)
    by_name = {column.name: n for n, column in enumerate(table.columns)}
    places = [by_name[name] for name in ON_PAGE]
    rows = [[row[n] for n in places] for row in islice(table.rows, LIMIT + 1)]
    page = render_template(
        "agency/status.html",
        report=table,
        columns=[table.columns[n] for n in places],
        rows=rows[:LIMIT],
        cut=len(rows) > LIMIT,
        agreements=look.agreements(actor),
        chosen=agreement,
        typed_as_of=typed,
        fault=fault,
        downloads=[
            (name, url_for("agency.download", form=name, agreement=agreement, as_of=table.as_of))
            for name in FORMATS
        ],
    )
    return page, 422 if fault else 200


@pages.get("/status.<form>")
@who(*READERS, *AGENCY)
def download(form: str) -> Response:
    """The same as a file, row by row."""
    if form not in FORMATS:
        abort(404)
    actor, agreement, typed = someone(), read_text("agreement"), read_text("as_of")
    try:
        as_of = read_date(typed, actor.language) if typed else today()
    except UnreadableDate:
        abort(400)
    table = REPORTS["status"].make(actor, as_of=as_of, today=today(), agreement=agreement)
    pieces = stream_with_context(FORMATS[form].write(table, actor.language))
    response = Response(pieces, content_type=FORMATS[form].content_type)
    name = file_name(table, FORMATS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
