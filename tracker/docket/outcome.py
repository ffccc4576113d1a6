"""What a fact changed, kept with the fact: a request sent twice gets its first answer again.

Not here: finding out what changes (deriving).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket.actor import Actor
from tracker.docket.duties import view_of_row
from tracker.docket.telling import fact_view
from tracker.docket.views import Change, ObligationView, Recorded
from tracker.store.facts import Fact
from tracker.store.matters import Matter
from tracker.store.obligations import obligations_of

DAYS = ("nominal", "due", "act_by")
STATES = ("standing", "met_by", "blocked_by", "provisional")


def outcome_of(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes as plain values; words are left out, they depend on the reader."""
    return [
        {
            "action": change.action,
            "duty": (change.after or change.before).public_id,  # type: ignore[union-attr]  # one is there
            "before": state_of(change.before),
            "after": state_of(change.after),
        }
        for change in changes
    ]


def state_of(duty: ObligationView | None) -> dict[str, Any] | None:
    """The dates and the standing of a duty."""
    if duty is None:
        return None
    days = {name: getattr(duty, name) for name in DAYS}
    return {name: day and day.isoformat() for name, day in days.items()} | {
        name: getattr(duty, name) for name in STATES
    }


def recorded_before(session: Session, fact: Fact, matter: Matter, actor: Actor, today: date) -> Recorded:
    """The first answer to a request that was sent again."""
    rows = {row.public_id: row for row in obligations_of(session, [matter.id])}
    changes = []
    for kept in fact.outcome:
        now = view_of_row(rows[kept["duty"]], matter, actor, today)
        before, after = (then(now, kept[side]) for side in ("before", "after"))
        changes.append(Change(kept["action"], now.rule, now.label, now.filing, before, after))
    return Recorded(fact_view(fact, matter, actor), changes, matter.version, repeated=True)


def then(now: ObligationView, kept: dict[str, Any] | None) -> ObligationView | None:
    """A duty as it stood then."""
    if kept is None:
        return None
    values: dict[str, Any] = {name: kept[name] and date.fromisoformat(kept[name]) for name in DAYS}
    return replace(now, **values | {name: kept[name] for name in STATES})
