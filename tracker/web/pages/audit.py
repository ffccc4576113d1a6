"""The audit trail to look through and to take along. What each role sees of it is decided in docket.auditing."""

from datetime import date
from operator import itemgetter

from flask import Blueprint, Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.docket import auditing
from tracker.docket.actor import WRITERS
from tracker.docket.audit_export import export_own
from tracker.docket.who import AGENCY, OPERATOR, who
from tracker.web.act_words import ACTS, PARTS, SOURCES, THINGS
from tracker.web.actor import someone
from tracker.web.dates import UnreadableDate, read_date
from tracker.web.frame import fact_word
from tracker.web.office import today
from tracker.web.pages.due import next_page
from tracker.web.query import read_text
from tracker.web.words import say

LIMIT = 50
DIGESTS = ("hmac-sha256:", "#")

pages = Blueprint("audit", __name__, url_prefix="/audit")


@pages.get("")
@who(*WRITERS, *AGENCY, *OPERATOR)
def page() -> ResponseReturnValue:
    """Who did what when; filters stand in the address, so that a view of it can be passed on."""
    actor, fault = someone(), None
    asked = {name: read_text(name) for name in ("who", "what", "about", "since", "until", "after")}
    days: dict[str, date | None] = {"since": None, "until": None}
    for name in days:
        try:
            days[name] = read_date(typed, actor.language) if (typed := asked[name]) else None
        except UnreadableDate as unreadable:
            fault = str(unreadable)
    if days["since"] and days["until"] and days["since"] > days["until"]:
        fault = _("The last day should not lie before the first.")
    found = auditing.review(
        actor,
        zone=current_app.config["TIMEZONE"],
        who=asked["who"],
        since=days["since"],
        until=days["until"],
        action=asked["what"],
        about=asked["about"],
        after=asked["after"],
        limit=LIMIT,
    )
    shown = render_template(
        "audit/page.html",
        review=found,
        asked=asked,
        fault=fault,
        filtered=any(value for name, value in asked.items() if name != "after"),
        acts=sorted(((code, str(word)) for code, word in ACTS.items()), key=itemgetter(1)),
        part_word=lambda code: say(PARTS, code),
        spell=spell,
        act_word=lambda code: say(ACTS, code),
        thing_word=lambda code: say(THINGS, code),
        source_word=lambda code: say(SOURCES, code),
        next_page=next_page(found.next_cursor),
        first_page=url_for("audit.page"),
    )
    return shown, 422 if fault else 200


def spell(name: str, value: object) -> str:
    """A particular for people: a digest says that it stands for something protected, a kind has its label."""
    if isinstance(value, str):
        if value.startswith(DIGESTS):
            return _("protected")
        return fact_word(value) if name == "kind" else value
    if isinstance(value, dict):
        told = {key: each for key, each in value.items() if each is not None}
        return ", ".join(f"{key} {spell(key, each)}" for key, each in told.items())
    if isinstance(value, list):
        return ", ".join(spell(name, each) for each in value)
    return str(value)


@pages.get("/copy.zip")
@who(*WRITERS, *AGENCY, *OPERATOR)
def download() -> Response:
    """One's own chain as a zip that can be verified anywhere; taking it stands in the trail."""
    response = Response(export_own(someone(), now=clock.now()), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{today().isoformat()}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response
