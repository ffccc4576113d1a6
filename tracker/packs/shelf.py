"""The packs at hand, found by id, with what each builds on. Reads folders once; counts nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from tracker.packs.loader import PackRefused
from tracker.packs.model import FactKind, Pack, Unknown
from tracker.packs.shelving import merged_facts, shelved

DATA = Path(__file__).parent / "data"
DEFAULT_PACKS = tuple((DATA / "default.txt").read_text(encoding="utf-8").split())
"""What a case is held against when it names no packs."""


@dataclass(frozen=True)
class Shelf:
    """Packs by id, overlays laid over what they extend. `offices`: codes of WIPO ST.3 a filing may name."""

    packs: dict[str, Pack]
    offices: frozenset[str]
    default: tuple[str, ...] = DEFAULT_PACKS
    folders: dict[str, Path] = field(default_factory=dict, compare=False, repr=False)
    """Where each pack was read from: its cases stand there too."""
    compiled: dict[object, object] = field(default_factory=dict, compare=False, repr=False)
    known_facts: dict[tuple[str, ...], dict[str, FactKind]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def with_ground(self, ids: Iterable[str]) -> list[Pack]:
        """The packs of `ids` and all that they build on, each once, in that order."""
        found: dict[str, Pack] = {}
        waiting = list(ids)
        while waiting:
            pack = self.packs[waiting.pop(0)]
            if pack.id not in found:
                found[pack.id] = pack
                waiting += pack.builds_on
        return list(found.values())

    def facts(self, ids: Iterable[str]) -> dict[str, FactKind]:
        """The closed list of fact kinds for these packs: the union of what they and their ground declare."""
        names = tuple(ids)
        found = self.known_facts.get(names)
        if found is None:
            found = self.known_facts[names] = merged_facts(self.with_ground(names))
        return found

    def unknowns(self, ids: Iterable[str]) -> dict[str, Unknown]:
        """The questions these packs leave open."""
        return {name: each for pack in self.with_ground(ids) for name, each in pack.unknowns.items()}


def load_shelf(folders: Iterable[Path] = ()) -> Shelf:
    """Loads the packs that ship with the product and those in `folders`.

    Raises PackRefused, every fault of every pack named.
    """
    shipped = sorted(path for path in DATA.iterdir() if path.is_dir())
    offices = frozenset((DATA / "offices.txt").read_text(encoding="utf-8").split())
    packs, read_from, faults = shelved([*shipped, *folders], offices)
    if faults:
        raise PackRefused(faults)
    return Shelf(packs, offices, folders=read_from)


@lru_cache(maxsize=1)
def default_shelf() -> Shelf:
    """The packs that ship with the product, loaded once."""
    return load_shelf()
