"""What the operator's tools ask: alive, ready, metrics. They tell nothing of anybody's records."""

import ipaddress
from datetime import timedelta

from flask import Blueprint, Response, abort, request

from tracker import __version__, clock
from tracker.api.doors import actor_of
from tracker.api.errors import ApiError, handle_errors
from tracker.api.model import told
from tracker.docket.health import Pulse, pulse
from tracker.docket.who import ANYONE, OPERATOR, who

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")

probes = Blueprint("probes", __name__)
handle_errors(probes)


@probes.get("/healthz")
@who(ANYONE)
def healthz() -> Response:
    """Alive: this process answers."""
    return told({"status": "alive"}, headers={"Cache-Control": "no-store"})


@probes.get("/readyz")
@who(ANYONE)
def readyz() -> Response:
    """Ready: the database answers, the last sweep is fresh, no mail waits too long, the stored duties are
    what their facts give, the terms hold their cases; else 503 and why."""
    now = clock.now()
    found = pulse(now)
    faults = found.faults
    at = None if found.check_age is None else (now - found.check_age).isoformat(timespec="seconds")
    check = {"at": at, "checked": found.checked, "differences": found.differences}
    status = {"status": "not ready" if faults else "ready", "faults": faults, "selfcheck": check}
    return told(status, 503 if faults else 200, {"Cache-Control": "no-store"})


@probes.get("/metrics")
@who(ANYONE)
def metrics() -> Response:
    """The same as Prometheus text, for this machine itself or with an administrator's token."""
    if not (is_from_here() or is_operator()):
        abort(404)
    lines = [line for name, text, value in gauges(pulse(clock.now())) for line in written(name, text, value)]
    return Response("".join(lines), content_type=PROMETHEUS, headers={"Cache-Control": "no-store"})


def is_from_here() -> bool:
    """Whether the request comes from this machine and was not handed on by a proxy."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def is_operator() -> bool:
    """Whether the request carries an administrator's token."""
    try:
        return actor_of(request, clock.now()).role in OPERATOR
    except ApiError:
        return False


def gauges(found: Pulse) -> list[tuple[str, str, float]]:
    """Name, meaning and value of each gauge; -1 where there is nothing to measure."""
    return [
        ("kigen_database_up", "Whether the database answers.", found.database),
        ("kigen_ready", "Whether nothing is wrong.", not found.faults),
        ("kigen_last_sweep_age_seconds", "How long ago the last sweep ended.", seconds(found.sweep_age)),
        ("kigen_outbox_waiting", "How many mails wait.", found.waiting),
        ("kigen_outbox_oldest_age_seconds", "How long the oldest has waited.", seconds(found.waiting_age)),
        ("kigen_sweeps_unfinished", "How many late sweeps never came to their end.", found.unfinished),
        ("kigen_selfcheck_age_seconds", "How long ago the last self-check ended.", seconds(found.check_age)),
        ("kigen_selfcheck_duties", "How many duties it checked.", found.checked),
        ("kigen_selfcheck_differences", "How many differences nobody has closed.", found.differences),
        ("kigen_terms_faults", "How many cases of the terms do not hold.", len(found.terms)),
        (f'kigen_info{{version="{__version__}"}}', "What runs here.", 1),
    ]


def written(name: str, text: str, value: float) -> list[str]:
    """One gauge as Prometheus reads it."""
    bare = name.partition("{")[0]
    return [f"# HELP {bare} {text}\n", f"# TYPE {bare} gauge\n", f"{name} {float(value):g}\n"]


def seconds(age: timedelta | None) -> float:
    """An age in seconds, -1 for none."""
    return -1.0 if age is None else age.total_seconds()
