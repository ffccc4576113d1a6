"""Applications for licences of a matter's rights: the contractor applies, the agency decides."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import licence_deciding, licence_ending, licensing, look
from tracker.docket.actor import READERS, WRITERS
from tracker.docket.panel import panel
from tracker.docket.who import AGENCY, who
from tracker.errors import Conflict, Refused
from tracker.web.actor import someone
from tracker.web.inputs.base import Input
from tracker.web.inputs.licences import ApplicationInput, DecisionInput, EndInput, number_of
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
                years=number_of(form.granted_years.data),
                now=clock.now(),
                today=today(),
            )
        except Refused as refused:
            form.take(refused)
        except Conflict:
            return show(
                matter, ApplicationInput(formdata=None), DecisionInput(formdata=None), None, late=True
            )
        else:
            return redirect(url_for("licences.page", matter=matter), 303)
    return show(matter, ApplicationInput(formdata=None), form, application)


@pages.post("/contracts/<fact>/end")
@who(*AGENCY)
def end(matter: str, fact: str) -> ResponseReturnValue:
    """Records that a licence contract ended."""
    form = EndInput()
    fresh = ApplicationInput(formdata=None), DecisionInput(formdata=None)
    if form.validate():
        try:
            licence_ending.end_contract(
                someone(),
                matter=matter,
                fact=fact,
                how=form.how.data,
                ended_on=form.ended_on.data,  # type: ignore[arg-type]  # the field is needed: validated
                now=clock.now(),
                today=today(),
            )
        except Refused as refused:
            form.take(refused)
        except Conflict:
            return show(matter, *fresh, None, late=True)
        else:
            return redirect(url_for("licences.page", matter=matter), 303)
    return show(matter, *fresh, fact, ending=form)


def show(
    matter: str,
    form: Input,
    deciding: Input,
    at: str | None,
    *,
    ending: Input | None = None,
    late: bool = False,
) -> ResponseReturnValue:
    """The page, with what was typed and what is wrong with it; ``late``: somebody else was faster."""
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
        contracts=licence_ending.contracts(actor, matter, today=today()),
        ending=ending or EndInput(formdata=None),
        late=late,
        may_apply=actor.may_record,
        may_decide=actor.is_officer,
    )
    if late:
        return page, 409
    return page, 422 if request.method == "POST" else 200
