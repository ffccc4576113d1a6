"""Every cell of the policy: level x class x audience x reported x released, against the grid in table.csv."""

import csv
from itertools import product
from pathlib import Path

import pytest

from tracker.disclosure import WITHHELD, Audience, Field, FieldClass, Gate, Level, view

GRID = list(csv.DictReader(Path(__file__).with_name("table.csv").read_text(encoding="utf-8").splitlines()))
CELLS = [
    (row["audience"], row["level"], field_class, row[field_class], reported, released)
    for row in GRID
    for field_class in FieldClass
    for reported, released in product((False, True), repeat=2)
]


def expected(word: str, reported: bool, released: bool) -> object:
    """What a grid word means: the value, the neutral stand-in, or withheld."""
    told = {
        "yes": "value",
        "no": WITHHELD,
        "reported": "value" if reported else WITHHELD,
        "released": "value" if reported and released else WITHHELD,
        "neutral": "neutral" if reported else WITHHELD,
    }
    return told[word]


def test_the_grid_has_every_audience_and_level_once_and_every_class() -> None:
    assert sorted((row["audience"], row["level"]) for row in GRID) == sorted(product(Audience, Level))
    assert all(set(row) == {"audience", "level", *FieldClass} for row in GRID)


@pytest.mark.parametrize(("audience", "level", "field_class", "word", "reported", "released"), CELLS)
def test_a_field_is_shown_exactly_as_the_grid_says(
    audience: str, level: str, field_class: str, word: str, reported: bool, released: bool
) -> None:
    gate = Gate(level, reported, frozenset({"it"}) if released else frozenset())
    record = {"it": Field("value", field_class, neutral="neutral")}
    assert view(record, audience, gate) == {"it": expected(word, reported, released)}


def test_the_agency_sees_less_and_less_as_the_level_gets_stricter() -> None:
    def seen(level: Level) -> set[str]:
        record = {str(name): Field("value", name) for name in FieldClass}
        shown = view(record, Audience.AGENCY, Gate(level, True, frozenset(record)))
        return {name for name, value in shown.items() if value == "value"}

    levels = [seen(level) for level in Level]
    assert levels == sorted(levels, key=len, reverse=True)
    assert levels[0] > levels[1] > levels[2] > set()
