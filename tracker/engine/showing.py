"""What the agency may see of a matter: its level, state and until when (special terms, Article 7(2)-(4))."""

from datetime import date
from typing import Any

from tracker.engine.family import Filing
from tracker.engine.gate import ORDER, Gate, level_of, strictest
from tracker.engine.result import iso


def disclosure(gate: Gate) -> dict[str, Any] | None:
    """The ceiling for the agency as the contract words it; None without the agency's pack."""
    levels = gate.ground.levels
    if levels is None:
        return None
    filings = gate.japanese()
    told = {f.name: (gate.state(f), level_of(gate, f)) for f in sorted(filings, key=lambda f: f.name)}
    shown = {
        f: {"state": state, "level": level, "trail": _trail(gate, gate.family.filings[f], state, level)}
        for f, (state, level) in told.items()
    }
    if gate.family.case.matter.right != levels.right:
        return {"level": "open", "state": None, "until": None, "filings": shown}
    if not filings:
        return {"level": _planned(gate), "state": "planned", "until": None, "filings": {}}
    level = strictest(level for _, level in told.values())
    states = {state for state, _ in told.values()}
    state = next(each for each in ORDER if each in states)
    return {"level": level, "state": state, "until": iso(_until(gate, filings, level)), "filings": shown}


def _planned(gate: Gate) -> str:
    """The level of a patent matter that nobody filed in Japan (Article 7(4))."""
    levels = gate.ground.levels
    if levels is None or gate.field() == "outside":
        return "open"
    return "open" if any(gate.family.all(kind) for kind in levels.planned_lifted_by) else levels.planned


def _until(gate: Gate, filings: list[Filing], level: str) -> date | None:
    """The latest end of the primary reviews, where nothing else withholds. Not a promise to open."""
    if level == "open":
        return None
    held = [filing for filing in filings if level_of(gate, filing) == level]
    if not all(gate.ground.level_of[gate.state(filing)].until_review_ends for filing in held):
        return None
    return max((end for filing in held if (end := gate.review_end(filing))), default=None)


def _trail(gate: Gate, filing: Filing, state: str, level: str) -> list[str]:
    """Why the filing stands where it stands."""
    told = gate.ground.level_of.get(state)
    lines = [f"filed on {filing.on.isoformat()} at {filing.office} ({filing.route})"]
    end = gate.review_end(filing)
    if end is not None and gate.ground.review is not None:
        lines.append(f"the primary review runs until {end.isoformat()} ({gate.ground.review.article})")
    lines += [f"item {fact.keys['item']} on {fact.on.isoformat()}" for fact in _papers(gate, filing)]
    article = f" (Article {told.article})" if told else ""
    lines.append(f"state {state}: {level}{article}")
    if told and level != told.level:
        lines.append(
            f"lifted from {told.level}: " + (told.lifted_by_fact or "the field is recorded as outside")
        )
    return lines


def _papers(gate: Gate, filing: Filing) -> list[Any]:
    return list(gate.family.of("security", filing.name))
