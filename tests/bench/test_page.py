"""The figures on the page about performance are those that were measured."""

from bench.__main__ import BENCHMARKS
from bench.tell import PAGE, page


def test_the_table_is_that_of_the_results():
    text = PAGE.read_text(encoding="utf-8")
    assert page(text, BENCHMARKS) == text


def test_every_benchmark_stands_in_the_table():
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"| `{benchmark.key}` |" in text for benchmark in BENCHMARKS)
