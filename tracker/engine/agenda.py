"""Which rules have something to say of a folder: by office, route, priority, kinds of fact. Reads no days."""

from collections.abc import Iterable

from tracker.engine.family import Filing, Folder
from tracker.engine.rulings import Ruling
from tracker.packs.model import Filings, Trigger
from tracker.packs.words import INDUSTRIAL_PROPERTY

SHAPES_KEPT = 4_000
"""How many shapes of a folder an agenda remembers before it starts afresh."""

Shape = tuple[object, ...]


class Agenda:
    """The rules for one right. Folders of one shape are alike: what is said of one is said of all."""

    def __init__(self, right: str, rulings: Iterable[Ruling]) -> None:
        self.rulings = [each for each in rulings if not each.rule.rights or right in each.rule.rights]
        self._per_right = "filing" if right in INDUSTRIAL_PROPERTY else "matter"
        self._known: dict[Shape, list[Ruling]] = {}

    def of(self, folder: Folder, reviewed: bool) -> list[Ruling]:
        """The rules that a fact in the folder may trigger, and the windows that are always open.

        `reviewed`: its filing undergoes the primary review.
        """
        filing, kinds = folder.filing, frozenset(folder.facts)
        if filing is None:
            shape: Shape = (folder.name, kinds)
        else:
            shape = (filing.office, filing.route, filing.priority_on is None, reviewed, kinds)
        found = self._known.get(shape)
        if found is None:
            if len(self._known) >= SHAPES_KEPT:
                self._known.clear()
            found = self._known[shape] = [
                r.among(kinds) for r in self.rulings if self._speaks(r, folder, reviewed)
            ]
        return found

    def _speaks(self, ruling: Ruling, folder: Folder, reviewed: bool) -> bool:
        if ruling.kind != "window" and not _may_trigger(ruling.rule.trigger, folder.facts.keys()):
            return False
        if folder.filing is not None and not _is_about(ruling.rule.filings, folder.filing, reviewed):
            return False
        per = self._per_right if ruling.per == "right" else ruling.per
        if per == "fact":
            return True
        return folder.filing is not None if per == "filing" else folder.name is None


def _is_about(wanted: Filings, filing: Filing, reviewed: bool) -> bool:
    if wanted.offices and filing.office not in wanted.offices:
        return False
    if wanted.routes and filing.route not in wanted.routes:
        return False
    return (reviewed or not wanted.reviewed) and (filing.priority_on is None or not wanted.first)


def _may_trigger(trigger: Trigger, kinds: Iterable[str]) -> bool:
    """Whether there are the kinds of fact that the trigger, or waiting for it, asks for."""
    there = set(kinds)
    if trigger.waiting_from in there:
        return True
    if trigger.both:
        return there.issuperset(trigger.both)
    patterns = [each for each in (trigger.each, trigger.latest, *trigger.earliest) if each is not None]
    return any(pattern.fact in there or pattern.any_filing for pattern in patterns)
