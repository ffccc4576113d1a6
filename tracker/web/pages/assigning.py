"""Who looks after a matter: its owner and deputy."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import assigning
from tracker.docket.actor import WRITERS
from tracker.docket.who import who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.people import AssignInput

pages = Blueprint("assigning", __name__, url_prefix="/matters/<matter>/owner")


@pages.route("", methods=["GET", "POST"])
@who(*WRITERS)
def page(matter: str) -> ResponseReturnValue:
    """Names owner and deputy."""
    actor, form = someone(), AssignInput()
    found = assigning.assigned(actor, matter)
    form.offer(found)
    if form.validate_on_submit():
        try:
            assigning.assign(
                actor,
                matter=found.matter_public_id,
                owner=form.owner.data or "",
                deputy=form.deputy.data or "",
                now=clock.now(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("matters.show", matter=found.matter_public_id), 303)
    return render_template("assigning/page.html", assigned=found, input=form), 422 if form.errors else 200
