"""`python -m bench [KEY …]`: runs the benchmarks, writes results.json beside this file, prints a table.

`--quick` runs everything once at toy size and keeps no figure.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import deliver, derive_vs_floor, due_list, export, importing, recompute, record_fact, remind, tell
from bench.databases import Bench
from bench.model import FULL, QUICK, Benchmark, Figure

BENCHMARKS: tuple[Benchmark, ...] = (
    derive_vs_floor.BENCHMARK,
    record_fact.GROWTH,
    record_fact.INSERT,
    due_list.GROWTH,
    due_list.SQL,
    export.CSV,
    export.MEMORY,
    recompute.BENCHMARK,
    remind.BENCHMARK,
    deliver.BENCHMARK,
    importing.BENCHMARK,
)
RESULTS = Path(__file__).with_name("results.json")


def main(words: list[str]) -> int:
    """Runs the benchmarks named by their keys (all without); 2 for an unknown key, else 0."""
    known = {benchmark.key: benchmark for benchmark in BENCHMARKS}
    reader = argparse.ArgumentParser(prog="python -m bench")
    reader.add_argument("keys", nargs="*", metavar="KEY", help=", ".join(known))
    reader.add_argument("--quick", action="store_true", help="toy size; keeps no figure")
    asked = reader.parse_args(words)
    if unknown := [key for key in asked.keys if key not in known]:
        reader.error(f"no benchmark {', '.join(unknown)}; there are: {', '.join(known)}")
    console, figures = Console(), {}
    with Bench() as bench:
        for key in asked.keys or known:
            start = time.monotonic()
            figures[key] = known[key].run(QUICK if asked.quick else FULL, bench)
            console.print(f"{key}: {time.monotonic() - start:.0f} s", highlight=False)
            if not asked.quick:
                _keep(key, figures[key])
                tell.write(BENCHMARKS)
    console.print(_table([(known[key], figure) for key, figure in figures.items()]))
    return 0


def _keep(key: str, figure: Figure | None) -> None:
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    kept.pop(key, None)
    if figure is not None:
        kept[key] = figure.as_json()
        kept[key]["detail"]["commit"] = _commit()
    order = [each.key for each in BENCHMARKS]
    kept = dict(sorted(kept.items(), key=lambda item: order.index(item[0])))
    RESULTS.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _commit() -> str:
    """The commit that is measured, "+" where files differ from it; "" outside a repository."""
    command = ["git", "describe", "--always", "--dirty=+", "--exclude=*"]
    answer = subprocess.run(command, cwd=RESULTS.parent, capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def _table(rows: list[tuple[Benchmark, Figure | None]]) -> Table:
    table = Table(title="Ratios, each measured in one run on this machine")
    for heading in ("benchmark", "measured", "against", "value", "goal", ""):
        table.add_column(heading)
    for benchmark, figure in rows:
        goal = f"≤ {benchmark.goal:g}"
        if figure is None:
            value, verdict = "–", "nothing to measure yet"
        else:
            value = f"{figure.value:.2f} {figure.unit}"
            verdict = "within" if figure.value <= benchmark.goal else "MISSED"
        table.add_row(benchmark.key, benchmark.measures, benchmark.against, value, goal, verdict)
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
