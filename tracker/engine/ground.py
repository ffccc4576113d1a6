"""The packs of a case laid ready: their rules by right, and the gate, levels and licences among them."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial

from tracker.calendars import OfficeCalendar, office_calendar
from tracker.engine.agenda import Agenda
from tracker.engine.rulings import Ruling
from tracker.engine.trail import Wording
from tracker.packs.gates import Endings, ForeignFiling, LevelOf, Levels, Review, SecretState
from tracker.packs.model import Licence, Pack, Title
from tracker.packs.shelf import Shelf
from tracker.packs.words import RIGHTS


@dataclass(frozen=True)
class Ground:
    """What a set of packs says, found once and used for every case under them."""

    packs: tuple[Pack, ...]
    below: tuple[Pack, ...]
    """The packs and all they build on: where review and states are found."""
    agendas: dict[str, Agenda]
    """By right."""
    calendar: OfficeCalendar
    clocks: dict[tuple[object, ...], int] = field(default_factory=dict)
    """A number for each way a filing's days lie, see deadlines."""
    numbers: Iterator[int] = field(default_factory=partial(itertools.count, 1))
    """Numbers never given before."""

    @cached_property
    def wording(self) -> Wording:
        """What explanations are worded with."""
        facts = {kind: fact for pack in self.below for kind, fact in pack.facts.items()}
        unknowns = {name: each for pack in self.below for name, each in pack.unknowns.items()}
        return Wording(self.calendar, facts, unknowns, self.endings.deemed if self.endings else None)

    @cached_property
    def review(self) -> Review | None:
        return next((p.review for p in self.below if p.review), None)

    @cached_property
    def states(self) -> tuple[SecretState, ...]:
        return next((p.states for p in self.below if p.states), ())

    @cached_property
    def endings(self) -> Endings | None:
        return next((p.endings for p in self.below if p.endings), None)

    @cached_property
    def entered(self) -> dict[str, frozenset[int]]:
        """The items that put a filing into each state."""
        return {s.state: frozenset(s.entered_by) for s in self.states}

    @cached_property
    def ended(self) -> dict[str, frozenset[int]]:
        """The items that end each state on a later day."""
        return {s.state: frozenset(s.ended_by) for s in self.states}

    @cached_property
    def state_facts(self) -> frozenset[str]:
        """Kinds of fact that put a filing into a state."""
        return frozenset(kind for state in self.states for kind in state.facts)

    @cached_property
    def level_of(self) -> dict[str, LevelOf]:
        return {each.state: each for each in self.levels.of} if self.levels else {}

    @cached_property
    def levels(self) -> Levels | None:
        return next((p.levels for p in self.packs if p.levels), None)

    @cached_property
    def foreign_filing(self) -> ForeignFiling | None:
        return next((p.foreign_filing for p in self.packs if p.foreign_filing), None)

    @cached_property
    def licence(self) -> Licence | None:
        return next((p.licence for p in self.packs if p.licence), None)

    @cached_property
    def ownership(self) -> Title | None:
        return next((p.ownership for p in self.packs if p.ownership), None)

    @cached_property
    def transfer(self) -> Ruling | None:
        """The rule whose trigger is the transfer of a right to the agency."""
        wanted = self.ownership.transfer_rule if self.ownership else None
        owner = next((p for p in self.packs if p.ownership), None)
        return Ruling(owner, owner.rules[wanted]) if owner and wanted else None


def ground(shelf: Shelf, ids: tuple[str, ...]) -> Ground:
    """The ground of these packs; built once per shelf."""
    known = shelf.compiled.get(ids)
    if isinstance(known, Ground):
        return known
    packs = tuple(shelf.packs[name] for name in ids)
    every = [Ruling(pack, rule) for pack in packs for rule in pack.rules.values()]
    agendas = {right: Agenda(right, every) for right in RIGHTS}
    built = Ground(packs, tuple(shelf.with_ground(ids)), agendas, office_calendar("JP"))
    shelf.compiled[ids] = built
    return built
