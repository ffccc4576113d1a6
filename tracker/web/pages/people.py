"""The people of one's organisation: who they are, what hangs on them, inviting, roles, closing accounts."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock, config
from tracker.docket import accounts, assigning, inviting, people_changes
from tracker.docket.actor import WRITERS
from tracker.docket.who import AGENCY, OPERATOR, who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.base import Input
from tracker.web.inputs.people import HandOverInput, InvitationInput, RoleInput

pages = Blueprint("people", __name__, url_prefix="/people")


@pages.get("")
@who(*OPERATOR, *WRITERS, *AGENCY)
def page() -> str:
    """Names, roles and addresses; the operator sees all organisations."""
    actor = someone()
    return render_template(
        "people/page.html",
        people=accounts.people(actor),
        invitations=inviting.invitations(actor, now=clock.now()),
        may_invite=inviting.may_invite(actor),
    )


@pages.route("/invite", methods=["GET", "POST"])
@who(*OPERATOR, *WRITERS)
def invite() -> ResponseReturnValue:
    """Invites somebody by mail."""
    actor, form = someone(), InvitationInput()
    operator = actor.kind == "operator"
    form.offer(inviting.roles_for(actor), accounts.organisations(actor) if operator else [])
    if form.validate_on_submit():
        names = ("email", "name", "role", "language", "organisation")
        given: dict[str, Any] = {name: form[name].data or "" for name in names}
        house = inviting.House(
            current_app.config["BASE_URL"], current_app.config["MAIL_SENDER"], config.arm(current_app)
        )
        try:
            inviting.invite(actor, **given, now=clock.now(), house=house)
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("people.page", invited="1"), 303)
    answer = render_template("people/invite.html", input=form, operator=operator)
    return answer, 422 if form.errors else 200


@pages.post("/invitations/<invitation>/withdraw")
@who(*OPERATOR, *WRITERS)
def withdraw(invitation: str) -> ResponseReturnValue:
    """Takes an invitation back."""
    inviting.withdraw_invitation(someone(), invitation=invitation, now=clock.now())
    return redirect(url_for("people.page"), 303)


@pages.get("/<person>")
@who(*OPERATOR, *WRITERS)
def show(person: str) -> ResponseReturnValue:
    """One person with what hangs on them."""
    return shown(person)


@pages.post("/<person>/role")
@who(*OPERATOR, *WRITERS)
def role(person: str) -> ResponseReturnValue:
    """Gives another role."""
    form = RoleInput()
    return done(
        person,
        form,
        "role",
        lambda: people_changes.change_role(
            someone(), person=person, role=form.role.data or "", now=clock.now()
        ),
    )


@pages.post("/<person>/hand-over")
@who(*WRITERS)
def hand_over(person: str) -> ResponseReturnValue:
    """Gives all matters of a person to another one."""
    form = HandOverInput()
    return done(
        person,
        form,
        "hand_over",
        lambda: assigning.hand_over(someone(), person=person, to=form.to.data or "", now=clock.now()),
    )


@pages.post("/<person>/close")
@who(*OPERATOR, *WRITERS)
def close(person: str) -> ResponseReturnValue:
    """Closes the account."""
    return done(
        person,
        Input(),
        "close",
        lambda: people_changes.close_account(someone(), person=person, now=clock.now()),
    )


@pages.post("/<person>/open")
@who(*OPERATOR, *WRITERS)
def reopen(person: str) -> ResponseReturnValue:
    """Lets somebody in again."""
    return done(
        person,
        Input(),
        "close",
        lambda: people_changes.open_account(someone(), person=person, now=clock.now()),
    )


def done(person: str, form: Input, name: str, act: Any) -> ResponseReturnValue:
    """Do it and show the person again; what was refused stands at its field."""
    if form.validate():
        try:
            act()
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("people.show", person=person), 303)
    return shown(person, **{name: form})


def shown(person: str, **sent: Any) -> ResponseReturnValue:
    """The page of one person, with the input that was refused."""
    actor = someone()
    found = people_changes.person_page(actor, person)
    inputs: dict[str, Any] = {
        "role": sent.get("role") or RoleInput(formdata=None),
        "hand_over": sent.get("hand_over") or HandOverInput(formdata=None),
        "close": sent.get("close") or Input(formdata=None),
    }
    inputs["role"].offer(found.roles, found.person.role)
    if request.method == "GET":
        inputs["role"].role.data = found.person.role
    others = assigning.candidates(actor) if actor.may_record else []
    inputs["hand_over"].offer(others, person)
    return render_template("people/show.html", found=found, inputs=inputs), 422 if sent else 200
