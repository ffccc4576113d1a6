"""The person's own account: who they are to Kigen, and tokens for their programs. Passwords: Flask-Security."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import accounts
from tracker.docket.who import SIGNED_IN, who
from tracker.errors import Refused
from tracker.web.actor import current_email, someone
from tracker.web.inputs.account import TokenInput

pages = Blueprint("account", __name__, url_prefix="/account")


@dataclass(frozen=True, slots=True)
class Made:
    """A token on the one page that shows it."""

    label: str
    token: str


@pages.get("")
@who(*SIGNED_IN)
def page() -> str:
    """Name, organisation, role, tokens."""
    return show(TokenInput())


@pages.post("/tokens")
@who(*SIGNED_IN)
def make() -> ResponseReturnValue:
    """Makes a token; the answer is the only place it is ever seen, so it is no redirect."""
    form = TokenInput()
    if form.validate():
        try:
            token = accounts.make_token(someone(), label=form.label.data, now=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            return show(TokenInput(formdata=None), Made(form.label.data, token))
    return show(form), 422


@pages.post("/tokens/<token>/revoke")
@who(*SIGNED_IN)
def revoke(token: str) -> ResponseReturnValue:
    """Ends a token at once."""
    accounts.revoke_token(someone(), token=token, now=clock.now())
    return redirect(url_for("account.page", done="token-revoked"), 303)


def show(form: TokenInput, made: Made | None = None) -> str:
    """The account page."""
    tokens = accounts.tokens(someone())
    return render_template("account/page.html", input=form, tokens=tokens, made=made, email=current_email())
