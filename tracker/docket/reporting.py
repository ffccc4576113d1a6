"""The matters of a report, each as its reader may see it and as lean as a row needs it; read in portions.

What is told for today comes from what is stored, as plain columns; a matter that was not told for today yet,
that others share, or that is asked for as of a past day follows from its facts. Not here: columns and rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from tracker.clock import day_of
from tracker.docket.actor import Actor
from tracker.docket.gate import scope_of
from tracker.docket.look import agency_packs, by_matter, home_of, was_known, whole_matter
from tracker.docket.reported import Reader, ReportedMatter, lean
from tracker.docket.terms import shelf
from tracker.docket.views import FactView
from tracker.errors import NotFound
from tracker.store import report_rows
from tracker.store.agreements import agreements_of
from tracker.store.facts import facts_of
from tracker.store.matters import Scope
from tracker.store.obligations import obligations_of
from tracker.store.session import look_anew, reading

CHUNK = 500
"""Matters read at a time: memory stays the same however many there are."""
DERIVED_CHUNK = 200
NOT_BEFORE = "The day to compare with lies before the as-of day."
SHOWN = (
    "filed", "published", "registered", "gazette-issued", "withdrawn", "abandoned", "refusal-final",
    "dismissal-final", "transferred", "filing-notice-submitted", "status-notice-submitted",
    "status-notice-received", "transfer-notice-submitted", "work-created", "work-published",
    "know-how-designated",
)  # fmt: skip
"""The kinds of fact that stand in a report."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of what the actor sees: one agreement by number or id, or all under one body of terms."""

    agreement: str | None = None
    programme: str | None = None


WHOLE = Part()


@dataclass(frozen=True, slots=True)
class Between:
    """One matter as it was known at the end of two days, and what its reader sees was recorded between."""

    before: ReportedMatter | None
    after: ReportedMatter | None
    facts: list[FactView] = field(default_factory=list)


# --- which matters ------------------------------------------------------------------------------------------


def agreements_in(actor: Actor, part: Part) -> list[int] | None:
    """The agreements of a part; None: all. Raises NotFound for what is not the actor's."""
    if not part.agreement and not part.programme:
        return None
    found = [
        each.id
        for each in agreements_of(reading(), home_of(actor))
        if part.agreement in (None, "", each.number, each.public_id)
        and (not part.programme or part.programme in each.packs)
    ]
    if not found:
        raise NotFound("There is no such agreement here.")
    return found


def programmes(actor: Actor) -> dict[str, str]:
    """The bodies of terms that the actor's agreements follow, with their titles."""
    rows = agreements_of(reading(), home_of(actor))
    used = {pack for row in rows for pack in row.packs}
    packs = shelf().packs
    return {each: packs[each].title[actor.language] for each in sorted(used & set(agency_packs()))}


def reported_matters(
    actor: Actor, *, as_of: date, today: date, part: Part = WHOLE
) -> Iterator[ReportedMatter]:
    """All matters the actor sees in a part, in the order of entry, as of a day. Raises NotFound."""
    if as_of < today:
        known = _known_by(actor, [as_of], part)
        return (each for each, *_ in ((one.after,) for one in known) if each is not None)
    return _stored(actor, today, part)


def matters_between(actor: Actor, *, since: date, until: date, today: date, part: Part) -> Iterator[Between]:
    """All matters as they were known at the end of two days. Raises NotFound."""
    return _known_by(actor, [since, until], part, open_end=until >= today)


# --- as it is stored ----------------------------------------------------------------------------------------


def _stored(actor: Actor, today: date, part: Part) -> Iterator[ReportedMatter]:
    session, scope, last = reading(), scope_of(actor), 0
    agreements = agreements_in(actor, part)
    reader, rules = Reader(actor, today), reported_rules()
    while heads := report_rows.heads_after(session, scope, agreements, last, CHUNK):
        last = heads[-1][0]
        ready = [head[0] for head in heads if reader.is_ready(head)]
        facts = _by_first(report_rows.fact_rows(session, ready, SHOWN)) if ready else {}
        duties = _by_first(report_rows.duty_rows(session, ready, rules)) if ready else {}
        rest = [head[0] for head in heads if not reader.is_ready(head)]
        derived = _derived(actor, scope, rest, today) if rest else {}
        for head in heads:
            number = head[0]
            if number in derived:
                yield derived[number]
            elif reader.is_ready(head):
                yield reader.matter(head, facts.get(number, ()), duties.get(number, ()))
        look_anew()


def _by_first(rows: Sequence[Any]) -> dict[int, list[Any]]:
    return {key: list(each) for key, each in groupby(rows, itemgetter(0))}


def reported_rules() -> tuple[str, ...]:
    """The rules, of any pack, whose day stands in a column of the report."""
    return tuple(
        sorted(
            {rule.id for pack in shelf().packs.values() for rule in pack.rules.values() if rule.reported_as}
        )
    )


# --- as it follows from the facts ---------------------------------------------------------------------------


def _derived(actor: Actor, scope: Scope, ids: Sequence[int], today: date) -> dict[int, ReportedMatter]:
    """Matters that cannot be told as they are stored, from their facts."""
    session = reading()
    facts = by_matter(facts_of(session, ids, people=True))
    rows = by_matter(obligations_of(session, ids))
    return {
        each.id: lean(whole_matter(each, facts.get(each.id, []), rows.get(each.id, []), actor, today), actor)
        for each in report_rows.matters_among(session, scope, ids)
    }


def _known_by(actor: Actor, days: list[date], part: Part, *, open_end: bool = False) -> Iterator[Between]:
    """Matters as they were known at the end of the first and the last of these days.

    What was recorded later, or happened later, is left out; ``open_end``: of the last day nothing is. What
    may be seen is decided by the gate as it is now, because closing is total.
    """
    session, scope, last = reading(), scope_of(actor), 0
    agreements = agreements_in(actor, part)
    while ids := report_rows.ids_after(session, scope, agreements, last, DERIVED_CHUNK):
        last = ids[-1]
        facts = by_matter(facts_of(session, ids, people=True))
        rows = by_matter(obligations_of(session, ids))
        for each in report_rows.matters_among(session, scope, ids):
            told: list[ReportedMatter | None] = []
            seen: list[set[tuple[str, int]]] = []
            entries: list[FactView] = []
            for place, day in enumerate(days):
                revisions = facts.get(each.id, [])
                if not (open_end and place):
                    revisions = [f for f in revisions if max(day_of(f.recorded_at), f.on) <= day]
                known = was_known(each, actor, day)
                whole = whole_matter(each, revisions, rows.get(each.id, []), actor, day) if known else None
                told.append(None if whole is None else lean(whole, actor))
                found = [] if whole is None else whole.history or whole.facts
                seen.append({(fact.fact_id, fact.revision) for fact in found})
                entries = found
            fresh = [f for f in entries if (f.fact_id, f.revision) not in seen[0]]
            yield Between(told[0], told[-1], fresh)
        look_anew()
