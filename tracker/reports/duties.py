"""What a row says of duties: which of several it shows, and how late it was met. Derives none."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from tracker.docket.reported import ReportedDuty
from tracker.docket.views import FilingView

DONE = frozenset({"met", "met-late"})
RUNNING = frozenset({"overdue", "target-passed", "due-soon", "open"})
NO_FILING = FilingView("", None, None, None, {}, {}, None, None)
"""What stands in a row of a matter that has no filing to show."""
ColumnOf = Callable[[str, str], str | None]
"""By pack and rule, which column of the report shows the day of a duty."""


def one_duty(found: Sequence[ReportedDuty]) -> ReportedDuty | None:
    """The duty that a row shows of several: what still has to be done first, else what was done last."""
    if len(found) < 2:
        return found[0] if found else None
    undone = [duty for duty in found if duty.standing not in DONE]
    if undone:
        return min(undone, key=lambda duty: (duty.due is None, duty.due or date.max))
    return max(found, key=lambda duty: duty.due or date.min)


def due_of(duty: ReportedDuty | None) -> date | None:
    """The day a duty is due, where that is a legal date and no internal target."""
    return duty.due if duty is not None and duty.kind == "fixed" else None


def days_late(duty: ReportedDuty | None, sent: date | None, as_of: date) -> int | None:
    """Days from its due day to the day it was met, or to `as_of` while it is overdue; None where in time."""
    due = due_of(duty)
    if duty is None or due is None:
        return None
    end = as_of if duty.standing == "overdue" else sent if duty.standing == "met-late" else None
    return (end - due).days if end is not None and end > due else None


def next_due(duties: Iterable[ReportedDuty]) -> date | None:
    """The next legal date of what still has to be done, overdue ones included."""
    days = [duty.due for duty in duties if duty.kind == "fixed" and duty.standing in RUNNING and duty.due]
    return min(days, default=None)


def overdue(duties: Iterable[ReportedDuty]) -> int:
    """How many duties are past their legal date."""
    return sum(duty.standing == "overdue" for duty in duties)
