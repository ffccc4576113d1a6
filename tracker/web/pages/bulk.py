"""Acts on ticked rows: a preview first, then the act, then the way to undo it. Files of ticked rows at once."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import bulk
from tracker.docket.actor import WRITERS
from tracker.docket.asking import Asked, people_who_own
from tracker.docket.who import AGENCY, CONTRACTOR, who
from tracker.errors import Conflict, Refused
from tracker.web.actor import someone
from tracker.web.inputs.lists import NoteInput, ReassignInput, SubmitInput
from tracker.web.language import inside
from tracker.web.listing import PAGES
from tracker.web.office import today
from tracker.web.pages.duties import back_with
from tracker.web.pages.list_files import FORMS, list_file
from tracker.web.saved import MANY

pages = Blueprint("bulk", __name__, url_prefix="/bulk")
INPUTS: dict[str, Any] = {"submit": SubmitInput, "reassign": ReassignInput, "note": NoteInput}


@pages.post("/<of>")
@who(*CONTRACTOR, *AGENCY)
def choose(of: str) -> ResponseReturnValue:
    """What the act would do to the ticked rows; a file of them at once."""
    act, rows = act_here(of), request.form.getlist("row")
    if act in FORMS:
        return list_file(of, act, Asked(), chosen=rows) if rows else back()
    if not rows:
        return back()
    return preview(of, act, rows, filled(act, INPUTS[act](formdata=None, on=today())))


@pages.post("/<of>/<act>/again")
@who(*WRITERS)
def again(of: str, act: str) -> ResponseReturnValue:
    """The preview for another day."""
    check(of, act)
    rows = request.form.getlist("all") or request.form.getlist("row")
    return preview(of, act, rows, filled(act, INPUTS[act]()))


@pages.post("/<of>/<act>/do")
@who(*WRITERS)
def do(of: str, act: str) -> ResponseReturnValue:
    """Does it, all or nothing."""
    check(of, act)
    form, rows = filled(act, INPUTS[act]()), request.form.getlist("row")
    if form.validate():
        told: dict[str, Any] = {"request_key": form.request_key.data or None, "now": clock.now()}
        try:
            if act == "submit":
                done = bulk.submit(someone(), duties=rows, on=form.on.data, today=today(), **told)
            elif act == "reassign":
                done = bulk.reassign(someone(), rows=rows, of=of, owner=form.owner.data, **told)
            else:
                done = bulk.note(someone(), rows=rows, of=of, text=form.text.data or "", **told)
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(back_with(f"{MANY}/{done.public_id}"), 303)
    return preview(of, act, rows, form)


@pages.post("/undo/<act>")
@who(*WRITERS)
def undo(act: str) -> ResponseReturnValue:
    """Undoes an act of one's own."""
    try:
        done = bulk.undo(someone(), act=act, now=clock.now(), today=today())
    except Conflict:
        return redirect(back_with(f"{MANY}/{act}"), 303)
    except Refused as refused:
        return render_template(
            "lists/undo.html", faults=refused.faults, back=inside(request.form.get("back"))
        ), 422
    return redirect(back_with(f"{MANY}/{done.public_id}"), 303)


# --- the parts they share -----------------------------------------------------------------------------------


def act_here(of: str) -> str:
    """The act that was asked for."""
    act = request.form.get("act", "")
    if act not in FORMS:
        check(of, act)
    elif of not in PAGES:
        abort(404)
    return act


def check(of: str, act: str) -> None:
    """Only lists and acts that there are; duties are marked as done, matters are not."""
    if of not in PAGES or act not in INPUTS or (act == "submit" and of != "duties"):
        abort(404)


def filled(act: str, form: Any) -> Any:
    """The input with what it offers."""
    if act == "reassign":
        form.offer(people_who_own(someone()))
    return form


def back() -> ResponseReturnValue:
    """Where one came from."""
    return redirect(inside(request.form.get("back")), 303)


def preview(of: str, act: str, rows: list[str], form: Any) -> ResponseReturnValue:
    """The page before the act: every row with what would become of it."""
    actor, lines, matters = someone(), [], []
    try:
        if act == "submit":
            lines = bulk.preview_submission(
                actor, duties=rows, on=form.on.data or today(), now=clock.now(), today=today()
            )
        else:
            matters = bulk.matters_here(actor, rows=rows, of=of)
    except Refused as refused:
        form.take(refused)
    page = render_template(
        "lists/preview.html",
        of=of,
        act=act,
        lines=lines,
        matters=matters,
        possible=[line for line in lines if line.possible],
        rows=rows,
        input=form,
        back=inside(request.form.get("back")),
        again=url_for("bulk.again", of=of, act=act),
    )
    return page, 422 if form.errors or form.form_errors else 200
