"""Compares what is stored of a matter with what follows from its facts, and changes nothing.

Rows come in bulk as plain values, never as objects: this runs over everything, every night. Not here: what
becomes of a difference (selfchecking, and proposals where the terms have changed).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket.deriving import FINDINGS, KEPT, key_of, values_of
from tracker.docket.editions import shelf_of
from tracker.docket.gate import REPORTING
from tracker.docket.inforce import hold_back, read_held
from tracker.docket.kept import Frozen, Key
from tracker.docket.terms import shelf
from tracker.engine import CaseFaults, Result, derive, read_case
from tracker.errors import DateOutOfRange
from tracker.packs.edition import edition_of
from tracker.packs.shelf import Shelf
from tracker.store import selfchecks
from tracker.store.facts import fact_id

CHUNK = 500
"""Matters read at a time: memory stays the same however many there are."""
DUTY = "duty"
DAYS = ("nominal", "due", "act_by")
BASIS, UNKNOWNS = KEPT.index("basis"), KEPT.index("unknowns")
TREES_KEPT = 20_000

Kept = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class StoredMatter:
    """One matter as it lies in the database. ``duties``: agency and ``KEPT`` values, by pack, rule, filing,
    trigger. ``facts``: number, kind, day and keys of those that hold. ``held``: under earlier terms."""

    id: int
    organisation_id: int
    ref: str
    right: str
    sensitive_field: str
    perennial: bool
    disclosure: Any
    findings: Mapping[str, Any]
    derived_on: date | None
    edition: str
    reported: bool
    shared: bool
    packs: list[str]
    parameters: dict[str, Any]
    agency_id: int
    facts: list[tuple[int, str, date, dict[str, Any]]]
    duties: dict[Key, tuple[int | None, Kept]]
    held: list[dict[str, str]] | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is stored otherwise than it follows: ``add`` it is missing, ``move`` it differs,
    ``drop`` nothing leads to it any more, ``fail`` the matter cannot be derived at all.

    ``reason`` is one word for what differs; ``part`` is "duty" or the finding of the matter it is about.
    """

    kind: str
    reason: str
    part: str = DUTY
    pack: str = ""
    rule: str = ""
    filing: str = ""
    trigger: str = ""
    before: Any = None
    after: Any = None


def compare_matter(stored: StoredMatter, result: Result) -> list[Finding]:
    """Every difference between the stored state of a matter and a derivation of it."""
    return [*_duties(stored, result), *_findings(stored, result), *_reach(stored)]


def check_matter(stored: StoredMatter, today: date, known: Shelf | None = None) -> list[Finding]:
    """Derive a matter for the day it was last told for and compare: the passing of days is no difference.

    ``known``: the packs to derive by, those of the product where none are given.
    """
    try:
        result = derive_stored(stored, today, known or shelf())
    except Exception as error:
        return [Finding("fail", "underivable", after=type(error).__name__)]
    return compare_matter(stored, result)


def is_of_present_terms(stored: StoredMatter) -> bool:
    """Whether a matter was last told by the packs as they are now: a difference is no news of the terms."""
    return stored.edition == edition_of(shelf(), stored.packs)


def derive_stored(stored: StoredMatter, today: date, known: Shelf) -> Result:
    """What follows from the facts of a stored matter. Raises CaseFaults, and KeyError for an unknown pack."""
    as_of = stored.derived_on or today
    result = derive(read_case(case_of_stored(stored, as_of, known), known), known)
    if not stored.held:
        return result

    def told(edition: str) -> Result | None:
        former = shelf_of(edition)
        if former is None:
            return None
        try:
            return derive(read_case(case_of_stored(stored, as_of, former), former), former)
        except (CaseFaults, DateOutOfRange):
            return None

    return hold_back(result, read_held(stored.held), told, lambda: _as_kept(stored), stored.disclosure)


def _as_kept(stored: StoredMatter) -> list[Any]:
    """The duties of a matter as they are stored, where the words they were told by are lost."""
    return [Frozen(key, dict(zip(KEPT, kept, strict=True))) for key, (_, kept) in stored.duties.items()]


def case_of_stored(stored: StoredMatter, as_of: date, known: Shelf | None = None) -> dict[str, Any]:
    """The matter as a case file, as far as these packs (of the product, where none are given) speak of it."""
    known = known or shelf()
    kinds, asked = known.facts(stored.packs), known.unknowns(stored.packs) if stored.parameters else {}
    told = [
        {**keys, "id": fact_id(number), "kind": kind, "on": on.isoformat()}
        for number, kind, on, keys in stored.facts
        if known is shelf() or kind in kinds
    ]
    return {
        "as_of": as_of.isoformat(),
        "what_if": any(on > as_of for _, _, on, _ in stored.facts),
        "packs": stored.packs,
        "parameters": {name: value for name, value in stored.parameters.items() if name in asked},
        "matter": {
            "ref": stored.ref,
            "right": stored.right,
            "sensitive_field": stored.sensitive_field,
            "perennial": stored.perennial,
        },
        "facts": told,
    }


# --- reading ------------------------------------------------------------------------------------------------


def stored_portions(session: Session) -> Iterator[list[StoredMatter]]:
    """All matters in the order of entry, in portions; each portion is one short read."""
    last = 0
    while heads := selfchecks.matters_after(session, last, CHUNK):
        last = heads[-1][0]
        portion = _put_together(session, heads)
        session.rollback()
        yield portion


def stored_matter(session: Session, matter_id: int) -> StoredMatter | None:
    """One matter as it is stored."""
    head = selfchecks.matter_row(session, matter_id)
    return None if head is None else _put_together(session, [head])[0]


def _put_together(session: Session, heads: Sequence[Any]) -> list[StoredMatter]:
    first, last = heads[0][0], heads[-1][0]
    facts = {
        matter: _standing(revisions)
        for matter, revisions in groupby(selfchecks.fact_rows(session, first, last), itemgetter(0))
    }
    duties: dict[int, dict[Key, tuple[int | None, Kept]]] = {head[0]: {} for head in heads}
    rows = selfchecks.duty_rows(session, first, last, KEPT)
    for matter, pack, rule, filing, trigger, agency, *kept in rows:
        if matter in duties:
            kept[UNKNOWNS] = tree(kept[UNKNOWNS])
            duties[matter][pack, rule, filing, trigger] = agency, tuple(kept)
    return [
        StoredMatter(  # type: ignore[call-arg]  # columns of a row, each in its place
            *head[:6], tree(head[6]), tree(head[7]) or {}, *head[8:12], tree(head[12]), tree(head[13]),
            head[14], facts.get(head[0], []), duties[head[0]], tree(head[15]),
        )
        for head in heads
    ]  # fmt: skip


@lru_cache(maxsize=TREES_KEPT)
def tree(text: str | None) -> Any:
    """A stored list or mapping, read once and never to be changed."""
    return None if text is None else json.loads(text)


def _standing(revisions: Iterator[Any]) -> list[tuple[int, str, date, dict[str, Any]]]:
    """The facts that hold: the greatest revision of each number, unless it withdraws the fact."""
    latest = {row[1]: row for row in revisions}
    return [
        (number, kind, on, tree(keys))
        for _, number, _, kind, on, keys, withdrawn in latest.values()
        if not withdrawn
    ]


# --- comparing ----------------------------------------------------------------------------------------------


def _duties(stored: StoredMatter, result: Result) -> Iterator[Finding]:
    left = dict(stored.duties)
    for each in result.obligations:
        key, values = key_of(each), values_of(each)
        after = tuple(values.values())
        _, before = left.pop(key, (None, None))
        if before is None:
            yield Finding("add", "missing-row", DUTY, *key, after=_plain(after))
        elif before != after and not _is_same_but_unmarked(before, after):
            reason = _what_differs(before, after)
            yield Finding("move", reason, DUTY, *key, _plain(before), _plain(after))
    for key, (_, kept) in left.items():
        yield Finding("drop", "extra-row", DUTY, *key, before=_plain(kept))


def _is_same_but_unmarked(before: Kept, after: Kept) -> bool:
    """Whether only the mark of its basis is missing, because it was stored before there were marks."""
    return not before[BASIS] and before[:BASIS] == after[:BASIS] and before[BASIS + 1 :] == after[BASIS + 1 :]


def _what_differs(before: Kept, after: Kept) -> str:
    """The weightiest difference, in one word."""
    parted = {name for name, one, other in zip(KEPT, before, after, strict=True) if one != other}
    if parted & {*DAYS, "sort_on"}:
        return "dates"
    if parted & {"standing", "phase", "met_by", "blocked_by"}:
        return "standing"
    return "basis" if parted == {"basis"} else "values"


def _findings(stored: StoredMatter, result: Result) -> Iterator[Finding]:
    """What is said of the matter as a whole: how far it is disclosed, who holds it, licences."""
    if stored.disclosure != result.disclosure:
        yield Finding("move", "finding", "disclosure", before=stored.disclosure, after=result.disclosure)
    for name in FINDINGS:
        before, after = stored.findings.get(name), getattr(result, name)
        if before != after:
            yield Finding("move", "finding", name, before=before, after=after)


def _reach(stored: StoredMatter) -> Iterator[Finding]:
    """Whether the agency's lists hold the duties of this matter exactly while it is reported to it."""
    reported = stored.shared or any(kind in REPORTING for _, kind, _, _ in stored.facts)
    if reported != stored.reported:
        yield Finding("move", "reach", "reported", before=stored.reported, after=reported)
    agency = stored.agency_id if stored.reported else None
    for key, (shown_to, _) in stored.duties.items():
        if shown_to != agency:
            yield Finding("move", "reach", DUTY, *key, shown_to is not None, agency is not None)


def _plain(values: Kept) -> dict[str, Any]:
    """Kept values as JSON holds them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in zip(KEPT, values, strict=True)
    }
