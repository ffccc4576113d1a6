"""Where the link of an invitation leads: setting a password and entering. Whatever is wrong with a link, the
answer is the same.
"""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security.utils import hash_password

from tracker import clock
from tracker.docket import inviting
from tracker.docket.who import ANYONE, who
from tracker.errors import NotFound, Refused
from tracker.web.inputs.people import AcceptInput

pages = Blueprint("invitation", __name__, url_prefix="/invitation")


@pages.route("/<token>", methods=["GET", "POST"])
@who(ANYONE)
def accept(token: str) -> ResponseReturnValue:
    """Says who invites whom, takes the password, and lets the person in."""
    form = AcceptInput()
    try:
        told = inviting.welcome(token, now=clock.now())
        if form.validate_on_submit() and agrees(form):
            inviting.check_new_password(token, form.password.data or "", now=clock.now())
            inviting.accept(token, password_hash=hash_password(form.password.data), now=clock.now())
            return redirect(url_for("security.login"), 303)
    except Refused as refused:
        form.take(refused)
    except NotFound:
        return render_template("people/nowhere.html"), 404
    answer = render_template("people/accept.html", welcome=told, input=form)
    return answer, 422 if form.errors else 200


def agrees(form: AcceptInput) -> bool:
    """Whether the password was typed twice alike."""
    if form.password.data == form.again.data:
        return True
    form.again.errors = [*form.again.errors, _("The two passwords differ.")]
    return False
