"""The home page: what is due, overdue on top. Which duty stands how is the engine's work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker import clock
from tracker.docket import look, mail, turns, unclassified
from tracker.docket.moves import moved_dates
from tracker.docket.proposals import open_proposals
from tracker.docket.selfcheck_views import last_run
from tracker.docket.who import SIGNED_IN, who
from tracker.web.actor import someone
from tracker.web.offering import DutyRow, duty_rows
from tracker.web.office import today
from tracker.web.query import read_choice, read_text
from tracker.web.words import STANDINGS, say

LIMIT = 50
RUNNING = ("overdue", "target-passed", "due-soon", "open")
TABS = (*RUNNING, "waiting", "on-hold")
HOMES = {"administrator": "people.page"}
"""Where those land who see no matters."""
GROUPS: Mapping[str, str] = {"overdue": "overdue", "target-passed": "soon", "due-soon": "soon"}
ICONS = {"overdue": "overdue", "soon": "due-soon"}

pages = Blueprint("due", __name__)


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to narrow the list, with how many duties stand behind it."""

    name: str
    label: str
    count: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Duties that are as pressing as one another."""

    name: str
    label: str
    icon: str | None
    duties: list[DutyRow]


@pages.get("/")
@who(*SIGNED_IN)
def page() -> ResponseReturnValue:
    """Everything that is owed, most pressing first; filters stand in the address.

    What is overdue stands on top however many targets passed before it; where it does not all fit on the
    page by its day, it is asked for by itself.
    """
    actor, day = someone(), today()
    if not (actor.is_contractor or actor.is_officer):
        return redirect(url_for(HOMES.get(actor.role, "account.page")))
    standing = read_choice("standing", TABS)
    agreement, after = read_text("agreement"), read_text("after")
    ask: dict[str, Any] = {"today": day, "agreement": agreement, "limit": LIMIT}
    found = look.due_list(actor, standing=standing, after=after, **ask)
    late = [duty for duty in found.items if duty.standing == "overdue"]
    if len(late) < found.counts["overdue"] and not (standing or after):
        late = look.due_list(actor, standing="overdue", counted=False, **ask).items
    rest = [duty for duty in found.items if duty.standing != "overdue"]
    return render_template(
        "due/page.html",
        groups=groups(duty_rows(actor, [*late, *rest])),
        more_overdue=here("overdue", agreement) if not standing and len(late) == LIMIT else None,
        tabs=tabs(found.counts, standing, agreement),
        standing=standing,
        chosen=agreement,
        agreements=look.agreements(actor),
        moved=moved_dates(actor, now=clock.now()),
        proposed=open_proposals(actor),
        waiting=turns.waiting(actor),
        undecided=unclassified.undecided_count(actor),
        engine=look.engine_line(actor, today=day),
        last_sweep=mail.last_sweep(),
        selfcheck=last_run(actor),
        may_log=actor.may_log,
        limit=LIMIT,
        later_page=bool(after),
        first_page=url_for("due.page", standing=standing, agreement=agreement),
        next_page=next_page(found.next_cursor),
    )


def tabs(counts: Mapping[str, int], standing: str | None, agreement: str | None) -> list[Tab]:
    """The narrowings that hold something, `all` first."""
    whole = sum(counts.get(name, 0) for name in RUNNING)
    listed = [Tab("all", _("All"), counted(whole), here(None, agreement), standing is None)]
    for name in TABS:
        if counts.get(name) or name == standing:
            count = counted(counts.get(name, 0))
            listed.append(Tab(name, say(STANDINGS, name), count, here(name, agreement), name == standing))
    return listed


def counted(number: int) -> str:
    """A count as it is told; docket stops counting where it would cost more than the page."""
    return f"{number}+" if number >= look.COUNT_LIMIT else str(number)


def here(standing: str | None, agreement: str | None) -> str:
    """The address of this list, narrowed."""
    return url_for("due.page", standing=standing, agreement=agreement)


def groups(rows: Sequence[DutyRow]) -> list[Group]:
    """Overdue, then what falls within the lead time, then the rest; empty groups are left out."""
    held: dict[str, list[DutyRow]] = {"overdue": [], "soon": [], "later": []}
    for row in rows:
        held[GROUPS.get(row.standing, "later")].append(row)
    labels = {
        "overdue": lambda n: ngettext("%(num)s overdue", "%(num)s overdue", n),
        "soon": lambda n: ngettext(
            "%(num)s within 14 days or past its target", "%(num)s within 14 days or past their target", n
        ),
        "later": lambda n: ngettext("%(num)s later", "%(num)s later", n),
    }
    return [
        Group(name, labels[name](len(rows)), ICONS.get(name), rows) for name, rows in held.items() if rows
    ]


def next_page(cursor: str | None) -> str | None:
    """The address of the page after this one, with the filters of this one."""
    if cursor is None:
        return None
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "after"}
    return url_for(request.endpoint or "due.page", **kept, after=cursor)
