"""What people record: a matter, a fact, a correction, a settled duty. One function, one transaction.

Not here: reading back (look), reading input (draft), and what follows from a fact (deriving, ledger).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tracker.docket.actor import Actor, require
from tracker.docket.cautioning import CautionView, cautions_of, view_of_caution
from tracker.docket.draft import next_revision, read_correction, read_fact, read_reason, read_withdrawal
from tracker.docket.entering import log_matter as log_matter
from tracker.docket.gate import own_scope
from tracker.docket.ledger import check_version, foresee, hold, look_at, store
from tracker.docket.outcome import recorded_before
from tracker.docket.views import Change, Recorded
from tracker.docket.words import Faults
from tracker.errors import Conflict, NotFound
from tracker.store.facts import fact_by_request
from tracker.store.obligations import find_obligation
from tracker.store.session import reading, transaction

NOT_CLAIMED = "This fact is not waiting for a confirmation."


def record_fact(
    actor: Actor,
    *,
    matter: str,
    kind: str,
    on: date,
    keys: Mapping[str, Any],
    now: datetime,
    today: date,
    details: Mapping[str, Any] | None = None,
    note: str = "",
    request_key: str | None = None,
    confirm: bool = False,
) -> Recorded:
    """Record what happened to a matter; answers what that changes.

    ``confirm``: the actor has read the cautions that stop (see ``preview_cautions``). The same
    ``request_key`` again answers the first result and records nothing. Raises Refused with every fault
    at its field, NotFound where the matter is not the actor's to see.
    """
    with transaction() as session:
        ground = hold(session, actor, matter, joint=True)
        known = fact_by_request(session, ground.matter.id, request_key) if request_key else None
        if known is not None:
            return recorded_before(session, known, ground.matter, actor, today)
        fact = read_fact(ground, actor, kind, on, keys, details or {}, note, now, today)
        fact.request_key = request_key
        return store(session, ground, actor, fact, "record-fact", now=now, today=today, confirm=confirm)


def preview_fact(
    actor: Actor, *, matter: str, kind: str, on: date, keys: Mapping[str, Any], now: datetime, today: date
) -> list[Change]:
    """What recording this fact would change. Stores nothing. Raises as ``record_fact``."""
    ground = look_at(reading(), actor, matter)
    fact = read_fact(ground, actor, kind, on, keys, {}, "", now, today)
    return foresee(reading(), ground, actor, fact, today)


def preview_cautions(
    actor: Actor,
    *,
    matter: str,
    on: date,
    keys: Mapping[str, Any],
    now: datetime,
    today: date,
    kind: str = "",
    fact: str | None = None,
) -> list[CautionView]:
    """What to know before recording a fact of a kind, or before correcting ``fact``. Stores nothing."""
    ground = look_at(reading(), actor, matter)
    if fact is None:
        fresh = read_fact(ground, actor, kind, on, keys, {}, "", now, today)
    else:
        fresh = read_correction(ground, actor, fact, on, keys, None, None, None, now, today)
    return [view_of_caution(each, actor.language) for each in cautions_of(ground, fresh, today)]


def correct_fact(
    actor: Actor,
    *,
    matter: str,
    fact: str,
    on: date,
    keys: Mapping[str, Any],
    reason: str,
    now: datetime,
    today: date,
    details: Mapping[str, Any] | None = None,
    note: str | None = None,
    version: int | None = None,
    confirm: bool = False,
) -> Recorded:
    """Put a fact right. The former revision stays on record; the reason is kept with the new one.

    ``version`` is the matter's as the actor saw it; raises Conflict where it has changed since.
    ``details`` and ``note`` left out stay as they are.
    """
    with transaction() as session:
        ground = hold(session, actor, matter, joint=True)
        check_version(ground.matter, version)
        fresh = read_correction(ground, actor, fact, on, keys, details, note, reason, now, today)
        return store(session, ground, actor, fresh, "correct-fact", now=now, today=today, confirm=confirm)


def preview_correction(
    actor: Actor, *, matter: str, fact: str, on: date, keys: Mapping[str, Any], now: datetime, today: date
) -> list[Change]:
    """Which dates would appear, move and go with this correction. Stores nothing."""
    ground = look_at(reading(), actor, matter)
    fresh = read_correction(ground, actor, fact, on, keys, None, None, None, now, today)
    return foresee(reading(), ground, actor, fresh, today)


def withdraw_fact(
    actor: Actor,
    *,
    matter: str,
    fact: str,
    reason: str,
    now: datetime,
    today: date,
    version: int | None = None,
) -> Recorded:
    """Take a fact back that never happened. It stays on record as withdrawn, with the reason."""
    with transaction() as session:
        ground = hold(session, actor, matter, joint=True)
        check_version(ground.matter, version)
        fresh = read_withdrawal(ground, actor, fact, reason, now)
        return store(session, ground, actor, fresh, "withdraw-fact", now=now, today=today)


def preview_withdrawal(actor: Actor, *, matter: str, fact: str, now: datetime, today: date) -> list[Change]:
    """What would change without this fact. Stores nothing."""
    ground = look_at(reading(), actor, matter)
    return foresee(reading(), ground, actor, read_withdrawal(ground, actor, fact, None, now), today)


def confirm_fact(actor: Actor, *, matter: str, fact: str, now: datetime, today: date) -> Recorded:
    """The agency confirms an act of its own that the contractor had entered as claimed."""
    require(actor.is_officer)
    with transaction() as session:
        ground = hold(session, actor, matter)
        known = ground.fact(fact, actor)
        if not known.claimed:
            raise Conflict(NOT_CLAIMED)
        fresh = next_revision(known, actor, now)
        fresh.claimed, fresh.confirmed_by_id, fresh.confirmed_at = False, actor.person_id, now
        return store(session, ground, actor, fresh, "confirm-fact", now=now, today=today)


def settle_duty(
    actor: Actor,
    *,
    obligation: str,
    how: str,
    reason: str,
    now: datetime,
    today: date,
    request_key: str | None = None,
) -> Recorded:
    """Close a duty without doing it: ``how`` is ``waived`` or ``not-needed``. The reason is kept."""
    faults = Faults()
    read_reason(faults, reason)
    faults.raise_any()
    row = find_obligation(reading(), own_scope(actor), obligation)
    if row is None:
        raise NotFound("There is no such duty here.")
    keys = {"rule": row.rule, "pack": row.pack, "how": how, "reason": reason}
    keys |= {name: value for name, value in (("filing", row.filing), ("trigger", row.trigger)) if value}
    return record_fact(
        actor,
        matter=row.matter.public_id,
        kind="settled",
        on=today,
        keys=keys,
        now=now,
        today=today,
        request_key=request_key,
    )
