"""The home page: today. What one must do, what the other side must do, and the proof that the engine ran."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from tracker import clock
from tracker.docket import duty_lists, look, mail, saved_views, turns, unclassified
from tracker.docket.asking import WHOSE, Asked
from tracker.docket.moves import moved_dates
from tracker.docket.proposals import open_proposals
from tracker.docket.selfcheck_views import last_run
from tracker.docket.today import Figure, figures
from tracker.docket.who import SIGNED_IN, who
from tracker.web.actor import someone
from tracker.web.listing import NO_VIEW, address, counted
from tracker.web.offering import DutyRow, duty_rows
from tracker.web.office import today
from tracker.web.query import read_choice

LIMIT = 50
TABS = ("overdue", "target-passed", "due-soon", "open", "waiting", "on-hold")
HOMES = {"administrator": "people.page"}
"""Where those land who see no matters."""
MOVED_AWAY = ("standing", "agreement", "after")
"""Filters of the list of duties, which stood here once; addresses with them lead there."""

pages = Blueprint("due", __name__)


@dataclass(frozen=True, slots=True)
class Group:
    """Duties that are as pressing as one another."""

    name: str
    label: str
    icon: str
    duties: list[DutyRow]


@pages.get("/")
@who(*SIGNED_IN)
def page() -> ResponseReturnValue:
    """What is owed today: figures with the lists behind them, and what is most pressing."""
    actor, day = someone(), today()
    if not (actor.is_contractor or actor.is_officer or actor.is_agent):
        return redirect(url_for(HOMES.get(actor.role, "account.page")))
    if any(request.args.get(name) for name in MOVED_AWAY):
        asked: dict[str, Any] = request.args.to_dict()
        return redirect(url_for("duty_list.page", **asked))
    whose = read_choice("whose", WHOSE) if actor.is_contractor else None
    told = figures(actor, today=day, whose=whose)
    groups = pressing(told.whole, whose)
    return render_template(
        "due/home.html",
        groups=groups,
        figures=told,
        whose=whose,
        scopes=(None, "matters", "mine") if actor.is_contractor else (),
        views=saved_views.counted_views(actor, today=day),
        moved=moved_dates(actor, now=clock.now()),
        proposed=open_proposals(actor),
        waiting=turns.waiting(actor),
        undecided=unclassified.undecided_count(actor),
        engine=look.engine_line(actor, today=day),
        last_sweep=mail.last_sweep(),
        selfcheck=last_run(actor),
        may_log=actor.may_log,
        behind=behind,
        counted=lambda number: counted(number, look.COUNT_LIMIT),
    )


def behind(of: str, asked: Asked, view: str = NO_VIEW) -> str:
    """The address of the list behind a figure."""
    return address(of, asked, view=view)


def pressing(whole: Sequence[Figure], whose: str | None) -> list[Group]:
    """What is overdue, past its target, and to be done within a week, each as far as a page holds."""
    actor, day = someone(), today()
    counts = {each.name: each.count for each in whole}
    asks = {
        "overdue": Asked(standing="overdue", whose=whose),
        "target-passed": Asked(standing="target-passed", whose=whose),
        "7": Asked(within="7", whose=whose),
    }
    found = []
    for name, asked in asks.items():
        if counts[name]:
            lines = duty_lists.duty_list(actor, asked, today=day, limit=LIMIT, counted=False).lines
            rows = duty_rows(actor, [line.duty for line in lines])
            icon = "due-soon" if name == "7" else name
            found.append(Group(name, heading(name, counts[name]), icon, rows))
    return found


def heading(name: str, count: int) -> str:
    """What a group is called; ``count`` is of the whole list."""
    if name == "overdue":
        return ngettext("%(num)s overdue", "%(num)s overdue", count)
    if name == "7":
        return ngettext("%(num)s within 7 days", "%(num)s within 7 days", count)
    return ngettext("%(num)s past its target", "%(num)s past their targets", count)


def next_page(cursor: str | None) -> str | None:
    """The address of the page after this one, with the filters of this one."""
    if cursor is None:
        return None
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "after"}
    return url_for(request.endpoint or "due.page", **kept, after=cursor)
