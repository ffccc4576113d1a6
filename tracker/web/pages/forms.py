"""Official forms of a matter: fill one in, look at the draft, issue it, record that it was submitted and received."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import form_steps, forms, look
from tracker.docket.actor import READERS, WRITERS
from tracker.docket.form_offers import Offered, offers
from tracker.docket.who import who
from tracker.errors import Conflict, NotFound, Refused
from tracker.web.actor import someone
from tracker.web.inputs.forms import TYPED, SheetInput, StepInput, sheet_input
from tracker.web.office import today
from tracker.web.query import read_text

pages = Blueprint("forms", __name__, url_prefix="/matters/<matter>/forms")

DRAFTS = {"draft-pdf": "pdf", "draft-docx": "docx"}
STEPS = {"submitted": form_steps.submit_form, "received": form_steps.receive_form}


@pages.app_template_global("issued_in")
def issued_in(matter: str) -> list[form_steps.IssuedView]:
    """The forms issued for one's own matter."""
    return form_steps.issued_forms(someone(), matter)


@pages.get("")
@who(*READERS)
def page(matter: str) -> ResponseReturnValue:
    """The forms that can be made, and those that were issued with what became of them."""
    return listing(matter)


@pages.route("/new/<pack>/<form>/<layout>", methods=["GET", "POST"])
@who(*WRITERS)
def new(matter: str, pack: str, form: str, layout: str) -> ResponseReturnValue:
    """One form: what is known, what is to be typed, what is missing; the draft, and issuing it."""
    actor = someone()
    wanted = Offered(
        pack, form, layout, "", "", filing=read_text("filing") or None, paper=read_text("paper") or None
    )
    sheet = forms.prepare(actor, matter, wanted, typed=None, today=today())
    asked: Any = sheet_input(sheet.fields)()
    if request.method == "GET":
        for each in sheet.fields:
            if each.typed:
                asked[TYPED + each.name].data = each.value
        return show(matter, sheet, asked)
    if asked.validate():
        try:
            sheet = forms.prepare(actor, matter, wanted, typed=asked.typed, today=today())
            answer = act(matter, wanted, asked)
        except Refused as refused:
            asked.take(refused)
        else:
            if answer is not None:
                return answer
    return show(matter, sheet, asked)


def act(matter: str, wanted: Offered, asked: SheetInput) -> ResponseReturnValue | None:
    """What the button asked for: a draft, the issued form, or only to look again."""
    actor, button = someone(), request.form.get("act", "")
    if button in DRAFTS:
        made = forms.draft_of(
            actor, matter, wanted, DRAFTS[button], typed=asked.typed, now=clock.now(), today=today()
        )
        return handed_out(f"{wanted.form}-draft.{DRAFTS[button]}", made, DRAFTS[button])
    if button != "issue":
        return None
    issued = forms.issue_form(
        actor,
        matter=matter,
        wanted=wanted,
        typed=asked.typed,
        request_key=asked.request_key.data or None,
        now=clock.now(),
        today=today(),
    )
    return redirect(url_for("forms.page", matter=matter, done="form-issued") + f"#{issued}", 303)


@pages.get("/<issued>/<kind>")
@who(*READERS)
def download(matter: str, issued: str, kind: str) -> Response:
    """An issued form as it was issued."""
    if kind not in forms.MEDIA:
        raise NotFound("There is no such form here.")
    name, content = forms.issued_bytes(someone(), matter, issued, kind)
    return handed_out(name, content, kind)


@pages.post("/<issued>/<step>")
@who(*WRITERS)
def step(matter: str, issued: str, step: str) -> ResponseReturnValue:
    """Records that a form was submitted, or that the agency received it: the fact that it is."""
    if step not in STEPS:
        raise NotFound("There is no such form here.")
    form = StepInput()
    if form.validate():
        try:
            STEPS[step](
                someone(),
                matter=matter,
                form=issued,
                on=form.on.data,
                channel=form.channel.data,
                receipt_no=form.receipt_no.data or "",
                confirm=form.confirm.data,
                now=clock.now(),
                today=today(),
            )
        except Refused as refused:
            form.take(refused)
        except Conflict:
            return listing(matter, late=True)
        else:
            return redirect(url_for("forms.page", matter=matter, done=f"form-{step}") + f"#{issued}", 303)
    return listing(matter, form, f"{issued}/{step}")


# --- the parts they share -----------------------------------------------------------------------------------


def listing(
    matter: str, form: StepInput | None = None, at: str | None = None, *, late: bool = False
) -> ResponseReturnValue:
    """The page of all forms, with what was typed into one of its steps."""
    actor = someone()
    found = look.matter(actor, matter, today=today())
    body = render_template(
        "forms/page.html",
        matter=found,
        offers=offers(actor, matter),
        issued=form_steps.issued_forms(actor, matter),
        step=form,
        blank=StepInput(formdata=None, on=today()),
        at=at,
        late=late,
        may_record=actor.may_record,
    )
    return body, 409 if late else 422 if form is not None and form.errors else 200


def show(matter: str, sheet: forms.Prepared, asked: SheetInput) -> ResponseReturnValue:
    """The page of one form."""
    body = render_template("forms/new.html", matter_id=matter, sheet=sheet, input=asked)
    return body, 422 if asked.errors else 200


def handed_out(name: str, content: bytes, kind: str) -> Response:
    """A file to take away; browsers never show it in place."""
    safe = "".join(each if each.isascii() and (each.isalnum() or each in "-._") else "_" for each in name)
    answer = Response(content, mimetype=forms.MEDIA[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
