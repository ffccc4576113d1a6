"""Facts, offers and changes in the words of a page. What they are is docket's answer; no dates are counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tracker.docket.actor import Actor
from tracker.docket.offers import Offer
from tracker.docket.terms import kinds_of, shelf
from tracker.docket.views import Change, FactView, MatterView
from tracker.web.dates import write_date
from tracker.web.words import CHOICES, DETAIL_WORDS, OFFICES, ROUTES, STANDINGS, item_word, say


@dataclass(frozen=True, slots=True)
class Line:
    """One thing told beside a fact."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as it holds now, what is told beside it, and the versions before it."""

    fact: FactView
    lines: list[Line]
    history: list["FactRow"]


@dataclass(frozen=True, slots=True)
class OfferLink:
    """A proposal to record something, and where that is done."""

    label: str
    sub: str
    address: str


def fact_rows(matter: MatterView, language: str) -> list[FactRow]:
    """The facts of a matter, latest first, each with its earlier versions; withdrawn ones stay visible."""
    known = kinds_of(matter.packs)
    names = {fact.fact_id: f"{write_date(fact.on, language)} {fact.label}" for fact in matter.facts}
    versions: dict[str, list[FactView]] = {fact.fact_id: [fact] for fact in matter.facts}
    for old in matter.history:
        versions.setdefault(old.fact_id, []).append(old)
    rows = []
    for revisions in versions.values():
        newest, *older = sorted(
            {each.revision: each for each in revisions}.values(), key=lambda f: -f.revision
        )
        history = [FactRow(old, fact_lines(old, known, names, language), []) for old in older]
        rows.append(FactRow(newest, fact_lines(newest, known, names, language), history))
    return sorted(rows, key=lambda row: (row.fact.on, row.fact.fact_id), reverse=True)


def fact_lines(
    fact: FactView, known: Mapping[str, Any], names: Mapping[str, str], language: str
) -> list[Line]:
    """The keys and numbers of a fact with their labels."""
    kind = known.get(fact.kind)
    keys = kind.keys if kind else ()
    lines = [
        Line(key.label[language], key_text(key, fact.keys[key.name], names, language))
        for key in keys
        if key.name in fact.keys
    ]
    return lines + [Line(say(DETAIL_WORDS, name), value) for name, value in fact.details.items()]


def key_text(key: Any, value: Any, names: Mapping[str, str], language: str) -> str:
    """The value of one key, by its type."""
    tables: dict[str, Any] = {"route": ROUTES, "choice": CHOICES, "office": OFFICES}
    if key.type == "date":
        return write_date(value if isinstance(value, date) else date.fromisoformat(value), language)
    if key.type == "boolean":
        return _("yes") if value else _("no")
    if key.type == "fact":
        return names.get(value, str(value))
    if key.type == "item":
        return item_word(int(value))
    return say(tables[key.type], value) if key.type in tables else str(value)


def offer_links(matter: MatterView, offers: Iterable[Offer]) -> list[OfferLink]:
    """Offers with the address of the input that is filled in as far as it can be."""
    return [
        OfferLink(
            f"{offer.label} {offer.keys['filing']}" if offer.keys.get("filing") else offer.label,
            offer.because,
            url_for("facts.new", matter=matter.public_id, kind=offer.kind, **offer.keys),
        )
        for offer in offers
    ]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that dates of a matter rest on, and the answer taken for now."""

    question: str
    answer: str


def open_questions(matter: MatterView, language: str) -> list[Question]:
    """The unanswered questions behind a matter's dates."""
    asked = shelf().unknowns(matter.packs)
    return [
        Question(asked[name].question[language], asked[name].default[language])
        for name in matter.unknowns
        if name in asked
    ]


@dataclass(frozen=True, slots=True)
class KindLink:
    """A kind of fact that can be recorded; ``claim``: it is the other side's to record."""

    kind: str
    label: str
    claim: bool


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Kinds that belong together on the page."""

    label: str
    kinds: list[KindLink]


def kind_groups(actor: Actor, matter: MatterView) -> list[KindGroup]:
    """Every kind this person may record, by who does it and by the terms that declare it."""
    groups = []
    for pack in shelf().with_ground(matter.packs):
        for recorder in ("contractor", "agency"):
            kinds = [kind for kind in pack.facts.values() if kind.recorded_by == recorder]
            links = [
                KindLink(kind.kind, kind.label[actor.language], recorder == "agency" and not actor.is_officer)
                for kind in kinds
            ]
            if links and (recorder == "agency" or not actor.is_officer):
                groups.append(KindGroup(group_label(pack.title[actor.language], recorder), links))
    return groups


def group_label(title: str, recorder: str) -> str:
    """The heading of a group of kinds."""
    return _("%(terms)s: acts of the agency", terms=title) if recorder == "agency" else title


def change_lines(changes: Iterable[Change], language: str) -> list[str]:
    """What a fact changed, a line each, for the note after saving."""
    return [change_line(change, language) for change in changes]


def change_line(change: Change, language: str) -> str:
    """One change: `New: Filing notice JP1, act by Fri 28 August 2026`."""
    name = f"{change.label} {change.filing}" if change.filing else change.label
    before, after = day_of(change.before, language), day_of(change.after, language)
    if change.action == "appear":
        return _("New: %(name)s, %(day)s", name=name, day=after) if after else _("New: %(name)s", name=name)
    if change.action == "move":
        return _(
            "Moves: %(name)s, from %(before)s to %(after)s",
            name=name,
            before=before or "–",
            after=after or "–",
        )
    if change.action == "go":
        return _("Goes: %(name)s", name=name)
    return _("Now %(state)s: %(name)s", state=state_word(change), name=name)


def day_of(duty: Any, language: str) -> str | None:
    """The day a duty is to be done by."""
    day = duty and (duty.act_by or duty.due)
    return write_date(day, language) if day else None


def state_word(change: Change) -> str:
    """The standing a duty has come to."""
    return say(STANDINGS, change.after.standing if change.after else "closed")
