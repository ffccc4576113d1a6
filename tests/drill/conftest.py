"""One table of the gates that ran: figure, target, number of cases, seed, time. What was skipped is red."""

import os
from collections import Counter

import pytest

from tests.reminders.test_post import make_certificate

HEAD = ("gate", "figure", "target", "n", "seed", "time", "outcome")
COUNTED = ("passed", "failed", "error", "skipped")


@pytest.fixture
def gate(request):
    """Notes one gate of the table, `gate(name, figure, target, n, seed)`, before its claim is asserted."""
    on = getattr(request.node, "callspec", None)
    where = on and on.params.get("database_url")

    def note(name, figure, target, n, seed="–"):
        name = f"{name}, {where}" if where else name
        request.node.user_properties.append(("gate", (name, figure, target, n, seed)))

    return note


@pytest.fixture
def seed():
    """The seed of this run; KIGEN_DRILL_SEED repeats one."""
    return int(os.environ.get("KIGEN_DRILL_SEED", "20260901"))


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    """Two certificates for this machine with their keys: one is vouched for in the drills, one is not."""
    names = "right", "wrong"
    return {name: make_certificate(tmp_path_factory.mktemp(name), "IP:127.0.0.1") for name in names}


def is_drill(config):
    return config.getoption("markexpr").startswith("drill")


def rows_of(reports):
    """The rows of the table, the tests that noted none, and how each of all ended."""
    rows, silent, ended = [], [], Counter()
    for outcome, report in reports:
        ended[outcome] += 1
        values = [value for name, value in report.user_properties if name == "gate"]
        rows += [(*value, f"{report.duration:.1f} s", outcome) for value in values]
        if not values and outcome != "passed":
            silent.append((report.nodeid, "–", "passes", "–", "–", f"{report.duration:.1f} s", outcome))
    return sorted(rows, key=str) + sorted(silent, key=str), ended


def pytest_terminal_summary(terminalreporter):
    """Prints the table below everything else."""
    if not is_drill(terminalreporter.config):
        return
    stats = terminalreporter.stats
    reports = [(outcome, report) for outcome in COUNTED for report in stats.get(outcome, ())]
    rows, ended = rows_of(reports)
    table = [HEAD, *rows]
    widths = [max(len(str(row[column])) for row in table) for column in range(len(HEAD))]
    terminalreporter.section("gates")
    for row in table:
        terminalreporter.write_line(
            "  ".join(str(c).ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
        )
    terminalreporter.write_line("")
    told = ", ".join(f"{ended[outcome]} {outcome}" for outcome in COUNTED if ended[outcome])
    red = any(ended[outcome] for outcome in COUNTED[1:])
    terminalreporter.write_line(f"{'RED' if red else 'green'}: {told}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """A proof that was skipped proves nothing: the run is red."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if is_drill(session.config) and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
