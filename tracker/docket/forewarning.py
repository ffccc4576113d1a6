"""Reminders while changed terms wait for a decision: a duty is reminded of by the earlier of both days.

Not here: what is proposed (proposing), and what a self-check holds (holding).
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.docket.inforce import DISCLOSURE
from tracker.docket.kept import Key, key_of_row, new_row, values_of
from tracker.engine import Obligation as Derived
from tracker.store.matters import Matter
from tracker.store.obligations import Obligation, obligations_of
from tracker.store.proposals import Proposal, proposals_of
from tracker.store.selfchecks import held_duties

Sides = tuple[Derived | None, Derived | None]
"""A duty by the edition it stands under, and by the present one."""


def key_of_proposal(row: Proposal) -> Key:
    """Which duty a proposal is about."""
    return row.pack, row.rule, row.filing, row.trigger


def warn(
    session: Session,
    matter: Matter,
    parted: Mapping[Key, Sides],
    stored: Collection[Key],
    now: datetime,
) -> None:
    """Have duties reminded on the stricter of both days while a proposal is open.

    What a self-check holds keeps the day it is reminded on, unless a proposal is stricter still.
    """
    held = {
        (pack, rule, filing, trigger) for _, pack, rule, filing, trigger in held_duties(session, [matter.id])
    }
    rows = {key_of_row(row): row for row in obligations_of(session, [matter.id])}
    opened = {key_of_proposal(row) for row in proposals_of(session, matter.id, ("open",))}
    for key in opened - rows.keys() - {DISCLOSURE}:
        proposed = parted[key][1]
        if proposed is not None:
            rows[key] = proposed_row(session, matter, proposed, now)
    for key, row in rows.items():
        day = stricter_day(*parted[key]) if key in opened else None
        if key in held and key not in stored and row.remind_on and (day is None or row.remind_on <= day):
            continue
        if row.remind_on != day:
            row.remind_on = day
            row.due_revision += 1


def proposed_row(session: Session, matter: Matter, duty: Derived, now: datetime) -> Obligation:
    """A row for a duty that is only proposed: not in force, there to be reminded of."""
    row = new_row(matter, duty)
    for name, value in values_of(duty).items():
        setattr(row, name, value)
    row.gone_at = now
    session.add(row)
    return row


def stricter_day(then: Derived | None, now: Derived | None) -> date | None:
    """The day to remind on where it is another than the one the duty stands by; None where that is strict.

    A duty that rests or is done as it stands is not reminded of: only the list of proposals tells it.
    """
    stands, proposed = running_day(then), running_day(now)
    if proposed is None or (then is not None and (stands is None or stands <= proposed)):
        return None
    return proposed


def running_day(duty: Derived | None) -> date | None:
    """The day to act on a duty that is still to be done."""
    if duty is None:
        return None
    values = values_of(duty)
    return values["act_by"] or values["due"] if values["phase"] == "running" else None
