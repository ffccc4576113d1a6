"""Agreements: the list, one with its period, terms, participants and final report."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import accounts, agreeing, concluding, look
from tracker.docket.actor import READERS, WRITERS
from tracker.docket.who import AGENCY, OPERATOR, who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.agreements import FinalReportInput, ParticipantInput
from tracker.web.office import today

pages = Blueprint("agreements", __name__, url_prefix="/agreements")


@pages.get("")
@who(*READERS, *AGENCY, *OPERATOR)
def page() -> str:
    """The agreements one's organisation is a side of; the operator sees all."""
    return render_template("agreements/page.html", agreements=look.agreements(someone()))


@pages.get("/<agreement>")
@who(*READERS, *AGENCY, *OPERATOR)
def show(agreement: str) -> ResponseReturnValue:
    """One agreement."""
    return shown(agreement)


@pages.post("/<agreement>/final-report")
@who(*WRITERS)
def final_report(agreement: str) -> ResponseReturnValue:
    """Records in all its matters that the final report was submitted."""
    form = FinalReportInput()
    if form.validate():
        try:
            concluding.record_final_report(
                someone(), agreement=agreement, on=form.on.data, now=clock.now(), today=today()
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("agreements.show", agreement=agreement), 303)
    return shown(agreement, final=form)


@pages.post("/<agreement>/participants")
@who(*OPERATOR)
def participant(agreement: str) -> ResponseReturnValue:
    """Enters who else takes part."""
    form = ParticipantInput()
    form.offer(accounts.organisations(someone()))
    if form.validate():
        try:
            agreeing.add_participant(
                someone(),
                agreement=agreement,
                organisation=form.organisation.data or "",
                part=form.part.data or "",
                now=clock.now(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("agreements.show", agreement=agreement), 303)
    return shown(agreement, joining=form)


@pages.post("/<agreement>/participants/<participant>/end")
@who(*OPERATOR)
def end(agreement: str, participant: str) -> ResponseReturnValue:
    """Notes that somebody takes part no longer."""
    agreeing.end_participant(someone(), agreement=agreement, participant=participant, now=clock.now())
    return redirect(url_for("agreements.show", agreement=agreement), 303)


def shown(
    agreement: str, final: FinalReportInput | None = None, joining: ParticipantInput | None = None
) -> ResponseReturnValue:
    """The page of one agreement, with the input that was refused."""
    actor = someone()
    found = concluding.agreement_page(actor, agreement)
    if joining is None:
        joining = ParticipantInput(formdata=None)
        joining.offer(accounts.organisations(actor) if found.may_enter else [])
    refused = bool((final and final.fault_list) or joining.errors)
    answer = render_template(
        "agreements/show.html", found=found, final=final or FinalReportInput(formdata=None), joining=joining
    )
    return answer, 422 if refused else 200
