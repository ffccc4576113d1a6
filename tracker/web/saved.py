"""What was just done, told on the page that follows. The address carries only what it was done to.

So nothing of a matter stands in a cookie, and reloading the page tells it again rather than doing it again.
"""

from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.docket.afterwards import what_changed
from tracker.docket.bulk import bulk_act
from tracker.docket.views import FactView
from tracker.errors import NotFound
from tracker.web.actor import current_actor, someone
from tracker.web.inputs.offered import fact_name
from tracker.web.language import current_language
from tracker.web.office import today
from tracker.web.telling import change_lines
from tracker.web.words import Words, say

DONE = "done"
MANY = "many"
"""Marks an act on many rows in the address."""
SAID: Words = {
    "answered": _l("The answer is kept, and the contractor sees it."),
    "logged": _l("The matter is logged. Record what happened to it next."),
    "form-issued": _l("The form is issued and kept. Record here when it was submitted."),
    "form-submitted": _l("The submission is recorded as a fact, with all that follows from it."),
    "form-received": _l("The receipt is recorded."),
    "file-kept": _l("The file is kept."),
    "token-revoked": _l("The token is revoked."),
    "wishes": _l("Your wishes are saved."),
    "away": _l("The days are entered."),
    "back": _l("The absence is ended."),
    "ladder": _l("The ladder is saved. The next sweep follows it."),
    "mended": _l("Mail goes to this address again."),
    "calendar-revoked": _l("The calendar address is revoked."),
    "accepted": _l("The duties follow the new terms. Everybody who saw the old dates is told."),
    "kept": _l("The duties stay as they stand. They are not proposed again until the terms change again."),
    "answer-kept": _l("The answer is on record. It counts for every matter of the agreement."),
    "answer-back": _l("The answer is taken back. The default holds again."),
    "view-saved": _l("The view is saved."),
    "view-first": _l("The list begins as you chose."),
    "view-removed": _l("The view is removed."),
    "closed": _l("What follows from the facts holds now. The differences are kept as decided."),
    "seen": _l("Noted that you have seen it. It is not done by that, and comes back in a few days."),
}


@dataclass(frozen=True, slots=True)
class Saved:
    """One thing that was done, and what it changed."""

    text: str
    changes: list[str] = field(default_factory=list)
    undo: str | None = None
    """The act on many rows that can be undone from here."""


def mark(matter: str, fact: FactView) -> str:
    """What the next page's address carries under `done`, for a fact that was just stored."""
    return f"{matter}/{fact.fact_id}"


def told() -> Saved | None:
    """What the address says was just done; nothing where that is not there for this person."""
    done, actor = request.args.get(DONE, "")[:100], current_actor()
    if done in SAID:
        return Saved(say(SAID, done))
    matter, _slash, fact = done.partition("/")
    if actor is not None and matter == MANY and fact:
        return told_of_many(fact)
    if actor is None or not fact or not done.isprintable():
        return None
    try:
        found = what_changed(actor, matter=matter, fact=fact, today=today())
    except NotFound:
        return None
    language = current_language()
    return Saved(
        f"{verb(found.fact)} {fact_name(found.fact, language)}", change_lines(found.changes, language)
    )


def told_of_many(act: str) -> Saved | None:
    """What was done to many rows, with the way to undo it."""
    try:
        done = bulk_act(someone(), act)
    except NotFound:
        return None
    if done.undone:
        return Saved(_("Undone. What had been recorded stays on record as withdrawn."))
    words = {
        "submit": ngettext(
            "%(num)s duty is recorded as done.", "%(num)s duties are recorded as done.", done.count
        ),
        "reassign": ngettext(
            "%(num)s matter has a new owner.", "%(num)s matters have a new owner.", done.count
        ),
        "note": ngettext(
            "The note stands on %(num)s matter.", "The note stands on %(num)s matters.", done.count
        ),
    }
    return Saved(words[done.action], undo=done.public_id if done.count else None)


def verb(fact: FactView) -> str:
    """What was done to the fact last."""
    if fact.withdrawn:
        return _("Withdrawn:")
    if fact.revision == 1:
        return _("Recorded:")
    return _("Confirmed:") if fact.confirmed_at else _("Corrected:")
