"""The answer to a case, and its JSON exactly as other programs rely on it. Computes nothing."""

from datetime import date
from functools import cached_property
from typing import Any, Protocol

from tracker.engine.case import Case
from tracker.engine.duty import Duty
from tracker.engine.telling import tell
from tracker.engine.trail import Step


class Sections(Protocol):
    """What works out the sections of a result besides the obligations."""

    def disclosure(self) -> dict[str, Any] | None: ...
    def foreign_filing(self) -> dict[str, Any] | None: ...
    def holders(self) -> dict[str, Any]: ...
    def licences(self) -> list[dict[str, Any]]: ...
    def licence_window(self) -> dict[str, Any] | None: ...


class Obligation(Duty):
    """Who must do what by when, under which term, and why that day: a duty once all is found out about it.

    `nominal`, `due`, `act_by`, `standing`, `blocked_by` and `unknowns` stand as they were found. Only to be
    read.
    """

    __slots__ = ()

    @property
    def rule(self) -> str:
        return self.ruling.id

    @property
    def pack(self) -> str:
        return self.ruling.pack

    @property
    def article(self) -> str:
        return self.ruling.rule.article

    @property
    def kind(self) -> str:
        return self.ruling.kind

    @property
    def actor(self) -> str:
        return self.ruling.rule.actor

    @property
    def filing(self) -> str | None:
        return self.folder.name

    @property
    def trigger(self) -> str | None:
        """The id of the fact it counts from."""
        return self.cause.id if self.cause is not None else None

    @property
    def met_by(self) -> str | None:
        """The id of the fact that met it."""
        return self.met.id if self.met is not None else None

    @property
    def provisional(self) -> bool:
        """Closed days are not known that far, or the state of its filing may still move the day."""
        return self.late or self.by_state

    @property
    def steps(self) -> list[Step]:
        """The explanation, step by step, in both languages."""
        return tell(self)

    @property
    def trail(self) -> list[str]:
        """The explanation in English, a line each."""
        return [step.en for step in self.steps]

    def as_json(self, explained: bool = True) -> dict[str, Any]:
        """The keys of the contract, in its order. Not `explained`, the trail is left empty: it takes time."""
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
            "trail": self.trail if explained else [],
        }


class Round(Obligation):
    """One round of a duty that comes back every year: each has an identity of its own."""

    __slots__ = ("posted",)

    posted: date

    @property
    def trigger(self) -> str | None:
        """The id of the fact it counts from and the year in which the round came up, as f2#2027."""
        return f"{super().trigger}#{self.posted.year}"


class Result:
    """Everything that follows from a case on its as-of day.

    The obligations are there at once; the other sections, as in the contract, are worked out when asked for.
    """

    def __init__(self, case: Case, obligations: list[Obligation], sections: "Sections") -> None:
        self.as_of = case.as_of
        self.matter = case.matter.ref
        self.obligations = obligations
        self._sections = sections

    @cached_property
    def disclosure(self) -> dict[str, Any] | None:
        """What the agency may see at most."""
        return self._sections.disclosure()

    @cached_property
    def foreign_filing(self) -> dict[str, Any] | None:
        """Whether and from when a filing outside Japan is lawful."""
        return self._sections.foreign_filing()

    @cached_property
    def holders(self) -> dict[str, Any]:
        """Who holds each right."""
        return self._sections.holders()

    @cached_property
    def licences(self) -> list[dict[str, Any]]:
        """The priority licences and when each ends."""
        return self._sections.licences()

    @cached_property
    def licence_window(self) -> dict[str, Any] | None:
        """Whether a priority licence can still be applied for."""
        return self._sections.licence_window()

    @property
    def unknowns(self) -> list[str]:
        """The open questions that something shown rests on."""
        return sorted({name for obligation in self.obligations for name in obligation.unknowns})

    def as_json(self, explained: bool = True) -> dict[str, Any]:
        """The whole answer, ready for a JSON writer; see Obligation for `explained`."""
        return {
            "as_of": self.as_of.isoformat(),
            "matter": self.matter,
            "obligations": [obligation.as_json(explained) for obligation in self.obligations],
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
