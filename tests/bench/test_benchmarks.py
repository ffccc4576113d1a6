"""Every benchmark runs through at toy size, on PostgreSQL too in the drill. Its figure is not judged.

That `recompute_100k` finds no difference shows that the made-up portfolio is what recording it would leave.
"""

from dataclasses import replace

import pytest

from bench.__main__ import BENCHMARKS
from bench.databases import Bench
from bench.model import QUICK
from bench.portfolio import stories


@pytest.fixture(scope="module")
def bench():
    with Bench() as opened:
        yield opened


SIZES = [QUICK, pytest.param(replace(QUICK, databases=("sqlite", "postgresql")), marks=pytest.mark.drill)]


@pytest.mark.parametrize("size", SIZES, ids=lambda each: each.databases[-1])
@pytest.mark.parametrize("benchmark", BENCHMARKS, ids=lambda each: each.key)
def test_the_benchmark_runs_through(benchmark, size, bench):
    figure = benchmark.run(size, bench)
    assert figure.detail
    assert figure.as_json()["unit"] == ("MiB" if benchmark.key == "export_memory" else "x")


def test_the_same_seed_makes_the_same_portfolio():
    assert list(stories(30, seed=1)) == list(stories(30, seed=1)) != list(stories(30, seed=2))
