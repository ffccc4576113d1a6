"""Inventors' reports: writing and submitting one, the list to review, and what is made of each."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import inventor_reports, look
from tracker.docket.actor import LOGGERS, WRITERS, require
from tracker.docket.who import who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.base import Input
from tracker.web.inputs.inventor_reports import FIELDS, AcceptReportInput, AnswerInput, ReportInput
from tracker.web.pages.due import next_page
from tracker.web.query import read_text

pages = Blueprint("inventor_reports", __name__, url_prefix="/inventor-reports")


@pages.get("")
@who(*LOGGERS)
def page() -> str:
    """One's own reports; an IP manager sees first what waits for a review."""
    actor, after, mine = someone(), read_text("after"), bool(read_text("mine"))
    review = actor.may_record and not mine
    listed = inventor_reports.reports_to_review if review else inventor_reports.my_reports
    found = listed(actor, after=after)
    return render_template(
        "inventor_reports/page.html",
        reports=found.items,
        review=review,
        next_page=next_page(found.next_cursor),
    )


@pages.route("/new", methods=["GET", "POST"])
@who(*LOGGERS)
def new() -> ResponseReturnValue:
    """Writes a report."""
    return written(None, ReportInput())


@pages.get("/<report>")
@who(*LOGGERS)
def show(report: str) -> ResponseReturnValue:
    """One report, with what can be made of it."""
    return shown(report)


@pages.route("/<report>/edit", methods=["GET", "POST"])
@who(*LOGGERS)
def edit(report: str) -> ResponseReturnValue:
    """Goes on with a draft, or with what was sent back."""
    found = inventor_reports.report(someone(), report)
    require(found.may_write)
    if request.method == "POST":
        return written(found.public_id, ReportInput())
    given = {name: getattr(found, name) for name in FIELDS}
    people = [f"{each.name}, {each.affiliation}, {each.share}".rstrip(", ") for each in found.inventors]
    return written(found.public_id, ReportInput(formdata=None, data=given | {"inventors": "\n".join(people)}))


@pages.post("/<report>/accept")
@who(*WRITERS)
def accept(report: str) -> ResponseReturnValue:
    """Makes a matter of it."""
    actor, form = someone(), AcceptReportInput()
    found = inventor_reports.report(actor, report)
    form.offer(look.agreements(actor), form.agreement.data)
    if form.validate():
        try:
            made = inventor_reports.accept(
                actor,
                report=found.public_id,
                agreement=form.agreement.data or "",
                ref=form.ref.data or "",
                sensitive_field=form.sensitive_field.data or "unknown",
                now=clock.now(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("matters.show", matter=made, done="logged"), 303)
    return shown(report, accepting=form)


@pages.post("/<report>/return")
@who(*WRITERS)
def send_back(report: str) -> ResponseReturnValue:
    """Asks the inventor for more."""
    return answered(report, "returning", inventor_reports.send_back)


@pages.post("/<report>/decline")
@who(*WRITERS)
def decline(report: str) -> ResponseReturnValue:
    """Makes no matter of it."""
    return answered(report, "declining", inventor_reports.decline)


# --- the parts they share -----------------------------------------------------------------------------------


def written(report: str | None, form: ReportInput) -> ResponseReturnValue:
    """Store what was written, as a draft or submitted, else show the input."""
    actor = someone()
    form.offer(look.agreements(actor))
    submit = request.form.get("act") == "submit"
    if request.method == "POST" and form.validate():
        try:
            made = inventor_reports.save_report(
                actor, given=form.given(), submit=submit, report=report, now=clock.now()
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("inventor_reports.show", report=made), 303)
    answer = render_template("inventor_reports/edit.html", input=form, report=report)
    return answer, 422 if request.method == "POST" else 200


def answered(report: str, name: str, act: Callable[..., None]) -> ResponseReturnValue:
    """Answer a report, else show why that is not possible."""
    form = AnswerInput()
    if form.validate():
        try:
            act(someone(), report=report, reason=form.reason.data or "", now=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("inventor_reports.show", report=report), 303)
    return shown(report, **{name: form})


def shown(report: str, **sent: Input) -> ResponseReturnValue:
    """The page of a report, with the input that was refused."""
    actor = someone()
    found = inventor_reports.report(actor, report)
    inputs: dict[str, Any] = {
        "accepting": sent.get("accepting") or AcceptReportInput(formdata=None),
        "returning": sent.get("returning") or AnswerInput(formdata=None, prefix="r-"),
        "declining": sent.get("declining") or AnswerInput(formdata=None, prefix="d-"),
    }
    if "accepting" not in sent:
        inputs["accepting"].offer(look.agreements(actor), found.agreement)
    return render_template("inventor_reports/show.html", report=found, **inputs), 422 if sent else 200
