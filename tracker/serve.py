"""`flask serve`: the web server in this process and the worker beside it, for one machine.

Not here: what the pages answer, what the worker does, and larger installations (gunicorn and `flask worker`).
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import ScriptInfo
from waitress.server import create_server

from tracker import config as settings
from tracker.cli_engine import refuse_unproved_shelf
from tracker.config import ROOT

HOST = "127.0.0.1"
PATIENCE_SECONDS = 15.0
PAUSE_SECONDS = 2.0
THREADS = 8
# The commands that come before serving; one process runs them all, because each start costs a second or two.
PREPARATIONS = {
    "demo": (("db", "upgrade"), ("demo",)),
    "empty": (("db", "upgrade"), ("users", "add", "--first")),
}


def register(app: Flask) -> None:
    """Adds the command `serve`."""
    app.cli.add_command(serve)


@click.command("serve")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="TCP port.")
@click.option("--worker/--no-worker", default=True, help="Whether the worker runs beside the web server.")
@click.option("--prepare", type=click.Choice(list(PREPARATIONS)), help="Bring the database up to date, then"
              " load the demo data or ask for the first account, unless that has been done.")  # fmt: skip
def serve(port: int, worker: bool, prepare: str | None) -> None:
    """Start the web server on this machine and the worker beside it; Ctrl-C stops both."""
    refuse_unproved_shelf()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    for words in PREPARATIONS[prepare] if prepare else ():
        _run(app, words)
    address = _announce_address(app, port)
    settings.arm(app)  # a weak key is refused now, not at the first sign-in
    server = _listen(app, port)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    with _Worker(address).running() if worker else _nothing():
        click.echo(f"Kigen is at {address} (Ctrl-C stops it)")
        server.run()
    click.echo("Kigen has stopped.")


def _run(app: Flask, words: Sequence[str]) -> None:
    """Runs another command of the application as the command line would."""
    here = ScriptInfo(create_app=lambda: app)
    app.cli.main(list(words), prog_name="flask", obj=here, standalone_mode=False)


def _announce_address(app: Flask, port: int) -> str:
    """The address in use; links in mails carry it too, unless the installation names another."""
    address = f"http://{HOST}:{port}"
    if not os.environ.get(f"{settings.PREFIX}BASE_URL"):
        app.config["BASE_URL"] = address
    return address


def _listen(app: Flask, port: int):
    try:
        return create_server(app, host=HOST, port=port, threads=THREADS, ident=None)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise click.ClickException(
            f"Port {port}: {reason}. Choose another: make run PORT={port + 1}"
        ) from error


def _stop(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


class _Worker:
    """The worker's process: started, started again when it ends by itself, stopped with the server."""

    def __init__(self, address: str) -> None:
        self._environment = {f"{settings.PREFIX}BASE_URL": address, **os.environ}
        self._stopping = threading.Event()
        self._changing = threading.Lock()
        self._process = self._start()

    @contextmanager
    def running(self) -> Iterator[None]:
        watch = threading.Thread(target=self._watch, name="worker-watch", daemon=True)
        watch.start()
        try:
            yield
        finally:
            with self._changing:
                self._stopping.set()
            self._end()
            watch.join(PATIENCE_SECONDS)

    def _start(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches the server alone, which then ends the worker in good order.
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        return subprocess.Popen(command, cwd=ROOT, env=self._environment, start_new_session=True)

    def _watch(self) -> None:
        while True:
            code = self._process.wait()
            if self._stopping.is_set():
                return
            click.echo(f"The worker ended by itself (code {code}); starting it again.", err=True)
            self._stopping.wait(PAUSE_SECONDS)
            with self._changing:
                if self._stopping.is_set():
                    return
                self._process = self._start()

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
