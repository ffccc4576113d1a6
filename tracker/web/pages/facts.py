"""Recording what happened: choose a kind, fill in its input. Corrections, withdrawals, confirmations.

How an act is previewed and saved is the same for all (acting).
"""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.docket import extending, look, record
from tracker.docket.actor import WRITERS, require
from tracker.docket.evidence_recording import record_with_evidence
from tracker.docket.incoming import DEMANDED, METHOD, RETURNED
from tracker.docket.offers import next_facts
from tracker.docket.terms import kinds_of
from tracker.docket.views import FactView, MatterView
from tracker.docket.who import AGENCY, who
from tracker.errors import NotFound
from tracker.web.acting import Act, Preview, foresee, fragment, save, submitted, version_of
from tracker.web.actor import someone
from tracker.web.inputs.evidence import make_room, upload_of
from tracker.web.inputs.facts import CorrectionInput, FactInput, WithdrawalInput, fact_input, fill, prefill
from tracker.web.inputs.offered import offered_in
from tracker.web.language import current_language
from tracker.web.office import today
from tracker.web.saved import mark
from tracker.web.telling import kind_groups, offer_links

ANSWERED = {RETURNED: "notice", METHOD: "method"}
"""Kinds that the agency records as an answer to what came in, with the line they answer."""
EXTENDED = "extended"
"""The kind of fact beside which it is shown how far an extension reaches."""

pages = Blueprint("facts", __name__, url_prefix="/matters/<matter>/facts")
pages.url_value_preprocessor(make_room)


@pages.get("/new")
@who(*WRITERS, *AGENCY)
def choose(matter: str) -> str:
    """Everything that can be recorded; what can come next is offered first."""
    actor, found = someone(), matter_here(matter)
    offers = offer_links(found, next_facts(actor, found))
    return render_template("facts/choose.html", matter=found, offers=offers, groups=kind_groups(actor, found))


@pages.route("/new/<kind>", methods=["GET", "POST"])
@who(*WRITERS, *AGENCY)
def new(matter: str, kind: str) -> ResponseReturnValue:
    """Records a fact of one kind."""
    found = matter_here(matter)
    if someone().is_officer and (better := page_of_its_own(matter, kind)):
        return redirect(better, 303)
    form = input_for(found, kind, FactInput)
    if request.method == "GET":
        prefill(form, request.args)
        form.suggest([filing.name for filing in found.filings])
        return show(form, found, kind, None)
    preview, answer = submitted(form, found, recording(found, kind, form))
    return answer or show(form, found, kind, preview)


@pages.post("/new/<kind>/preview")
@who(*WRITERS, *AGENCY)
def preview_new(matter: str, kind: str) -> str:
    """What a fact would lead to, while it is being typed; nothing is stored."""
    found = matter_here(matter)
    form = input_for(found, kind, FactInput)
    return fragment(form, recording(found, kind, form))


@pages.post("/extension")
@who(*WRITERS)
def extension(matter: str) -> str:
    """How far an extension or a grace period would reach, while it is being typed; nothing is stored."""
    return render_template(
        "facts/extension.html", reaches=reaches_of(matter_here(matter)), asked=request.form
    )


@pages.route("/<fact>/correct", methods=["GET", "POST"])
@who(*WRITERS, *AGENCY)
def correct(matter: str, fact: str) -> ResponseReturnValue:
    """Puts a fact right; the old version stays on record with the reason."""
    found = matter_here(matter)
    old = fact_here(found, fact)
    form = input_for(found, old.kind, CorrectionInput)
    if request.method == "GET":
        fill(form, old)
        form.version.data = str(found.version)
        return show(form, found, old.kind, None, old)
    preview, answer = submitted(form, found, correcting(found, old, form))
    return answer or show(form, found, old.kind, preview, old)


@pages.post("/<fact>/correct/preview")
@who(*WRITERS, *AGENCY)
def preview_correct(matter: str, fact: str) -> str:
    """What a correction would move, while it is being typed; nothing is stored."""
    found = matter_here(matter)
    old = fact_here(found, fact)
    form = input_for(found, old.kind, CorrectionInput)
    del form.reason
    return fragment(form, correcting(found, old, form))


@pages.route("/<fact>/withdraw", methods=["GET", "POST"])
@who(*WRITERS, *AGENCY)
def withdraw(matter: str, fact: str) -> ResponseReturnValue:
    """Takes back a fact that should never have been recorded; it stays on record, struck through."""
    found = matter_here(matter)
    old = fact_here(found, fact)
    form, act = WithdrawalInput(), None
    if request.method == "GET":
        form.version.data = str(found.version)
    act = withdrawing(found, old, form)
    if request.method == "POST" and form.validate():
        answer = save(form, found, act)
        if answer:
            return answer
    page = render_template(
        "facts/withdraw.html", matter=found, fact=old, input=form, preview=foresee(form, act)
    )
    return page, 422 if form.errors else 200


@pages.post("/<fact>/confirm")
@who(*AGENCY)
def confirm(matter: str, fact: str) -> ResponseReturnValue:
    """The agency confirms an act of its own that the contractor had entered as claimed."""
    done = record.confirm_fact(someone(), matter=matter, fact=fact, now=clock.now(), today=today())
    return redirect(url_for("matters.show", matter=matter, done=mark(matter, done.fact)), 303)


# --- what can be done with a fact ---------------------------------------------------------------------------


def recording(found: MatterView, kind: str, form: FactInput) -> Act:
    """A new fact."""
    told: dict[str, Any] = {"matter": found.public_id, "kind": kind, "on": form.on.data, "keys": form.keys}
    return Act(
        kind,
        lambda: record.preview_fact(someone(), **told, now=clock.now(), today=today()),
        lambda: record_with_evidence(
            someone(),
            **told,
            upload=upload_of(form.file),
            details=form.details,
            note=form.note.data or "",
            request_key=form.request_key.data or None,
            confirm=form.confirm.data,
            now=clock.now(),
            today=today(),
        ),
        lambda: record.preview_cautions(someone(), **told, now=clock.now(), today=today()),
    )


def correcting(found: MatterView, old: FactView, form: CorrectionInput) -> Act:
    """A new version of a fact."""
    told: dict[str, Any] = {
        "matter": found.public_id,
        "fact": old.fact_id,
        "on": form.on.data,
        "keys": form.keys,
    }
    return Act(
        old.kind,
        lambda: record.preview_correction(someone(), **told, now=clock.now(), today=today()),
        lambda: record.correct_fact(
            someone(),
            **told,
            details=form.details,
            note=form.note.data or "",
            reason=form.reason.data,
            version=version_of(form),
            confirm=form.confirm.data,
            now=clock.now(),
            today=today(),
        ),
        lambda: record.preview_cautions(someone(), **told, now=clock.now(), today=today()),
    )


def withdrawing(found: MatterView, old: FactView, form: WithdrawalInput) -> Act:
    """A fact that no longer counts."""
    told: dict[str, Any] = {"matter": found.public_id, "fact": old.fact_id}
    return Act(
        old.kind,
        lambda: record.preview_withdrawal(someone(), **told, now=clock.now(), today=today()),
        lambda: record.withdraw_fact(
            someone(),
            **told,
            reason=form.reason.data,
            version=version_of(form),
            now=clock.now(),
            today=today(),
        ),
    )


# --- the parts they share -----------------------------------------------------------------------------------


def matter_here(matter: str) -> MatterView:
    """The matter of the address, as the person may see it. Raises NotFound."""
    found = look.matter(someone(), matter, today=today())
    require(found.may_record)
    return found


def fact_here(found: MatterView, fact: str) -> FactView:
    """A fact of the matter that still holds. Raises NotFound."""
    held = next((each for each in found.facts if each.fact_id == fact and not each.withdrawn), None)
    if held is None:
        raise NotFound("There is no such fact here.")
    return held


def input_for(found: MatterView, kind: str, parent: type[FactInput]) -> Any:
    """The input of a kind for this matter, filled with what was sent. Raises NotFound for an unknown kind."""
    known = kinds_of(found.packs).get(kind)
    if known is None:
        raise NotFound("There is no such kind of fact.")
    language = current_language()
    return fact_input(known, parent, offered_in(found, known, language), language, found.right)()


def page_of_its_own(matter: str, kind: str) -> str | None:
    """Where the agency records a kind that says more than a fact holds: a comment, a method, a recipient."""
    if kind == DEMANDED:
        return url_for("demand.page", matter=matter)
    if kind in ANSWERED and request.method == "GET":
        subject = request.args.get("of", "")
        if subject.isalnum():
            return url_for("queue.line", matter=matter, subject=subject)
        return url_for("queue.page", kind=ANSWERED[kind])
    return None


def reaches_of(found: MatterView) -> list[extending.Reach]:
    """The ends of the duties that the extension being typed is about, with the dates for its length."""
    typed = request.form.get("length", "")
    return extending.reaches(
        found,
        rule=request.form.get("key_rule") or request.args.get("rule"),
        filing=request.form.get("key_filing") or request.args.get("filing"),
        number=int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else None,
        unit=request.form.get("unit", "months"),
    )


def show(
    form: FactInput, found: MatterView, kind: str, preview: Preview | None, old: FactView | None = None
) -> ResponseReturnValue:
    """The input page, with what was typed, what is wrong and what would follow."""
    known = kinds_of(found.packs)[kind]
    label = known.label[current_language()]
    there: dict[str, Any] = {"matter": found.public_id} | ({"fact": old.fact_id} if old else {"kind": kind})
    page = render_template(
        "facts/input.html",
        matter=found,
        input=form,
        heading=_("Correct: %(what)s", what=label) if old else label,
        correcting=old is not None,
        claim=old is None and known.recorded_by == "agency" and not someone().is_officer,
        preview=preview,
        must_look=preview is not None and not form.errors,
        reaches=reaches_of(found) if kind == EXTENDED else None,
        asked=request.form,
        preview_address=url_for("facts.preview_correct" if old else "facts.preview_new", **there),
    )
    return page, 422 if form.errors else 200
