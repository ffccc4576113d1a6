"""The ladder of an organisation: its days, who comes next, and what that means day by day."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from tracker import clock
from tracker.docket import ladders
from tracker.docket.actor import WRITERS
from tracker.docket.who import OPERATOR, who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.base import options
from tracker.web.inputs.reminding import CLIMBERS, DAY_FIELDS, LadderInput
from tracker.web.office import today
from tracker.web.query import read_text

MONDAY = date(2026, 11, 16)

pages = Blueprint("ladders", __name__, url_prefix="/reminders/ladder")


@pages.get("")
@who(*WRITERS, *OPERATOR)
def page() -> ResponseReturnValue:
    """The ladder as it is, with what it means; the operator names the organisation in the address."""
    found = ladders.ladder_of(someone(), organisation=read_text("organisation"))
    return show(found, filled(found))


@pages.post("")
@who(*WRITERS, *OPERATOR)
def change() -> ResponseReturnValue:
    """Shows what the ladder would mean, or saves it."""
    found = ladders.ladder_of(someone(), organisation=read_text("organisation"))
    form = LadderInput()
    if not form.validate():
        return show(found, form)
    try:
        if request.form.get("act") == "save":
            ladders.change_ladder(someone(), organisation=found.code, now=clock.now(), **form.asked())
            return redirect(
                url_for("ladders.page", organisation=read_text("organisation"), done="ladder"), 303
            )
        return show(found, form, form.asked())
    except Refused as refused:
        form.take(refused)
        return show(found, form)


def show(
    found: ladders.LadderView, form: LadderInput, asked: dict[str, Any] | None = None
) -> ResponseReturnValue:
    """The page with its input, and the days of a sample duty where the input can be read."""
    offered = options([("", "–"), *((each.public_id, each.name) for each in found.candidates)])
    for number in range(1, CLIMBERS + 1):
        form[f"chain_{number}"].choices = offered
    form.list_weekday.choices = options([("", _("never")), *((str(n), weekday(n)) for n in range(7))])
    steps = []
    if not form.errors:
        steps = ladders.preview_ladder(
            someone(), organisation=found.code, today=today(), **(asked or form.asked())
        )
    body = render_template(
        "account/ladder.html", found=found, form=form, steps=steps, trying=asked is not None,
        query=read_text("organisation"),
    )  # fmt: skip
    return body, 422 if form.errors else 200


def filled(found: ladders.LadderView) -> LadderInput:
    """The input as it stands."""
    ladder = found.ladder
    chain = {f"chain_{number}": name for number, name in enumerate(found.chain[:CLIMBERS], start=1)}
    days = {name: str(getattr(ladder, name)) for name in DAY_FIELDS}
    weekday = "" if ladder.list_weekday is None else str(ladder.list_weekday)
    steps = " ".join(map(str, ladder.steps))
    more = {"quiet_digest": ladder.quiet_digest, "list_weekday": weekday, "steps": steps}
    return LadderInput(formdata=None, data={**days, **chain, **more})


def weekday(number: int) -> str:
    """The name of a weekday; 0 is Monday."""
    return str(format_date(MONDAY.replace(day=MONDAY.day + number), "EEEE"))
