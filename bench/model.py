"""What a benchmark is and what it answers. No benchmark in here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


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
    """One key of `bench/results.json`: what is measured against what, and the most it may come to."""

    key: str
    measures: str
    against: str
    goal: float
    run: Callable[[], Figure]
