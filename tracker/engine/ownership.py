"""Who holds each right and since when (special terms, Article 4(3)-(7))."""

from typing import Any

from tracker.engine.family import Family
from tracker.engine.ground import Ground
from tracker.engine.result import iso
from tracker.engine.subjects import find_trigger
from tracker.packs.words import INDUSTRIAL_PROPERTY


def holders(family: Family, base: Ground) -> dict[str, Any]:
    """The holder of each filing of industrial property, else of the matter; {} without the agency's pack.

    `since` is the day of the transfer, or of the creation of a report; None with the contractor.
    """
    terms, transfer = base.ownership, base.transfer
    if terms is None or transfer is None:
        return {}
    told = {}
    per_filing = family.case.matter.right in INDUSTRIAL_PROPERTY
    names: list[str | None] = [*sorted(family.filings)] if per_filing else [None]
    for name in names:
        moved = find_trigger(transfer.rule.trigger, family.about(name))
        reports = [f for f in family.all(terms.created_by) if f.keys["work"] in terms.since_creation]
        published = [f for f in family.all(terms.published_by) if f.keys["work"] in terms.since_creation]
        if name is None and (reports or published):
            held = {"holder": "agency", "since": iso(reports[0].on) if reports else None}
        elif moved is not None:
            held = {"holder": "agency", "since": iso(moved.on)}
        else:
            held = {"holder": "contractor", "since": None}
        told[name or family.case.matter.ref] = held
    return told
