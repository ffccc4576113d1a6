"""What importing a workbook costs over reading it and inserting its rows bare; not measured yet."""

from bench.databases import Bench
from bench.model import Benchmark, Figure, Size


def measure(_: Size, __: Bench) -> Figure | None:
    """None: the figure comes with the import that it measures."""
    return None


BENCHMARK = Benchmark(
    key="import_vs_read",
    measures="importing a workbook of 20,000 rows with all checks",
    against="reading it and inserting the rows bare",
    goal=4,
    run=measure,
)
