"""A list as a file or on paper: the rows that its page shows, with filters, time, person and gate beside them."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, render_template, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.docket import duty_lists, matter_lists
from tracker.docket.actor import Actor
from tracker.docket.asking import Asked, people_who_own
from tracker.docket.who import AGENCY, CONTRACTOR, who
from tracker.reports.lists import duty_table, matter_table
from tracker.reports.model import Table
from tracker.reports.writers import FORMATS
from tracker.web.actor import someone
from tracker.web.dates import write_instant
from tracker.web.language import current_language
from tracker.web.listing import PAGES, address, in_words, read_asked
from tracker.web.office import today, zone

MOST = 20_000
"""No file holds more rows; filters narrow it."""
ON_PAPER = 1_000
FORMS = ("csv", "xlsx")

pages = Blueprint("list_files", __name__, url_prefix="/lists")


@pages.get("/<of>.<form>")
@who(*CONTRACTOR, *AGENCY)
def file(of: str, form: str) -> ResponseReturnValue:
    """The list of this address as a file."""
    if of not in PAGES or form not in FORMS:
        abort(404)
    return list_file(of, form, read_asked())


@pages.get("/<of>/print")
@who(*CONTRACTOR, *AGENCY)
def on_paper(of: str) -> str:
    """The list of this address for a printer."""
    if of not in PAGES:
        abort(404)
    actor, asked = someone(), read_asked()
    table = table_of(of, actor, asked, ON_PAPER, None)
    rows = [dict(zip((c.name for c in table.columns), row, strict=True)) for row in table.rows]
    empty = {c.name for c in table.columns if not any(row[c.name] for row in rows)}
    if actor.is_contractor and len({row["organisation"] for row in rows}) == 1:
        empty.add("organisation")  # one's own, on every line
    return render_template(
        "lists/print.html",
        title=table.title[current_language()],
        columns=[c for c in table.columns if c.name not in empty],
        rows=rows,
        about=table.about,
        most=ON_PAPER,
        cut=len(rows) == ON_PAPER,
        back=address(of, asked),
    )


def list_file(of: str, form: str, asked: Asked, *, chosen: Sequence[str] | None = None) -> Response:
    """A list as CSV or as a workbook; of ``chosen`` rows alone where they were ticked."""
    actor = someone()
    table = table_of(of, actor, asked, MOST, chosen)
    response = Response(
        stream_with_context(FORMATS[form].write(table, actor.language)),
        content_type=FORMATS[form].content_type,
    )
    name = f"{of}-{today().isoformat()}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def table_of(of: str, actor: Actor, asked: Asked, most: int, chosen: Sequence[str] | None) -> Table:
    """The table of a list; what cannot be asked is refused before a byte is sent."""
    day = today()
    about = tuple(told_about(of, actor, asked, chosen))
    if of == "duties":
        duty_lists.duty_list(actor, asked, today=day, limit=1, counted=False)
        some = duty_lists.chosen_lines(actor, chosen, today=day) if chosen is not None else None
        lines: Any = duty_lists.all_lines(actor, asked, today=day, most=most) if some is None else some
        return duty_table(lines, today=day, about=about)
    matter_lists.matter_list(actor, asked, today=day, limit=1)
    picked = matter_lists.chosen_lines(actor, chosen, today=day) if chosen is not None else None
    found: Any = matter_lists.all_lines(actor, asked, today=day, most=most) if picked is None else picked
    return matter_table(found, today=day, about=about)


def told_about(of: str, actor: Actor, asked: Asked, chosen: Sequence[str] | None) -> list[tuple[str, str]]:
    """What stands at the foot: the filters, when and by whom, and through which gate it was looked at."""
    filters = in_words(of, actor, asked, people_who_own(actor))
    told = [(_("Filter"), _("rows that were ticked"))] if chosen is not None else filters
    gate = _("own people's view: not for the agency")
    if actor.is_officer:
        gate = _("the agency's view: what the terms withhold is left out")
    elif actor.is_agent:
        gate = _("an outside agent's view: what is shared alone")
    return [
        *(told or [(_("Filter"), _("none"))]),
        (_("Made on"), write_instant(clock.now(), current_language(), zone())),
        (_("Made by"), f"{actor.name}, {actor.organisation_name}"),
        (_("Gate"), gate),
    ]
