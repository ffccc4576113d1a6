"""Reads a pack from its folder and refuses it kindly: file, place, what was read, what is allowed."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tracker.errors import TrackerError
from tracker.packs.model import Pack
from tracker.packs.wording import place_of, read_as, unknown, wording

FILES: dict[str, tuple[str, ...]] = {
    "pack.toml": (),
    "facts.toml": ("facts",),
    "rules.toml": ("rules",),
    "unknowns.toml": ("unknowns",),
    "gates.toml": ("review", "states", "endings", "foreign_filing", "levels"),
    "licences.toml": ("licence", "ownership"),
    "clauses.toml": ("clauses",),
    "cautions.toml": ("cautions",),
    "guidance.toml": ("bans", "advice", "licensing"),
    "publishing.toml": ("publishing", "grace"),
    "forms.toml": ("forms",),
}
"""The files of a pack folder and the keys each of them may hold (pack.toml: all the plain ones)."""

CASES = "cases.toml"
"""The cases that prove a pack, also in a folder `cases/`; the engine runs them."""

KEYED = {"facts": "kind", "rules": "id", "unknowns": "id", "forms": "id"}


class PackRefused(TrackerError):
    """A pack that cannot be used. `faults` names every one: file, place, what was read, what is allowed."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass
class Draft:
    """What was read of a folder: the pack without its faulty pieces, their names, and every fault."""

    folder: Path
    pack: Pack | None = None
    faults: list[str] = field(default_factory=list)
    spared: set[str] = field(default_factory=set)
    """Names of rules, facts and unknowns that are refused already: who speaks of them is not to blame."""


def read_draft(folder: Path) -> Draft:
    """Reads the pack in `folder` (its TOML files; see FILES) as far as it can be read."""
    draft = Draft(folder)
    if not (folder / "pack.toml").is_file():
        draft.faults.append("has no pack.toml, the file that names the pack")
        return draft
    draft.faults += _strange_files(folder)
    data: dict[str, Any] = {}
    for name, keys in FILES.items():
        if (folder / name).is_file():
            draft.faults += _gather(folder / name, keys, data)
    try:
        draft.pack = Pack.model_validate(data)
    except ValidationError as error:
        draft.faults += [_said(each) for each in _causes(error.errors())]
        draft.pack = _rest(data, error, _stand_ins(folder), draft.spared)
    if draft.pack is not None:
        for rule in draft.pack.rules.values():
            rule.stands_in(draft.pack.id)
        if draft.pack.id != folder.resolve().name:
            name = folder.resolve().name
            draft.faults.append(
                f"pack.toml: id: '{draft.pack.id}' differs from the name of its folder, '{name}'"
            )
    return draft


def _stand_ins(folder: Path) -> dict[str, Any]:
    """What a pack must say of itself, for one that fails to: only so that its pieces are checked."""
    words = {"ja": "…", "en": "…"}
    name = folder.resolve().name
    return {"id": name, "title": words, "issued_by": words, "source": "…", "checked": date.min}


def _rest(
    data: dict[str, Any], error: ValidationError, stand_ins: dict[str, Any], spared: set[str]
) -> Pack | None:
    """The pack without the pieces at fault, so that the others are checked too; None where that is none."""
    for each in error.errors():
        section, *place = each["loc"]
        if section in KEYED and place and isinstance(data.get(section), dict):
            data[section].pop(place[0], None)
            spared.add(str(place[0]))
        elif section in data:
            del data[str(section)]
    try:
        return Pack.model_validate({**stand_ins, **data})
    except ValidationError:
        return None


def _strange_files(folder: Path) -> list[str]:
    """TOML files that no pack has: a misspelt one would be passed over in silence."""
    known = (*FILES, CASES)
    return [
        f"{path.name}: {unknown(path.name, known, 'is no file of a pack')}"
        for path in sorted(folder.glob("*.toml"))
        if path.name not in known
    ]


def _gather(path: Path, keys: tuple[str, ...], data: dict[str, Any]) -> list[str]:
    """Adds one file's tables to `data`; what cannot be is returned as faults."""
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        return [f"{path.name}: is not TOML: {error}"]
    except UnicodeDecodeError:
        return [f"{path.name}: is not text in UTF-8"]
    elsewhere = {key for file, held in FILES.items() for key in held if file != path.name}
    faults = []
    for key, value in read.items():
        if (keys and key not in keys) or key in elsewhere:
            home = next((f"; it belongs in {file}" for file, held in FILES.items() if key in held), "")
            allowed = ", ".join(keys) or "the plain keys of a pack"
            faults.append(f"{path.name}: {key}: does not belong here{home}; allowed: {allowed}")
        elif key in KEYED:
            faults += _key_by(path.name, key, value, data)
        else:
            data[key] = value
    return faults


def _key_by(file: str, key: str, rows: Any, data: dict[str, Any]) -> list[str]:
    """Turns a list of tables into a mapping by their id; says which ids stand twice."""
    if not isinstance(rows, list):
        return [f"{file}: {key}: is written as [[{key}]], one table for each (read: {read_as(rows)})"]
    faults, table = [], {}
    for n, row in enumerate(rows):
        name = row.get(KEYED[key]) if isinstance(row, dict) else None
        if not isinstance(name, str):
            said = f"has no {KEYED[key]}, a name in small letters like 'final-report'"
            faults.append(f"{file}: {key}[{n}]: {said} (read: {read_as(row)})")
        elif name in table:
            faults.append(f"{file}: {key}[{n}]: {KEYED[key]} = '{name}' stands twice; each name stands once")
        else:
            table[name] = row
    data[key] = table
    return faults


def _said(error: Any) -> str:
    """One pydantic fault as a line for a person: file, place, what is wrong and allowed, what was read."""
    place = error["loc"]
    file = next((name for name, keys in FILES.items() if place and place[0] in keys), "pack.toml")
    return f"{file}: {place_of(place)}: {wording(error, Pack)}"


def _causes(errors: list[Any]) -> list[Any]:
    """Without faults that only follow from one further inside: a list that lacks its faulty entry."""
    places = [error["loc"] for error in errors]
    return [
        error
        for error in errors
        if error["type"] != "too_short"
        or not any(len(p) > len(error["loc"]) and p[: len(error["loc"])] == error["loc"] for p in places)
    ]
