"""Windows: open until an event, which is itself inside. The event's day is all that is found here."""

from datetime import date

from tracker.engine.case import Fact, by_day
from tracker.engine.duty import Duty


def close(duty: Duty) -> None:
    """Finds what closed a window: a fact, or before any did the end of its filing, which gives no day."""
    facts = duty.folder.facts
    found = [facts[each.fact][0] for each in duty.ruling.deadline.closing if each.fact in facts]
    closing = min(found, key=by_day) if found else None
    if duty.folder.filing is not None and duty.ruling.rule.ends_with_filing:
        ended = duty.gate.ended_by(duty.folder.filing)
        if ended is not None and (closing is None or _day(ended) < closing.on):
            duty.ended = ended
            return
    if closing is not None:
        duty.closing = duty.cause = closing


def _day(ended: Fact | date) -> date:
    return ended if isinstance(ended, date) else ended.on
