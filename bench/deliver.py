"""What sending queued mails costs over `smtplib` in a loop to the same server."""

import smtplib
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import insert, select

from bench.databases import Bench, kinds, now
from bench.filling import NOW
from bench.histories import AS_OF
from bench.model import Benchmark, Figure, Size, worst
from bench.timing import seconds_of, spread, timed
from tests.support.ports import free_port, wait_for
from tracker.extensions import db
from tracker.reminders.deliver import deliver
from tracker.reminders.post import Post
from tracker.reminders.setup import mail
from tracker.store.base import new_public_id
from tracker.store.obligations import Obligation
from tracker.store.outbox.tables import Delivery, OutboxItem, OutboxRow, SweepRun
from tracker.store.people import Person
from tracker.worker import here

ROOT = Path(__file__).resolve().parents[1]
LEASE = 600.0
SENDER = "kigen@portfolio.example"


def measure(size: Size, bench: Bench) -> Figure | None:
    """Sends the mails of a sweep through the outbox, and their words by `smtplib` over one connection."""
    with _server() as port:
        return worst({kind: _deliver(bench.app(kind, size.few), port, size) for kind in kinds(size)})


def _deliver(app: Flask, port: int, size: Size) -> tuple[float, dict[str, Any]]:
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_SENDER=SENDER)
    taken = []
    with app.app_context():
        for _ in range(size.rounds):
            letters = _queue(size.mails)
            became, seconds = timed(partial(_through_the_outbox, app))
            if became["sent"] != size.mails:
                raise ValueError(f"{size.mails} mails were queued, this became of them: {became}")
            taken.append((seconds, seconds_of(partial(_by_smtplib, letters, port))))
    value, told = spread(taken)
    return value, {"mails": size.mails} | told


def _through_the_outbox(app: Flask) -> Any:
    with Post(mail) as post:
        return deliver(here(app), post, clock=now, lease=LEASE)


def _by_smtplib(letters: list[tuple[str, str, str, str]], port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        for to, subject, body, name in letters:
            message = EmailMessage()
            message["From"], message["To"], message["Subject"] = SENDER, to, subject
            message["Message-ID"] = name
            message.set_content(body)
            client.send_message(message)


def _queue(count: int) -> list[tuple[str, str, str, str]]:
    """An outbox of so many digests of three duties each, as a sweep leaves it; what they say to whom."""
    for table in (Delivery, OutboxItem, OutboxRow):
        db.session.execute(table.__table__.delete())
    run = SweepRun(as_of=AS_OF, started_at=NOW, counts={})
    db.session.add(run)
    db.session.flush()
    people = db.session.execute(select(Person).where(Person.email.startswith("owner"))).scalars().all()
    duties = _duties(count)
    rows, items, letters = [], [], []
    for number in range(count):
        person, name = people[number % len(people)], f"<{new_public_id()}@portfolio.example>"
        body = "".join(f"BIG-{n:06d}: 出願通知書の期限 2026-11-{n % 28 + 1:02d}\n" for n in range(3)) * 4
        subject = f"[Kigen] 期限のお知らせ {number}"
        letters.append((person.email, subject, body, name))
        rows.append(
            {
                "id": number + 1, "public_id": new_public_id(), "key": f"bench:{number}", "message": "digest",
                "sweep_run_id": run.id, "organisation_id": person.organisation_id, "person_id": person.id,
                "language": "ja", "day": AS_OF, "to_address": person.email, "subject": subject, "body": body,
                "message_id": name, "next_at": NOW, "created_at": NOW,
            }
        )  # fmt: skip
        for each in range(3):
            duty = duties[(number * 3 + each) % len(duties)]
            items.append(
                {
                    "outbox_id": number + 1, "obligation_id": duty.id, "due_revision": duty.due_revision,
                    "rung": number, "person_id": person.id, "round": each, "role": "owner",
                    "starts_on": AS_OF,
                }
            )  # fmt: skip
    db.session.execute(insert(OutboxRow.__table__), rows)
    db.session.execute(insert(OutboxItem.__table__), items)
    db.session.commit()
    return letters


def _duties(count: int) -> list[Any]:
    query = select(Obligation.id, Obligation.due_revision).where(
        Obligation.phase == "running", Obligation.kind == "fixed", Obligation.act_by.is_not(None)
    )
    return list(db.session.execute(query.order_by(Obligation.id).limit(count * 3)))


@contextmanager
def _server() -> Iterator[int]:
    """A real SMTP server in a process of its own, so that it takes no time from either side."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.deliver", str(port)], cwd=ROOT)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


class Sink:
    """Takes every mail and forgets it."""

    async def handle_DATA(self, *_: Any) -> str:
        return "250 OK"


BENCHMARK = Benchmark(
    key="deliver_vs_smtplib",
    measures="sending queued mails to a local server",
    against="smtplib in a loop to the same server",
    goal=1.5,
    run=measure,
)

if __name__ == "__main__":
    Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
    threading.Event().wait()
