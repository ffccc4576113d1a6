"""Several schedulers and senders at once, killed at random, against a server that fails: nothing is lost."""

import os
import random
import time

import pytest

from tests.drill.faulty import FAULTS, Log, faulty_server
from tests.drill.judging import intact, judge
from tests.drill.world import TIMEOUTS, Racing, child, deliver_now, kill, many_duties, sweep_now
from tests.reminders.records import house
from tests.support.ports import free_port, wait_for

DAY = 4.0
"""So many real seconds are a day."""
CREW = ((sweep_now, 0.15), (sweep_now, 0.15), (deliver_now, 0.02), (deliver_now, 0.02))
"""Two schedulers and two senders."""
SERVER_SHARE = 0.2
"""The share of kills that hit the mail server."""


@pytest.fixture
def scene(app, context, tmp_path, certificates, monkeypatch):
    """Runs a drill and returns the server's log and what is to be said of it."""
    port, path = free_port(), tmp_path / "server.log"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates["right"][0]))
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_TIMEOUTS=TIMEOUTS, MAIL_USE_TLS=True)

    def run(seed, kills, rate, duties, people, lasts):
        many_duties(duties, people, span=120)
        clock, chance = Racing(86400 / DAY), random.Random(seed)
        with faulty_server(path, port, seed, rate, certificates) as server:
            wait_for(port)
            crew = [child(app, work, clock, pause) for work, pause in CREW]
            try:
                ends = time.monotonic() + lasts
                for _ in range(kills):
                    time.sleep(chance.uniform(0.02, 0.3))
                    strike(app, chance, server, crew, clock)
                time.sleep(max(0.0, ends - time.monotonic()))
            finally:
                for each in crew:
                    kill(each)
            server.rate.value = 0.0
            wait_for(port)
            settle(clock)
        return Log(path), house().day_of(clock())

    return run


def strike(app, chance, server, crew, clock):
    """Kills one process without a word and starts another in its place."""
    if chance.random() < SERVER_SHARE:
        server.kill()
        return
    number = chance.randrange(len(crew))
    kill(crew[number])
    work, pause = CREW[number]
    crew[number] = child(app, work, clock, pause)


def settle(clock):
    """Lets leases run out and retries come round with the server well; the last rounds are of one day."""
    clock.stop()
    for seconds in (clock.lease + 1, 3600, clock.lease + 1, 0, 0):
        clock.forward(seconds)
        sweep_now(clock)
        deliver_now(clock)


def judged(scene, gate, seed, kills, duties, people, rate=0.15, lasts=1.0):
    log, day = scene(seed, kills, rate, duties, people, lasts)
    found = judge(log, day)
    figure = f"{found}, {len(log.faults)} kinds of fault"
    gate("kill -9", figure, "0, 0, <= ambiguous", kills, seed)
    assert (found.lost, found.foreign) == ([], [])
    assert found.extra <= found.ambiguous
    assert intact()
    return log


def test_several_schedulers_and_senders_at_once_double_no_mail(scene, gate):
    log = judged(scene, gate, 1, kills=0, duties=60, people=12, rate=0.0)
    assert len(log.taken) == len(set(log.taken)) > 12


def test_a_few_kills_lose_nothing(scene, gate, seed):
    judged(scene, gate, seed, kills=5, duties=60, people=12)


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_random_kills_lose_nothing(scene, gate, seed):
    kills = int(os.environ.get("KIGEN_DRILL_KILLS", "500"))
    log = judged(scene, gate, seed, kills=kills, duties=2000, people=60, lasts=3.0)
    assert kills < 100 or set(log.faults) == set(FAULTS)
