"""How a fact must hang together with a duty's trigger to meet the duty, tie by tie. Searches no facts."""

from collections.abc import Callable
from typing import NamedTuple

from tracker.engine.case import Fact
from tracker.packs.model import Meeting

Tie = Callable[[Meeting, Fact, Fact], bool]
"""Whether a fact holds this tie of a meeting with the triggering fact."""

TIES: dict[str, Tie] = {
    "of_trigger": lambda _, fact, trigger: (
        fact.keys.get("of") == trigger.id and fact.filing in (None, trigger.filing)
    ),
    "item": lambda meeting, fact, _: fact.keys["item"] in meeting.item,
    "about": lambda meeting, fact, _: fact.keys.get("about") in meeting.about,
    "direction": lambda meeting, fact, _: fact.keys.get("direction") in meeting.direction,
    "same": lambda meeting, fact, trigger: all(fact.get(key) == trigger.get(key) for key in meeting.same),
    "routes": lambda meeting, fact, _: fact.keys.get("route") in meeting.routes,
    "offices": lambda meeting, fact, _: fact.keys.get("office") in meeting.offices,
    "except_offices": lambda meeting, fact, _: fact.keys.get("office") not in meeting.except_offices,
    "abroad": lambda _, fact, __: fact.keys.get("office") != "JP",
    "home": lambda _, fact, __: fact.keys.get("office") == "JP",
    "parent_is_filing": lambda _, fact, trigger: fact.keys.get("parent") == trigger.filing,
    "priority_is_trigger_day": lambda _, fact, trigger: fact.keys.get("priority_on") == trigger.on,
    "international_is_trigger_day": lambda _, fact, trigger: (
        fact.keys.get("international_filing_on") == trigger.on
    ),
}
"""By the word of the meeting that asks for it."""


class Way(NamedTuple):
    """One way of meeting a duty, ready to be applied."""

    meeting: Meeting
    kind: str
    of_any: bool
    """Facts about any filing will do, or the tie to the trigger says which."""
    ties: tuple[Tie, ...]
    """Those that the meeting asks for."""

    def fits(self, fact: Fact, trigger: Fact) -> bool:
        """Whether a fact of the right kind, not the trigger itself, meets what `trigger` set off."""
        for tie in self.ties:  # noqa: SIM110 - asked of every duty; a generator costs more than the ties
            if not tie(self.meeting, fact, trigger):
                return False
        return True


def way(meeting: Meeting) -> Way:
    """Makes a meeting ready."""
    ties = tuple(tie for word, tie in TIES.items() if getattr(meeting, word))
    return Way(meeting, meeting.fact, meeting.any_filing or meeting.of_trigger, ties)
