"""What a benchmark is, how large it is run, and what it answers. No benchmark in here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # those who only derive need no database
    from bench.databases import Bench


@dataclass(frozen=True)
class Size:
    """How large the benchmarks are run. `few` and `many` are matters; about ten duties hang on each."""

    name: str
    few: int
    many: int
    derived: int
    mails: int
    rounds: int
    databases: tuple[str, ...] = ("sqlite", "postgresql")


FULL = Size("full", few=1_000, many=100_000, derived=100_000, mails=2_000, rounds=5)
QUICK = Size("quick", few=40, many=40, derived=40, mails=10, rounds=2, databases=("sqlite",))
"""Large enough to run every line of a benchmark, too small to say anything of speed."""


@dataclass(frozen=True)
class Figure:
    """A measured value, its unit (`x` for a ratio) and what it was made of."""

    value: float
    unit: str
    detail: Mapping[str, object]

    def as_json(self) -> dict[str, object]:
        return {"value": round(self.value, 3), "unit": self.unit, "detail": dict(self.detail)}


@dataclass(frozen=True)
class Benchmark:
    """One key of `bench/results.json`: what is measured against what, and the most it may come to.

    `run` answers None where the product has nothing to measure yet: the key is left out then.
    """

    key: str
    measures: str
    against: str
    goal: float
    run: Callable[[Size, Bench], Figure | None]


def worst(sides: Mapping[str, tuple[float, Mapping[str, object]]], unit: str = "x") -> Figure:
    """The figure over several databases: the greatest value, so that a goal that is met is met on each."""
    detail = {name: {"value": round(value, 3), **told} for name, (value, told) in sides.items()}
    return Figure(max(value for value, _ in sides.values()), unit, detail)
