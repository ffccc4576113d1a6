"""docs/packs.md against the code: every key and word has its row and no other, and the example is proved."""

import re
import sys
import typing
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from tracker.engine.proving import prove
from tracker.packs import load_shelf
from tracker.packs.loader import CASES, FILES
from tracker.packs.model import Pack
from tracker.packs.words import Both

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "packs.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^### [^\n]*\(`(\w+)`\)\n(.*?)(?=^##|\Z)", re.M | re.S)
ROW = re.compile(r"^\| `([^`]+)` \|(.*)\|$", re.M)
SECTIONS: dict[str, dict[str, str]] = {name: dict(ROW.findall(text)) for name, text in SECTION.findall(PAGE)}


def pieces() -> dict[str, type[BaseModel]]:
    """Every piece that a pack can hold, by the name of its class."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[type[BaseModel]] = [Pack]
    while waiting:
        piece = waiting.pop()
        if piece is not Both and piece.__name__ not in found:
            found[piece.__name__] = piece
            waiting += [inner for hint in typing.get_type_hints(piece).values() for inner in models_in(hint)]
    return found


def models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in typing.get_args(annotation) for model in models_in(inner)]


PIECES = pieces()


def lists() -> dict[str, tuple[str, ...]]:
    """The closed lists of words, by name."""
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith("tracker.packs.")]
    named = {name: each for module in modules for name, each in vars(module).items()}
    return {
        name: typing.get_args(each)
        for name, each in named.items()
        if typing.get_origin(each) is typing.Literal
    }


LISTS = lists()


@pytest.mark.parametrize("piece", sorted(PIECES))
def test_every_key_of_a_piece_has_its_row(piece):
    assert piece in SECTIONS, f"docs/packs.md has no section '### … (`{piece}`)'"
    rows = SECTIONS[piece]
    assert rows.keys() == PIECES[piece].model_fields.keys()
    said = {name: cells.split("|")[0].strip() == "yes" for name, cells in rows.items()}
    assert said == {name: field.is_required() for name, field in PIECES[piece].model_fields.items()}
    assert all(cells.split("|", 1)[1].strip() for cells in rows.values())


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_word_of_a_list_has_its_row(name):
    assert name in SECTIONS, f"docs/packs.md has no section '### … (`{name}`)'"
    assert SECTIONS[name].keys() == set(LISTS[name])
    assert all(meaning.strip() for meaning in SECTIONS[name].values())


def test_no_section_explains_what_does_not_exist():
    assert SECTIONS.keys() == PIECES.keys() | LISTS.keys()


def test_every_file_of_a_pack_is_named():
    table = PAGE[PAGE.index("## The files of a pack") : PAGE.index("## A worked example")]
    named = set(re.findall(r"`(\w+\.toml)`", table))
    assert {*FILES, CASES} <= named


def test_the_worked_example_is_a_pack_whose_cases_hold(tmp_path):
    example = PAGE[PAGE.index("## A worked example") : PAGE.index("## Terms laid over")]
    files = dict(re.findall(r"^`(\w+\.toml)`\n\n```toml\n(.*?)^```", example, re.M | re.S))
    assert set(files) == {"pack.toml", "facts.toml", "rules.toml", "unknowns.toml", "cases.toml"}
    home = tmp_path / "sample-grant"
    home.mkdir()
    for name, text in files.items():
        (home / name).write_text(text, encoding="utf-8")
    proof = prove(load_shelf([home]), "sample-grant")
    assert (proof.ran, proof.faults) == (2, [])
