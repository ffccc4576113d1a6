"""How much the engine costs over bare date arithmetic that gives the same dates. The floor is in floor.py."""

import gc
import os
import time
from collections.abc import Iterable, Iterator
from itertools import islice

from bench.floor import Dates, Plain, closed_days, dates, plain
from bench.histories import AS_OF, histories
from bench.model import Benchmark, Figure
from tracker.engine import derive, read_case
from tracker.packs import shelf as shelves

MATTERS = int(os.environ.get("KIGEN_BENCH_MATTERS", "100000"))
_AT_A_TIME = 2_000  # both sides take turns, so that a slow minute of the machine hits both


def measure() -> Figure:
    """Derives every matter both ways and compares each date; the figure is engine time over floor time."""
    shelf = shelves.default_shelf()
    closed = closed_days(2020, 2040)
    engine_seconds = floor_seconds = 0.0
    duties = 0
    _derive_all(
        [read_case(case, shelf) for case in histories(50, seed=1)], shelf
    )  # fills the calendar's years
    for batch in _batches(histories(MATTERS)):
        cases, plains = [read_case(case, shelf) for case in batch], [plain(case) for case in batch]
        results, seconds = _timed(lambda cases=cases: _derive_all(cases, shelf))
        engine_seconds += seconds
        expected, seconds = _timed(lambda plains=plains: _floor_all(plains, closed))
        floor_seconds += seconds
        duties += _compare(batch, results, expected)
    detail = {
        "matters": MATTERS,
        "obligations": duties,
        "engine_seconds": round(engine_seconds, 3),
        "floor_seconds": round(floor_seconds, 3),
        "obligations_per_second": round(duties / engine_seconds),
    }
    return Figure(engine_seconds / floor_seconds, "x", detail)


def _batches(cases: Iterable[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    source = iter(cases)
    while batch := list(islice(source, _AT_A_TIME)):
        yield batch


def _derive_all(cases, shelf):
    return [derive(case, shelf).obligations for case in cases]


def _floor_all(plains: list[Plain], closed) -> list[list[tuple[str, Dates]]]:
    return [dates(matter, AS_OF, closed) for matter in plains]


def _timed(work):
    gc.collect()
    gc.freeze()  # the collector need not walk the cases again and again; they were there before
    start = time.perf_counter()
    answer = work()
    seconds = time.perf_counter() - start
    gc.unfreeze()
    return answer, seconds


def _compare(batch, results, expected) -> int:
    """How many duties there were; ValueError for the first matter whose dates differ."""
    count = 0
    for case, obligations, bare in zip(batch, results, expected, strict=True):
        derived = sorted(((o.rule, (o.nominal, o.due, o.act_by)) for o in obligations), key=repr)
        if derived != sorted(bare, key=repr):
            raise ValueError(f"the engine and the floor disagree\n{case}\nengine: {derived}\nfloor: {bare}")
        count += len(derived)
    return count


BENCHMARK = Benchmark(
    key="derive_vs_floor",
    measures="obligations derived, all matters",
    against="a bare loop of date arithmetic giving the same dates",
    goal=8,
    run=measure,
)
