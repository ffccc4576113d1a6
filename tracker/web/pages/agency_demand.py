"""The agency demands to be shown content. What becomes of the demand is the contractor's decision."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import demanding, look
from tracker.docket.who import AGENCY, who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.incoming import DemandInput
from tracker.web.office import today
from tracker.web.saved import mark

pages = Blueprint("demand", __name__, url_prefix="/matters/<matter>/demand")


@pages.route("", methods=["GET", "POST"])
@who(*AGENCY)
def page(matter: str) -> ResponseReturnValue:
    """Records a demand; sent twice, it is recorded once."""
    actor, form = someone(), DemandInput()
    found = look.matter(actor, matter, today=today())
    if request.method == "GET":
        form.demanded_on.data = today()
    elif form.validate():
        try:
            made = demanding.demand_disclosure(
                actor,
                matter=matter,
                demand_no=form.demand_no.data or "",
                method=form.method.data or "",
                recipient=form.recipient.data or "",
                demanded_on=form.demanded_on.data,  # type: ignore[arg-type]  # needed: validated
                expires_on=form.expires_on.data,  # type: ignore[arg-type]
                request_key=form.request_key.data or None,
                now=clock.now(),
                today=today(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            there = url_for("matters.show", matter=matter, done=mark(matter, made.fact))
            return redirect(there, 303)
    return render_template("agency/demand.html", matter=found, input=form), 422 if form.errors else 200
