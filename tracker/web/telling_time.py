"""The marks of a matter's timeline in the words of its page. Places are timeline's; what may show was decided."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from tracker.docket.panel import Panel
from tracker.docket.views import FactView, MatterView
from tracker.docket.whatif import Supposed, WhatIf
from tracker.importing.days import MONTHS_EN
from tracker.web.timeline import Mark, Picture, Span, lay_out
from tracker.web.words import ACTORS, item_word, say

SUPPOSED = "supposed"


def matter_picture(
    matter: MatterView, running: Iterable[Any], panel: Panel, today: date, language: str
) -> Picture | None:
    """The timeline of a matter; nothing where there is nothing on it."""
    facts = [fact_mark(fact, language) for fact in matter.facts if not fact.withdrawn]
    dates = [mark for duty in running if (mark := duty_mark(duty, language))]
    spans = spans_of(matter, panel)
    return lay_out(facts, dates, spans, today) if facts or dates else None


def what_if_picture(
    matter: MatterView, found: WhatIf, supposed: Sequence[Supposed], labels: dict[str, str], language: str
) -> Picture:
    """The timeline with what is supposed and what would follow from it, hollow."""
    facts = [fact_mark(fact, language) for fact in matter.facts if not fact.withdrawn]
    facts += [
        Mark(
            each.on, labels.get(each.kind, each.kind), note_of(each.on, each.filing, language), SUPPOSED, True
        )
        for each in supposed
        if each.on
    ]
    dates = []
    for pair in found.pairs:
        line = pair.after
        day = (line.act_by or line.due) if line else None
        if line and day and line.standing not in DONE:
            new = pair.change in ("appears", "moves")
            state = SUPPOSED if new else line.standing
            note = note_of(day, pair.filing, language)
            dates.append(Mark(day, pair.label, note, state, new or line.provisional))
    return lay_out(facts, dates, [], found.as_of)


DONE = frozenset({"met", "met-late", "waived", "closed", "passed"})


def fact_mark(fact: FactView, language: str) -> Mark:
    """A fact above the line; hollow while the agency has not confirmed it."""
    label = item_word(int(fact.keys["item"])) if "item" in fact.keys else fact.label
    return Mark(fact.on, label, note_of(fact.on, fact.filing, language), "fact", fact.claimed)


def duty_mark(duty: Any, language: str) -> Mark | None:
    """A running duty below the line, on the day to act by."""
    day = duty.act_by or duty.due
    if day is None:
        return None
    return Mark(day, duty.label, note_of(day, duty.filing, language), duty.standing, duty.provisional)


def spans_of(matter: MatterView, panel: Panel) -> list[Span]:
    """Who held each right from when to when, and the licences."""
    spans = []
    for chain in panel.chains:
        for n, step in enumerate(chain.steps):
            later = chain.steps[n + 1].since if n + 1 < len(chain.steps) else None
            label = f"{chain.name} {say(ACTORS, step.holder)}"
            spans.append(Span(label, step.since, later, "holder"))
    agreed = {
        fact.keys["licence"]: fact.on
        for fact in reversed(matter.facts)
        if "licence" in fact.keys and "holder" in fact.keys
    }
    for line in panel.licences:
        label = _("Licence %(licence)s: %(holder)s", licence=line.licence, holder=line.holder)
        spans.append(Span(label, agreed.get(line.licence), line.ends_on, "licence"))
    return spans


def note_of(day: date, filing: str | None, language: str) -> str:
    """The second line of a mark: the day in short, and the filing."""
    said = f"{day.year}/{day.month}/{day.day}"
    if language != "ja":
        said = f"{day.day} {MONTHS_EN[day.month - 1][:3]} {day.year}"
    return f"{said} {filing}" if filing else said
