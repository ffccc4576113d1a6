"""What importing a workbook costs over reading it and inserting its rows bare; left out until then."""

from importlib.util import find_spec

from bench.databases import Bench
from bench.model import Benchmark, Figure, Size

PRODUCT = "tracker.docket.importing"


def measure(size: Size, _: Bench) -> Figure | None:
    """None: the product has no import yet. The figure comes with the function that it measures."""
    if find_spec(PRODUCT) is None:
        return None
    raise NotImplementedError(f"{PRODUCT} is there, and its benchmark for {size.name} size is not")


BENCHMARK = Benchmark(
    key="import_vs_read",
    measures="importing a workbook of 20,000 rows with all checks",
    against="reading it and inserting the rows bare",
    goal=4,
    run=measure,
)
