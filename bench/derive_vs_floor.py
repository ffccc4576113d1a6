"""How much the engine costs over bare date arithmetic that gives the same dates. The floor is in floor.py."""

from collections.abc import Iterable, Iterator
from itertools import islice

from bench.databases import Bench
from bench.floor import Dates, Plain, closed_days, dates, plain
from bench.histories import AS_OF, histories
from bench.model import Benchmark, Figure, Size
from bench.timing import seconds_of, spread
from tracker.engine import derive, read_case
from tracker.packs import shelf as shelves

AT_A_TIME = 200
"""As many matters as a recomputation takes at once; then it is the other side's turn."""


def measure(size: Size, _: Bench) -> Figure:
    """Derives every matter both ways and compares each date; the figure is engine time over floor time."""
    shelf = shelves.default_shelf()
    closed = closed_days(2020, 2040)
    # The first cases fill the calendar's years and what rules remember; a worker derives for weeks.
    _derive_all([read_case(case, shelf) for case in histories(50, seed=1)], shelf)
    duties, taken = 0, []
    for batch in _batches(histories(size.derived)):
        cases, plains = [read_case(case, shelf) for case in batch], [plain(case) for case in batch]
        results: list = []
        expected: list = []
        engine = seconds_of(lambda c=cases, r=results: r.extend(_derive_all(c, shelf)))
        floor = seconds_of(lambda p=plains, e=expected: e.extend(_floor_all(p, closed)))
        taken.append((engine, floor))
        duties += _compare(batch, results, expected)
    value, told = spread(taken)
    seconds = sum(engine for engine, _ in taken)
    whole = {
        "matters": size.derived,
        "obligations": duties,
        "obligations_per_second": round(duties / seconds),
    }
    return Figure(value, "x", whole | told)


def _batches(cases: Iterable[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    source = iter(cases)
    while batch := list(islice(source, AT_A_TIME)):
        yield batch


def _derive_all(cases, shelf):
    return [derive(case, shelf).obligations for case in cases]


def _floor_all(plains: list[Plain], closed) -> list[list[tuple[str, Dates]]]:
    return [dates(matter, AS_OF, closed) for matter in plains]


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
