"""One matter of a report: what a row needs of it, put together for its reader from plain stored columns.

Whatever the reader may not see is left out here already. Not here: which matters there are (reporting), and
columns and rows (reports).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from tracker.disclosure import (
    WITHHELD,
    Audience,
    Field,
    FieldClass,
    Gate,
    Level,
    neutral_title,
    read_level,
    view,
)
from tracker.docket.actor import Actor
from tracker.docket.duties import standing_on
from tracker.docket.gate import AGENCY_SEES, OWN_DETAILS, SPOKEN_KEYS, TITLED_KEYS, audience_of
from tracker.docket.look import agency_packs
from tracker.docket.terms import kinds_of
from tracker.docket.views import FilingView, MatterView

TEXTS_KEPT = 5_000
Told = tuple[date, int, str, Mapping[str, Any], Mapping[str, str]]
"""Day, number, kind, keys and details of one fact that holds, as it is seen."""


@dataclass(frozen=True, slots=True)
class ReportedDuty:
    """One duty as far as a report tells of it. ``filing``: None where its reader knows of no filings."""

    pack: str
    rule: str
    filing: str | None
    kind: str
    due: date | None
    standing: str


@dataclass(frozen=True, slots=True)
class ReportedMatter:
    """One matter as far as a report tells of it; whatever its reader may not see is left out already.

    ``events``: of a matter without filings to show the first day of each kind of event.
    """

    ref: str
    organisation_name: str
    agreement_number: str
    right: str | None
    title: str
    title_withheld: bool
    level: Level
    reported: bool
    audience: Audience
    state: str | None
    holders: Mapping[str, Any]
    filings: Sequence[FilingView]
    events: Mapping[str, date]
    obligations: Sequence[ReportedDuty]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a gate shows of a matter's head and filings."""

    title: str
    particulars: bool
    keys: frozenset[str] | None
    """The keys of facts that are shown; None: all."""


@lru_cache(maxsize=256)
def seen_through(audience: Audience, level: Level, reported: bool) -> Seen:
    """The answer of the policy, asked once for each audience and gate rather than for each cell."""
    asked = {
        "title": Field("full", FieldClass.BIBLIOGRAPHIC, neutral="neutral"),
        "particulars": Field(True, FieldClass.PARTICULARS),
        "bibliographic": Field(True, FieldClass.BIBLIOGRAPHIC),
    }
    told = view(asked, audience, Gate(level=level, reported=reported))
    title = "withheld" if told["title"] is WITHHELD else str(told["title"])
    if audience is Audience.OWN:
        return Seen(title, told["particulars"] is True, None)
    if told["particulars"] is not True:
        return Seen(title, False, frozenset())
    return Seen(title, True, TITLED_KEYS if told["bibliographic"] is True else SPOKEN_KEYS)


class Reader:
    """Puts matters together from plain columns for one reader and one day."""

    def __init__(self, actor: Actor, today: date) -> None:
        self.actor, self.today = actor, today
        self.audience = audience_of(actor, shared=False)
        self.packs = frozenset(agency_packs()) if actor.is_officer else None
        self.kinds = cache(_agency_kinds)

    def is_ready(self, head: Any) -> bool:
        """Whether a matter may be told as it is stored: told for today, and none that others share."""
        own = self.actor.is_officer or head[1] == self.actor.organisation_id
        return bool(own and head[2] == self.today)

    def matter(self, head: Any, facts: Sequence[Any], duties: Sequence[Any]) -> ReportedMatter:
        """One matter; columns as in the store's ``HEAD``, ``FACT`` and ``DUTY``."""
        _, _, _, owner, number, packs, ref, right, title, neutral, reported, disclosure, findings = head
        said = json.loads(disclosure) if disclosure else None
        level = read_level((said or {}).get("level"))
        seen = seen_through(self.audience, level, bool(reported))
        held = (json.loads(findings) if findings else {}).get("holders") or {}
        told = self._facts(facts, packs, seen)
        filings = _filings(told, (said or {}).get("filings") or {}) if seen.particulars else []
        return ReportedMatter(
            ref, owner, number,
            right if seen.particulars else None,
            title if seen.title == "full" else self._stand_in(seen.title, neutral, right, ref),
            seen.title != "full", level, bool(reported), self.audience,
            (said or {}).get("state"),
            held if seen.particulars else {},
            filings,
            {} if filings else _events(told),
            self._duties(duties, seen.particulars),
        )  # fmt: skip

    def _stand_in(self, told: str, neutral: str | None, right: str, ref: str) -> str:
        if told == "neutral":
            return neutral or neutral_title(right, ref, self.actor.language)
        return WITHHELD.text(self.actor.language)

    def _facts(self, rows: Sequence[Any], packs: str, seen: Seen) -> list[Told]:
        """Day, number, kind, keys and details of the facts that hold and are seen, by day and number."""
        latest = {row[1]: row for row in rows}
        kinds = self.kinds(packs) if self.actor.is_officer else None
        told = [
            (on, number, kind, _keys(keys, seen.keys), _details(details, seen, self.actor.is_officer))
            for _, number, kind, on, withdrawn, keys, details in latest.values()
            if not withdrawn and (kinds is None or kind in kinds)
        ]
        told.sort(key=itemgetter(0, 1))
        return told

    def _duties(self, rows: Sequence[Any], particulars: bool) -> list[ReportedDuty]:
        today, packs = self.today, self.packs
        return [
            ReportedDuty(
                pack, rule, (filing or None) if particulars else None, kind, due,
                standing if phase != "running" else _standing(due, kind, today),
            )
            for _, pack, rule, filing, kind, due, phase, standing in rows
            if packs is None or pack in packs
        ]  # fmt: skip


def _standing(due: date | None, kind: str, today: date) -> str:
    return standing_on({"phase": "running", "due": due, "act_by": None, "kind": kind}, today)


def _agency_kinds(packs: str) -> frozenset[str]:
    """The kinds of fact that the agency sees under these packs."""
    kinds = kinds_of(json.loads(packs))
    return AGENCY_SEES | {name for name, kind in kinds.items() if kind.recorded_by == "agency"}


@lru_cache(maxsize=TEXTS_KEPT)
def _keys(text: str | None, shown: frozenset[str] | None) -> Mapping[str, Any]:
    """Stored keys as they are shown, read once and never to be changed."""
    keys = json.loads(text) if text else {}
    return keys if shown is None else {name: value for name, value in keys.items() if name in shown}


def _details(text: str | None, seen: Seen, officer: bool) -> Mapping[str, str]:
    if not text or text == "{}" or not seen.particulars:
        return {}
    details: dict[str, str] = json.loads(text)
    return {name: value for name, value in details.items() if not officer or name not in OWN_DETAILS}


def _filings(told: list[Told], states: Mapping[str, Any]) -> list[FilingView]:
    """The filings of the family, gathered from all facts about them; of several the first day counts."""
    filings: dict[str, FilingView] = {}
    for on, _, kind, keys, _ in told:
        if kind == "filed":
            name = keys["filing"]
            state = states.get(name, {})
            filings[name] = FilingView(
                name,
                keys.get("office"),
                keys.get("route"),
                on,
                {},
                {},
                state.get("state"),
                state.get("level"),
            )
    for on, _, kind, keys, details in told:
        filing = filings.get(keys.get("filing", ""))
        if filing is not None:
            about = keys.get("about")
            filing.events.setdefault(f"{kind}:{about}" if about else kind, on)
            if details:
                filing.numbers.update(details)
    return list(filings.values())


def _events(told: list[Told]) -> dict[str, date]:
    events: dict[str, date] = {}
    for on, _, kind, keys, _ in told:
        about = keys.get("about")
        events.setdefault(f"{kind}:{about}" if about else kind, on)
    return events


def lean(whole: MatterView, actor: Actor) -> ReportedMatter:
    """A whole matter as far as a report tells of it."""
    events: dict[str, date] = {}
    for fact in sorted(whole.facts, key=lambda fact: (fact.on, fact.fact_id)):
        about = fact.keys.get("about")
        events.setdefault(f"{fact.kind}:{about}" if about else fact.kind, fact.on)
    return ReportedMatter(
        whole.ref,
        whole.organisation_name,
        whole.agreement_number,
        whole.right,
        whole.title,
        whole.title_withheld,
        read_level(whole.level),
        whole.reported_at is not None,
        audience_of(actor, shared=whole.shared),
        (whole.disclosure or {}).get("state"),
        whole.holders,
        whole.filings,
        {} if whole.filings else events,
        [
            ReportedDuty(each.pack, each.rule, each.filing, each.kind, each.due, each.standing)
            for each in whole.obligations
        ],
    )
