"""What lies between contractor and agency: the list, one line in full, and the agency's answers.

Both sides look at the same list, each at what it may see. Whose turn it is is docket's answer.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.docket import receiving, turns, unclassified
from tracker.docket.actor import READERS
from tracker.docket.views import Recorded
from tracker.docket.who import AGENCY, who
from tracker.errors import Conflict, Refused
from tracker.web.actor import someone
from tracker.web.inputs.base import Input
from tracker.web.inputs.incoming import DisputeInput, MethodInput, ReceiptInput, ReturnInput
from tracker.web.language import current_language
from tracker.web.office import today
from tracker.web.pages.due import next_page
from tracker.web.query import read_choice, read_text
from tracker.web.saved import mark
from tracker.web.telling import change_lines

LIMIT = 50

pages = Blueprint("queue", __name__, url_prefix="/queue")


@pages.get("")
@who(*READERS, *AGENCY)
def page() -> str:
    """The lines of one side's turn, one's own first; filters stand in the address."""
    actor = someone()
    mine = "agency" if actor.is_officer else "contractor"
    turn = read_choice("turn", turns.TURNS) or mine
    kind, after = read_choice("kind", turns.LINE_KINDS), read_text("after")
    found = turns.turn_list(actor, turn=turn, kind=kind, after=after, today=today(), limit=LIMIT)
    return render_template(
        "agency/queue.html",
        lines=found.items,
        turn=turn,
        mine=mine,
        chosen=kind,
        kinds=turns.LINE_KINDS,
        waiting=turns.waiting(actor),
        most=turns.COUNT_LIMIT,
        limit=LIMIT,
        later_page=bool(after),
        first_page=url_for("queue.page", turn=turn, kind=kind),
        next_page=next_page(found.next_cursor),
    )


@pages.get("/undecided")
@who(*READERS)
def undecided() -> str:
    """Assets whose class nobody has decided yet."""
    after = read_text("after")
    found = unclassified.undecided(someone(), after=after, limit=LIMIT)
    return render_template(
        "assets/undecided.html",
        assets=found.items,
        limit=LIMIT,
        later_page=bool(after),
        next_page=next_page(found.next_cursor),
    )


@pages.get("/<matter>/<subject>")
@who(*READERS, *AGENCY)
def line(matter: str, subject: str) -> ResponseReturnValue:
    """One line with all that was answered, and what can be done next."""
    return show(matter, subject)


@pages.post("/<matter>/<subject>/receive")
@who(*AGENCY)
def receive(matter: str, subject: str) -> ResponseReturnValue:
    """The notice was received; or, asked first, what its receipt on the day typed would lead to."""
    form = ReceiptInput()
    if "look" in request.form:
        return show(matter, subject, status=200 if form.validate() else 422, receipt=form)
    return done(matter, subject, form, "receipt", lambda: receiving.receive_notice(
        someone(), matter=matter, subject=subject, received_on=form.received_on.data,  # type: ignore[arg-type]
        comment=form.remark.data or "", now=clock.now(), today=today(),
    ))  # fmt: skip


@pages.post("/<matter>/<subject>/return")
@who(*AGENCY)
def send_back(matter: str, subject: str) -> ResponseReturnValue:
    """The notice is sent back with a comment."""
    form = ReturnInput()
    return done(matter, subject, form, "returning", lambda: receiving.return_notice(
        someone(), matter=matter, subject=subject, returned_on=form.returned_on.data,  # type: ignore[arg-type]
        after_all=bool(form.after_all.data), comment=form.comment.data or "", now=clock.now(), today=today(),
    ))  # fmt: skip


@pages.post("/<matter>/<subject>/agree")
@who(*AGENCY)
def agree(matter: str, subject: str) -> ResponseReturnValue:
    """A reporting method is agreed."""
    form = MethodInput()
    return done(matter, subject, form, "method", lambda: receiving.agree_method(
        someone(), matter=matter, subject=subject, agreed_on=form.agreed_on.data,  # type: ignore[arg-type]
        comment=form.comment.data or "", now=clock.now(), today=today(),
    ))  # fmt: skip


@pages.post("/<matter>/<subject>/confirm")
@who(*AGENCY)
def confirm(matter: str, subject: str) -> ResponseReturnValue:
    """An act of the agency that the contractor had entered is confirmed."""
    return done(matter, subject, Input(), "dispute", lambda: receiving.confirm_claim(
        someone(), matter=matter, subject=subject, now=clock.now(), today=today()
    ))  # fmt: skip


@pages.post("/<matter>/<subject>/dispute")
@who(*AGENCY)
def dispute(matter: str, subject: str) -> ResponseReturnValue:
    """The agency says that it does not know of the act."""
    form = DisputeInput()
    return done(matter, subject, form, "dispute", lambda: receiving.dispute_claim(
        someone(), matter=matter, subject=subject, comment=form.comment.data or "",
        now=clock.now(), today=today(),
    ))  # fmt: skip


# --- the parts they share -----------------------------------------------------------------------------------


def done(
    matter: str, subject: str, form: Input, place: str, act: Callable[[], Recorded | None]
) -> ResponseReturnValue:
    """Answer a line and go back to the list; refused or too late, show the line with what is the matter."""
    if form.validate():
        try:
            recorded = act()
        except Refused as refused:
            form.take(refused)
        except Conflict:
            late = _(
                "Somebody has handled this already; nothing of yours was recorded. This is how it stands."
            )
            return show(matter, subject, late=late, status=409)
        else:
            said = "answered" if recorded is None else mark(matter, recorded.fact)
            return redirect(url_for("queue.page", done=said), 303)
    return show(matter, subject, status=422, **{place: form})


def show(
    matter: str, subject: str, *, late: str | None = None, status: int = 200, **typed: Any
) -> ResponseReturnValue:
    """One line, with what was typed and what is wrong with it."""
    actor, day = someone(), today()
    found = turns.turn_line(actor, matter=matter, subject=subject, today=day)
    asked, follows = inputs(typed), []
    received_on = asked["receipt"].received_on.data or day
    if actor.is_officer and (found.kind, found.outcome) == ("notice", "open"):
        follows = receiving.foresee_receipt(
            actor, matter=matter, subject=subject, received_on=received_on, now=clock.now(), today=day
        )
    page = render_template(
        "agency/line.html",
        line=found,
        late=late,
        follows=change_lines(follows, current_language()),
        received_on=received_on,
        may_record=actor.may_record,
        **asked,
    )
    return page, status


def inputs(typed: dict[str, Any]) -> dict[str, Any]:
    """The inputs of the page: the one that was sent, the others fresh with today's day."""
    fresh: dict[str, Any] = {
        "receipt": lambda: ReceiptInput(formdata=None, received_on=today()),
        "returning": lambda: ReturnInput(formdata=None, returned_on=today()),
        "method": lambda: MethodInput(formdata=None, agreed_on=today()),
        "dispute": lambda: DisputeInput(formdata=None),
    }
    return {name: typed.get(name) or make() for name, make in fresh.items()}
