"""Applications for licences of a matter's rights: the contractor applies, the agency decides."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import licence_deciding, licensing, look
from tracker.docket.actor import READERS, WRITERS
from tracker.docket.panel import panel
from tracker.docket.who import AGENCY, who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.base import Input
from tracker.web.inputs.licences import ApplicationInput, DecisionInput
from tracker.web.office import today

pages = Blueprint("licences", __name__, url_prefix="/matters/<matter>/licences")


@pages.get("")
@who(*READERS, *AGENCY)
def page(matter: str) -> ResponseReturnValue:
    """The applications of a matter, with what can be done next."""
    return show(matter, ApplicationInput(), DecisionInput(), None)


@pages.post("")
@who(*WRITERS)
def apply(matter: str) -> ResponseReturnValue:
    """Records an application."""
    form = ApplicationInput()
    if form.validate():
        try:
            licensing.apply_for_licence(
                someone(), matter=matter, **form.arguments(), now=clock.now(), today=today()
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("licences.page", matter=matter), 303)
    return show(matter, form, DecisionInput(), None)


@pages.post("/<application>/decide")
@who(*AGENCY)
def decide(matter: str, application: str) -> ResponseReturnValue:
    """Records what the agency decided."""
    form = DecisionInput()
    if form.validate():
        try:
            licence_deciding.decide_application(
                someone(),
                matter=matter,
                application_id=application,
                decision=form.decision.data,
                decided_on=form.decided_on.data,  # type: ignore[arg-type]  # the field is needed: validated
                reason=form.reason.data,
                now=clock.now(),
                today=today(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("licences.page", matter=matter), 303)
    return show(matter, ApplicationInput(formdata=None), form, application)


def show(matter: str, form: Input, deciding: Input, at: str | None) -> ResponseReturnValue:
    """The page, with what was typed and what is wrong with it."""
    actor = someone()
    found = look.matter(actor, matter, today=today())
    page = render_template(
        "licences/page.html",
        matter=found,
        panel=panel(actor, found, today=today()),
        applications=licensing.applications(actor, matter),
        input=form,
        deciding=deciding,
        at=at,
        may_apply=actor.may_record,
        may_decide=actor.is_officer,
    )
    return page, 422 if request.method == "POST" else 200
