"""Assets the terms do not name (model weights, recipes, datasets): a person decides which class they fall in.

Not here: what follows from a class; a work or know-how is recorded as a matter and a fact of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.gate import own_scope
from tracker.docket.ledger import hold
from tracker.docket.views import FactView
from tracker.docket.words import REASON_LENGTH, Faults
from tracker.errors import NotFound
from tracker.store.assets import ASSETS, CLASSES, AssetDecision, decisions_of
from tracker.store.base import new_public_id
from tracker.store.matters import find_matter
from tracker.store.session import reading, transaction

WHY = "Say why it falls in this class; the decision stays on record."
WHO = "Name who decided."
OPEN = "undecided"
WORK, OTHER = "work", "other"


@dataclass(frozen=True, slots=True)
class AssetView:
    """One asset with its decision; ``earlier`` are the classes decided before, first one first."""

    key: str
    asset: str
    name: str
    decided: str
    decided_by: str | None
    reason: str | None
    recorded_at: datetime
    earlier: list[str]


def assets(actor: Actor, matter: str) -> list[AssetView]:
    """The assets of one's own matter, in the order of entry; the agency sees none. Raises NotFound."""
    if actor.is_officer:
        return []
    found = find_matter(reading(), own_scope(actor), matter)
    if found is None:
        raise NotFound("There is no such matter here.")
    held: dict[str, list[AssetDecision]] = {}
    for row in decisions_of(reading(), [found.id]):
        held.setdefault(row.asset_key, []).append(row)
    return [view_of(rows) for rows in held.values()]


def is_unclassified(facts: Iterable[FactView], decided: Iterable[AssetView]) -> bool:
    """Whether a work is on record as none that the terms name, and nobody has recorded a decision on that."""
    other = any(fact.keys.get(WORK) == OTHER and not fact.withdrawn for fact in facts)
    return other and not any(each.decided != OPEN for each in decided)


def view_of(rows: list[AssetDecision]) -> AssetView:
    """An asset from its rows, the latest of which holds."""
    last = rows[-1]
    return AssetView(
        key=last.asset_key,
        asset=last.asset,
        name=last.name,
        decided=last.decided,
        decided_by=last.decided_by_name,
        reason=last.reason,
        recorded_at=last.recorded_at,
        earlier=[row.decided for row in rows[:-1] if row.decided != OPEN],
    )


def enter_asset(actor: Actor, *, matter: str, asset: str, name: str, now: datetime) -> AssetView:
    """Enter an asset whose class is still to be decided. Raises Refused."""
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        faults = Faults()
        kind = faults.word("asset", asset, ASSETS)
        called = faults.text("name", name, 200, needed=True)
        faults.raise_any()
        row = AssetDecision(
            matter_id=ground.matter.id,
            asset_key=new_public_id(),
            asset=kind,
            name=called,
            decided=OPEN,
            recorded_by_id=actor.person_id,
            recorded_at=now,
        )
        session.add(row)
        trail.record_act(session, actor, "enter-asset", ("asset", row.asset_key), now=now)
        session.flush()
        return view_of([row])


def classify_asset(
    actor: Actor, *, matter: str, key: str, decided: str, decided_by: str, reason: str, now: datetime
) -> AssetView:
    """Decide, or decide anew, which class an asset falls in. Raises Refused without reason or name."""
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        rows = [row for row in decisions_of(session, [ground.matter.id]) if row.asset_key == key]
        if not rows:
            raise NotFound("There is no such asset here.")
        faults = Faults()
        chosen = faults.word("decided", decided, [each for each in CLASSES if each != OPEN])
        who = faults.text("decided_by", decided_by, 200)
        why = faults.text("reason", reason, REASON_LENGTH, lines=True)
        if not who:
            faults.add("decided_by", WHO)
        if not why:
            faults.add("reason", WHY)
        faults.raise_any()
        row = AssetDecision(
            matter_id=ground.matter.id,
            asset_key=key,
            asset=rows[0].asset,
            name=rows[0].name,
            decided=chosen,
            decided_by_name=who,
            reason=why,
            recorded_by_id=actor.person_id,
            recorded_at=now,
        )
        session.add(row)
        subject, changes = ("asset", key), {"decided": chosen, "reason": trail.digest(why)}
        trail.record_act(session, actor, "classify-asset", subject, now=now, changes=changes)
        session.flush()
        return view_of([*rows, row])
