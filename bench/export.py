"""What a status report over a large portfolio costs: its time against `csv.writer` alone, and its memory."""

import csv
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from flask import Flask

from bench.databases import Bench, kinds
from bench.filling import MANAGER
from bench.histories import AS_OF
from bench.model import Benchmark, Figure, Size, worst
from bench.timing import rounded, seconds_of, turns
from tracker.docket import accounts
from tracker.reports import FORMATS, REPORTS, Table
from tracker.reports.cells import plain

MEMORY_FORMATS = ("csv", "xlsx")
ROOT = Path(__file__).resolve().parents[1]


def table() -> Table:
    """The status report through the eyes of the contractor's manager, in the open context."""
    return REPORTS["status"].make(accounts.find_actor(MANAGER), as_of=AS_OF, today=AS_OF)


def write(form: str, path: Path) -> None:
    """The whole report into a file."""
    with path.open("wb") as file:
        file.writelines(FORMATS[form].write(table(), "ja"))


def measure_csv(size: Size, bench: Bench) -> Figure | None:
    """From the database to the last byte, over `csv.writer` with the same tuples in memory."""
    return worst({kind: _csv(bench.app(kind, size.many), size) for kind in kinds(size)})


def _csv(app: Flask, size: Size) -> tuple[float, dict[str, Any]]:
    target = Path(app.instance_path) / "report.csv"
    with app.app_context():
        rows = [["" if cell is None else str(cell) for cell in plain(row, "ja")] for row in table().rows]

        def raw() -> None:
            with target.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(rows)

        value, told = turns(min(size.rounds, 3), lambda: write("csv", target), raw, warm=False)
        tuples = list(table().rows)
        writer = seconds_of(lambda: _write_only(tuples, target))
    return value, {"rows": len(rows), "writer_alone_seconds": rounded(writer)} | told


def _write_only(tuples: list[Any], target: Path) -> None:
    """The writer without the database: where the time of the whole goes."""
    made = table()
    fixed = Table(made.report, made.title, made.as_of, {}, made.columns, iter(tuples), made.tally)
    with target.open("wb") as file:
        file.writelines(FORMATS["csv"].write(fixed, "ja"))


def measure_memory(size: Size, bench: Bench) -> Figure | None:
    """How many MiB more a process needs at its peak for the large report than for the small one."""
    sides = {}
    for kind in kinds(size):
        few, many = (bench.app(kind, each) for each in (size.few, size.many))
        for form in MEMORY_FORMATS[: size.rounds - 1]:
            small, large = _peak(few, form), _peak(many, form)
            told = {"small_mib": rounded(small), "large_mib": rounded(large)}
            sides[f"{kind}, {form}"] = (large - small, told)
    return worst(sides, "MiB")


def _peak(app: Flask, form: str) -> float:
    """The peak memory in MiB of a process of its own that writes the report."""
    url = app.config["DATABASE_URL"]
    command = [sys.executable, "-m", "bench.export", url, app.instance_path, form]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ)
    return int(answer.stdout) / 1024


def _in_this_process(url: str, folder: str, form: str) -> int:
    """Writes the report; the process's peak memory in KiB."""
    from bench.databases import make_app

    app = make_app(url, Path(folder))
    with app.app_context():
        write(form, Path(folder) / f"report.{form}")
    return _peak_of_this_process()


def _peak_of_this_process() -> int:
    """In KiB. Linux tells it of this program alone; `getrusage` counts the one that started it as well."""
    import resource

    status = Path("/proc/self/status")
    if status.exists():
        words = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()
        return int(words[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


CSV = Benchmark(
    key="export_csv_vs_raw",
    measures="the status report from the database to a CSV file",
    against="csv.writer over the same tuples in memory",
    goal=3,
    run=measure_csv,
)
MEMORY = Benchmark(
    key="export_memory",
    measures="peak memory of the large report",
    against="that of the small one, the greater of CSV and XLSX",
    goal=64,
    run=measure_memory,
)

if __name__ == "__main__":
    sys.stdout.write(str(_in_this_process(*sys.argv[1:])))
