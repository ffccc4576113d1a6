"""Whether and from when a filing outside Japan is lawful (ESPA 78, 79): a not-before date, no promise."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.calendars import Counting, Period, free_from
from tracker.engine.family import Filing
from tracker.engine.gate import Gate
from tracker.engine.result import iso
from tracker.packs.gates import ForeignFiling


@dataclass(slots=True)
class Freedom:
    """From when one filing lets the invention go abroad: a day, or None for never so far."""

    day: date | None
    released: bool
    why: str
    counts: bool = True
    """False for a filing whose lapse died with it: it speaks only where every filing is so."""


def foreign_filing(gate: Gate) -> dict[str, Any] | None:
    """The ban as the contract words it; None where no pack speaks of it."""
    ban = gate.ground.foreign_filing
    if ban is None:
        return None
    filings = gate.japanese()
    if not gate.secret:
        return _free("the ban is about inventions of patent applications only")
    if gate.field() == "outside" and not _caught(gate, ban):
        return _free("the field is recorded as outside the specified technical fields")
    if not filings:
        return _unfiled(gate, ban)
    if all(gate.state(filing) == "exempt" for filing in filings):
        return _free("every filing in Japan is outside the system")
    return _filed(gate, ban, filings)


def _caught(gate: Gate, ban: ForeignFiling) -> bool:
    return any(fact.keys["item"] in ban.caught_by_items for fact in gate.family.all("security"))


def _free(why: str) -> dict[str, Any]:
    return {"banned": False, "free_from": None, "confirmed": True, "trail": [why]}


def _answer(gate: Gate, day: date | None, confirmed: bool, trail: list[str]) -> dict[str, Any]:
    banned = day is None or gate.family.as_of < day
    return {
        "banned": banned,
        "free_from": iso(day),
        "confirmed": confirmed and day is not None,
        "trail": trail,
    }


def _unfiled(gate: Gate, ban: ForeignFiling) -> dict[str, Any]:
    """Nothing filed in Japan: a publication frees; else the office's latest answer decides (ESPA 79)."""
    if any(gate.family.all(kind) for kind in ban.freed_by):
        return _free("the invention is published")
    answers = [f for f in gate.family.all("security") if f.keys["item"] in ban.answer_items]
    if not answers:
        return _answer(
            gate, None, False, [f"nothing filed in Japan and no answer under {ban.answer_article}"]
        )
    latest = [fact for fact in answers if fact.on == answers[-1].on]
    clear = ban.answer_items[0]
    when = f"{latest[-1].on.isoformat()} ({ban.answer_article})"
    if all(f.keys["item"] == clear or f.keys.get("answer") == "clear" for f in latest):
        return _answer(gate, latest[-1].on, True, [f"cleared on {when}"])
    return _answer(gate, None, False, [f"banned by the answer of {when}"])


def _filed(gate: Gate, ban: ForeignFiling, filings: list[Filing]) -> dict[str, Any]:
    speaking = [f for f in filings if gate.state(f) != "exempt" and not _root_speaks(gate, ban, f)]
    if not speaking:
        return _free("the filings these were divided or converted from are outside the system")
    told = [(f, _freedom(gate, ban, f)) for f in sorted(speaking, key=lambda f: f.name)]
    trail = [f"{filing.name}: {freedom.why}" for filing, freedom in told]
    counting = [freedom for _, freedom in told if freedom.counts]
    if not counting or any(freedom.day is None for freedom in counting):
        return _answer(gate, None, False, trail)
    last = max(freedom.day for freedom in counting if freedom.day)
    confirmed = all(freedom.released for freedom in counting if freedom.day == last)
    return _answer(gate, last, confirmed, trail)


def _root_speaks(gate: Gate, ban: ForeignFiling, filing: Filing) -> bool:
    """A division or conversion speaks for itself only while papers of its own hold it."""
    if filing.route not in ban.follows_root_routes or gate.state(filing) in ("designated", "security-review"):
        return False
    root = gate.family.root(filing)
    return root is not filing and root.office == "JP"


def _freedom(gate: Gate, ban: ForeignFiling, filing: Filing) -> Freedom:
    """From when one filing frees the invention, by its state."""
    state = gate.state(filing)
    if state == "designated":
        return Freedom(None, False, "designated: banned")
    review = gate.ground.review
    months = ban.months if state == "security-review" or review is None else review.months
    lapse = free_from(filing.review_from, Period(months, "months"), Counting.JAPANESE)
    if state == "released":
        released = _released(gate, ban, filing, lapse)
        if released is not None:
            return released
    if _died(gate, ban, filing, lapse):
        return Freedom(None, False, "ended before the ban lapsed: it gives no day", counts=False)
    why = f"the ban lapses, free from {lapse.isoformat()} ({ban.article})"
    return Freedom(lapse, state == "released", why)


def _released(gate: Gate, ban: ForeignFiling, filing: Filing, lapse: date) -> Freedom | None:
    """Released by a notice, or by a publication or registration before the lapse."""
    notices = gate.family.items(filing.name, ban.free_items)
    if notices:
        day = notices[-1].on
        return Freedom(day, True, f"released by item {notices[-1].keys['item']} on {day.isoformat()}")
    state = next(each for each in gate.ground.states if each.state == "released")
    days = [
        told[0].on
        for kind in state.inherited
        for each in gate.family.line(filing)
        if (told := gate.family.of(kind, each.name))
    ]
    if days and min(days) < lapse:
        return Freedom(min(days), True, f"published or registered on {min(days).isoformat()}")
    return None


def _died(gate: Gate, ban: ForeignFiling, filing: Filing, lapse: date) -> bool:
    """Withdrawn, abandoned or dismissed on or before the last day of its lapse."""
    ends = (told[0].on for kind in ban.dying_facts if (told := gate.family.of(kind, filing.name)))
    return any(day < lapse for day in ends)
