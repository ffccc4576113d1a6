"""One duty: why its date is what it is, doing it in one step, closing it without doing it."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import look, record, reminding
from tracker.docket.actor import READERS, WRITERS
from tracker.docket.offers import offer_for
from tracker.docket.views import ObligationView
from tracker.docket.warned import warned
from tracker.docket.who import AGENCY, CONTRACTOR, who
from tracker.errors import NotFound, Refused
from tracker.web.actor import someone
from tracker.web.inputs.facts import QuickInput, SettleInput
from tracker.web.language import inside
from tracker.web.offering import duty_rows
from tracker.web.office import today
from tracker.web.saved import DONE, mark

pages = Blueprint("duties", __name__, url_prefix="/duties/<duty>")


@pages.get("")
@who(*CONTRACTOR, *AGENCY)
def show(duty: str) -> ResponseReturnValue:
    """Why this date: the fact, the clause, the counting, the calendar, the source.

    A duty that is only reminded of has no page of its own: it leads to where one decides on it.
    """
    try:
        found = look.obligation(someone(), duty, today=today())
    except NotFound:
        foreseen = warned(someone(), duty)
        if foreseen.differs:
            return redirect(url_for("selfcheck.page"), 303)
        return redirect(url_for("proposals.page", matter=foreseen.matter_public_id), 303)
    return page(found, SettleInput())


@pages.get("/why")
@who(*CONTRACTOR, *AGENCY)
def why(duty: str) -> str:
    """The explanation alone, for the row of a list."""
    return render_template("due/why.html", duty=look.obligation(someone(), duty, today=today()))


@pages.post("/done")
@who(*WRITERS, *AGENCY)
def done(duty: str) -> ResponseReturnValue:
    """Records the fact that does the duty; only its day is asked."""
    actor, found = someone(), look.obligation(someone(), duty, today=today())
    form, offer = QuickInput(), offer_for(actor, found, [found.pack])
    if offer is None or not offer.complete:
        return redirect(url_for("facts.choose", matter=found.matter_public_id), 303)
    if form.validate() and form.on.data:
        try:
            answer = record.record_fact(
                actor,
                matter=found.matter_public_id,
                kind=offer.kind,
                on=form.on.data,
                keys=offer.keys,
                request_key=form.request_key.data or None,
                now=clock.now(),
                today=today(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(back_with(mark(found.matter_public_id, answer.fact)), 303)
    return page(found, SettleInput(formdata=None), form)


@pages.post("/acknowledge")
@who(*READERS)
def acknowledge(duty: str) -> ResponseReturnValue:
    """Notes that one has seen a duty: the reminder rests, the duty stays."""
    reminding.acknowledge(someone(), obligation=duty, now=clock.now(), today=today())
    return redirect(url_for("duties.show", duty=duty, done="seen"), 303)


@pages.post("/settle")
@who(*WRITERS)
def settle(duty: str) -> ResponseReturnValue:
    """Closes a duty without doing it; the reason stays on record."""
    actor, form = someone(), SettleInput()
    if form.validate():
        try:
            answer = record.settle_duty(
                actor,
                obligation=duty,
                how=form.how.data,
                reason=form.reason.data,
                request_key=form.request_key.data or None,
                now=clock.now(),
                today=today(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            found = look.obligation(actor, duty, today=today())
            done = mark(found.matter_public_id, answer.fact)
            return redirect(url_for("matters.show", matter=found.matter_public_id, done=done), 303)
    return page(look.obligation(actor, duty, today=today()), form)


def page(found: ObligationView, settling: SettleInput, doing: Any = None) -> ResponseReturnValue:
    """The page of a duty with its inputs, as they were sent."""
    actor = someone()
    row = duty_rows(actor, [found])[0]
    wrong = bool(settling.errors or (doing and doing.errors))
    body = render_template(
        "due/duty.html",
        duty=row,
        input=settling,
        doing=doing,
        back=inside(request.form.get("back")),
        seen=reminding.seen_by(actor, obligation=found.public_id),
        may_acknowledge=actor.is_contractor and row.running,
        may_settle=actor.may_record and row.running,
    )
    return body, 422 if wrong else 200


def back_with(done: str) -> str:
    """The page one came from, told what was done."""
    parts = urlsplit(inside(request.form.get("back")))
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != DONE]
    return urlunsplit(("", "", parts.path, urlencode([*kept, (DONE, done)]), ""))
