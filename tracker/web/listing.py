"""A list's filters and order in the address: read from it, written to it, told in words. No list is read here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from flask import abort, url_for
from flask_babel import gettext as _

from tracker.docket.actor import Actor
from tracker.docket.asking import (
    DAYS,
    DUTY_SORTS,
    MATTER_SORTS,
    NOBODY,
    WHOSE,
    Asked,
    Choice,
    rules_worded,
    sorts_for,
)
from tracker.docket.look import agreements
from tracker.docket.views import AgreementView
from tracker.web.query import LONGEST, read_text
from tracker.web.words import RIGHTS, STANDINGS, WHOSE_WORDS, WITHIN, say

NAMES = tuple(each.name for each in fields(Asked))
PAGES = {"duties": "duty_list.page", "matters": "matters.page"}
SORTS = {"duties": DUTY_SORTS, "matters": MATTER_SORTS}
FIRST = {"duties": "day", "matters": "ref"}
"""The order of a list where nobody asked for another."""
NO_VIEW = "whole"
"""The view that is none: the list as it is, for those whose list opens with a view."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column head: its word, the address of the list in its order, and how the list stands to it."""

    name: str
    label: str
    address: str
    order: str | None


@dataclass(frozen=True, slots=True)
class Select:
    """One choice above a list: what it narrows by, and the words for it."""

    name: str
    label: str
    every: str
    options: list[tuple[str, str]]
    chosen: str | None


def read_asked() -> Asked:
    """What the address asks. Texts that nobody can have typed are refused."""
    return Asked(**{name: read_text(name) for name in NAMES})


def asked_of(values: Mapping[str, str]) -> Asked:
    """The same from the hidden fields of a form."""
    found = {name: values.get(name, "").strip() or None for name in NAMES}
    if any(len(text) > LONGEST or not text.isprintable() for text in found.values() if text):
        abort(400)
    return Asked(**found)


def address(of: str, asked: Asked, **more: Any) -> str:
    """The address of a list with these filters and this order."""
    told: dict[str, Any] = {**asked.given, **more}
    return url_for(PAGES[of], **told)


def columns(of: str, actor: Actor, asked: Asked, labels: Iterable[tuple[str, str]]) -> list[Column]:
    """The heads of a list's columns; those by which the reader may sort are links, the present one turns round."""
    allowed = sorts_for(actor, SORTS[of])
    now = asked.sort or FIRST[of]
    found = []
    for name, label in labels:
        here = name == now
        turned = "1" if here and not asked.down else None
        link = address(of, replace(asked, sort=name, down=turned)) if name in allowed else ""
        order = ("descending" if asked.down else "ascending") if here else None
        found.append(Column(name, label, link, order))
    return found


def in_words(of: str, actor: Actor, asked: Asked, owners: Iterable[Choice] = ()) -> list[tuple[str, str]]:
    """The filters of a list for people: label and value, in the order of the page."""
    signed = {each.public_id: each.number for each in agreements(actor)} if asked.agreement else {}
    rules = (
        {each.code: each.label for each in rules_worded(actor, packs_of(agreements(actor)))}
        if asked.rule
        else {}
    )
    people = {each.code: each.label for each in owners} | {"nobody": _("Nobody")}
    told = (
        (_("Search"), asked.q),
        (_("Whose"), say(WHOSE_WORDS, asked.whose) if asked.whose else None),
        (_("State"), say(STANDINGS, asked.standing) if asked.standing else None),
        (_("Time"), say(WITHIN, asked.within) if asked.within else None),
        (_("Agreement"), signed.get(asked.agreement, asked.agreement) if asked.agreement else None),
        (_("Duty"), rules.get(asked.rule, asked.rule) if asked.rule else None),
        (_("Right"), say(RIGHTS, asked.right) if asked.right else None),
        (_("Owner"), people.get(asked.owner, asked.owner) if asked.owner else None),
    )
    return [(label, value) for label, value in told if value]


def selects(
    of: str,
    actor: Actor,
    asked: Asked,
    signed: Sequence[AgreementView],
    people: Sequence[Choice],
) -> list[Select]:
    """The choices above a list, those that the reader may make."""
    whose = [(code, say(WHOSE_WORDS, code)) for code in WHOSE]
    times = [(code, say(WITHIN, code)) for code in DAYS]
    rules = [(each.code, each.label) for each in rules_worded(actor, packs_of(signed))]
    rights = [(code, str(word)) for code, word in RIGHTS.items()]
    owners = [*((each.code, each.label) for each in people), (NOBODY, _("Nobody"))]
    agreed = [(each.public_id, f"{each.number} {each.title}") for each in signed]
    duties = of == "duties"
    found = (
        (actor.is_contractor, Select("whose", _("Whose"), _("All"), whose, asked.whose)),
        (duties, Select("within", _("Time"), _("Any time"), times, asked.within)),
        (len(signed) > 1, Select("agreement", _("Agreement"), _("All agreements"), agreed, asked.agreement)),
        (duties, Select("rule", _("Duty"), _("All duties"), rules, asked.rule)),
        (
            not duties and not actor.is_officer,
            Select("right", _("Right"), _("All rights"), rights, asked.right),
        ),
        (actor.is_contractor, Select("owner", _("Owner"), _("Everybody"), owners, asked.owner)),
    )
    return [each for there, each in found if there or getattr(asked, each.name)]


def packs_of(signed: Iterable[AgreementView]) -> list[str]:
    """The packs of terms of these agreements."""
    return sorted({pack for each in signed for pack in each.packs})


def counted(number: int, most: int) -> str:
    """A count as it is told; it stops where it would cost more than the page."""
    return f"{number}+" if number >= most else str(number)
