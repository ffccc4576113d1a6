"""The list of duties: narrowed, in any order, saved as a view. Which duties there are is docket's answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.docket import duty_lists, look, saved_views
from tracker.docket.asking import STANDINGS, Asked, people_who_own
from tracker.docket.who import AGENCY, CONTRACTOR, who
from tracker.web.actor import someone
from tracker.web.listing import NO_VIEW, address, columns, counted, read_asked, selects
from tracker.web.offering import duty_rows
from tracker.web.office import today
from tracker.web.pages.due import next_page
from tracker.web.query import read_text
from tracker.web.words import STANDINGS as WORDS
from tracker.web.words import say

LIMIT = 50

pages = Blueprint("duty_list", __name__)


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to narrow the list, with how many duties stand behind it."""

    name: str
    label: str
    count: str
    address: str
    here: bool


@pages.get("/duties")
@who(*CONTRACTOR, *AGENCY)
def page() -> ResponseReturnValue:
    """Duties in the order asked for; filters, order and place stand in the address."""
    actor, day, asked = someone(), today(), read_asked()
    first = None if request.args else saved_views.first_view(actor, "duties")
    if first is not None:
        return redirect(address("duties", first.asked, view=first.public_id))
    after, view = read_text("after"), read_text("view")
    found = duty_lists.duty_list(actor, asked, today=day, after=after, limit=LIMIT)
    owners, signed = people_who_own(actor), look.agreements(actor)
    rows = duty_rows(actor, [line.duty for line in found.lines])
    return render_template(
        "due/page.html",
        rows=rows,
        merged=len(found.lines) - len(rows),
        owners={line.duty.public_id: line.owner for line in found.lines},
        asked=asked,
        count=counted(found.count or 0, look.COUNT_LIMIT),
        tabs=tabs(found.counts, asked),
        columns=columns("duties", actor, asked, heads()),
        selects=selects("duties", actor, asked, signed, owners),
        views=saved_views.views(actor, "duties"),
        view=view,
        whole=address("duties", Asked(), view=NO_VIEW),
        back=address("duties", asked, view=view or NO_VIEW, after=after),
        may_act=actor.may_record,
        limit=LIMIT,
        later_page=bool(after),
        first_page=address("duties", asked, view=view or NO_VIEW),
        next_page=next_page(found.next_cursor),
    )


def heads() -> list[tuple[str, str]]:
    """The columns, by the order they stand for."""
    return [
        ("day", _("Act by")),
        ("what", _("What is to be done")),
        ("matter", _("Matter")),
        ("agreement", _("Agreement")),
        ("owner", _("Owner")),
        ("state", _("State")),
    ]


def tabs(counts: Mapping[str, int], asked: Asked) -> list[Tab]:
    """The states that hold something, `all` first."""
    found = [tab("all", _("All"), counts["all"], replace(asked, standing=None), asked.standing is None)]
    for name in STANDINGS:
        if counts[name] or name == asked.standing:
            narrowed = replace(asked, standing=name)
            found.append(tab(name, say(WORDS, name), counts[name], narrowed, name == asked.standing))
    return found


def tab(name: str, label: str, count: int, asked: Asked, here: bool) -> Tab:
    """One of them."""
    told = counted(count, look.COUNT_LIMIT)
    return Tab(name, label, told, address("duties", asked, view=NO_VIEW), here)
