"""What if: a matter, or a made-up one, with things supposed. The whole question stands in the address, and
nothing of it is stored. What follows is docket's answer.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.docket import look, whatif
from tracker.docket.actor import READERS
from tracker.docket.terms import shelf
from tracker.docket.views import MatterView
from tracker.docket.whatif import Supposable, Supposed
from tracker.docket.who import SIGNED_IN, who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.dates import UnreadableDate, read_date
from tracker.web.inputs.keys import choices_of
from tracker.web.language import current_language
from tracker.web.office import today
from tracker.web.query import LONGEST, read_text
from tracker.web.telling_time import what_if_picture
from tracker.web.timeline import Picture
from tracker.web.words import RIGHTS

FILINGS = ("JP1", "JP2", "JP3", "WO1", "US1", "EP1", "CN1", "KR1")
"""Names for supposed filings: two letters of the office and a number, so that none tells anything."""
ROUTES = ("national", "pct")
"""Routes that need no further day or parent."""
ROWS = 4

pages = Blueprint("whatif", __name__)

Row = dict[str, str]
Options = list[tuple[str, str]]


@pages.get("/what-if")
@who(*SIGNED_IN)
def alone() -> ResponseReturnValue:
    """A made-up matter: kinds and days alone, all of them in the address."""
    right, pack = read_text("right") or "patent", read_text("pack")
    terms = terms_offered()
    packs = terms.get(pack or next(iter(terms)), [])
    if right not in RIGHTS or not packs:
        abort(400)
    given, supposed = rows_of("is"), rows_of("if")
    kinds = whatif.supposable(packs, right)
    faults: dict[str, str] = {}
    found = None
    if given or supposed:
        rows = [read_rows(side, kept, faults, FILINGS) for side, kept in (("is", given), ("if", supposed))]
        found = ask(
            faults,
            lambda: whatif.suppose_alone(
                packs=packs,
                right=right,
                given=rows[0],
                supposed=rows[1],
                today=today(),
                language=current_language(),
            ),
        )
    page = render_template(
        "whatif/alone.html",
        found=found,
        faults=faults,
        given=filled(given),
        supposed=filled(supposed),
        options=options_of(kinds),
        bare=bare(kinds),
        filings=FILINGS,
        rights=RIGHTS,
        right=right,
        terms=[(name, shelf().packs[name].title[current_language()]) for name in terms],
        pack=packs[0],
        address=request.full_path.rstrip("?"),
    )
    return page, 422 if faults else 200


@pages.get("/matters/<matter>/what-if")
@who(*READERS)
def of_matter(matter: str) -> ResponseReturnValue:
    """A matter with things supposed; the address names it and the suppositions, and works for its readers."""
    actor = someone()
    seen = look.matter(actor, matter, today=today())
    supposed, faults = rows_of("if"), dict[str, str]()
    names = tuple(filing.name for filing in seen.filings)
    offered = (*names, *(name for name in FILINGS if name not in names))
    rows, kinds = read_rows("if", supposed, faults, offered), whatif.supposable(seen.packs, seen.right)
    found = ask(faults, lambda: whatif.suppose(actor, matter=seen.public_id, supposed=rows, today=today()))
    page = render_template(
        "whatif/matter.html",
        matter=seen,
        found=found,
        picture=picture(seen, found, rows, kinds) if rows else None,
        faults=faults,
        supposed=filled(supposed),
        options=options_of(kinds),
        bare=bare(kinds),
        filings=offered,
        address=request.full_path.rstrip("?"),
    )
    return page, 422 if faults else 200


def picture(
    seen: MatterView, found: whatif.WhatIf | None, rows: Sequence[Supposed], kinds: Sequence[Supposable]
) -> Picture | None:
    """The timeline with what is supposed, hollow."""
    labels = {each.kind.kind: each.kind.label[current_language()] for each in kinds}
    return what_if_picture(seen, found, rows, labels, current_language()) if found else None


def ask(faults: dict[str, str], question: Any) -> whatif.WhatIf | None:
    """The answer; nothing where the input cannot stand, with what is wrong in ``faults`` by row."""
    if faults:
        return None
    try:
        answer: whatif.WhatIf = question()
    except Refused as refused:
        faults |= {each.field: _(each.message_id) % each.values for each in refused.faults}
        return None
    return answer


def terms_offered() -> dict[str, list[str]]:
    """The terms that can be chosen: each body agreed with an agency, with the statutes of the usual set."""
    packs, usual = shelf().packs, shelf().default
    statutes = [name for name in usual if packs[name].ownership is None]
    agreed = sorted((name for name in packs if name not in statutes), key=lambda name: name not in usual)
    return {name: [name, *statutes] for name in agreed}


def rows_of(side: str) -> list[Row]:
    """The rows of one side as they stand in the address; blank ones are left out."""
    lists = [request.args.getlist(f"{side}-{name}") for name in ("kind", "on", "filing")]
    longest = max(map(len, lists))
    if longest > 2 * whatif.MOST or any(bad(text) for each in lists for text in each):
        abort(400)
    whole = [each + [""] * (longest - len(each)) for each in lists]
    rows = [
        {"kind": kind.strip(), "on": on.strip(), "filing": filing.strip()}
        for kind, on, filing in zip(*whole, strict=True)
    ]
    return [row for row in rows if row["kind"] or row["on"]]


def bad(text: str) -> bool:
    """Whether a text of the address is too long or unprintable."""
    return len(text) > LONGEST or not text.isprintable()


def read_rows(
    side: str, rows: Sequence[Row], faults: dict[str, str], filings: Sequence[str]
) -> list[Supposed]:
    """The rows as suppositions; a day that is none is told at its row."""
    found = []
    for n, row in enumerate(rows):
        kind, _colon, detail = row["kind"].partition(":")
        on = None
        try:
            on = read_date(row["on"], current_language()) if row["on"] else None
        except UnreadableDate as unreadable:
            faults[f"{side}-{n}"] = str(unreadable)
        if row["filing"] and row["filing"] not in filings:
            abort(400)
        found.append(Supposed(kind, on, row["filing"] or None, detail or None))
    return found


def filled(rows: Sequence[Row]) -> list[Row]:
    """The rows of the input: those typed, and some blank ones."""
    blank = {"kind": "", "on": "", "filing": ""}
    return [*rows, *[dict(blank) for _ in range(max(1, ROWS - len(rows)))]]


def options_of(kinds: Sequence[Supposable]) -> list[tuple[str, Options]]:
    """What can be supposed, in groups: kinds that need no further word first, then each with its words."""
    language = current_language()
    plain = [(each.kind.kind, each.kind.label[language]) for each in kinds if each.detail is None]
    groups = [(_("Events"), plain)]
    for each in kinds:
        if each.detail is not None:
            told = [
                (f"{each.kind.kind}:{code}", told_as(each, word, language))
                for code, word in choices_of(each.detail, [])
                if each.detail.type != "route" or code in ROUTES
            ]
            groups.append((each.kind.label[language], told))
    return groups


def bare(kinds: Sequence[Supposable]) -> set[str]:
    """The kinds that are about no filing: beside them none is asked."""
    return {each.kind.kind for each in kinds if not each.about_filing}


def told_as(each: Supposable, word: str, language: str) -> str:
    """A choice in words; an item says enough by itself."""
    if each.detail is not None and each.detail.type == "item":
        return word
    return f"{each.kind.label[language]}: {word}"
