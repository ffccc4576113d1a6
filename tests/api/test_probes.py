"""The operator's probes: they see what fails, and tell nothing of anybody's records."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.api.asking import Asker
from tests.support.build import NOW, House
from tracker import create_app
from tracker.docket.health import MAIL_LATE, SWEEP_LATE, Pulse
from tracker.store.outbox.tables import SweepRun
from tracker.store.session import transaction


@pytest.fixture
def client(context: Flask) -> Iterator[FlaskClient]:
    with time_machine.travel(NOW, tick=False):
        yield context.test_client()


def swept(ago: timedelta, ended: bool = True, error: str | None = None) -> None:
    with transaction() as session:
        at = NOW - ago
        session.add(SweepRun(started_at=at, ended_at=at if ended else None, as_of=at.date(), error=error))


def test_alive_needs_nothing_but_the_process(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "alive"})


def test_ready_only_after_a_sweep_that_ended_well_and_lately(client: FlaskClient) -> None:
    assert client.get("/readyz").status_code == 503
    swept(timedelta(hours=2))
    swept(timedelta(minutes=2), ended=False)
    swept(timedelta(minutes=1), error="RuntimeError")
    late = client.get("/readyz")
    assert late.status_code == 503
    assert late.json["faults"] == ["sweep: the last one is too long ago; does the worker run?"]
    swept(timedelta(minutes=3))
    ready = client.get("/readyz")
    never = {"at": None, "checked": 0, "differences": 0}
    assert (ready.status_code, ready.json) == (200, {"status": "ready", "faults": [], "selfcheck": never})


@pytest.mark.parametrize(
    "url", ["postgresql://nobody@127.0.0.1:1/none", "sqlite:////no/such/folder/kigen.sqlite3"]
)
def test_a_database_that_does_not_answer_is_told_and_is_no_500(url: str, tmp_path: Path) -> None:
    app = create_app(
        {
            "TESTING": True,
            "DATABASE_URL": url,
            "INSTANCE_PATH": str(tmp_path),
            "ENV": "demo",
            "SECRET_KEY": "k" * 40,
        }
    )
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["faults"] == ["database: does not answer"]
    assert app.test_client().get("/healthz").status_code == 200
    assert "kigen_database_up 0\n" in app.test_client().get("/metrics").text


@pytest.mark.parametrize(
    ("pulse", "words"),
    [
        (Pulse(True, timedelta(0)), []),
        (Pulse(True, SWEEP_LATE), []),
        (Pulse(True, SWEEP_LATE + timedelta(seconds=1)), ["sweep"]),
        (Pulse(True, timedelta(0), MAIL_LATE + timedelta(seconds=1), 1), ["outbox"]),
        (Pulse(True, None, MAIL_LATE + timedelta(seconds=1), 1), ["sweep", "outbox"]),
        (Pulse(False), ["database"]),
    ],
)
def test_what_is_wrong_is_named(pulse: Pulse, words: list[str]) -> None:
    assert [fault.partition(":")[0] for fault in pulse.faults] == words


def test_metrics_are_prometheus_text(client: FlaskClient) -> None:
    swept(timedelta(minutes=3))
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    lines = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert lines["kigen_database_up"] == "1"
    assert lines["kigen_last_sweep_age_seconds"] == "180"
    assert lines["kigen_outbox_waiting"] == "0"


def test_metrics_are_for_this_machine_or_an_administrators_token(context: Flask, scene: House) -> None:
    administrator = Asker(context.test_client(), scene.administrator)
    officer = Asker(context.test_client(), scene.officer)
    away = {"REMOTE_ADDR": "203.0.113.7"}
    client = context.test_client()
    assert client.get("/metrics", environ_base=away).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
    assert client.get("/metrics", environ_base=away, headers=officer.headers).status_code == 404
    assert client.get("/metrics", environ_base=away, headers=administrator.headers).status_code == 200
