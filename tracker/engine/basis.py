"""What an explanation rests on, as a short mark: the same facts under the same words give the same mark.

It is kept beside a duty, so that a change of the reason is noticed even where no day moves. Days are not in
it: they are kept themselves. Not here: the explanation in words (telling).
"""

import hashlib
from datetime import date

from tracker.engine.case import Fact
from tracker.engine.duty import Duty
from tracker.engine.editions import deadline_of
from tracker.packs.model import Deadline

BYTES = 8
"""The length of a mark; written, it has two digits for each."""

_marks: dict[int, tuple[Deadline, str]] = {}
"""By identity of the deadline, which is kept here so that the identity stays its own."""


def basis_of(duty: Duty) -> str:
    """The mark of one duty: its facts as they were told, and the words by which its day is counted."""
    ruling, cause = duty.ruling, duty.cause
    deadline = ruling.deadline
    if ruling.governed and cause is not None:
        deadline = deadline_of(duty, cause, [])
    ended = duty.ended.isoformat() if isinstance(duty.ended, date) else _told(duty.ended)
    facts = (cause, duty.extension, duty.met, duty.settled, duty.closing)
    told = ";".join([_mark(deadline), *map(_told, facts), ended, duty.barred or "", str(duty.waiting)])
    return hashlib.blake2b(told.encode(), digest_size=BYTES).hexdigest()


def _told(fact: Fact | None) -> str:
    return f"{fact.id}/{fact.kind}/{fact.on.toordinal()}" if fact is not None else ""


def _mark(deadline: Deadline) -> str:
    """A digest of how the deadline is counted, worked out once."""
    known = _marks.get(id(deadline))
    if known is None:
        said = deadline.model_dump_json().encode()
        known = _marks[id(deadline)] = (deadline, hashlib.blake2b(said, digest_size=BYTES).hexdigest())
    return known[1]
