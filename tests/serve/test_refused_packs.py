"""A pack that does not hold its cases is refused before anything starts, by file and case."""

import pytest
import time_machine

from tests.support.build import NOW
from tracker.docket import health
from tracker.engine import proving
from tracker.packs import default_shelf
from tracker.store.outbox.tables import SweepRun
from tracker.store.session import transaction

SENTENCE = "Work published and never described"


@pytest.fixture
def failing(monkeypatch):
    """The shelf of the product with one case that expects what does not follow."""
    genuine = proving.cases_by_file
    pack = sorted(default_shelf().packs)[0]

    def with_one_more(folder):
        found = genuine(folder)
        if folder.name != pack:
            return found
        wrong = dict(found[0][1]) | {
            "name": SENTENCE,
            "absent": [],
            "obligations": [{"rule": "no-such-rule"}],
        }
        return [*found, ("cases.toml", wrong)]

    monkeypatch.setattr(proving, "cases_by_file", with_one_more)
    proving.shelf_faults.cache_clear()
    yield pack
    proving.shelf_faults.cache_clear()


@pytest.mark.parametrize("command", [["serve", "--no-worker", "--port", "1"], ["worker"]])
def test_web_server_and_worker_do_not_start_and_say_which_case(prepared_app, failing, command):
    answer = prepared_app.test_cli_runner().invoke(args=command)
    assert answer.exit_code == 2
    assert answer.stderr.startswith(f"{failing}/cases.toml: '{SENTENCE}': obligations[0]")
    assert answer.stdout == ""


def test_a_server_that_runs_already_says_so_on_its_probes_and_pages(app, failing):
    with time_machine.travel(NOW, tick=False), app.app_context():
        with transaction() as session:
            session.add(SweepRun(started_at=NOW, ended_at=NOW, as_of=NOW.date()))
        faults = health.pulse(NOW).faults
        assert [fault.split(":")[0] for fault in faults] == ["terms"]
        assert SENTENCE in faults[0]
        answer = app.test_client().get("/readyz")
        assert answer.status_code == 503
        assert answer.json["faults"] == faults


def test_the_shelf_of_the_product_holds_all_its_cases():
    proving.shelf_faults.cache_clear()
    assert proving.shelf_faults() == ()
