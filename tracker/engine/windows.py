"""Windows: open until an event, which is itself inside. The event's day is all that is found here."""

from dataclasses import dataclass
from datetime import date

from tracker.engine.case import Fact, by_day
from tracker.engine.deadlines import Subject
from tracker.engine.family import Family
from tracker.engine.gate import Gate
from tracker.engine.rulings import Ruling


@dataclass(slots=True)
class Window:
    """A window's subject, and the fact that closed it or the end of the filing before any did."""

    subject: Subject
    closing: Fact | None
    ended: Fact | date | None


def window(ruling: Ruling, subject: Subject, family: Family, gate: Gate) -> Window:
    """What closed the window. A filing that ended before any closing fact has none."""
    kinds = ruling.deadline.closing
    found = [facts[0] for each in kinds if (facts := family.of(each.fact, subject.name))]
    closing = min(found, key=by_day, default=None)
    ended: Fact | date | None = None
    if subject.filing is not None and ruling.rule.ends_with_filing:
        ended = gate.ended_by(subject.filing)
        if ended is not None and closing is not None and _day(ended) >= closing.on:
            ended = None
    if ended is not None:
        return Window(subject, None, ended)
    return Window(Subject(subject.filing, closing or subject.trigger, subject.name), closing, None)


def _day(ended: Fact | date) -> date:
    return ended if isinstance(ended, date) else ended.on
