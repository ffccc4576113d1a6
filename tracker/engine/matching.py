"""Whether a fact is one that a pattern means. Searches no facts."""

from tracker.engine.case import Fact
from tracker.packs.model import Pattern


def matches(pattern: Pattern, fact: Fact) -> bool:
    """Whether a fact of the pattern's kind has the values the pattern asks for."""
    keys = fact.keys
    if pattern.having and any(keys.get(name, False) != value for name, value in pattern.having.items()):
        return False
    if pattern.item and keys["item"] not in pattern.item:
        return False
    if pattern.about and keys.get("about") not in pattern.about:
        return False
    return not pattern.work or keys.get("work") in pattern.work
