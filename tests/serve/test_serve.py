"""`flask serve`, as `make run` starts it: web server and worker in one command, both gone after Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.support.ports import free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def installation(folder: Path) -> dict[str, str]:
    """The environment of an installation of its own, with nothing of whoever runs the tests."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("KIGEN_")}
    return outside | {
        "KIGEN_DATABASE_URL": f"sqlite:///{folder / 'kigen.sqlite3'}",
        "KIGEN_SECRET_KEY": os.urandom(32).hex(),
        "KIGEN_DATA_KEYS": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG=",
        "KIGEN_DEMO_PASSWORD": "violet-otter-plays-77",
    }


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An installation whose database is up to date."""
    whole = installation(tmp_path_factory.mktemp("serve"))
    subprocess.run(flask("db", "upgrade"), cwd=ROOT, env=whole, check=True, capture_output=True)
    return whole


def flask(*words: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", *words]


@contextmanager
def serving(environment: dict[str, str], *words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The running command and its port."""
    port = free_port()
    process = subprocess.Popen(
        flask("serve", "--port", str(port), *words),
        cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        wait_for(port, seconds=60)
        yield process, port
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


@pytest.fixture
def served(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    with serving(environment) as running:
        yield running


def worker_of(process: subprocess.Popen[str]) -> psutil.Process:
    """The worker beside a running server, as soon as it is there."""
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        children = psutil.Process(process.pid).children()
        if any("worker" in child.cmdline() for child in children):
            return children[0]
        time.sleep(0.05)
    raise AssertionError("no worker runs beside the server")


def status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return refusal.code


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminate"])
def test_it_answers_with_a_worker_beside_it_and_ends_both_cleanly(served, ending):
    process, port = served
    worker = worker_of(process)
    assert status(port, "/healthz") == 200
    process.send_signal(ending)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0, output
    assert f"http://127.0.0.1:{port}" in output
    assert "Traceback" not in output
    assert not worker.is_running()


def test_the_first_start_prepares_everything_and_prints_the_way_in(tmp_path):
    with serving(installation(tmp_path), "--prepare", "demo", "--no-worker") as (process, port):
        assert status(port, "/sign-in") == 200
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
    assert "manager@contractor-a.example" in output
    assert "violet-otter-plays-77" in output
    assert f"http://127.0.0.1:{port}" in output


def test_a_worker_that_dies_is_started_again(served):
    process, _ = served
    first = worker_of(process)
    first.kill()
    first.wait(10)
    assert worker_of(process).pid != first.pid


def test_a_taken_port_is_named_with_a_way_out(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = subprocess.run(
            flask("serve", "--port", str(port)),
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert answer.returncode == 1
    assert f"make run PORT={port + 1}" in answer.stderr
    assert "Traceback" not in answer.stderr
