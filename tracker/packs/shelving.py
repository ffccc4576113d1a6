"""Puts packs beside and over one another and names what clashes. Reads folders through the loader only."""

from collections.abc import Collection, Iterable
from itertools import combinations
from pathlib import Path

from tracker.packs.checks import name_faults
from tracker.packs.coverage import coverage_faults
from tracker.packs.loader import Draft, read_draft
from tracker.packs.model import FactKey, FactKind, Pack
from tracker.packs.overlay import loose_faults, resolve
from tracker.packs.shapes import shape_faults


def shelved(
    folders: Iterable[Path], offices: Collection[str]
) -> tuple[dict[str, Pack], dict[str, Path], list[str]]:
    """The packs of these folders by id, where each was read from, and every fault of every one.

    Of two folders that name the same pack the later one counts.
    """
    drafts = [read_draft(folder) for folder in folders]
    known = {draft.pack.id: draft for draft in drafts if draft.pack is not None}
    packs: dict[str, Pack] = {}
    for name in known:
        _lay(name, known, packs, ())
    for name, draft in known.items():
        draft.faults += _faults_of(packs[name], packs, draft, offices)
    faults = [f"{draft.folder.name}/{fault}" for draft in drafts for fault in draft.faults]
    return packs, {name: draft.folder for name, draft in known.items()}, faults + _clashes(packs)


def merged_facts(packs: Iterable[Pack]) -> dict[str, FactKind]:
    """The kinds of fact of several packs. One that several declare has the keys of all of them."""
    found: dict[str, FactKind] = {}
    for pack in packs:
        for kind, fact in pack.facts.items():
            first = found.get(kind)
            found[kind] = fact if first is None else _with_keys(first, fact.keys)
    return found


def _with_keys(fact: FactKind, keys: Iterable[FactKey]) -> FactKind:
    there = {key.name for key in fact.keys}
    more = tuple(key for key in keys if key.name not in there)
    return fact.model_copy(update={"keys": (*fact.keys, *more)}) if more else fact


def _lay(name: str, known: dict[str, Draft], packs: dict[str, Pack], above: tuple[str, ...]) -> None:
    """Resolves a pack over the one it extends, that one first."""
    draft = known[name]
    if name in packs or draft.pack is None:
        return
    pack = packs[name] = draft.pack
    draft.faults += loose_faults(pack)
    base = pack.extends
    if base is None:
        return
    if base in (*above, name):
        draft.faults.append(
            f"pack.toml: extends: '{base}' extends this pack in turn; one of them is the base"
        )
    elif base not in known:
        draft.faults.append(f"pack.toml: extends: no pack '{base}'; on the shelf: {', '.join(sorted(known))}")
    else:
        _lay(base, known, packs, (*above, name))
        packs[name], faults = resolve(pack, packs[base])
        draft.faults += faults
        draft.spared |= known[base].spared


def _faults_of(pack: Pack, packs: dict[str, Pack], draft: Draft, offices: Collection[str]) -> list[str]:
    missing = [name for name in pack.builds_on if name not in packs]
    allowed = ", ".join(sorted(packs))
    faults = [f"pack.toml: builds_on: no pack '{name}'; on the shelf: {allowed}" for name in missing]
    faults += shape_faults(pack) + coverage_faults(pack)
    if not missing and (pack.extends is None or pack.extends in packs):
        facts = merged_facts(_ground(pack, packs))
        faults += name_faults(pack, facts, draft.spared, offices)
    return faults


def _ground(pack: Pack, packs: dict[str, Pack]) -> list[Pack]:
    found, waiting = {pack.id: pack}, list(pack.builds_on)
    while waiting:
        below = packs.get(waiting.pop(0))
        if below is not None and below.id not in found:
            found[below.id] = below
            waiting += below.builds_on
    return list(found.values())


def _clashes(packs: dict[str, Pack]) -> list[str]:
    """Kinds of fact that two packs tell differently, though one matter may follow both."""
    return [
        f"{other.id}/facts.toml: facts.{kind}.keys: '{key}' is told differently by {one.id}; "
        f"a key of a fact means the same in every pack"
        for one, other in combinations(packs.values(), 2)
        if one.id not in _line(other, packs) and other.id not in _line(one, packs)
        for kind in sorted(one.facts.keys() & other.facts.keys())
        for key in _parted(one.facts[kind], other.facts[kind])
    ]


def _line(pack: Pack, packs: dict[str, Pack]) -> set[str]:
    """The packs this one is laid over."""
    line: set[str] = set()
    while pack.extends in packs and pack.extends not in line:
        line.add(pack.extends)
        pack = packs[pack.extends]
    return line


def _parted(one: FactKind, other: FactKind) -> list[str]:
    theirs = {key.name: key for key in other.keys}
    same = [(key, theirs[key.name]) for key in one.keys if key.name in theirs]
    return [a.name for a, b in same if a.model_copy(update={"label": b.label}) != b]
