"""From a case to its obligations and all that stands around them. Pure: no clock, no database, no files."""

from datetime import date
from functools import cached_property
from typing import Any

from tracker.engine import foreign, licences, ownership, showing
from tracker.engine.building import build, build_special
from tracker.engine.case import Case
from tracker.engine.family import Family
from tracker.engine.gate import Gate
from tracker.engine.ground import Ground, ground
from tracker.engine.result import Obligation, Result
from tracker.engine.subjects import duties
from tracker.packs.shelf import Shelf

FAR = date.max
"""Duties without a day stand last."""


def derive(case: Case, shelf: Shelf) -> Result:
    """Everything that follows from a case, as of its day.

    The same facts in any order give the same result. `shelf` holds the packs that the case names.
    """
    base = ground(shelf, case.packs)
    family = Family(case, case.facts)
    gate = Gate(family, base)
    return Result(case, derive_obligations(gate), Around(base, family, gate))


def derive_obligations(gate: Gate) -> list[Obligation]:
    """The obligations alone, in the contract's order."""
    found = [duty for duty in duties(gate) if (build_special(duty) if duty.ruling.special else build(duty))]
    found.sort(key=_order)
    return found


def _order(o: Obligation) -> tuple[date, str, str, str, str]:
    cause = o.cause.id if o.cause is not None else ""
    return o.due or FAR, o.ruling.id, o.folder.name or "", cause, o.ruling.pack


class Around:
    """The sections of a result besides its obligations, each worked out when asked for."""

    def __init__(self, base: Ground, family: Family, gate: Gate) -> None:
        self.base, self.family, self.gate = base, family, gate

    @cached_property
    def on_record(self) -> Gate:
        """The gate as the facts up to the as-of day leave it: what is only supposed opens nothing."""
        case = self.family.case
        if not case.what_if:
            return self.gate
        return Gate(Family(case, [fact for fact in case.facts if fact.on <= case.as_of]), self.base)

    def disclosure(self) -> dict[str, Any] | None:
        """See showing."""
        return showing.disclosure(self.on_record)

    def foreign_filing(self) -> dict[str, Any] | None:
        """See foreign."""
        return foreign.foreign_filing(self.on_record)

    def holders(self) -> dict[str, Any]:
        """See ownership."""
        return ownership.holders(self.family, self.base)

    def licences(self) -> list[dict[str, Any]]:
        """See licences."""
        return licences.licences(self.family, self.gate, self.base)

    def licence_window(self) -> dict[str, Any] | None:
        """See licences."""
        return licences.licence_window(self.family, self.gate, self.base)
