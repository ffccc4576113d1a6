"""A duty as the cache keeps it: what it is known by, and its values. Not here: deriving and storing it."""

from typing import Any

from tracker.engine import Obligation as Derived
from tracker.engine import Step, basis_of
from tracker.store.base import new_public_id
from tracker.store.matters import Matter
from tracker.store.obligations import FAR, Obligation

Key = tuple[str, str, str, str]
"""What a duty is known by within its matter: pack, rule, filing, trigger."""

DONE = frozenset({"met", "met-late", "waived", "closed"})
RUNNING = frozenset({"open", "due-soon", "overdue", "target-passed"})
KEPT = (
    "article", "kind", "actor", "nominal", "due", "act_by", "sort_on", "phase", "standing", "met_by",
    "blocked_by", "provisional", "unknowns", "basis",
)  # fmt: skip
"""What the cache keeps of an obligation."""


class Frozen:
    """A duty whose edition of the terms can no longer be read: it stays as it was last told."""

    def __init__(self, key: Key, values: dict[str, Any]) -> None:
        self.pack, self.rule, filing, trigger = key
        self.filing, self.trigger = filing or None, trigger or None
        self.values = values
        self.standing, self.unknowns = values["standing"], tuple(values["unknowns"])
        self.steps = [Step("note", *UNREADABLE)]


UNREADABLE = (
    "The words of the terms by which this day was told can no longer be read; it stands as it was told.",
    "この期日の計算に用いた版の条項を読み込めないため、計算済みの期日をそのまま維持しています。",
)


def key_of(derived: Derived) -> Key:
    """What a derived duty is known by."""
    return derived.pack, derived.rule, derived.filing or "", derived.trigger or ""


def key_of_row(row: Obligation) -> Key:
    """What a kept duty is known by."""
    return row.pack, row.rule, row.filing, row.trigger


def phase_of(standing: str) -> str:
    """The part of a standing that does not change by days passing."""
    if standing in DONE:
        return "done"
    if standing in RUNNING:
        return "running"
    return "over" if standing == "passed" else standing


def values_of(derived: Derived) -> dict[str, Any]:
    """A derived duty as the cache keeps it."""
    if isinstance(derived, Frozen):
        return dict(derived.values)
    return {
        "article": derived.article,
        "kind": derived.kind,
        "actor": derived.actor,
        "nominal": derived.nominal,
        "due": derived.due,
        "act_by": derived.act_by,
        "sort_on": derived.act_by or derived.due or FAR,
        "phase": phase_of(derived.standing),
        "standing": derived.standing,
        "met_by": derived.met_by,
        "blocked_by": derived.blocked_by,
        "provisional": derived.provisional,
        "unknowns": list(derived.unknowns),
        "basis": basis_of(derived),
    }


def kept_values(row: Obligation) -> dict[str, Any]:
    """A row as plain values."""
    return {name: getattr(row, name) for name in KEPT}


def new_row(matter: Matter, derived: Derived) -> Obligation:
    """A row for a duty that appears for the first time; without its dates yet."""
    pack, rule, filing, trigger = key_of(derived)
    return Obligation(
        public_id=new_public_id(),
        matter_id=matter.id,
        organisation_id=matter.organisation_id,
        agreement_id=matter.agreement_id,
        owner_id=matter.owner_id,
        pack=pack,
        rule=rule,
        filing=filing,
        trigger=trigger,
        due_revision=0,
    )
