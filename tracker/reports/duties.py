"""What a row says of duties: which of several it shows, and how late it was met. Derives none."""

from collections.abc import Iterable
from datetime import date

from tracker.docket.terms import column_of
from tracker.docket.views import FactView, FilingView, MatterView, ObligationView

DONE = frozenset({"met", "met-late"})
RUNNING = frozenset({"overdue", "target-passed", "due-soon", "open"})
NO_FILING = FilingView("", None, None, None, {}, {}, None, None)
"""What stands in a row of a matter that has no filing to show."""


def events_of(matter: MatterView, filing: FilingView) -> dict[str, date]:
    """The first day of each kind of event; of notices by what they are about, as `kind:about`."""
    if filing is not NO_FILING:
        return filing.events
    events: dict[str, date] = {}
    for fact in sorted(matter.facts, key=lambda fact: (fact.on, fact.fact_id)):
        if not fact.withdrawn:
            events.setdefault(event_name(fact), fact.on)
    return events


def event_name(fact: FactView) -> str:
    """The kind of a fact; of notices also what they are about."""
    about = fact.keys.get("about")
    return f"{fact.kind}:{about}" if about else fact.kind


def one_duty(duties: Iterable[ObligationView], column: str) -> ObligationView | None:
    """The duty that a row shows in `column`: what still has to be done first, else what was done last."""
    found = [duty for duty in duties if column_of(duty.pack, duty.rule) == column]
    undone = [duty for duty in found if duty.standing not in DONE]
    if undone:
        return min(undone, key=lambda duty: (duty.due is None, duty.due or date.max))
    return max(found, key=lambda duty: duty.due or date.min, default=None)


def due_of(duty: ObligationView | None) -> date | None:
    """The day a duty is due, where that is a legal date and no internal target."""
    return duty.due if duty is not None and duty.kind == "fixed" else None


def days_late(duty: ObligationView | None, sent: date | None, as_of: date) -> int | None:
    """Days from its due day to the day it was met, or to `as_of` while it is overdue; None where in time."""
    due = due_of(duty)
    if duty is None or due is None:
        return None
    end = as_of if duty.standing == "overdue" else sent if duty.standing == "met-late" else None
    return (end - due).days if end is not None and end > due else None


def next_due(duties: Iterable[ObligationView]) -> date | None:
    """The next legal date of what still has to be done, overdue ones included."""
    days = [duty.due for duty in duties if duty.kind == "fixed" and duty.standing in RUNNING and duty.due]
    return min(days, default=None)


def overdue(duties: Iterable[ObligationView]) -> int:
    """How many duties are past their legal date."""
    return sum(duty.standing == "overdue" for duty in duties)
