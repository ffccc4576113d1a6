"""Whether the filings of a case can stand together: parents, their days, and nobody his own ancestor."""

from tracker.engine.case import Fact
from tracker.engine.inputs import Faults, shown


def check_family(facts: list[Fact], place: dict[str, int], faults: Faults) -> None:
    """The dates and parents of filings among one another."""
    filed = {fact.filing: fact for fact in facts if fact.kind == "filed"}
    for fact in filed.values():
        at, keys = f"facts[{place[fact.id]}]", fact.keys
        parent = filed.get(keys.get("parent"))
        if parent is not None and parent.on > fact.on:
            faults.add(f"{at}.parent", f"{shown(parent.filing)} was filed later, on {parent.on.isoformat()}")
        if _circular(fact, filed):
            faults.add(f"{at}.parent", f"{shown(keys['parent'])} descends from this filing")
        for key in ("priority_on", "international_filing_on"):
            if keys.get(key) and keys[key] > fact.on:
                faults.add(
                    f"{at}.{key}", f"{keys[key].isoformat()} lies after the filing, {fact.on.isoformat()}"
                )
        if keys.get("review_from") and keys["review_from"] < fact.on:
            faults.add(f"{at}.review_from", f"{keys['review_from'].isoformat()} lies before the filing")


def _circular(fact: Fact, filed: dict[str | None, Fact]) -> bool:
    """Whether a filing is its own ancestor."""
    seen, parent = {fact.filing}, filed.get(fact.keys.get("parent"))
    while parent is not None:
        if parent.filing in seen:
            return parent.filing == fact.filing
        seen.add(parent.filing)
        parent = filed.get(parent.keys.get("parent"))
    return False
