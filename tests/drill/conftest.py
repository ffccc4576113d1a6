"""One table of the gates that ran: figure, target, number of cases, seed, time."""

import os

import pytest


@pytest.fixture
def gate(request):
    """Notes one gate of the table: `gate(name, figure, target, n, seed)`."""

    def note(name, figure, target, n, seed="–"):
        request.node.user_properties.append(("gate", (name, figure, target, n, seed)))

    return note


@pytest.fixture
def seed():
    """The seed of this run; KIGEN_DRILL_SEED repeats one."""
    return int(os.environ.get("KIGEN_DRILL_SEED", "20260901"))


def pytest_terminal_summary(terminalreporter):
    """Prints the table below everything else."""
    rows = [
        (*value, f"{report.duration:.1f} s", report.outcome)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == "gate"
    ]
    if rows and "not drill" not in terminalreporter.config.getoption("markexpr"):
        table = [("gate", "figure", "target", "n", "seed", "time", "outcome"), *sorted(rows, key=str)]
        widths = [max(len(str(row[column])) for row in table) for column in range(len(table[0]))]
        terminalreporter.section("gates")
        for row in table:
            terminalreporter.write_line("  ".join(str(c).ljust(w) for c, w in zip(row, widths, strict=True)))
