"""Priority licences: how long each lasts and why, and the window to apply (special terms, Article 10)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.calendars import Counting, Period, last_day
from tracker.engine.case import Fact
from tracker.engine.family import Family, Filing
from tracker.engine.gate import Gate
from tracker.engine.ground import Ground
from tracker.engine.result import iso
from tracker.engine.subjects import duties_of
from tracker.engine.windows import close
from tracker.packs.model import Cap
from tracker.packs.words import INDUSTRIAL_PROPERTY


@dataclass(slots=True)
class Term:
    """One licence: its contract, its end, what limits it, and whether it was given up or taken away."""

    fact: Fact
    ends_on: date
    limited_by: str
    ended: Fact | None
    trail: list[str]


def licences(family: Family, gate: Gate, base: Ground) -> list[dict[str, Any]]:
    """Each priority licence with the day it ends; [] without the agency's pack."""
    if base.licence is None or not family.all(base.licence.agreed_by):
        return []
    cap = _right_cap(family, gate, base)
    terms: dict[str, Term] = {}
    for fact in family.all(base.licence.agreed_by):
        if fact.keys["licence"] not in terms:
            terms[fact.keys["licence"]] = _term(fact, cap, terms, family, base)
    return [
        {
            "licence": name,
            "holder": term.fact.keys["holder"],
            "ends_on": term.ends_on.isoformat(),
            "limited_by": term.limited_by,
            "trail": term.trail,
        }
        for name, term in sorted(terms.items())
    ]


def _term(fact: Fact, cap: date | None, earlier: dict[str, Term], family: Family, base: Ground) -> Term:
    """The end of one licence: the earliest of years, cap, another's licence and its own end."""
    years = fact.keys.get("years") or (base.licence.years if base.licence else 0)
    passed = last_day(fact.on, Period(years, "years"), Counting.ELAPSED)
    limits = [("years", passed)]
    trail = [f"contract on {fact.on.isoformat()}, day 1; {years} years have passed on {passed.isoformat()}"]
    if cap is not None:
        limits.append(("right-term", cap))
        trail.append(f"the right's term ends on {cap.isoformat()}")
    others = [t.ends_on for t in earlier.values() if _limits(t, fact)]
    if others:
        limits.append(("other-licence", min(others)))
        trail.append(f"another holder's licence ends on {min(others).isoformat()}")
    ends = family.all(base.licence.ended_by) if base.licence else ()
    told = [f for f in ends if f.keys["licence"] == fact.keys["licence"]]
    ended = told[0] if told else None
    if ended is not None:
        limits.append((ended.keys["reason"], ended.on))
        trail.append(f"{ended.keys['reason']} on {ended.on.isoformat()}")
    name, ends_on = min(limits, key=lambda limit: limit[1])
    return Term(fact, ends_on, name, ended, [*trail, f"ends on {ends_on.isoformat()}: {name}"])


def _limits(other: Term, fact: Fact) -> bool:
    """Whether another holder's earlier licence, not waived or revoked, still ran on the contract's day."""
    earlier = other.fact.on < fact.on and other.ended is None
    return earlier and other.ends_on >= fact.on and other.fact.keys["holder"] != fact.keys["holder"]


def _right_cap(family: Family, gate: Gate, base: Ground) -> date | None:
    """The last day of the right: the earliest cap of the living filings in Japan, or that of the work."""
    matter = family.case.matter
    cap = base.licence.caps.get(matter.right) if base.licence else None  # type: ignore[call-overload]
    if cap is None:
        return None
    if matter.right not in INDUSTRIAL_PROPERTY:
        return _cap(cap, None, family)
    living = [f for f in gate.japanese() if gate.ended_by(f) is None]
    return min((day for f in living if (day := _cap(cap, f, family))), default=None)


def _cap(cap: Cap, filing: Filing | None, family: Family) -> date | None:
    name = filing.name if filing else None
    replaced = family.of(cap.until, name) if cap.until else ()
    if replaced:
        until: date = replaced[-1].keys["until"]
        return until
    for kind in cap.since:
        facts = family.of(kind, name)
        if facts:
            start = family.root(filing).own_date if filing and kind == "filed" else facts[0].on
            years = cap.perennial_years if family.case.matter.perennial else None
            return last_day(start, Period(years or cap.years, "years"), Counting(cap.counting))
    return None


def licence_window(family: Family, gate: Gate, base: Ground) -> dict[str, Any] | None:
    """Whether a priority licence can still be applied for; None without the agency's pack."""
    if base.ownership is None:
        return None
    ruling = next(r for r in gate.agenda.rulings if r.id == base.ownership.window_rule)
    found = duties_of(ruling, gate)
    for each in found:
        close(each)
    if not found:
        return {"standing": "open", "closed_on": None, "trail": ["nothing is filed in Japan"]}
    live = [each for each in found if each.ended is None]
    if any(each.closing is None or family.as_of <= each.closing.on for each in live):
        return {"standing": "open", "closed_on": None, "trail": ["a window is open"]}
    last = max((each.closing.on for each in live if each.closing), default=None)
    why = f"the last window closed on {last.isoformat()}" if last else "only ended filings are left"
    return {"standing": "closed", "closed_on": iso(last), "trail": [why]}
