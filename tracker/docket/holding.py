"""Reminding of duties that a self-check holds: the earlier day counts until a person says which side is true.

A duty that is stored too late, as done, or not at all is reminded of by what follows from its facts. Not
here: finding what differs (checking), and a person's decision (selfchecking).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket.deriving import Difference, compare, derive_matter, key_of_row
from tracker.store.facts import Fact
from tracker.store.matters import Matter
from tracker.store.obligations import obligations_of
from tracker.store.selfchecks import held_duties


def remind_of_held(
    session: Session, matter: Matter, facts: Sequence[Fact], today: date, now: datetime
) -> None:
    """Have the duties of a matter with an open difference reminded of by the earlier day."""
    held = held_duties(session, [matter.id])
    if not held:
        return
    try:
        result = derive_matter(matter, facts, today)
    except Exception:  # cannot be told at all: an alarm of its own, and its duties stay as they are
        return
    found = compare(matter, obligations_of(session, [matter.id]), result.obligations)
    remind_by_stricter(session, [each for each in found if (matter.id, *key_of_row(each.row)) in held], now)


def remind_by_stricter(session: Session, differences: Iterable[Difference], now: datetime) -> None:
    """Note the day to remind on with each of these duties; one that is not stored gets a row for it.

    A day is only ever brought forward here: it goes when the duty is stored as it follows.
    """
    for each in differences:
        day, row = stricter_day(each.before, each.after), each.row
        if day is None or each.after is None:
            continue
        if each.before is None:
            for name, value in each.after.items():
                setattr(row, name, value)
            row.gone_at = row.gone_at or now
            session.add(row)
        if row.remind_on is None or day < row.remind_on:
            row.remind_on = day
            row.due_revision += 1


def stricter_day(stored: Mapping[str, Any] | None, follows: Mapping[str, Any] | None) -> date | None:
    """The day to act that follows from the facts, where what is stored would tell it later or never."""
    before, after = running_day(stored), running_day(follows)
    return after if after is not None and (before is None or after < before) else None


def running_day(values: Mapping[str, Any] | None) -> date | None:
    """The day to act on a duty that is still to be done."""
    if values is None or values["phase"] != "running":
        return None
    day: date | None = values["act_by"] or values["due"]
    return day
