"""The packs at hand, found by id, with what each builds on. Reads folders once; counts nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from tracker.packs.checks import clause_strangers, strangers_across
from tracker.packs.loader import PackRefused, load_pack
from tracker.packs.model import FactKind, Pack, Unknown

DATA = Path(__file__).parent / "data"
DEFAULT_PACKS = tuple((DATA / "default.txt").read_text(encoding="utf-8").split())
"""What a case is held against when it names no packs."""


@dataclass(frozen=True)
class Shelf:
    """Packs by id. `offices` are the codes of WIPO ST.3 that a filing may name."""

    packs: dict[str, Pack]
    offices: frozenset[str]
    default: tuple[str, ...] = DEFAULT_PACKS
    folders: dict[str, Path] = field(default_factory=dict, compare=False, repr=False)
    """Where each pack was read from: its cases stand there too."""
    compiled: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

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
        return {kind: fact for pack in self.with_ground(ids) for kind, fact in pack.facts.items()}

    def unknowns(self, ids: Iterable[str]) -> dict[str, Unknown]:
        """The questions these packs leave open."""
        return {name: each for pack in self.with_ground(ids) for name, each in pack.unknowns.items()}


def load_shelf(folders: Iterable[Path] = ()) -> Shelf:
    """Loads the packs that ship with the product and those in `folders`.

    Raises PackRefused, every fault of every pack named.
    """
    packs: dict[str, Pack] = {}
    read_from: dict[str, Path] = {}
    faults: list[str] = []
    shipped = sorted(path for path in DATA.iterdir() if path.is_dir())
    for folder in [*shipped, *folders]:
        try:
            pack = load_pack(folder)
            packs[pack.id] = pack
            read_from[pack.id] = folder
        except PackRefused as refused:
            faults += [f"{folder.name}/{fault}" for fault in refused.faults]
    if not faults:
        faults = _ground_faults(packs)
    if faults:
        raise PackRefused(faults)
    offices = frozenset((DATA / "offices.txt").read_text(encoding="utf-8").split())
    return Shelf(packs, offices, folders=read_from)


def _ground_faults(packs: dict[str, Pack]) -> list[str]:
    """Packs that build on one that is not there, or name facts that nobody declares."""
    faults = []
    for pack in packs.values():
        missing = [name for name in pack.builds_on if name not in packs]
        if missing:
            allowed = ", ".join(sorted(packs))
            faults.append(f"{pack.id}/pack.toml: builds_on: no pack '{missing[0]}'; on the shelf: {allowed}")
            continue
        declared = {
            kind for ground in Shelf(packs, frozenset()).with_ground([pack.id]) for kind in ground.facts
        }
        faults += [f"{pack.id}/{fault}" for fault in strangers_across(pack, declared)]
        faults += [f"{pack.id}/{fault}" for fault in clause_strangers(pack, declared)]
    return faults


@lru_cache(maxsize=1)
def default_shelf() -> Shelf:
    """The packs that ship with the product, loaded once."""
    return load_shelf()
