"""The docket list of an organisation to keep outside the product: all that is still to be done, no titles.

Not here: the list on the page (look), the weekly mail (reminders), how sheets and files are written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tracker.docket.actor import Actor, require
from tracker.docket.duties import DUTIES, view_of_row
from tracker.docket.gate import scope_of
from tracker.docket.look import COUNTED, agreement_id
from tracker.docket.views import ObligationView
from tracker.docket.words import NOT_ONE_OF
from tracker.errors import Refused
from tracker.reminders.docket_list import Line, as_csv, as_pdf, sheet_of
from tracker.store.obligations import DueFilter, Obligation, due_page
from tracker.store.session import reading

FORMATS = ("pdf", "csv")
MOST = 2000
"""No sheet holds more duties; it says so, and filters narrow it."""
CUT = {
    "ja": f"対応期限の早い{MOST}件だけを載せています。契約や状態で絞り込んでください。",
    "en": f"These are the {MOST} with the earliest day to act. Narrow the list by agreement or state.",
}


def docket_list(
    actor: Actor,
    *,
    form: str,
    today: date,
    made_at: datetime,
    base_url: str,
    standing: str | None = None,
    agreement: str | None = None,
    filters: Mapping[str, str] | None = None,
) -> bytes:
    """The file: duties of the actor's organisation that are still to be done, as PDF, or all of them as CSV.

    ``filters``: what the sheet says of them, label and text. Raises Refused for an unknown standing, NotFound
    for an agreement that is not the actor's, and for whoever sees no docket of their own.
    """
    require(actor.is_contractor and form in FORMATS)
    if standing is not None and standing not in COUNTED:
        raise Refused([("standing", NOT_ONE_OF)])
    session = reading()
    chosen = DueFilter(DUTIES, None, standing, None, agreement_id(session, actor, agreement))
    rows = due_page(session, scope_of(actor), chosen, today, None, MOST + 1)
    if form == "csv":
        return as_csv(_all(session, rows, chosen, actor, today, base_url)).encode("utf-8-sig")
    sheet = sheet_of(
        today,
        actor.language,
        made_at,
        organisation=actor.organisation_name,
        made_by=actor.name,
        filters=filters,
    )
    if len(rows) > MOST:
        sheet = replace(sheet, note=CUT[sheet.language])
    return as_pdf(_lines(rows[:MOST], actor, today, base_url), sheet)


def _all(
    session: Any, rows: Sequence[Obligation], chosen: DueFilter, actor: Actor, today: date, base_url: str
) -> Iterator[Line]:
    """The lines of ``rows``, the first portion, and of all that come after it."""
    while rows:
        yield from _lines(rows, actor, today, base_url)
        after = rows[-1].sort_on, rows[-1].id
        rows = due_page(session, scope_of(actor), chosen, today, after, MOST)


def _lines(rows: Sequence[Obligation], actor: Actor, today: date, base_url: str) -> list[Line]:
    views = (view_of_row(row, row.matter, actor, today) for row in rows)
    return [line for view in views if (line := _line(view, base_url))]


def _line(view: ObligationView, base_url: str) -> Line | None:
    """One duty of the list; None where it has no day yet."""
    day = view.act_by or view.due
    if day is None:
        return None
    due = view.due or day
    left = view.days_left if view.days_left is not None else 0
    link = f"{base_url}/duties/{view.public_id}"
    return Line(view.matter_ref, view.label, view.article, view.kind, day, due, view.standing, left, link)
