"""Takes turns between the product and what it is measured against, several rounds, so that a slow minute of
the machine hits both. Measures nothing by itself."""

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

Work = Callable[[], Any]


def seconds_of(work: Work) -> float:
    """How long one call takes."""
    return timed(work)[1]


def timed(work: Work) -> tuple[Any, float]:
    """What one call answers and how long it takes; the collector does not walk over what was there before."""
    gc.collect()
    gc.freeze()
    try:
        return timed_as_it_is(work)
    finally:
        gc.unfreeze()


def timed_as_it_is(work: Work) -> tuple[Any, float]:
    """The same for calls of milliseconds, of which there are many: nothing is collected in between."""
    start = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - start


def turns(rounds: int, product: Work, against: Work, *, warm: bool = True) -> tuple[float, dict[str, Any]]:
    """The median over the rounds of product time by the other's time, and how it was spread."""
    if warm:
        product()
        against()
    taken = []
    for number in range(rounds):
        pair = (product, against) if number % 2 == 0 else (against, product)
        seconds = {work: seconds_of(work) for work in pair}
        taken.append((seconds[product], seconds[against]))
    return spread(taken)


def spread(taken: list[tuple[float, float]]) -> tuple[float, dict[str, Any]]:
    """Median ratio of pairs of seconds, with the least and the greatest, and the median seconds."""
    ratios = sorted(one / other for one, other in taken)
    told = {
        "rounds": len(taken),
        "least": round(ratios[0], 3),
        "greatest": round(ratios[-1], 3),
        "seconds": rounded(median(one for one, _ in taken)),
        "against_seconds": rounded(median(other for _, other in taken)),
    }
    return median(ratios), told


def rounded(seconds: float) -> float:
    """Seconds with four digits that count."""
    return float(f"{seconds:.4g}")


def milliseconds(taken: Mapping[str, list[float]]) -> dict[str, float]:
    """Median milliseconds by name."""
    return {name: rounded(median(each) * 1000) for name, each in taken.items()}
