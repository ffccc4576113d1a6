"""The answer to a case, and its JSON exactly as other programs rely on it. Computes nothing."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.calendars import OfficeCalendar
from tracker.engine.trail import Note, Step, worded


@dataclass(frozen=True, slots=True)
class Obligation:
    """Who must do what by when, under which term, and why that day."""

    rule: str
    pack: str
    article: str
    filing: str | None
    trigger: str | None
    kind: str
    actor: str
    nominal: date | None
    due: date | None
    act_by: date | None
    standing: str
    met_by: str | None
    blocked_by: str | None
    provisional: bool
    unknowns: tuple[str, ...]
    notes: tuple[Note, ...] = field(repr=False, compare=False)
    calendar: OfficeCalendar = field(repr=False, compare=False)

    @property
    def steps(self) -> list[Step]:
        """The explanation, step by step, in both languages."""
        return worded(self.notes, self.calendar)

    @property
    def trail(self) -> list[str]:
        """The explanation in English, a line each."""
        return [step.en for step in self.steps]

    def as_json(self) -> dict[str, Any]:
        """The keys of the contract, in its order."""
        return {
            "rule": self.rule,
            "pack": self.pack,
            "article": self.article,
            "filing": self.filing,
            "trigger": self.trigger,
            "kind": self.kind,
            "actor": self.actor,
            "nominal": iso(self.nominal),
            "due": iso(self.due),
            "act_by": iso(self.act_by),
            "standing": self.standing,
            "met_by": self.met_by,
            "blocked_by": self.blocked_by,
            "provisional": self.provisional,
            "unknowns": list(self.unknowns),
            "trail": self.trail,
        }


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that follows from a case on its as-of day. The sections are as in the contract."""

    as_of: date
    matter: str
    obligations: list[Obligation]
    disclosure: dict[str, Any] | None
    foreign_filing: dict[str, Any] | None
    holders: dict[str, Any]
    licences: list[dict[str, Any]]
    licence_window: dict[str, Any] | None
    unknowns: list[str]

    def as_json(self) -> dict[str, Any]:
        """The whole answer, ready for a JSON writer."""
        return {
            "as_of": self.as_of.isoformat(),
            "matter": self.matter,
            "obligations": [obligation.as_json() for obligation in self.obligations],
            "disclosure": self.disclosure,
            "foreign_filing": self.foreign_filing,
            "holders": self.holders,
            "licences": self.licences,
            "licence_window": self.licence_window,
            "unknowns": self.unknowns,
        }


def iso(day: date | None) -> str | None:
    """A day as ISO text."""
    return day.isoformat() if day is not None else None
