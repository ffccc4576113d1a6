"""The facts of one case, asked in plain words: what was filed, what it stems from, when it ended. No duties
here."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tests.oracle.days import ONE_DAY, last_day

Fact = dict[str, Any]

AGENCY_PACK = "nedo-multimodal-2026"
PATENT_PACK = "jp-patent-law"
# "The first five are *industrial property*."
INDUSTRIAL = ("patent", "utility-model", "design", "circuit-layout", "plant-variety")
# "filed before 2024-05-01"
LAW_IN_FORCE = date(2024, 5, 1)
DAY_KEYS = ("on", "priority_on", "international_filing_on", "review_from", "reply_by", "ends_on", "until")
ANY = object()


@dataclass(frozen=True)
class Story:
    """A case with its days read as days; facts stand in the order of day, then id."""

    as_of: date
    packs: list[str]
    ref: str
    right: str
    given_field: str
    perennial: bool
    parameters: dict[str, Any]
    facts: list[Fact]


def read(case: dict[str, Any]) -> Story:
    """The case file of contract section 2, taken to be valid."""
    matter = case["matter"]
    return Story(
        as_of=date.fromisoformat(case["as_of"]),
        packs=case.get("packs") or [AGENCY_PACK, PATENT_PACK],  # "`packs` defaults to the two above."
        ref=matter["ref"],
        right=matter["right"],
        given_field=matter.get("sensitive_field", "unknown"),  # "`unknown` (default)"
        perennial=matter.get("perennial", False),
        parameters=case.get("parameters", {}),
        facts=sorted((with_days(fact) for fact in case["facts"]), key=lambda fact: (fact["on"], fact["id"])),
    )


def with_days(fact: Fact) -> Fact:
    """The fact with its ISO days read."""
    return {key: date.fromisoformat(value) if key in DAY_KEYS else value for key, value in fact.items()}


def known_on_the_day(story: Story) -> Story:
    """ "`disclosure` and `foreign_filing` use only facts up to `as_of`" """
    return replace(story, facts=[fact for fact in story.facts if fact["on"] <= story.as_of])


# --- asking for facts -----------------------------------------------------------------------------------


def facts(story: Story, *kinds: str, since: date | None = None, **keys: Any) -> list[Fact]:
    """The facts of these kinds whose keys have these values (None: the fact does not have the key),
    earliest first."""
    return [
        fact
        for fact in story.facts
        if fact["kind"] in kinds
        and (since is None or fact["on"] >= since)
        and all(value is ANY or fact.get(key) == value for key, value in keys.items())
    ]


def earliest(found: list[Fact]) -> Fact | None:
    """ "Of several facts that could serve, the earliest does, ties by id" """
    return found[0] if found else None


def latest(found: list[Fact]) -> Fact | None:
    """ "where the latest is asked, ties by the greater id" """
    return found[-1] if found else None


def items(story: Story, filing: Any, *numbers: int) -> list[Fact]:
    """The security facts of a filing (ANY: of the matter) that state one of these items."""
    return [fact for fact in facts(story, "security", filing=filing) if fact["item"] in numbers]


def field(story: Story) -> str:
    """ "The latest `field-determined` fact overrides it (two on one day: the one that is not `outside`)." """
    determined = facts(story, "field-determined")
    if not determined:
        return story.given_field
    on_the_last_day = [fact["value"] for fact in determined if fact["on"] == determined[-1]["on"]]
    not_outside = [value for value in on_the_last_day if value != "outside"]
    return not_outside[-1] if not_outside else "outside"


# --- filings --------------------------------------------------------------------------------------------


def filings(story: Story) -> list[Fact]:
    """The `filed` facts: "`filed` is stated once per filing"."""
    return facts(story, "filed")


def japanese(story: Story) -> list[Fact]:
    """The filings at the JPO."""
    return [filed for filed in filings(story) if filed["office"] == "JP"]


def is_foreign(story: Story, filed: Fact) -> bool:
    """ "*Foreign* is neither `JP` nor `WO`: a PCT filing at the JPO (`WO`) counts as domestic until the
    agency says otherwise (parameter `pct-filing-counts-as-foreign`)." """
    if filed["office"] == "WO":
        return story.parameters.get("pct-filing-counts-as-foreign") is True
    return filed["office"] != "JP"


def parent(story: Story, filed: Fact) -> Fact | None:
    """The filing it was divided or converted from."""
    if filed["route"] not in ("division", "conversion"):
        return None
    return facts(story, "filed", filing=filed["parent"])[0]


def line(story: Story, filed: Fact) -> list[Fact]:
    """The filing, the one it was divided or converted from, and so on up to its root."""
    found, next_up = [filed], parent(story, filed)
    while next_up is not None:
        found.append(next_up)
        next_up = parent(story, next_up)
    return found


def root(story: Story, filed: Fact) -> Fact:
    """ "The *root* of a filing follows `parent` through divisions and conversions only" """
    return line(story, filed)[-1]


def root_date(story: Story, filed: Fact) -> date:
    """ "its root date is the root's filing day, for a national phase its `international_filing_on`" """
    first = root(story, filed)
    return first["international_filing_on"] if first["route"] == "national-phase" else first["on"]


# --- ends -----------------------------------------------------------------------------------------------


def is_designated(story: Story, filing: str) -> bool:
    """ "`designated` (7(2)): any of items 7, 8, 10-17 ..., and no item 18 on a later day than the last of
    them"; the state before it in the table is `exempt`: "right other than patent"."""
    return bool(presupposing(story, filing)) and release_from_designation(story, filing) is None


def presupposing(story: Story, filing: str) -> list[Fact]:
    """ "any of items 7, 8, 10-17 (each presupposes it)" """
    return items(story, filing, 7, 8, *range(10, 18)) if story.right == "patent" else []


def release_from_designation(story: Story, filing: str) -> Fact | None:
    """The item 18 that ended the designation: the earliest on a later day than the last item that
    presupposes it."""
    last = latest(presupposing(story, filing))
    notices = items(story, filing, 18) if story.right == "patent" else []
    return earliest([fact for fact in notices if last is None or fact["on"] > last["on"]])


def ended_by_pa42_on(story: Story, filed: Fact) -> date | None:
    """ "as a domestic-priority parent from the day after 1 year 4 months (PA 42; while designated not before
    item 18)"; None before that day has come."""
    if not facts(story, "filed", route="domestic-priority", parent=filed["filing"]):
        return None
    if is_designated(story, filed["filing"]):
        return None
    day = last_day(filed["on"], years=1, months=4) + ONE_DAY
    release = release_from_designation(story, filed["filing"])
    if release is not None:
        day = max(day, release["on"])
    return day if story.as_of >= day else None


def has_ended(story: Story, filed: Fact) -> bool:
    """ "A filing *ends* by `withdrawn`, `abandoned`, `refusal-final` or `dismissal-final`, and as a
    domestic-priority parent ..." """
    by_fact = facts(
        story, "withdrawn", "abandoned", "refusal-final", "dismissal-final", filing=filed["filing"]
    )
    return bool(by_fact) or ended_by_pa42_on(story, filed) is not None


# --- the clocks of the security review -------------------------------------------------------------------


def review_starts(filed: Fact) -> date:
    """ "`review_from`, the later day of ESPA 66(4)" """
    return filed.get("review_from") or filed["on"]


def k1_last_day(story: Story, filed: Fact) -> date | None:
    """ "K1: `filed` (or `review_from`) -> 3 months; ... none for national phases, and for filings before
    2024-05-01 none without one of items 2-20" """
    if filed["office"] != "JP" or story.right != "patent" or filed["route"] == "national-phase":
        return None
    if filed["on"] < LAW_IN_FORCE and not items(story, filed["filing"], *range(2, 21)):
        return None
    return last_day(review_starts(filed), months=3)


def k10_last_day(story: Story, filed: Fact) -> date | None:
    """ "K10: only with item 2: `filed` (or `review_from`) -> 10 months" """
    return k10_counted(filed) if items(story, filed["filing"], 2) else None


def k10_counted(filed: Fact) -> date:
    """ "`security-review` -> the day after K10": the ten months of ESPA 78(1), whatever the papers"""
    return last_day(review_starts(filed), months=10)
