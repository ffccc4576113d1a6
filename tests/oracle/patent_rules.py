"""The rules of `jp-patent-law`, one function per row of the contract's table; of each filing at the JPO, or
all."""

from datetime import date
from typing import Any

from tests.oracle.days import ONE_DAY, last_day, same_numbered
from tests.oracle.duties import duty
from tests.oracle.gate import state
from tests.oracle.story import (
    PATENT_PACK,
    Fact,
    Story,
    earliest,
    facts,
    has_ended,
    is_designated,
    items,
    japanese,
    k1_last_day,
    k10_last_day,
    latest,
    release_from_designation,
    root_date,
)

Found = list[dict[str, Any]]


def patent_duties(story: Story) -> Found:
    """Every obligation of the patent law's pack: "patents; office `JP` unless said"."""
    if story.right != "patent":
        return []
    rules = (
        exam_request,
        publication_expected,
        domestic_priority,
        foreign_priority,
        primary_review,
        not_sent_request,
        foreign_ban_ends,
        security_reply,
        designation_ends,
        office_action_reply,
        appeal,
        registration_fee,
        annuity,
    )
    found = [one for filed in japanese(story) for rule in rules for one in rule(story, filed)]
    return found + national_phase_jp(story) + letter_reply(story)


def prosecution(
    story: Story, rule: str, article: str | None, filed: Fact, trigger: Fact, **parts: Any
) -> dict[str, Any]:
    """A duty of a filing under this pack."""
    return duty(story, rule, PATENT_PACK, article, filing=filed["filing"], trigger=trigger, **parts)


def of_it(story: Story, filed: Fact, *kinds: str, since: Fact | None = None, **keys: Any) -> list[Fact]:
    """The facts of the same filing, on or after the trigger's day."""
    return facts(story, *kinds, filing=filed["filing"], since=since["on"] if since else None, **keys)


def exam_request_nominal(story: Story, filed: Fact) -> date:
    """ "3 years from the root date (division, conversion: the later of that and 30 days from its own
    filing)" """
    three_years = last_day(root_date(story, filed), years=3)
    if filed["route"] in ("division", "conversion"):
        return max(three_years, last_day(filed["on"], days=30))
    return three_years


def exam_request(story: Story, filed: Fact) -> Found:
    """ "PA 48-3: ... rolls. ESPA 82(3): designated, it is `provisional`, and `on-hold` once its day is past
    ...; after item 18 the later of that and 3 months from it | `exam-requested`" """
    designated = is_designated(story, filed["filing"])
    nominal = exam_request_nominal(story, filed)
    release = release_from_designation(story, filed["filing"])
    if release is not None and not designated:
        nominal = max(nominal, last_day(release["on"], months=3))
    return [
        prosecution(
            story,
            "exam-request",
            "PA 48-3",
            filed,
            filed,
            kind="fixed",
            nominal=nominal,
            rolls=True,
            meets=of_it(story, filed, "exam-requested", since=filed),
            closed=has_ended(story, filed),
            on_hold_once_past=designated,
            provisional=designated,
        )
    ]


def publication_expected(story: Story, filed: Fact) -> Found:
    """ "PA 64: 18 months from `priority_on`, else from the root date; `passed` also when `published`;
    `on-hold` while `security-review` or `designated`" """
    start = filed.get("priority_on") or root_date(story, filed)
    return [
        prosecution(
            story,
            "publication-expected",
            "PA 64",
            filed,
            filed,
            kind="clock",
            nominal=last_day(start, months=18),
            closed=has_ended(story, filed),
            on_hold=state(story, filed) in ("security-review", "designated"),
            passed=bool(of_it(story, filed, "published")),
        )
    ]


def is_first_filing(filed: Fact) -> bool:
    """ "first filings (no `priority_on`, `national`)" """
    return "priority_on" not in filed and filed["route"] == "national"


def domestic_priority(story: Story, filed: Fact) -> Found:
    """ "first filings: 1 year from filing, rolls; `closed` by the filing's end or `registered` | a `filed`
    with route `domestic-priority` and this parent" """
    if not is_first_filing(filed):
        return []
    return [
        prosecution(
            story,
            "domestic-priority",
            None,
            filed,
            filed,
            kind="option",
            nominal=last_day(filed["on"], years=1),
            rolls=True,
            meets=facts(story, "filed", route="domestic-priority", parent=filed["filing"], since=filed["on"]),
            closed=has_ended(story, filed) or bool(of_it(story, filed, "registered")),
        )
    ]


def foreign_priority(story: Story, filed: Fact) -> Found:
    """ "the same filings: 12 months, same-numbered day, not rolled | a foreign or `WO` `filed`, route
    `national` or `pct`, whose `priority_on` is this filing's day" """
    if not is_first_filing(filed):
        return []
    claiming = [
        other
        for other in facts(story, "filed", since=filed["on"], priority_on=filed["on"])
        if other["office"] != "JP" and other["route"] in ("national", "pct")
    ]
    return [
        prosecution(
            story,
            "foreign-priority",
            None,
            filed,
            filed,
            kind="option",
            nominal=same_numbered(filed["on"], 12),
            meets=claiming,
        )
    ]


def national_phase_jp(story: Story) -> Found:
    """ "`WO` filings: 2 years 6 months from `priority_on`, else from filing; the earlier of PA 3 and
    same-numbered counting, not rolled | a JP `national-phase` with this `international_filing_on`" """
    found = []
    for filed in facts(story, "filed", office="WO"):
        start = filed.get("priority_on") or filed["on"]
        entered = facts(
            story,
            "filed",
            office="JP",
            route="national-phase",
            international_filing_on=filed["on"],
            since=filed["on"],
        )
        found.append(
            prosecution(
                story,
                "national-phase-jp",
                None,
                filed,
                filed,
                kind="option",
                nominal=min(last_day(start, years=2, months=6), same_numbered(start, 30)),
                meets=entered,
            )
        )
    return found


def primary_review(story: Story, filed: Fact) -> Found:
    """ "K1: `filed` (or `review_from`) -> 3 months; `passed` after it, or when item 2 or 3 has come" """
    last = k1_last_day(story, filed)
    if last is None:
        return []
    came = bool(items(story, filed["filing"], 2, 3))
    return [prosecution(story, "primary-review", None, filed, filed, kind="clock", nominal=last, passed=came)]


def not_sent_request(story: Story, filed: Fact) -> Found:
    """ "K3: the same 3 months, rolls | `not-sent-requested`; `closed` by item 2 or 3" """
    last = k1_last_day(story, filed)
    if last is None:
        return []
    return [
        prosecution(
            story,
            "not-sent-request",
            None,
            filed,
            filed,
            kind="option",
            nominal=last,
            rolls=True,
            meets=of_it(story, filed, "not-sent-requested", since=filed),
            closed=bool(items(story, filed["filing"], 2, 3)),
        )
    ]


def foreign_ban_ends(story: Story, filed: Fact) -> Found:
    """ "K10: only with item 2: `filed` (or `review_from`) -> 10 months; `closed` by item 7" """
    last = k10_last_day(story, filed)
    if last is None:
        return []
    designated = bool(items(story, filed["filing"], 7))
    return [
        prosecution(
            story, "foreign-ban-ends", None, filed, filed, kind="clock", nominal=last, closed=designated
        )
    ]


def security_reply(story: Story, filed: Fact) -> Found:
    """ "K4: item 4 -> 14 days, rolls | item 5" """
    return [
        prosecution(
            story,
            "security-reply",
            "ESPA 67(10)",
            filed,
            notice,
            kind="fixed",
            nominal=last_day(notice["on"], days=14),
            rolls=True,
            meets=[fact for fact in items(story, filed["filing"], 5) if fact["on"] >= notice["on"]],
        )
        for notice in items(story, filed["filing"], 4)
    ]


def letter_reply(story: Story) -> Found:
    """ "a `security` fact with `reply_by` -> that day as stated | `reply-filed` of it, or the same item
    with direction `out`" """
    found = []
    for letter in facts(story, "security"):
        if "reply_by" not in letter:
            continue
        replies = [
            fact
            for fact in facts(
                story, "reply-filed", "security", filing=letter.get("filing"), since=letter["on"]
            )
            if is_reply(fact, letter)
        ]
        found.append(
            duty(
                story,
                "letter-reply",
                PATENT_PACK,
                None,
                filing=letter.get("filing"),
                trigger=letter,
                kind="fixed",
                nominal=letter["reply_by"],
                meets=replies,
            )
        )
    return found


def is_reply(fact: Fact, letter: Fact) -> bool:
    """Whether a fact answers a letter of the security review."""
    if fact["kind"] == "reply-filed":
        return fact["of"] == letter["id"]
    return fact["id"] != letter["id"] and fact["item"] == letter["item"] and fact.get("direction") == "out"


def designation_ends(story: Story, filed: Fact) -> Found:
    """ "the latest item 7 or 8: `ends_on`; ... `passed` by item 18 on a later day" """
    acts = items(story, filed["filing"], 7, 8)
    act = latest(acts)
    if act is None:
        return []
    return [
        prosecution(
            story,
            "designation-ends",
            None,
            filed,
            act,
            kind="clock",
            nominal=end_of_designation(acts),
            passed=any(fact["on"] > act["on"] for fact in items(story, filed["filing"], 18)),
        )
    ]


def end_of_designation(acts: list[Fact]) -> date:
    """ "`ends_on`; default one year with the first day counted (item 8: from the day after the old end,
    without one from its own day)" """
    act, before = acts[-1], acts[:-1]
    if "ends_on" in act:
        return act["ends_on"]
    first_day = act["on"]
    if act["item"] == 8 and before:
        first_day = end_of_designation(before) + ONE_DAY
    return last_day(first_day, years=1, first_day_counted=True)


def office_action_reply(story: Story, filed: Fact) -> Found:
    """ "`reply_by` as stated, else 60 days, rolls (unknown `office-action-period`, days) | `reply-filed` of
    it" """
    found = []
    for action in of_it(story, filed, "office-action"):
        stated = action.get("reply_by")
        days = story.parameters.get("office-action-period")
        found.append(
            prosecution(
                story,
                "office-action-reply",
                None,
                filed,
                action,
                kind="fixed",
                nominal=stated or last_day(action["on"], days=60 if days is None else days),
                rolls=stated is None,
                meets=of_it(story, filed, "reply-filed", since=action, of=action["id"]),
                closed=has_ended(story, filed),
                unknowns=["office-action-period"] if stated is None and days is None else [],
            )
        )
    return found


def appeal(story: Story, filed: Fact) -> Found:
    """ "`refusal-served` -> 3 months, rolls | `appeal-filed`" """
    return [
        prosecution(
            story,
            "appeal",
            None,
            filed,
            served,
            kind="option",
            nominal=last_day(served["on"], months=3),
            rolls=True,
            meets=of_it(story, filed, "appeal-filed", since=served),
            closed=has_ended(story, filed),
        )
        for served in of_it(story, filed, "refusal-served")
    ]


def registration_fee(story: Story, filed: Fact) -> Found:
    """ "`grant-served` -> 30 days, rolls | `fee-paid` or `registered`" """
    return [
        prosecution(
            story,
            "registration-fee",
            None,
            filed,
            served,
            kind="fixed",
            nominal=last_day(served["on"], days=30),
            rolls=True,
            meets=of_it(story, filed, "fee-paid", "registered", since=served),
            closed=has_ended(story, filed),
        )
        for served in of_it(story, filed, "grant-served")
    ]


def annuity(story: Story, filed: Fact) -> Found:
    """ "`registered`: the lowest unpaid year n >= 4 -> n-1 years, rolls; `closed` by `abandoned`; none past
    year 20" """
    registered = earliest(of_it(story, filed, "registered"))
    if registered is None:
        return []
    paid_through = max((fact["through_year"] for fact in of_it(story, filed, "fee-paid")), default=0)
    year = max(4, paid_through + 1)
    if year > 20:
        return []
    return [
        prosecution(
            story,
            "annuity",
            None,
            filed,
            registered,
            kind="fixed",
            nominal=last_day(registered["on"], years=year - 1),
            rolls=True,
            closed=bool(of_it(story, filed, "abandoned")),
        )
    ]
