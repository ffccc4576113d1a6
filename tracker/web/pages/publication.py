"""The publication check: a plan goes in, yes, no or ask comes out, and stays to be printed. Decided elsewhere."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import look
from tracker.docket.actor import LOGGERS, READERS
from tracker.docket.publication import (
    check_publication,
    end_publication,
    publication,
    publications,
)
from tracker.docket.who import who
from tracker.errors import Conflict, Refused
from tracker.web.actor import someone
from tracker.web.inputs.publication import OutcomeInput, PlanInput
from tracker.web.office import today
from tracker.web.publication_words import ANSWERS, CHANNELS, CONTENTS, ENDS, ICONS, SHORT

WORDS = {
    "channels": CHANNELS, "contents": CONTENTS, "answers": ANSWERS, "short": SHORT, "ends": ENDS, "icons": ICONS,
}  # fmt: skip

pages = Blueprint("publication", __name__, url_prefix="/matters/<matter>/publications")


@pages.get("")
@who(*READERS)
def page(matter: str) -> ResponseReturnValue:
    """The question, and what was asked before."""
    return asked(matter, PlanInput())


@pages.post("")
@who(*LOGGERS)
def ask(matter: str) -> ResponseReturnValue:
    """Answers and keeps the question; sent twice, it is kept once."""
    form = PlanInput()
    if form.validate():
        given = {name: form[name].data or "" for name in ("channel", "what", "content")}
        try:
            told = check_publication(
                someone(),
                matter=matter,
                on=form.on.data,
                now=clock.now(),
                today=today(),
                request_key=form.request_key.data,
                **given,
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("publication.show", matter=matter, check=told.public_id), 303)
    return asked(matter, form)


@pages.get("/<check>")
@who(*READERS)
def show(matter: str, check: str) -> ResponseReturnValue:
    """One answer in full, to be read and printed."""
    return answered(matter, check, OutcomeInput())


@pages.post("/<check>")
@who(*LOGGERS)
def end(matter: str, check: str) -> ResponseReturnValue:
    """Notes what became of the plan."""
    form = OutcomeInput()
    if form.validate():
        try:
            end_publication(
                someone(),
                matter=matter,
                check=check,
                ended=form.ended.data or "",
                on=form.on.data,
                now=clock.now(),
                today=today(),
            )
        except Refused as refused:
            form.take(refused)
        except Conflict:
            return redirect(url_for("publication.show", matter=matter, check=check), 303)
        else:
            return redirect(url_for("publication.show", matter=matter, check=check), 303)
    return answered(matter, check, form)


def asked(matter: str, form: PlanInput) -> ResponseReturnValue:
    """The page of questions, with what was typed and what is wrong with it."""
    actor = someone()
    page = render_template(
        "publication/page.html",
        matter=look.matter(actor, matter, today=today()),
        checks=publications(actor, matter),
        input=form,
        may_ask=actor.may_log,
        **WORDS,
    )
    return page, 422 if request.method == "POST" else 200


def answered(matter: str, check: str, form: OutcomeInput) -> ResponseReturnValue:
    """The page of one answer."""
    actor = someone()
    page = render_template(
        "publication/show.html",
        matter=look.matter(actor, matter, today=today()),
        check=publication(actor, matter, check),
        input=form,
        may_end=actor.may_log,
        **WORDS,
    )
    return page, 422 if request.method == "POST" else 200
