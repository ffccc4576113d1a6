"""Sends what waits in the outbox, one mail after another. Not here: retry times and leases (outbox).

One transaction notes what became of the last mail and takes the next one; no transaction is open while a
server is spoken to. Several senders may run at once: the lease keeps them apart.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from tracker.reminders import outbox, returned
from tracker.reminders.house import House
from tracker.reminders.post import Letter, PostError, Receipt, Unreachable
from tracker.store.session import transaction

log = logging.getLogger(__name__)


class Sends(Protocol):
    """The post, as far as a delivery needs it."""

    def send(self, letter: Letter) -> Receipt: ...


def deliver(
    house: House,
    post: Sends,
    *,
    clock: Callable[[], datetime],
    lease: float,
    stop: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """Sends until nothing more may go now, the server is out of reach, or ``stop`` says so.

    Returns how many mails were sent, delayed, failed, dropped, poison or lost; ``unreachable`` is 1 where the
    round ended because no mail would have gone. ``lease`` is in seconds, longer than any dialogue.
    """
    counts: Counter[str] = Counter()
    done: tuple[outbox.Taken, Receipt | Exception] | None = None
    while True:
        # A power cut may undo the last marks: those mails go again under the same Message-ID, none is lost.
        # Not waiting for the disk after each mail bought half of a delivery's time.
        with transaction(lasting=False) as session:
            if done is not None:
                counts[_mark(session, house, *done, clock())] += 1
            last = counts["unreachable"] or stop()
            taken = None if last else outbox.take_next(session, house, clock(), lease)
        if taken is None:
            return +counts
        done = None
        if taken.letter is None:
            counts["dropped"] += 1
            continue
        done = (taken, _send(post, taken.letter))
        if isinstance(done[1], Unreachable):
            counts["unreachable"] = 1
        if isinstance(done[1], Exception):
            _log_fault(taken, done[1])


def _mark(
    session: Any, house: House, taken: outbox.Taken, outcome: Receipt | Exception, now: datetime
) -> str:
    became = outbox.mark(session, taken, outcome, now)
    if became == "sent" and taken.faulty:
        returned.arrived(session, taken.id)
    elif became == "failed":
        returned.came_back(session, house, taken.id, now)
    return became


def _send(post: Sends, letter: Letter) -> Receipt | Exception:
    try:
        return post.send(letter)
    except Exception as error:  # whatever one letter does, the next one must go
        return error


def _log_fault(taken: outbox.Taken, error: Exception) -> None:
    code = error.code if isinstance(error, PostError) else None
    log.warning("outbox %s, try %s: %s, code %s", taken.id, taken.attempts, type(error).__name__, code)
