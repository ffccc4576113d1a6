"""Opening something to the agency on purpose: what was opened, asking, confirming, taking back.

Who may open what, and until when, is docket's knowledge.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import disclosing, look, releasing
from tracker.docket.actor import READERS, WRITERS, require
from tracker.docket.released import Openings, ReleaseView, openings
from tracker.docket.views import MatterView
from tracker.docket.who import who
from tracker.errors import NotFound, Refused
from tracker.web.actor import someone
from tracker.web.anew import password_first
from tracker.web.inputs.base import Input
from tracker.web.inputs.content import ConfirmInput, DisclosureInput, DoneInput, EndInput, ReleaseInput
from tracker.web.office import today

Given = dict[str, Any]
"""What a use case takes, by name."""

pages = Blueprint("releases", __name__, url_prefix="/matters/<matter>/releases")
OPENING = ("releases.ask", "releases.confirm", "releases.demand")


@pages.before_request
def ask_again() -> ResponseReturnValue | None:
    """Who opens something gives their password again; closing never waits for that."""
    return password_first() if request.endpoint in OPENING else None


@pages.get("")
@who(*READERS)
def page(matter: str) -> ResponseReturnValue:
    """What was opened, what waits for a second person, what had been disclosed when a level narrowed."""
    return overview(matter, EndInput(formdata=None), None)


@pages.route("/new/<subject>", methods=["GET", "POST"])
@who(*WRITERS)
def ask(matter: str, subject: str) -> ResponseReturnValue:
    """Asks that a field of content, or the matter itself, be opened."""
    found, opened = both(matter)
    form, text = ReleaseInput(), None
    if subject != "matter":
        text = next((each for each in found.content if each.field == subject and each.text), None)
        require(text is not None)
    elif not opened.may_share and request.method == "GET":
        return redirect(url_for("releases.page", matter=found.public_id), 303)
    if text is not None and request.method == "GET":
        form.revision.data = text.revision
    act: Given = {"matter": found.public_id, "reason": form.reason.data or "", "read": form.read.data}
    field: Given = {"field": subject, "revision": form.revision.data or ""} if text is not None else {}
    do: Callable[..., str] = releasing.ask_release if text is not None else releasing.ask_share
    answer = sent(form, found, lambda: do(someone(), **act, **field, **moment()))
    return answer or shown("content/ask.html", form, matter=found, content=text, alone=opened.alone)


@pages.route("/demand/<fact>", methods=["GET", "POST"])
@who(*WRITERS)
def demand(matter: str, fact: str) -> ResponseReturnValue:
    """Asks for the disclosure that a demand permits."""
    found, opened = both(matter)
    asked = next((each for each in opened.demands if each.fact.fact_id == fact), None)
    if asked is None:
        raise NotFound("There is no such demand here.")
    form = DisclosureInput()
    names = ("what", "reason", "read")
    act: Given = {name: form[name].data for name in names} | {"matter": found.public_id, "demand": fact}
    answer = sent(form, found, lambda: disclosing.ask_disclosure(someone(), **act, **moment()))
    return answer or shown("content/demand.html", form, matter=found, demand=asked, alone=opened.alone)


@pages.route("/<release>/confirm", methods=["GET", "POST"])
@who(*WRITERS)
def confirm(matter: str, release: str) -> ResponseReturnValue:
    """The second person reads it and lets it take effect."""
    found, opened = both(matter)
    view = one(opened, release)
    form = ConfirmInput()
    if request.method == "GET":
        form.revision.data = view.revision
    act: Given = {"matter": found.public_id, "release": release}
    act |= {"revision": form.revision.data or "", "read": form.read.data}
    answer = sent(form, found, lambda: releasing.confirm_release(someone(), **act, **moment()))
    return answer or shown("content/confirm.html", form, matter=found, release=view)


@pages.post("/<release>/end")
@who(*WRITERS)
def end(matter: str, release: str) -> ResponseReturnValue:
    """Takes a release back, or refuses one."""
    found, opened = both(matter)
    one(opened, release)
    form = EndInput()
    act: Given = {"matter": found.public_id, "release": release, "reason": form.reason.data or ""}
    answer = sent(form, found, lambda: releasing.end_release(someone(), **act, **moment()))
    return answer or overview(matter, form, release)


@pages.post("/<release>/done")
@who(*WRITERS)
def done(matter: str, release: str) -> ResponseReturnValue:
    """Records that a permitted disclosure was made."""
    found, opened = both(matter)
    one(opened, release)
    form = DoneInput()
    act: Given = {"matter": found.public_id, "release": release, "on": form.on.data}
    answer = sent(form, found, lambda: disclosing.record_disclosure(someone(), **act, **moment()))
    return answer or overview(matter, form, release)


# --- what all of them share ---------------------------------------------------------------------------------


def both(matter: str) -> tuple[MatterView, Openings]:
    """The matter and what was opened of it."""
    actor = someone()
    return look.matter(actor, matter, today=today()), openings(actor, matter, today=today())


def one(opened: Openings, release: str) -> ReleaseView:
    """One release. Raises NotFound."""
    for each in opened.releases:
        if each.public_id == release:
            return each
    raise NotFound("There is no such release here.")


def moment() -> dict[str, Any]:
    """When it happens."""
    return {"now": clock.now(), "today": today()}


def sent(form: Input, found: MatterView, do: Callable[[], object]) -> ResponseReturnValue | None:
    """Does what was sent and goes to the overview; None where the page is shown, with its faults."""
    if request.method != "POST" or not form.validate():
        return None
    try:
        do()
    except Refused as refused:
        form.take(refused)
        return None
    return redirect(url_for("releases.page", matter=found.public_id), 303)


def shown(template: str, form: Input, **told: Any) -> ResponseReturnValue:
    """A page with its input."""
    return render_template(template, input=form, **told), 422 if request.method == "POST" else 200


def overview(matter: str, form: Input, at: str | None) -> ResponseReturnValue:
    """The overview; ``at``: the release whose input had faults."""
    found, opened = both(matter)
    blank = {"ending": EndInput(formdata=None), "doing": DoneInput(formdata=None)}
    told = blank | ({"ending" if isinstance(form, EndInput) else "doing": form} if at else {})
    return shown(
        "content/releases.html", form, matter=found, opened=opened, at=at,
        may_record=someone().may_record, **told,
    )  # fmt: skip
