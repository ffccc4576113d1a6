"""`python -m bench [KEY …]`: runs the benchmarks, writes results.json beside this file, prints a table."""

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import derive_vs_floor
from bench.model import Benchmark, Figure

BENCHMARKS: tuple[Benchmark, ...] = (derive_vs_floor.BENCHMARK,)
RESULTS = Path(__file__).with_name("results.json")


def main(keys: list[str]) -> int:
    """Runs the benchmarks named by `keys` (all without); 2 for an unknown key, else 0."""
    known = {benchmark.key: benchmark for benchmark in BENCHMARKS}
    unknown = [key for key in keys if key not in known]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    figures = {key: known[key].run() for key in keys or known}
    _write(figures)
    Console().print(_table([(known[key], figure) for key, figure in figures.items()]))
    return 0


def _write(figures: dict[str, Figure]) -> None:
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    kept |= {key: figure.as_json() for key, figure in figures.items()}
    RESULTS.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _table(rows: list[tuple[Benchmark, Figure]]) -> Table:
    table = Table(title="Ratios, each measured in one run on this machine")
    for heading in ("benchmark", "measured", "against", "value", "goal", ""):
        table.add_column(heading)
    for benchmark, figure in rows:
        verdict = "within" if figure.value <= benchmark.goal else "MISSED"
        value, goal = f"{figure.value:.2f} {figure.unit}", f"≤ {benchmark.goal:g} {figure.unit}"
        table.add_row(benchmark.key, benchmark.measures, benchmark.against, value, goal, verdict)
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
