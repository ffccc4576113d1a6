"""Compares what a mail server took with what was owed: lost, foreign, extra. No tests in here.

It reads the database and the server's log alone, and asks which rung holds with a rule of its own.
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select, text

from tests.reminders.records import items, mails
from tracker.extensions import db
from tracker.store.obligations import Obligation

STEPS = (30, 14, 7, 3, 1, 0)


@dataclass(frozen=True)
class Verdict:
    """`lost` names what went missing, each with why; `extra` counts copies beyond the first."""

    lost: list
    foreign: list
    extra: int
    ambiguous: int
    mails: int

    def __str__(self):
        told = f"{len(self.lost)} lost, {len(self.foreign)} foreign ids"
        return f"{told}, {self.extra} copies of {self.mails} ({self.ambiguous} ambiguous)"


def rung(due, day):
    """The rung of a fixed duty on a day, counted the plain way."""
    left = (due - day).days
    if left < 0:
        return left
    reached = [step for step in STEPS if left <= step]
    return reached[-1] if reached else None


def open_duties():
    """The fixed duties of contractors that are still to be done."""
    db.session.rollback()
    mine = Obligation.kind == "fixed", Obligation.actor == "contractor", Obligation.act_by.is_not(None)
    query = select(Obligation).where(*mine, Obligation.phase == "running", Obligation.gone_at.is_(None))
    return db.session.scalars(query).all()


def judge(log, day=None):
    """What became of every mail; with `day`, also whether each open duty was told its rung of that day."""
    rows = {row.id: row for row in mails()}
    live = items("live")
    names = {row.message_id for row in rows.values()}
    counted = Counter(name for _, name in log.taken)
    taken = {row.id for row in rows.values() if row.message_id in counted}
    lost = [
        (row.state, row.id)
        for row in rows.values()
        if row.state in ("queued", "sending")
        or (row.state == "sent" and row.id not in taken)
        or (row.state == "failed" and row.message_id not in log.refused)
    ]
    told = {(item.obligation_id, item.due_revision, item.rung) for item in live if item.outbox_id in taken}
    lowest = {}
    for duty, revision, at in told:
        lowest[duty, revision] = min(at, lowest.get((duty, revision), at))
    for item in live:  # a mail that was refused for good: somebody else, or a later one, has told it
        if item.outbox_id not in taken and item.rung < lowest.get(
            (item.obligation_id, item.due_revision), 99
        ):
            lost.append(("untold", item.obligation_id, item.rung))
    if day is not None:
        for duty in open_duties():
            now = rung(duty.act_by, day)
            if now is not None and (duty.id, duty.due_revision, now) not in told:
                lost.append(("silent", duty.id, now))
    foreign = [name for name in counted if name not in names]
    extra = len(log.taken) - len(counted)
    return Verdict(lost, foreign, extra, log.ambiguous, len(counted))


def intact():
    """Whether the database says that it is whole."""
    if db.engine.dialect.name != "sqlite":
        return True
    db.session.rollback()
    return db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
