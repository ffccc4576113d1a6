"""Writes the table of figures into docs/performance.md from results.json, so that the two cannot disagree."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.model import Benchmark

ROOT = Path(__file__).resolve().parents[1]
PAGE, RESULTS = ROOT / "docs" / "performance.md", ROOT / "bench" / "results.json"
BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of the figures -->"
SIDES = ("sqlite", "postgresql")
HEAD = (
    "| key | measured | against | goal | SQLite | PostgreSQL | spread | commit |",
    "|---|---|---|---|---|---|---|---|",
)


def write(benchmarks: Sequence[Benchmark]) -> None:
    """Puts the table between its marks; all else on the page stays."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), benchmarks), encoding="utf-8")


def page(text: str, benchmarks: Sequence[Benchmark]) -> str:
    """The page with the table as the results are now."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    lines = [_line(each, results.get(each.key)) for each in benchmarks]
    return before + "\n".join([BEGIN, *HEAD, *lines, END]) + after


def _line(benchmark: Benchmark, result: dict[str, Any] | None) -> str:
    first = f"| `{benchmark.key}` | {benchmark.measures} | {benchmark.against} | ≤ {benchmark.goal:g} |"
    if result is None:
        return f"{first} not measured | | | |"
    detail, unit = result["detail"], result["unit"]
    sides = {name: told for name, told in detail.items() if isinstance(told, dict)}
    if not sides:  # what needs no database
        return f"{first} {_value(result, unit)} | – | {_spread(detail)} | {detail['commit']} |"
    told = [[each for name, each in sides.items() if name.startswith(side)] for side in SIDES]
    values = [_value(max(each, key=lambda one: one["value"]), unit) if each else "–" for each in told]
    spreads = "; ".join(spread for each in sides.values() if (spread := _spread(each)))
    return f"{first} {values[0]} | {values[1]} | {spreads} | {detail['commit']} |"


def _value(told: dict[str, Any], unit: str) -> str:
    return f"{told['value']:.2f} {unit}"


def _spread(told: dict[str, Any]) -> str:
    return f"{told['least']:.2f}–{told['greatest']:.2f}" if "least" in told else ""
