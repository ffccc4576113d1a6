"""What people see of the self-checks: the last runs, and the differences in what they may see."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.docket.actor import Actor
from tracker.docket.gate import own_scope
from tracker.docket.terms import rule_label, rule_of
from tracker.store import selfchecks
from tracker.store.selfchecks import SelfcheckDifference
from tracker.store.session import reading

RUNS_SHOWN = 14
SHOWN = 200


@dataclass(frozen=True, slots=True)
class RunView:
    """One self-check, with the figures of the reader's own organisation; of all for the operator.

    For the agency there are none: it need not know how many matters there are that it does not know of.
    """

    as_of: date
    started_at: datetime
    ended_at: datetime | None
    checked: int | None
    differences: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One difference: a duty or a finding of a matter as it is stored and as it follows from the facts."""

    matter_ref: str
    matter_public_id: str
    part: str
    kind: str
    reason: str
    label: str
    article: str
    filing: str | None
    before: Any
    after: Any
    found_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    closed_because: str | None


def runs(actor: Actor, limit: int = RUNS_SHOWN) -> list[RunView]:
    """The last runs, the latest first."""
    return [run_view(row, actor) for row in selfchecks.selfchecks(reading(), limit)]


def last_run(actor: Actor) -> RunView | None:
    """The last run that came to its end."""
    row = selfchecks.last_selfcheck(reading())
    return None if row is None else run_view(row, actor)


def run_view(row: selfchecks.SelfcheckRun, actor: Actor) -> RunView:
    """A run as its reader sees it."""
    checked: int | None = row.checked
    differences: int | None = row.differences
    if actor.kind == "agency":
        checked = differences = None
    elif actor.kind != "operator":
        checked, differences = row.counts.get(str(actor.organisation_id), (0, 0))
    return RunView(row.as_of, row.started_at, row.ended_at, checked, differences, row.error)


def count_open(actor: Actor) -> int:
    """How many differences nobody has closed: of the reader's organisation, of all for the operator."""
    if actor.kind == "agency":
        return 0
    return selfchecks.count_open(reading(), None if actor.kind == "operator" else actor.organisation_id)


def differences(actor: Actor) -> list[DifferenceView]:
    """The differences in the matters that a contractor's person sees, open ones first."""
    if not actor.is_contractor:
        return []
    found = selfchecks.seen_differences(reading(), own_scope(actor), SHOWN)
    return [difference_view(row, actor) for row in found]


def difference_view(row: SelfcheckDifference, actor: Actor) -> DifferenceView:
    """One difference in the reader's language."""
    rule = rule_of(row.pack, row.rule)
    return DifferenceView(
        matter_ref=row.matter.ref,
        matter_public_id=row.matter.public_id,
        part=row.part,
        kind=row.kind,
        reason=row.reason,
        label=rule_label(row.pack, row.rule, actor.language) if row.rule else "",
        article=rule.article if rule else "",
        filing=row.filing or None,
        before=row.before,
        after=row.after,
        found_at=row.found_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by.name if row.closed_by else None,
        closed_because=row.closed_because,
    )
