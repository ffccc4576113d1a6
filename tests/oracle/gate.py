"""States of filings, what the agency may see, and from when filing abroad is lawful. Knows nothing of
duties."""

from datetime import date
from typing import Any

from tests.oracle.days import ONE_DAY
from tests.oracle.story import (
    ANY,
    LAW_IN_FORCE,
    Fact,
    Story,
    facts,
    field,
    filings,
    is_designated,
    items,
    japanese,
    k1_last_day,
    k10_counted,
    known_on_the_day,
    latest,
    line,
    root,
)

OPENNESS = ["invention-withheld", "detail-withheld", "open"]  # the strictest first
# "the first in the order designated, security-review, review-lapsed, primary-review, released, exempt"
ORDER_OF_STATES = ["designated", "security-review", "review-lapsed", "primary-review", "released", "exempt"]


def state(story: Story, filed: Fact) -> str:
    """ "state of a JP filing, the first that holds" """
    if is_exempt(story, filed):
        return "exempt"
    if is_designated(story, filed["filing"]):
        return "designated"
    if is_in_security_review(story, filed["filing"]):
        return "security-review"
    if is_released(story, filed):
        return "released"
    # "`primary-review` (7(3)): `as_of` on or before the last day of K1"
    if story.as_of <= k1_last_day(story, filed):
        return "primary-review"
    # "`review-lapsed`: K1 is over and nobody has confirmed"
    return "review-lapsed"


def is_exempt(story: Story, filed: Fact) -> bool:
    """ "right other than patent; and, while the filing has none of items 2-20, `national-phase` or filed
    before 2024-05-01" """
    if story.right != "patent":
        return True
    if items(story, filed["filing"], *range(2, 21)):
        return False
    return filed["route"] == "national-phase" or filed["on"] < LAW_IN_FORCE


def is_in_security_review(story: Story, filing: str) -> bool:
    """ "any of items 2, 4, 5, 6, 19, 20, and no item 9 or 18 on a later day than the last of them" """
    signs = items(story, filing, 2, 4, 5, 6, 19, 20)
    return bool(signs) and not any(fact["on"] > signs[-1]["on"] for fact in items(story, filing, 9, 18))


def is_released(story: Story, filed: Fact) -> bool:
    """ "item 3, 9, 18, `no-notice-confirmed`, or `published` or `registered` of it or of a filing it was
    divided or converted from" """
    if items(story, filed["filing"], 3, 9, 18) or facts(story, "no-notice-confirmed", filing=filed["filing"]):
        return True
    return first_made_public(story, filed) is not None


def first_made_public(story: Story, filed: Fact) -> date | None:
    """The earliest publication or registration of the filing or of one it was divided or converted from."""
    days = [
        fact["on"]
        for each in line(story, filed)
        for fact in facts(story, "published", "registered", filing=each["filing"])
    ]
    return min(days, default=None)


# --- disclosure -----------------------------------------------------------------------------------------


def level(story: Story, filed: Fact) -> str:
    """The level of one JP filing: that of its state, or what it is lifted to."""
    now = state(story, filed)
    if now in ("exempt", "released"):
        return "open"
    if now == "designated":
        return "open" if sharing_is_approved(story, filed["filing"]) else "invention-withheld"
    if now == "security-review":
        return "detail-withheld"
    # primary-review and review-lapsed: "field `outside` -> `open`"
    return "open" if field(story) == "outside" else "detail-withheld"


def sharing_is_approved(story: Story, filing: str) -> bool:
    """ "`sharing-approved` of that filing, on or after the latest of items 7 and 8" """
    designation = latest(items(story, filing, 7, 8))
    if designation is None:
        return False
    return bool(facts(story, "sharing-approved", filing=filing, since=designation["on"]))


def disclosure(whole: Story) -> dict[str, Any]:
    """The ceiling for the agency, from the facts up to the as-of day."""
    story = known_on_the_day(whole)
    if story.right != "patent":
        # "Matters of other rights are `open`."; the state is "null for other rights".
        each = {filed["filing"]: {"state": "exempt", "level": "open"} for filed in japanese(story)}
        return {"level": "open", "state": None, "until": None, "filings": each}
    if not japanese(story):
        return {"level": level_planned(story), "state": "planned", "until": None, "filings": {}}
    each = {
        filed["filing"]: {"state": state(story, filed), "level": level(story, filed)}
        for filed in japanese(story)
    }
    # "`level` is the strictest of the case's JP filings"
    strictest = min((entry["level"] for entry in each.values()), key=OPENNESS.index)
    first_state = min((entry["state"] for entry in each.values()), key=ORDER_OF_STATES.index)
    return {"level": strictest, "state": first_state, "until": until(story, strictest, each), "filings": each}


def level_planned(story: Story) -> str:
    """ "`planned` (7(4)): `detail-withheld`, lifted by `outside` or by a `published` fact of any filing" """
    return "open" if field(story) == "outside" or facts(story, "published") else "detail-withheld"


def until(story: Story, strictest: str, each: dict[str, dict[str, str]]) -> str | None:
    """ "set only where every JP filing at the level withheld is in `primary-review`: the latest K1 end" """
    if strictest == "open":
        return None
    withheld = [filed for filed in japanese(story) if each[filed["filing"]]["level"] == strictest]
    if any(each[filed["filing"]]["state"] != "primary-review" for filed in withheld):
        return None
    return max(k1_last_day(story, filed) for filed in withheld).isoformat()


# --- filing abroad --------------------------------------------------------------------------------------


def foreign_filing(whole: Story) -> dict[str, Any]:
    """The statute on the facts on record up to the as-of day (ESPA 78)."""
    story = known_on_the_day(whole)
    if never_banned(story):
        return {"banned": False, "free_from": None, "confirmed": True}
    if not japanese(story):
        return answered_by_the_office(story)
    words = [word_of(story, speaker(story, filed)) for filed in japanese(story)]
    if all(word == "exempt" for word in words):
        return {"banned": False, "free_from": None, "confirmed": True}
    # "gives none, but counts only if every JP filing is so"
    days = [word for word in words if word not in ("exempt", "ended-early")]
    # "The latest day of the filings decides, null winning."
    if not days or any(day is None for day, _ in days):
        return {"banned": True, "free_from": None, "confirmed": False}
    decided = max(day for day, _ in days)
    # "`confirmed` is true where the deciding filing is `released`, false where the day rests on a lapse
    # alone"
    confirmed = all(its_state == "released" for day, its_state in days if day == decided)
    # "`banned` means `as_of` lies before it or there is none"
    return {"banned": story.as_of < decided, "free_from": decided.isoformat(), "confirmed": confirmed}


def never_banned(story: Story) -> bool:
    """ "Not banned, `free_from` null, `confirmed` true: other rights; field `outside` while no item 2, 4-8,
    10-17, 19 or 20 is recorded; JP filings that are all `exempt`. No JP filing: not banned in the same way
    once any filing is `published`" """
    if story.right != "patent":
        return True
    if field(story) == "outside" and not items(story, ANY, 2, 4, 5, 6, 7, 8, *range(10, 18), 19, 20):
        return True
    at_the_jpo = japanese(story)
    if at_the_jpo:
        return all(state(story, filed) == "exempt" for filed in at_the_jpo)
    return any(facts(story, "published", filing=filed["filing"]) for filed in filings(story))


def answered_by_the_office(story: Story) -> dict[str, Any]:
    """ "else the latest item 22 or 23 decides (22 or `clear`: free from that day, confirmed; `banned` wins
    a tie); else banned, null" """
    answers = items(story, ANY, 22, 23)
    on_the_last_day = [fact for fact in answers if fact["on"] == answers[-1]["on"]]
    if on_the_last_day and all(
        fact["item"] == 22 or fact.get("answer") == "clear" for fact in on_the_last_day
    ):
        day = on_the_last_day[0]["on"]
        return {"banned": story.as_of < day, "free_from": day.isoformat(), "confirmed": True}
    return {"banned": True, "free_from": None, "confirmed": False}


def speaker(story: Story, filed: Fact) -> Fact:
    """ "a division or conversion only while it is `designated` or `security-review`; else its root speaks
    for it" """
    speaks_itself = state(story, filed) in ("designated", "security-review")
    return filed if speaks_itself else root(story, filed)


def word_of(story: Story, filed: Fact) -> Any:
    """What one filing says: 'exempt', 'ended-early', or the day (None for none) with the state it rests
    on."""
    now = state(story, filed)
    if now == "exempt":
        return "exempt"
    if now == "designated":
        return None, now
    if now == "security-review":
        return lapse(story, filed, k10_counted(filed), now)
    if now == "released":
        return word_of_released(story, filed)
    return lapse(story, filed, k1_last_day(story, filed), now)


def word_of_released(story: Story, filed: Fact) -> Any:
    """ "the latest of items 3, 9, 18 where there is one, else the day after K1, or the day of the
    publication or registration that released it if that is earlier" """
    notice = latest(items(story, filed["filing"], 3, 9, 18))
    if notice is not None:
        return notice["on"], "released"
    last, public = k1_last_day(story, filed), first_made_public(story, filed)
    if public is not None and public < last + ONE_DAY:
        return public, "released"
    return lapse(story, filed, last, "released")


def lapse(story: Story, filed: Fact, last: date | None, now: str) -> Any:
    """The day after the last day of a lapse; "a filing withdrawn, abandoned or dismissed on or before the
    last day of its lapse gives none"."""
    if last is None:
        return None, now
    ends = facts(story, "withdrawn", "abandoned", "dismissal-final", filing=filed["filing"])
    if any(fact["on"] <= last for fact in ends):
        return "ended-early"
    return last + ONE_DAY, now
