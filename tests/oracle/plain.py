"""The whole answer to a case, as contract section 3 words it, by code that shares nothing with the engine.

In: a case file (contract section 2), taken to be valid. Out: the result of section 3 without any `trail`;
`article` is None where the contract's tables name none. Slow, literal and plain on purpose: it is there to
be read beside the contract and to be compared with `tracker.engine`."""

from typing import Any

from tests.oracle.agency_rules import agency_duties
from tests.oracle.gate import disclosure, foreign_filing
from tests.oracle.patent_rules import patent_duties
from tests.oracle.rights import holders, licence_window, licences
from tests.oracle.story import AGENCY_PACK, PATENT_PACK, read


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """Everything the contract says about a case, but the trails."""
    story = read(case)
    with_agency, with_patents = AGENCY_PACK in story.packs, PATENT_PACK in story.packs
    obligations = (agency_duties(story) if with_agency else []) + (
        patent_duties(story) if with_patents else []
    )
    return {
        "as_of": case["as_of"],
        "matter": story.ref,
        "obligations": sorted(obligations, key=in_order),
        # "`disclosure`, `holders`, `licences` and `licence_window` come with the agency's pack,
        # `foreign_filing` with
        # `jp-patent-law`; without that pack they are null, `{}`, `[]`, null, null."
        "disclosure": disclosure(story) if with_agency else None,
        "foreign_filing": foreign_filing(story) if with_patents else None,
        "holders": holders(story) if with_agency else {},
        "licences": licences(story) if with_agency else [],
        "licence_window": licence_window(story) if with_agency else None,
        "unknowns": sorted({unknown for found in obligations for unknown in found["unknowns"]}),
    }


def in_order(found: dict[str, Any]) -> tuple[Any, ...]:
    """ "Sorted by `due` (nulls last), rule, filing (null first), trigger, pack." """
    return (
        found["due"] is None,
        found["due"] or "",
        found["rule"],
        found["filing"] or "",
        found["trigger"] or "",
        found["pack"],
    )
