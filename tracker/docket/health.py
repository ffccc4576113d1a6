"""How the installation itself does: database, last sweep, waiting mail. Not here: anybody's records."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from tracker.docket.terms import faults_of_terms
from tracker.errors import DiskFull
from tracker.store import selfchecks
from tracker.store.outbox import looking
from tracker.store.session import reading

SWEEP_LATE = timedelta(minutes=25)
"""A sweep runs every 10 minutes; after this long without one, reminders may be missed."""
MAIL_LATE = timedelta(hours=2)
"""No mail should wait longer than this, whatever the mail server does."""
CHECK_LATE = timedelta(hours=30)
"""Everything is checked once a night; after this long, nobody knows whether the dates still hold."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """What was found. Ages are None where there is no such thing: no sweep yet, no mail waiting."""

    database: bool
    sweep_age: timedelta | None = None
    waiting_age: timedelta | None = None
    waiting: int = 0
    unfinished: int = 0
    check_age: timedelta | None = None
    checked: int = 0
    differences: int = 0
    terms: tuple[str, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether no sweep has ended for too long."""
        return self.sweep_age is not None and self.sweep_age > SWEEP_LATE

    @property
    def is_stuck(self) -> bool:
        """Whether mail waits for too long."""
        return self.waiting_age is not None and self.waiting_age > MAIL_LATE

    @property
    def is_unchecked(self) -> bool:
        """Whether the last self-check is too long ago."""
        return self.check_age is not None and self.check_age > CHECK_LATE

    @property
    def faults(self) -> list[str]:
        """What is wrong, in words for the operator; nothing where all is well."""
        if not self.database:
            return ["database: does not answer"]
        found = []
        if self.sweep_age is None:
            found.append("sweep: none has come to its end yet")
        elif self.is_silent:
            found.append("sweep: the last one is too long ago; does the worker run?")
        if self.is_stuck:
            found.append("outbox: mail has been waiting too long; does the mail server answer?")
        if self.differences:
            found.append(f"selfcheck: {self.differences} differences are open; see the self-check page")
        if self.is_unchecked:
            found.append("selfcheck: the last one is too long ago; does the worker run?")
        return found + [f"terms: {fault}" for fault in self.terms]


def pulse(now: datetime) -> Pulse:
    """Look once. Never raises for a database that does not answer."""
    session = reading()
    try:
        session.execute(text("SELECT 1"))
        last = looking.last_sweep(session)
        count, oldest = looking.waiting(session)
        unfinished = looking.unfinished(session, now - SWEEP_LATE)
        check, differences = selfchecks.last_selfcheck(session), selfchecks.count_open(session)
    except (SQLAlchemyError, DiskFull):
        session.rollback()
        return Pulse(database=False)
    return Pulse(
        database=True,
        sweep_age=None if last is None else now - last,
        waiting_age=None if oldest is None else now - oldest,
        waiting=count,
        unfinished=unfinished,
        check_age=None if check is None or check.ended_at is None else now - check.ended_at,
        checked=0 if check is None else check.checked,
        differences=differences,
        terms=faults_of_terms(),
    )
