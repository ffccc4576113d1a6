"""What a person should know before recording a fact: the cautions of the packs that apply. Stores nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from tracker.engine.case import Case, Fact, by_day
from tracker.engine.derive import derive
from tracker.engine.family import Family
from tracker.engine.gate import Gate
from tracker.engine.ground import ground
from tracker.engine.result import Result
from tracker.packs.cautions import Caution
from tracker.packs.shelf import Shelf


@dataclass(frozen=True)
class Prospect:
    """The matter on the day of a fact, without it and with it."""

    case: Case
    fact: Fact
    before: Result
    after: Result
    shelf: Shelf


def cautions(case: Case, fact: Fact, shelf: Shelf) -> list[Caution]:
    """The cautions that apply to recording `fact` in `case`, on the fact's day, in the packs' order.

    `case` holds the facts without it; later ones do not count.
    """
    asked = asked_before(fact.kind, fact.keys.get("office"), case.packs, shelf)
    if not asked:
        return []
    then = replace(case, as_of=fact.on, facts=tuple(f for f in case.facts if f.on <= fact.on), what_if=False)
    joined = replace(then, facts=tuple(sorted((*then.facts, fact), key=by_day)))
    prospect = Prospect(then, fact, derive(then, shelf), derive(joined, shelf), shelf)
    return [caution for caution in asked if WHEN[caution.when](prospect, caution)]


def asked_before(kind: str, office: str | None, packs: Iterable[str], shelf: Shelf) -> list[Caution]:
    """The cautions that may apply to a fact of this kind at all; most facts have none."""
    found = [c for pack in shelf.with_ground(packs) for c in pack.cautions if kind in c.facts]
    return [c for c in found if not c.abroad or office != "JP"]


def _banned(prospect: Prospect, _: Caution) -> bool:
    return bool(_abroad(prospect.before)["banned"])


def _unconfirmed(prospect: Prospect, _: Caution) -> bool:
    told = _abroad(prospect.before)
    return not told["banned"] and not told["confirmed"]


def _lapse_dies(prospect: Prospect, _: Caution) -> bool:
    before, after = _abroad(prospect.before), _abroad(prospect.after)
    return before["free_from"] is not None and after["banned"] and after["free_from"] is None


def _in_state(prospect: Prospect, caution: Caution) -> bool:
    family = Family(prospect.case, prospect.case.facts)
    filing = family.filings.get(prospect.fact.filing or "")
    gate = Gate(family, ground(prospect.shelf, prospect.case.packs))
    return filing is not None and filing.office == "JP" and gate.state(filing) in caution.states


def _window_open(prospect: Prospect, _: Caution) -> bool:
    window = prospect.before.licence_window
    return window is not None and window["standing"] == "open"


def _step_missing(prospect: Prospect, _: Caution) -> bool:
    about = prospect.fact.keys.get("of")
    waiting = [duty.trigger for duty in prospect.before.obligations if duty.blocked_by]
    return about is not None and about in waiting


def _abroad(result: Result) -> dict[str, Any]:
    return result.foreign_filing or {"banned": False, "free_from": None, "confirmed": True}


WHEN: dict[str, Callable[[Prospect, Caution], bool]] = {
    "banned-abroad": _banned,
    "unconfirmed-abroad": _unconfirmed,
    "lapse-dies": _lapse_dies,
    "in-state": _in_state,
    "window-open": _window_open,
    "step-missing": _step_missing,
}
"""Whether a caution's moment has come."""
