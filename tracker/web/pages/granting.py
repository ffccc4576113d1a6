"""With whom a matter is shared: sharing it, taking that back."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import granting
from tracker.docket.actor import WRITERS
from tracker.docket.who import who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.content import EndInput
from tracker.web.inputs.granting import ShareInput

pages = Blueprint("granting", __name__, url_prefix="/matters/<matter>/sharing")


@pages.route("", methods=["GET", "POST"])
@who(*WRITERS)
def page(matter: str) -> ResponseReturnValue:
    """Who sees the matter beside its own people; shares it with somebody more."""
    actor, form = someone(), ShareInput()
    found = granting.sharing(actor, matter)
    form.offer(found.choices)
    if form.validate_on_submit():
        try:
            granting.share_matter(
                actor,
                matter=found.matter_public_id,
                grantee=form.grantee.data or "",
                role=form.role.data or "",
                reason=form.reason.data or "",
                now=clock.now(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("granting.page", matter=found.matter_public_id), 303)
    return shown(found, form, EndInput(formdata=None), None)


@pages.post("/<grant>/end")
@who(*WRITERS)
def end(matter: str, grant: str) -> ResponseReturnValue:
    """Takes a grant back; it ends with the next request of the other side."""
    actor, form = someone(), EndInput()
    found = granting.sharing(actor, matter)
    if form.validate():
        try:
            granting.unshare_matter(
                actor,
                matter=found.matter_public_id,
                grant=grant,
                reason=form.reason.data or "",
                now=clock.now(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("granting.page", matter=found.matter_public_id), 303)
    fresh = ShareInput(formdata=None)
    fresh.offer(found.choices)
    return shown(found, fresh, form, grant)


def shown(found: granting.Sharing, form: ShareInput, ending: EndInput, at: str | None) -> tuple[str, int]:
    """The page; ``at`` is the grant whose end was refused."""
    page = render_template("granting/page.html", sharing=found, input=form, ending=ending, at=at)
    return page, 422 if form.errors or form.form_errors or ending.errors else 200
