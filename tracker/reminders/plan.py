"""Which reminder a duty is owed on a day: the ladder, as pure functions. Not here: to whom, wording, storage.

A rung is a whole number. Zero and above: that many days before ``act_by``. Below zero: days after the
day the duty is counted from. A day between two rungs belongs to the earlier one, so whoever asks late
gets the one rung that holds now and never the missed ones.
"""

from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

LADDER = (30, 14, 7, 3, 1, 0)
"""Days before ``act_by`` on which a reminder falls due, unless an organisation has a ladder of its own."""

SOON = 14
"""A duty is called soon due when ``act_by`` is at most this many days ahead."""

WEEK = 7

REMINDED_KINDS = ("fixed", "option", "prompt")
"""Kinds somebody has to act on. Windows close by events and clocks are the office's: no day to act by."""


@lru_cache(maxsize=4096)
def rung_on(
    kind: str, due: date | None, act_by: date | None, day: date, steps: tuple[int, ...] = LADDER
) -> int | None:
    """The rung that holds on ``day``, or None while no reminder is owed.

    Fixed duties climb the ladder and are reminded daily once ``act_by`` has passed. Options do the same up to
    ``due``, their last day, and never after it. Internal targets (prompt) climb the ladder, rest between
    ``act_by`` and the target, and come back the day after it and weekly from then on.
    """
    if kind not in REMINDED_KINDS or due is None or act_by is None:
        return None
    left = (act_by - day).days
    if left > steps[0]:
        return None
    if left >= 0:
        return min(step for step in steps if step >= left)
    if kind == "prompt":
        return _rung_after_target((day - due).days)
    return None if kind == "option" and day > due else left


def _rung_after_target(past: int) -> int:
    return 0 if past <= 0 else -(1 + (past - 1) // WEEK * WEEK)


def starts_on(kind: str, due: date, act_by: date, rung: int) -> date:
    """The first day on which ``rung`` holds."""
    anchor = due if kind == "prompt" and rung < 0 else act_by
    ordinal = anchor.toordinal() - rung
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal()))


def longest_rung(act_by: date, due: date) -> int:
    """For how many days at most one rung of such a duty holds: the widest step or a rest."""
    widest = max(above - below for above, below in pairwise(LADDER))
    return max(widest, (due - act_by).days + 1, WEEK)


def horizon(day: date, most: int = LADDER[0]) -> date:
    """The last ``act_by`` that can be owed a reminder on ``day``; ``most`` is the longest step in use."""
    room = (date.max - day).days
    return day + timedelta(days=min(most, room))


def standing_on(kind: str, due: date, act_by: date, day: date) -> str:
    """How a duty that is still to be done stands on ``day``, by its dates alone."""
    if day > due:
        return {"fixed": "overdue", "prompt": "target-passed"}.get(kind, "passed")
    return "due-soon" if (act_by - day).days <= SOON else "open"
