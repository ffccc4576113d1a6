"""The red line on every page while reminders are in danger. What is wrong is docket's answer."""

from datetime import timedelta

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l

from tracker import clock
from tracker.docket.actor import Actor
from tracker.docket.alarms import banner
from tracker.web.actor import current_actor
from tracker.web.words import Words, say

KEPT = timedelta(seconds=20)

TEXTS: Words = {
    "silent": _l(
        "Reminders have not run for more than 25 minutes. Do not rely on mails; look at the list, and tell your administrator."
    ),
    "stuck": _l(
        "Mails have been waiting for more than two hours. Do not rely on them, and tell your administrator."
    ),
    "returned": _l(
        "Mails to people of your organisation came back. See the outbox, and have the addresses corrected."
    ),
    "differs": _l(
        "The self-check found duties that are stored otherwise than they follow from the facts. See the page of the self-check and decide."
    ),
    "unchecked": _l(
        "The stored dates have not been checked for more than 30 hours. Tell your administrator."
    ),
    "terms": _l(
        "A body of terms does not hold the cases that prove it. Do not rely on its dates, and tell your administrator."
    ),
}


def register(app: Flask) -> None:
    """Lets the frame ask for the red lines."""
    app.jinja_env.globals.update(red_lines=red_lines)


def red_lines() -> list[str]:
    """What everybody of the organisation should know now; nothing on the pages of a guest."""
    actor = current_actor()
    if actor is None:
        return []
    return [say(TEXTS, word) for word in words_for(actor)]


def words_for(actor: Actor) -> list[str]:
    """The words of the banner, looked up once in a while: every page asks for them."""
    now, kept = clock.now(), current_app.extensions.setdefault("kigen_banners", {})
    at, words = kept.get(actor.organisation_id, (None, []))
    if at is None or abs(now - at) > KEPT or current_app.testing:
        words = banner(actor, now=now)
        kept[actor.organisation_id] = (now, words)
    return words
