"""One's own reminders: wishes, absences, the calendar address. What follows from them is docket's work."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.docket import accounts, feeds, reminding
from tracker.docket.actor import READERS
from tracker.docket.who import who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.base import options
from tracker.web.inputs.reminding import AwayInput, WishInput
from tracker.web.office import today

pages = Blueprint("reminding", __name__, url_prefix="/account/reminders")


@pages.get("")
@who(*READERS)
def page() -> ResponseReturnValue:
    """Wishes, absences, calendar."""
    return show()


@pages.post("/wishes")
@who(*READERS)
def choose() -> ResponseReturnValue:
    """Changes what one is told of."""
    form = WishInput()
    if form.validate():
        kinds = [name for name in ("option", "prompt") if form[name].data]
        try:
            reminding.choose(
                someone(),
                kinds=kinds,
                days_before=form.days_before.data or "",
                days_after=form.days_after.data or "",
                quiet_digest=form.quiet_digest.data,
                one_a_day=form.one_a_day.data,
                now=clock.now(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("reminding.page", done="wishes"), 303)
    return show(wishing=form)


@pages.post("/absences")
@who(*READERS)
def go_away() -> ResponseReturnValue:
    """Notes days away."""
    form = AwayInput()
    if form.validate() and form.from_on.data and form.until_on.data:
        try:
            reminding.go_away(
                someone(),
                from_on=form.from_on.data,
                until_on=form.until_on.data,
                deputy=str(form.deputy.data or ""),
                now=clock.now(),
                today=today(),
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("reminding.page", done="away"), 303)
    return show(leaving=form)


@pages.post("/absences/<absence>/end")
@who(*READERS)
def come_back(absence: str) -> ResponseReturnValue:
    """Ends an absence."""
    reminding.come_back(someone(), absence=absence, now=clock.now())
    return redirect(url_for("reminding.page", done="back"), 303)


@pages.post("/calendar")
@who(*READERS)
def make_link() -> ResponseReturnValue:
    """Makes a calendar address; the answer is the only place it is ever seen, so it is no redirect."""
    secret = feeds.make_link(someone(), now=clock.now())
    return show(address=f"{current_app.config['BASE_URL']}/calendar/{secret}.ics")


@pages.post("/calendar/revoke")
@who(*READERS)
def revoke_link() -> ResponseReturnValue:
    """Ends the calendar address at once."""
    feeds.revoke_link(someone(), now=clock.now())
    return redirect(url_for("reminding.page", done="calendar-revoked"), 303)


def show(
    wishing: WishInput | None = None, leaving: AwayInput | None = None, address: str | None = None
) -> ResponseReturnValue:
    """The page with its inputs, as they were sent."""
    actor = someone()
    wrong = wishing is not None or leaving is not None
    away = leaving or AwayInput(formdata=None)
    others = [each for each in accounts.people(actor) if each.active and each.public_id != actor.public_id]
    away.deputy.choices = options([(each.public_id, each.name) for each in others])
    body = render_template(
        "account/reminders.html",
        wishing=wishing or filled(reminding.wishes(actor)),
        leaving=away,
        colleagues=others,
        absences=reminding.absences(actor, today=today()),
        link=feeds.link(actor),
        address=address,
    )
    return body, 422 if wrong else 200


def filled(found: reminding.Wishes) -> WishInput:
    """The input as it stands."""
    days = {"days_before": found.days_before, "days_after": found.days_after}
    told = {name: "" if value is None else str(value) for name, value in days.items()}
    kinds = {name: name in found.kinds for name in ("option", "prompt")}
    more = {"quiet_digest": found.quiet_digest, "one_a_day": found.one_a_day}
    return WishInput(formdata=None, data={**told, **kinds, **more})
