"""Who holds the rights, how long the priority licences run, whether their window is open. Knows no duty but
the window."""

from datetime import date
from typing import Any

from tests.oracle.agency_rules import closing, transfer
from tests.oracle.days import day_when_years_have_passed, last_day
from tests.oracle.story import (
    INDUSTRIAL,
    Fact,
    Story,
    earliest,
    facts,
    filings,
    has_ended,
    japanese,
    latest,
    root_date,
)

# "On equal days the first named wins."
LIMITS = ("years", "right-term", "other-licence", "waived", "revoked")


# --- holders --------------------------------------------------------------------------------------------


def holders(story: Story) -> dict[str, Any]:
    """ "per filing of industrial property (key: filing), else one entry (key: matter's ref)" """
    if story.right in INDUSTRIAL:
        return {filed["filing"]: agency_since(transfer(story, filed)) for filed in filings(story)}
    return {story.ref: holder_of_the_matter(story)}


def agency_since(moved: Fact | None) -> dict[str, Any]:
    """ "`agency` since the transfer of the rule above" """
    if moved is None:
        return {"holder": "contractor", "since": None}
    return {"holder": "agency", "since": moved["on"].isoformat()}


def holder_of_the_matter(story: Story) -> dict[str, Any]:
    """ "`report` works since creation; other works and undesignated know-how stay with the contractor"

    Read as: stay unless they were transferred; a recorded transfer moves any right.
    """
    work = {fact.get("work") for fact in facts(story, "work-created", "work-published")}
    if "report" in work:
        created = earliest(facts(story, "work-created"))
        return {"holder": "agency", "since": created["on"].isoformat() if created else None}
    return agency_since(transfer(story, None))


# --- licences -------------------------------------------------------------------------------------------


def contracts(story: Story) -> list[Fact]:
    """The licence contracts, each by its earliest `priority-licence-agreed`, in the order of their days."""
    found: dict[str, Fact] = {}
    for agreed in facts(story, "priority-licence-agreed"):
        found.setdefault(agreed["licence"], agreed)
    return list(found.values())


def licences(story: Story) -> list[dict[str, Any]]:
    """ "`licences` are sorted by `licence`." """
    shown = []
    for contract in sorted(contracts(story), key=lambda fact: fact["licence"]):
        day, limit = ends_on(story, contract)
        shown.append(
            {
                "licence": contract["licence"],
                "holder": contract["holder"],
                "ends_on": day.isoformat(),
                "limited_by": limit,
            }
        )
    return shown


def ends_on(story: Story, contract: Fact) -> tuple[date, str]:
    """ "`ends_on` is the earliest of ..." """
    ends = [(day_when_years_have_passed(contract["on"], contract.get("years", 5)), "years")]
    cap = right_term(story)
    if cap is not None:
        ends.append((cap, "right-term"))
    for other in contracts(story):
        # "another holder's earlier licence that was not waived or revoked"
        earlier = other["on"] < contract["on"] and other["holder"] != contract["holder"]
        if earlier and ended(story, other) is None:
            other_end = ends_on(story, other)[0]
            if other_end >= contract["on"]:  # "not before this contract's day"
                ends.append((other_end, "other-licence"))
    given_up = ended(story, contract)
    if given_up is not None:
        ends.append((given_up["on"], given_up["reason"]))
    return min(ends, key=lambda end: (end[0], LIMITS.index(end[1])))


def ended(story: Story, contract: Fact) -> Fact | None:
    """ "`priority-licence-ended`" of this licence."""
    return earliest(facts(story, "priority-licence-ended", licence=contract["licence"]))


def right_term(story: Story) -> date | None:
    """ "the last day of the right's cap (Art. 10(4), law.md 4; the earliest cap of the matter's living JP
    filings; `term-extended`, `know-how-period-set`; copyright: 31 December of the 70th year after
    publication, else creation)" """
    if story.right == "copyright":
        made = earliest(facts(story, "work-published")) or earliest(facts(story, "work-created"))
        return date(made["on"].year + 70, 12, 31) if made else None
    if story.right == "know-how":
        period_set = latest(facts(story, "know-how-period-set"))
        if period_set:
            return period_set["until"]
        designated = earliest(facts(story, "know-how-designated"))
        return last_day(designated["on"], years=5) if designated else None
    caps = [cap_of(story, filed) for filed in japanese(story) if not has_ended(story, filed)]
    return min((cap for cap in caps if cap is not None), default=None)


def cap_of(story: Story, filed: Fact) -> date | None:
    """The term of one filing's right: i patent 20 years, ii utility model 10, iii design 25 from filing; iv
    circuit layout 10, v breeder 25 (30 for the perennial kind) from registration."""
    extension = latest(facts(story, "term-extended", filing=filed["filing"]))
    if extension:
        return extension["until"]
    from_filing = {"patent": 20, "utility-model": 10, "design": 25}
    if story.right in from_filing:
        return last_day(root_date(story, filed), years=from_filing[story.right])
    registered = earliest(facts(story, "registered", filing=filed["filing"]))
    if registered is None:
        return None
    if story.right == "circuit-layout":
        return last_day(registered["on"], years=10)
    return last_day(registered["on"], years=30 if story.perennial else 25)


# --- the window -----------------------------------------------------------------------------------------


def licence_window(story: Story) -> dict[str, Any]:
    """ "`open` while any window is open or nothing is filed in Japan (the closing day itself is inside),
    else `closed` with the last closing day (null where only ended filings are left)" """
    if story.right in INDUSTRIAL:
        windows = [closing(story, filed) for filed in japanese(story)]
    else:
        windows = [(earliest(facts(story, "final-report-submitted")), False)]
    still_open = [
        True
        for closes, none_left in windows
        if not none_left and (closes is None or story.as_of <= closes["on"])
    ]
    if still_open or not windows:
        return {"standing": "open", "closed_on": None}
    days = [closes["on"].isoformat() for closes, _ in windows if closes is not None]
    return {"standing": "closed", "closed_on": max(days, default=None)}
