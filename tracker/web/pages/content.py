"""The technical content of a matter: changing it, and moving it out as a designated matter asks for."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import look
from tracker.docket.actor import WRITERS, require
from tracker.docket.keeping import move_content_out, save_content
from tracker.docket.views import MatterView
from tracker.docket.who import who
from tracker.errors import Refused
from tracker.web.acting import version_of
from tracker.web.actor import someone
from tracker.web.inputs.content import ContentBase, ContentInput
from tracker.web.office import today

pages = Blueprint("content", __name__, url_prefix="/matters/<matter>/content")


@pages.route("", methods=["GET", "POST"])
@who(*WRITERS)
def edit(matter: str) -> ResponseReturnValue:
    """Changes the fields and the shelf number."""
    actor = someone()
    require(actor.may_record)
    found = look.matter(actor, matter, today=today())
    form: ContentBase = ContentInput() if request.method == "POST" else filled(found)
    if request.method == "POST" and form.validate():
        try:
            save_content(
                actor,
                matter=found.public_id,
                texts=form.texts(),
                shelf_no=form.shelf_no.data or "",
                insist=form.insist.data,
                reason=form.reason.data or "",
                version=version_of(form),
                now=clock.now(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("matters.show", matter=found.public_id), 303)
    page = render_template("content/edit.html", matter=found, input=form)
    return page, 422 if request.method == "POST" else 200


@pages.post("/out")
@who(*WRITERS)
def out(matter: str) -> ResponseReturnValue:
    """Takes the content out; its place is noted."""
    move_content_out(someone(), matter=matter, shelf_no=request.form.get("shelf_no", ""), now=clock.now())
    return redirect(url_for("matters.show", matter=matter), 303)


def filled(found: MatterView) -> ContentBase:
    """The input with what the fields say now."""
    given = {each.field: each.text or "" for each in found.content}
    return ContentInput(formdata=None, data=given | {"shelf_no": found.shelf_no, "version": found.version})
