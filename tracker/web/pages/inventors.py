"""Inventors and co-applicants of a matter with their shares: naming them and taking them off."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import look
from tracker.docket.actor import READERS, WRITERS
from tracker.docket.inventors import end_inventor, enter_inventor, people_named
from tracker.docket.who import who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.publication import NamedInput, OffInput
from tracker.web.office import today
from tracker.web.publication_words import PARTS

pages = Blueprint("inventors", __name__, url_prefix="/matters/<matter>/people")


@pages.get("")
@who(*READERS)
def page(matter: str) -> ResponseReturnValue:
    """Who is named, and the input to name somebody."""
    return show(matter, NamedInput(), OffInput(), None)


@pages.post("")
@who(*WRITERS)
def enter(matter: str) -> ResponseReturnValue:
    """Names somebody."""
    form = NamedInput()
    if form.validate():
        given = {name: form[name].data or "" for name in ("part", "name", "affiliation", "share")}
        try:
            enter_inventor(someone(), matter=matter, now=clock.now(), **given)
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("inventors.page", matter=matter), 303)
    return show(matter, form, OffInput(formdata=None), None)


@pages.post("/<inventor>")
@who(*WRITERS)
def take_off(matter: str, inventor: str) -> ResponseReturnValue:
    """Takes somebody off, with a reason."""
    form = OffInput()
    if form.validate():
        try:
            end_inventor(
                someone(), matter=matter, inventor=inventor, reason=form.reason.data or "", now=clock.now()
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("inventors.page", matter=matter), 303)
    return show(matter, NamedInput(formdata=None), form, inventor)


def show(matter: str, form: NamedInput, off: OffInput, at: str | None) -> ResponseReturnValue:
    """The page, with what was typed and what is wrong with it."""
    actor = someone()
    page = render_template(
        "matters/people.html",
        matter=look.matter(actor, matter, today=today()),
        named=people_named(actor, matter),
        parts=PARTS,
        input=form,
        off=off,
        at=at,
        may_name=actor.may_record,
    )
    return page, 422 if request.method == "POST" else 200
