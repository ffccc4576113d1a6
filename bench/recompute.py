"""What checking every stored duty against a fresh derivation costs per matter, over deriving alone."""

from typing import Any

from flask import Flask

from bench.databases import Bench, kinds, now
from bench.histories import AS_OF
from bench.model import Benchmark, Figure, Size, worst
from bench.timing import seconds_of, spread
from tracker.docket.checking import case_of_stored, stored_portions
from tracker.docket.selfchecking import selfcheck
from tracker.docket.terms import shelf
from tracker.engine import derive, read_case
from tracker.store.session import reading


def measure(size: Size, bench: Bench) -> Figure | None:
    """Checks the whole portfolio and derives it from cases in memory, in turns."""
    return worst({kind: _check(bench.app(kind, size.many), size) for kind in kinds(size)})


def _check(app: Flask, size: Size) -> tuple[float, dict[str, Any]]:
    with app.app_context():
        cases = [case_of_stored(each, AS_OF) for part in stored_portions(reading()) for each in part]
        reading().rollback()
        counted: list[Any] = []

        def product() -> None:
            counted.append(selfcheck(today=AS_OF, now=now))

        taken = [
            (seconds_of(product), seconds_of(lambda: _derive(cases))) for _ in range(min(size.rounds, 2))
        ]
    if counted[0].differences:
        raise ValueError(f"{counted[0].differences} stored duties are not what follows from their facts")
    value, told = spread(taken)
    return value, {"matters": counted[0].matters, "obligations": counted[0].duties} | told


def _derive(cases: list[Any]) -> None:
    for case in cases:
        result = derive(read_case(case, shelf()), shelf())
        result.as_json(explained=False)


BENCHMARK = Benchmark(
    key="recompute_100k",
    measures="recomputing and comparing everything stored, per matter",
    against="deriving the same matters from memory",
    goal=3,
    run=measure,
)
