"""The chain under load and under kills: no gap, no fork, never a change without its row."""

import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from tests.audit.conftest import matter_of
from tests.support import build
from tracker.docket import anchoring, trail
from tracker.docket.actor import Actor
from tracker.extensions import db
from tracker.store.audit import AuditRow
from tracker.store.audit_chain import note_act
from tracker.store.facts import Fact
from tracker.store.session import reading, transaction


def write(app, actor, count, faults):
    """One writer: so many acts, each in a transaction of its own."""
    try:
        with app.app_context():
            for number in range(count):
                with transaction() as session:
                    trail.record_act(session, actor, "load", ("load", str(number)), now=build.NOW)
            db.session.remove()
    except Exception as error:
        faults.append(error)


def storm(app, writers, each):
    """So many writers at once into one chain; how many rows there are, and what does not hold."""
    with app.app_context():
        home = build.organisation("A")
        actor = build.person(home)
        before = reading().scalar(select(func.count()).select_from(AuditRow))
        db.session.remove()
    faults = []
    threads = [threading.Thread(target=write, args=(app, actor, each, faults)) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        count = reading().scalar(select(func.count()).select_from(AuditRow)) - before
        return count, faults, anchoring.verify(None).findings


def test_writers_at_once_leave_no_gap_and_no_fork(app):
    assert storm(app, 4, 10) == (40, [], [])


@pytest.mark.drill
@pytest.mark.timeout(600)
def test_eight_writers_of_500_leave_no_gap_and_no_fork(app, gate):
    count, faults, findings = storm(app, 8, 500)
    gate("audit: 8 writers x 500", f"{count} rows, {len(findings)} faults", "4000 rows, 0 faults", 4000)
    assert (count, faults, findings) == (4000, [], [])


# --- kills --------------------------------------------------------------------------------------------------


def record_and_die(app, actor, matter, at):
    """A process that records a fact and is killed at statement number ``at``; whether it came to its end."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    try:
        with app.app_context():
            db.session.remove()
            db.engine.dispose(close=False)
            seen = iter(range(1, 10_000))

            @event.listens_for(db.engine, "before_cursor_execute")
            @event.listens_for(db.engine, "commit")
            def die(*_):
                if next(seen) == at:
                    os.kill(os.getpid(), signal.SIGKILL)

            build.filed(actor, matter, "2026-07-01", note="a note")
        os._exit(0)
    finally:
        os._exit(1)


def kept(app, matter):
    """How many facts there are, how many acts on them, and what the replay finds."""
    with app.app_context():
        facts = reading().scalar(select(func.count()).select_from(Fact))
        acts = reading().scalar(
            select(func.count()).select_from(AuditRow).where(AuditRow.action == "record-fact")
        )
        found = anchoring.verify_state() + [str(each) for each in anchoring.verify(None).findings]
        db.session.remove()
        return facts, acts, found


def kill_at_each(app, step):
    """Kill at every ``step``-th statement until the process comes to its end; returns how many kills."""
    with app.app_context():
        people = build.house()
        build.matter(people.manager_a, people.agreement_a)
        matter = matter_of(people.manager_a)
        db.session.remove()
        db.engine.dispose()
    kills, at = 0, 1
    while not record_and_die(app, people.manager_a, matter, at):
        assert kept(app, matter) == (0, 0, []), at
        kills, at = kills + 1, at + step
        assert kills < 500
    assert kept(app, matter) == (1, 1, [])
    return kills


def test_a_kill_leaves_both_or_neither(app):
    assert kill_at_each(app, 7) >= 2


@pytest.mark.drill
@pytest.mark.timeout(600)
def test_a_kill_at_every_statement_leaves_both_or_neither(app, gate):
    kills = kill_at_each(app, 1)
    gate("audit: kill between change and row", "0 of one without the other", "0", kills)
    assert kills > 10


# --- speed --------------------------------------------------------------------------------------------------


@pytest.mark.drill
@pytest.mark.timeout(600)
def test_a_hundred_thousand_rows_verify_in_seconds(context, gate, anchor_file):
    home = build.organisation("A")
    actor = build.person(home)
    act = {
        "stream": f"organisation-{actor.organisation_id}", "organisation_id": actor.organisation_id,
        "actor_id": actor.person_id, "source": "web", "action": "record-fact", "object_kind": "fact",
        "object_id": "abcdefgh12345678/f0001", "reason": None, "request_id": "0123456789abcdef",
        "changes": {"kind": "filed", "on": "2026-07-01", "keys": {"filing": "hmac-sha256:" + "0" * 64}},
    }  # fmt: skip
    for portion in range(20):
        with transaction() as session:
            for number in range(5000):
                note_act(session, act | {"at": build.NOW + timedelta(seconds=portion * 5000 + number)})
    anchoring.anchor(anchor_file, now=build.NOW, every=anchoring.AT_ONCE)
    began = time.perf_counter()
    verdict = anchoring.verify(anchor_file)
    took = time.perf_counter() - began
    gate("audit: verify 100,000 rows", f"{took:.1f} s", "5 s", 100_000)
    assert verdict.findings == []
    assert sum(verdict.counts.values()) > 100_000
    assert took < 20  # the gate says how fast; a machine that is busy with something else may be slower


def test_an_actor_of_the_command_line_is_told_as_such(context):
    home = build.organisation("A")
    person = build.person(home)
    actor = Actor(person.person_id, person.organisation_id, "reader", source="cli")
    with transaction() as session:
        trail.record_act(session, actor, "look", ("thing", "1"), now=build.NOW)
    last = reading().scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
    assert (last.source, last.reason, last.rows) == ("cli", None, [])
