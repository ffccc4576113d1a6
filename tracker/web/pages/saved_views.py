"""Saved views: keep a list's filters and order under a name, begin with one, take one away."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import saved_views
from tracker.docket.who import AGENCY, CONTRACTOR, who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.lists import ViewInput
from tracker.web.listing import NO_VIEW, PAGES, address, asked_of
from tracker.web.office import today

pages = Blueprint("saved_views", __name__, url_prefix="/views")


@pages.post("/<of>")
@who(*CONTRACTOR, *AGENCY)
def save(of: str) -> ResponseReturnValue:
    """Keeps the list as it was shown."""
    check_list(of)
    form, asked = ViewInput(), asked_of(request.form)
    if form.validate():
        try:
            view = saved_views.save_view(
                someone(),
                of=of,
                name=form.name.data or "",
                asked=asked,
                shared=bool(form.shared.data),
                first=bool(form.first.data),
                now=clock.now(),
                today=today(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(address(of, view.asked, view=view.public_id, done="view-saved"), 303)
    return form.page(of, asked), 422


@pages.post("/<of>/first")
@who(*CONTRACTOR, *AGENCY)
def begin(of: str) -> ResponseReturnValue:
    """Lets one's list open with a view, or with none."""
    check_list(of)
    view = request.form.get("view") or None
    saved_views.begin_with(someone(), of=of, view=view, now=clock.now())
    return redirect(url_for(PAGES[of], view=view or NO_VIEW, done="view-first"), 303)


@pages.post("/<of>/<view>/remove")
@who(*CONTRACTOR, *AGENCY)
def remove(of: str, view: str) -> ResponseReturnValue:
    """Takes a view of one's own away."""
    check_list(of)
    saved_views.remove_view(someone(), view=view, now=clock.now())
    return redirect(url_for(PAGES[of], view=NO_VIEW, done="view-removed"), 303)


def check_list(of: str) -> None:
    """Only lists that there are."""
    if of not in PAGES:
        abort(404)
