"""The self-check as a page: its last runs, what it found, and the decision of a person about each matter."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.docket import selfcheck_views
from tracker.docket.actor import WRITERS
from tracker.docket.selfchecking import close_differences
from tracker.docket.who import AGENCY, CONTRACTOR, OPERATOR, who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.office import today

pages = Blueprint("selfcheck", __name__, url_prefix="/selfcheck")


@pages.get("")
@who(*CONTRACTOR, *AGENCY, *OPERATOR)
def page() -> ResponseReturnValue:
    """The last runs, and what they found in the matters one may see."""
    return shown()


@pages.post("/<matter>/close")
@who(*WRITERS)
def close(matter: str) -> ResponseReturnValue:
    """Takes what follows from the facts for a matter, with a reason."""
    reason = request.form.get("reason", "")
    try:
        close_differences(someone(), matter=matter, reason=reason, now=clock.now(), today=today())
    except Refused as refused:
        return shown(matter, [_(each.message_id, **each.values) for each in refused.faults], reason), 422
    return redirect(url_for("selfcheck.page", done="closed"), 303)


def shown(at: str | None = None, faults: list[str] | None = None, reason: str = "") -> str:
    """The page; where a decision was refused, with what is wrong beside it."""
    actor = someone()
    found = selfcheck_views.differences(actor)
    still = [each for each in found if each.closed_at is None]
    return render_template(
        "selfcheck/page.html",
        runs=selfcheck_views.runs(actor),
        open_by_matter=by_matter(still),
        closed=[each for each in found if each.closed_at is not None],
        open_count=selfcheck_views.count_open(actor),
        may_close=actor.may_record,
        at=at,
        faults=faults or [],
        reason=reason,
    )


def by_matter(
    found: list[selfcheck_views.DifferenceView],
) -> dict[str, list[selfcheck_views.DifferenceView]]:
    """Differences together with the others of their matter: a decision is about a matter."""
    grouped: dict[str, list[selfcheck_views.DifferenceView]] = {}
    for each in found:
        grouped.setdefault(each.matter_public_id, []).append(each)
    return grouped
