"""The rules of `nedo-multimodal-2026`, one function per row of the contract's table. Knows nothing of
disclosure."""

from typing import Any

from tests.oracle.days import is_open, last_day
from tests.oracle.duties import duty
from tests.oracle.gate import state
from tests.oracle.patent_rules import exam_request_nominal
from tests.oracle.story import (
    AGENCY_PACK,
    INDUSTRIAL,
    Fact,
    Story,
    earliest,
    ended_by_pa42_on,
    facts,
    filings,
    has_ended,
    is_designated,
    is_foreign,
    items,
    japanese,
    k1_last_day,
)

Found = list[dict[str, Any]]
SHOWS_CONTENT = (1, 4, 5, 6, 7, 10, 13, 15, 16, 20, 21)
TARGET_WORKS = ("program", "database", "manual", "licensed-work")


def agency_duties(story: Story) -> Found:
    """Every obligation of the agency's pack."""
    rules = (
        prompt_filing,
        filing_notice,
        security_report,
        confirm_no_notice,
        publication_status,
        filing_status,
        registration_notice,
        copyright_notice,
        exam_request,
        transfer_notice,
        licence_windows,
        flow_down,
        resubmit,
    )
    return [found for rule in rules for found in rule(story)]


def prompt_filing(story: Story) -> Found:
    """ "industrial property: `invention-made` -> prompt, 60 days | any `filed`" """
    if story.right not in INDUSTRIAL:
        return []
    return [
        duty(
            story,
            "prompt-filing",
            AGENCY_PACK,
            "5",
            filing=None,
            trigger=made,
            kind="prompt",
            nominal=last_day(made["on"], days=60),
            meets=facts(story, "filed", since=made["on"]),
        )
        for made in facts(story, "invention-made")
    ]


def filing_notice(story: Story) -> Found:
    """ "`filed` -> 60 days, foreign 90 | `filing-notice-submitted`" """
    return [
        sixty_or_ninety_days(
            story,
            "filing-notice",
            "6",
            filed,
            filed,
            facts(story, "filing-notice-submitted", filing=filed["filing"], since=filed["on"]),
        )
        for filed in filings(story)
    ]


def sixty_or_ninety_days(
    story: Story, rule: str, article: str, filed: Fact | None, trigger: Fact, meets: list[Fact]
) -> dict[str, Any]:
    """ "60 days, foreign 90"; "contract periods ... do not roll (unknown `contract-periods-roll`, boolean,
    on `filing-notice`, `registration-notice` and `transfer-notice` whose nominal day is closed; `true`
    rolls these)" """
    foreign = filed is not None and is_foreign(story, filed)
    nominal = last_day(trigger["on"], days=90 if foreign else 60)
    unknowns = []
    if not is_open(nominal) and "contract-periods-roll" not in story.parameters:
        unknowns.append("contract-periods-roll")
    if (
        filed is not None
        and filed["office"] == "WO"
        and "pct-filing-counts-as-foreign" not in story.parameters
    ):
        unknowns.append("pct-filing-counts-as-foreign")
    return duty(
        story,
        rule,
        AGENCY_PACK,
        article,
        filing=filed["filing"] if filed else None,
        trigger=trigger,
        kind="fixed",
        nominal=nominal,
        rolls=story.parameters.get("contract-periods-roll") is True,
        meets=meets,
        unknowns=unknowns,
    )


def security_report(story: Story) -> Found:
    """ "each `security` fact -> prompt, 14 days; `blocked_by` = `reporting-method-agreed` while the paper
    shows content and no method is agreed | `status-notice-submitted` about `security`, `of` that fact" """
    found = []
    for paper in facts(story, "security"):
        shows = paper.get("shows_content", paper["item"] in SHOWS_CONTENT)
        agreed = facts(story, "reporting-method-agreed", of=paper["id"])
        found.append(
            duty(
                story,
                "security-report",
                AGENCY_PACK,
                "7-1",
                filing=paper.get("filing"),
                trigger=paper,
                kind="prompt",
                nominal=last_day(paper["on"], days=14),
                meets=status_notices(story, paper.get("filing"), "security", paper["on"], of=paper["id"]),
                blocked_by="reporting-method-agreed" if shows and not agreed else None,
            )
        )
    return found


def status_notices(story: Story, filing: str | None, about: str, since: Any, **keys: Any) -> list[Fact]:
    """The 出願後状況通知書 about something, of a filing, from a day on."""
    return facts(story, "status-notice-submitted", filing=filing, about=about, since=since, **keys)


def confirm_no_notice(story: Story) -> Found:
    """ "JP patent filings with a K1: once K1 is over with no item 2 or 3 by its last day -> prompt, 14 days
    after that last day; trigger: the `filed` fact; a withdrawn filing too" """
    found = []
    for filed in japanese(story):
        last = k1_last_day(story, filed)
        if last is None or story.as_of <= last:
            continue
        if any(fact["on"] <= last for fact in items(story, filed["filing"], 2, 3)):
            continue
        # "`closed` by a later item 2, 3, 9 or 18, `published` or `registered`"
        later = any(fact["on"] > last for fact in items(story, filed["filing"], 2, 3, 9, 18))
        public = facts(story, "published", "registered", filing=filed["filing"])
        found.append(
            duty(
                story,
                "confirm-no-notice",
                AGENCY_PACK,
                "7-3",
                filing=filed["filing"],
                trigger=filed,
                kind="prompt",
                nominal=last_day(last, days=14),
                meets=facts(story, "no-notice-confirmed", filing=filed["filing"], since=filed["on"]),
                closed=later or bool(public),
            )
        )
    return found


def publication_status(story: Story) -> Found:
    """ "patent: `filing-notice-submitted` and `published` -> prompt, 14 days; `waiting` from the notice
    until publication; `on-hold`, published or not, while any JP filing's state is `security-review` or
    `designated`; † only while not published" """
    if story.right != "patent":
        return []
    barred = any(state(story, filed) in ("security-review", "designated") for filed in japanese(story))
    found = []
    for filed in filings(story):
        notice = earliest(facts(story, "filing-notice-submitted", filing=filed["filing"]))
        published = earliest(facts(story, "published", filing=filed["filing"]))
        if notice is None:
            continue
        trigger = the_later(notice, published) if published else notice
        found.append(
            duty(
                story,
                "publication-status",
                AGENCY_PACK,
                "8-2",
                filing=filed["filing"],
                trigger=trigger,
                kind="prompt",
                nominal=last_day(trigger["on"], days=14) if published else None,
                meets=(
                    status_notices(story, filed["filing"], "publication", trigger["on"]) if published else []
                ),
                closed=not published and has_ended(story, filed),
                on_hold=barred,
                waiting=not published,
            )
        )
    return found


def the_later(first_named: Fact, second_named: Fact) -> Fact:
    """ "where two facts are needed, the later one, on equal days the one whose kind stands second in the
    table" """
    return first_named if first_named["on"] > second_named["on"] else second_named


def filing_status(story: Story) -> Found:
    """ "other industrial property: `filing-notice-submitted` -> prompt, 30 days | ... about `filing`" """
    if story.right not in INDUSTRIAL or story.right == "patent":
        return []
    found = []
    for filed in filings(story):
        notice = earliest(facts(story, "filing-notice-submitted", filing=filed["filing"]))
        if notice is None:
            continue
        found.append(
            duty(
                story,
                "filing-status",
                AGENCY_PACK,
                "8-2",
                filing=filed["filing"],
                trigger=notice,
                kind="prompt",
                nominal=last_day(notice["on"], days=30),
                meets=status_notices(story, filed["filing"], "filing", notice["on"]),
            )
        )
    return found


def registration_notice(story: Story) -> Found:
    """ "`gazette-issued` -> 60 days, foreign 90; `waiting` from `registered` until the gazette day is known
    (trigger: `registered`) | ... about `registration`, from `registered` on" """
    found = []
    for filed in filings(story):
        filing = filed["filing"]
        registered = earliest(facts(story, "registered", filing=filing))
        gazette = earliest(facts(story, "gazette-issued", filing=filing))
        if registered is None and gazette is None:
            continue
        meets = status_notices(story, filing, "registration", (registered or gazette)["on"])
        if gazette:
            found.append(sixty_or_ninety_days(story, "registration-notice", "8-2", filed, gazette, meets))
            continue
        found.append(
            duty(
                story,
                "registration-notice",
                AGENCY_PACK,
                "8-2",
                filing=filing,
                trigger=registered,
                kind="fixed",
                nominal=None,
                meets=meets,
                waiting=True,
            )
        )
    return found


def copyright_notice(story: Story) -> Found:
    """ "`program` `database` `manual` `licensed-work`: the earlier of `work-created`, `work-published` ->
    prompt, 30 days | ... about `copyright`" """
    made = [
        fact for fact in facts(story, "work-created", "work-published") if fact.get("work") in TARGET_WORKS
    ]
    trigger = earliest(made)
    if trigger is None:
        return []
    return [
        duty(
            story,
            "copyright-notice",
            AGENCY_PACK,
            "8-3",
            filing=None,
            trigger=trigger,
            kind="prompt",
            nominal=last_day(trigger["on"], days=30),
            meets=status_notices(story, None, "copyright", trigger["on"]),
        )
    ]


def exam_request(story: Story) -> Found:
    """ "patent at the JPO (office `JP`): the nominal day of the statutory rule of the same name, not
    rolled, without ESPA 82(3)"; "designated, it is `provisional`, and `on-hold` once its day is past (the
    contract's rule likewise)" """
    if story.right != "patent":
        return []
    return [
        duty(
            story,
            "exam-request",
            AGENCY_PACK,
            "8-5",
            filing=filed["filing"],
            trigger=filed,
            kind="fixed",
            nominal=exam_request_nominal(story, filed),
            meets=facts(story, "exam-requested", filing=filed["filing"], since=filed["on"]),
            closed=has_ended(story, filed),
            on_hold_once_past=is_designated(story, filed["filing"]),
            provisional=is_designated(story, filed["filing"]),
        )
        for filed in japanese(story)
    ]


def transfer(story: Story, filed: Fact | None) -> Fact | None:
    """ "Transfer, the first of: `transferred`; `status-notice-received` about `registration` on or after
    `registered`; `status-notice-received` about `copyright`; `know-how-designated`" """
    filing = filed["filing"] if filed else None
    ways = facts(story, "transferred", filing=filing)
    registered = earliest(facts(story, "registered", filing=filing)) if filed else None
    if registered:
        ways += facts(
            story, "status-notice-received", filing=filing, about="registration", since=registered["on"]
        )
    if story.right == "copyright":
        ways += facts(story, "status-notice-received", about="copyright")
    if story.right == "know-how":
        ways += facts(story, "know-how-designated")
    return earliest(sorted(ways, key=lambda fact: (fact["on"], fact["id"])))


def transfer_notice(story: Story) -> Found:
    """ "the transfer -> 60 days, foreign 90 | `transfer-notice-submitted`" """
    found = []
    for filed in filings(story) if story.right in INDUSTRIAL else [None]:
        moved = transfer(story, filed)
        if moved is None:
            continue
        filing = filed["filing"] if filed else None
        meets = facts(story, "transfer-notice-submitted", filing=filing, since=moved["on"])
        found.append(sixty_or_ninety_days(story, "transfer-notice", "8-6", filed, moved, meets))
    return found


def licence_windows(story: Story) -> Found:
    """ "window; industrial property: per JP filing, closed by `registered`, `refusal-final` or
    `dismissal-final`; copyright and know-how: one, closed by `final-report-submitted`. `due` = that day
    (inside the window), null while open; trigger = the closing fact, before it the `filed` fact (works,
    know-how: null)" """
    if story.right in INDUSTRIAL:
        return [window(story, filed, *closing(story, filed)) for filed in japanese(story)]
    return [window(story, None, earliest(facts(story, "final-report-submitted")), False)]


def closing(story: Story, filed: Fact) -> tuple[Fact | None, bool]:
    """The fact that closes a filing's window, and whether the filing has none: "a filing withdrawn,
    abandoned or ended under PA 42 before any of these has none (`closed`)"."""
    closes = earliest(facts(story, "registered", "refusal-final", "dismissal-final", filing=filed["filing"]))
    ends = [fact["on"] for fact in facts(story, "withdrawn", "abandoned", filing=filed["filing"])]
    ended_by_law = ended_by_pa42_on(story, filed)
    if ended_by_law:
        ends.append(ended_by_law)
    none_left = bool(ends) and (closes is None or min(ends) < closes["on"])
    return (None if none_left else closes), none_left


def window(story: Story, filed: Fact | None, closes: Fact | None, none_left: bool) -> dict[str, Any]:
    """One licence window: "windows ... have nominal = due"."""
    return duty(
        story,
        "licence-window",
        AGENCY_PACK,
        "10-3",
        filing=filed["filing"] if filed else None,
        trigger=closes or filed,
        kind="window",
        nominal=closes["on"] if closes else None,
        closed=none_left,
    )


def flow_down(story: Story) -> Found:
    """ "`subcontract-signed` -> the same day, fixed | `flow-down-agreed` of the same `subcontract`, on any
    day" """
    return [
        duty(
            story,
            "flow-down",
            AGENCY_PACK,
            "12",
            filing=None,
            trigger=signed,
            kind="fixed",
            nominal=signed["on"],
            meets=facts(story, "flow-down-agreed", subcontract=signed["subcontract"]),
        )
        for signed in facts(story, "subcontract-signed")
    ]


def resubmit(story: Story) -> Found:
    """ "`notice-returned` -> prompt, 14 days; the returned notice still counts as sent | another submission
    of the same kind, filing and `about`, on or after that day" """
    found = []
    for returned in facts(story, "notice-returned"):
        sent = next(fact for fact in story.facts if fact["id"] == returned["of"])
        again = facts(
            story, sent["kind"], filing=sent.get("filing"), about=sent.get("about"), since=returned["on"]
        )
        found.append(
            duty(
                story,
                "resubmit",
                AGENCY_PACK,
                "6, 8",
                filing=None,
                trigger=returned,
                kind="prompt",
                nominal=last_day(returned["on"], days=14),
                meets=[fact for fact in again if fact["id"] != sent["id"]],
            )
        )
    return found
