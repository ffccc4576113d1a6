"""Random but valid case files, one per seed, crowded where the rules meet. Judges nothing and knows no
rule's answer.

The same seed gives the same case. Days crowd around month ends, leap days, year ends and weekends, lives
around the start of the security review (2024-05-01), as-of days around the ends of its clocks."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle.days import last_day
from tests.oracle.history_parts import (
    AGENCY_RULES,
    PATENT_RULES,
    Draft,
    add_duty_decisions,
    add_licences,
    add_matter_wide,
    add_prosecution,
    add_reports,
    add_security,
    iso,
    odd_day,
    plan_filings,
)

RIGHTS = ["patent"] * 14 + [
    "utility-model",
    "design",
    "circuit-layout",
    "plant-variety",
    "copyright",
    "know-how",
]
BOTH = ["nedo-multimodal-2026", "jp-patent-law"]
WORKS = ("program", "database", "manual", "licensed-work", "report", "other")
# What a case of the patent law alone states; the other kinds belong to the agency's terms.
STATUTORY_KINDS = (
    "filed", "published", "exam-requested", "withdrawn", "abandoned", "not-sent-requested", "appeal-filed",
    "office-action", "reply-filed", "refusal-served", "refusal-final", "dismissal-final", "grant-served",
    "registered", "fee-paid", "security", "no-notice-confirmed", "field-determined", "settled", "extended",
)  # fmt: skip


def history(seed: int) -> dict[str, Any]:
    """A valid case file (contract section 2)."""
    draft = start(Random(seed))
    life = {"copyright": live_as_a_work, "know-how": live_as_know_how}.get(draft.right, live_as_filings)
    life(draft)
    add_licences(draft)
    add_matter_wide(draft)
    case = settle_the_day(draft)
    draft.rng.shuffle(case["facts"])
    return case


def start(rng: Random) -> Draft:
    """The matter and the day its life begins."""
    begins = date(2023, 6, 1) + timedelta(days=rng.randrange(0, 365 * 4))
    if rng.random() < 0.25:
        begins = date(2024, 4, 1) + timedelta(days=rng.randrange(0, 60))
    return Draft(rng=rng, right=rng.choice(RIGHTS), begins=odd_day(rng, begins))


def live_as_filings(draft: Draft) -> None:
    """An invention, its family of filings and what becomes of each."""
    if draft.chance(0.7):
        draft.add("invention-made", draft.near(draft.begins, -90, 20))
    plan_filings(draft)
    for filed in list(draft.filings.values()):
        add_security(draft, filed)
        add_prosecution(draft, filed)
        add_reports(draft, filed)


def live_as_a_work(draft: Draft) -> None:
    """A work: created, published, notified, received, transferred."""
    work = draft.rng.choice(WORKS)
    created = draft.begins
    if draft.chance(0.9):
        draft.add("work-created", created, work=work)
    if draft.chance(0.5) or not draft.facts:
        draft.add("work-published", draft.near(created, -30, 400), work=work)
    notice = draft.near(created, -10, 200)
    if draft.chance(0.6):
        draft.submit("status-notice-submitted", notice, about="copyright")
        if draft.chance(0.7):
            draft.add("status-notice-received", draft.near(notice, 0, 60), about="copyright")
    if draft.chance(0.25):
        draft.add("early-transfer-ordered", draft.near(created, 0, 100))
        draft.add("transferred", draft.near(created, 0, 300))
    if draft.chance(0.5):
        draft.submit("transfer-notice-submitted", draft.near(notice, 0, 200))


def live_as_know_how(draft: Draft) -> None:
    """Know-how: perhaps designated, its period perhaps set, perhaps transferred."""
    day = draft.begins
    if draft.chance(0.7):
        draft.add("know-how-designated", day)
    for _ in range(draft.rng.choice([0, 0, 1, 2])):
        draft.add("know-how-period-set", draft.near(day, 0, 600), until=draft.near(day, 300, 3000))
    if draft.chance(0.25):
        draft.add("transferred", draft.near(day, -50, 300))
    if draft.chance(0.5):
        draft.submit("transfer-notice-submitted", draft.near(day, 0, 200))


# --- the day of the question ------------------------------------------------------------------------------


def settle_the_day(draft: Draft) -> dict[str, Any]:
    """Choose the as-of day; keep later facts as a what-if, or leave them out with all that names them."""
    rng = draft.rng
    add_duty_decisions(draft)
    days = sorted(fact["on"] for fact in draft.facts) or [draft.begins]
    choose: Callable[[], date] = rng.choice(
        [
            lambda: odd_day(rng, days[-1] + timedelta(days=rng.randrange(0, 60))),
            lambda: odd_day(rng, days[-1] + timedelta(days=rng.randrange(0, 3000))),
            lambda: rng.choice(days),
            lambda: odd_day(rng, days[0] + (days[-1] - days[0]) * rng.random()),
            lambda: around_a_clock(draft, days),
            lambda: around_a_clock(draft, days),
            lambda: around_a_clock(draft, days),
            lambda: days[0] + timedelta(days=rng.randrange(-60, 60)),
        ]
    )
    as_of = choose()
    later = any(fact["on"] > as_of for fact in draft.facts)
    what_if = later and rng.random() < 0.35
    facts = draft.facts if what_if else standing_alone([fact for fact in draft.facts if fact["on"] <= as_of])
    case: dict[str, Any] = {
        "as_of": iso(as_of),
        "matter": matter_of(draft),
        "facts": [{key: written(value) for key, value in fact.items()} for fact in facts],
    }
    if what_if or rng.random() < 0.05:
        case["what_if"] = True
    add_packs(draft, case)
    add_parameters(draft, case)
    return case


def around_a_clock(draft: Draft, days: list[date]) -> date:
    """A day within a few of the end of a period the rules know."""
    rng = draft.rng
    period = rng.choice(
        [
            {"months": 3}, {"months": 3}, {"months": 10}, {"months": 12}, {"months": 16}, {"months": 18},
            {"years": 3}, {"months": 30}, {"days": 60}, {"days": 90}, {"days": 14},
        ]
    )  # fmt: skip
    starts = [filed["on"] for filed in draft.filings.values()] or days
    return last_day(rng.choice(starts), **period) + timedelta(
        days=rng.choice([-15, -14, -1, 0, 0, 1, 1, 2, 14, 15])
    )


def standing_alone(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The facts without those that name a fact or a filing that is not there."""
    while True:
        ids = {fact["id"] for fact in facts}
        filed = {fact["filing"] for fact in facts if fact["kind"] == "filed"}
        kept = [
            fact
            for fact in facts
            if fact.get("of", fact["id"]) in ids
            and fact.get("trigger", fact["id"]) in ids
            and ("filing" not in fact or fact["filing"] in filed)
            and ("parent" not in fact or fact["parent"] in filed)
        ]
        if len(kept) == len(facts):
            return kept
        facts = kept


def matter_of(draft: Draft) -> dict[str, Any]:
    """The matter's own entries."""
    matter: dict[str, Any] = {"ref": "K-0001", "right": draft.right}
    field = draft.rng.choice([None, "unknown", "unknown", "inside", "outside"])
    if field:
        matter["sensitive_field"] = field
    if draft.right == "plant-variety" and draft.chance(0.5):
        matter["perennial"] = True
    return matter


def add_packs(draft: Draft, case: dict[str, Any]) -> None:
    """Both packs, said or not; sometimes one of them."""
    roll = draft.rng.random()
    if roll < 0.5:
        case["packs"] = list(BOTH)
    elif roll < 0.55:
        keep_one_pack(case, BOTH[0], AGENCY_RULES, None)
    elif roll < 0.62:
        keep_one_pack(case, BOTH[1], PATENT_RULES, STATUTORY_KINDS)


def keep_one_pack(
    case: dict[str, Any], pack: str, rules: tuple[str, ...], kinds: tuple[str, ...] | None
) -> None:
    """Name one pack and keep what it can read."""
    case["packs"] = [pack]
    case["facts"] = standing_alone(
        [
            fact
            for fact in case["facts"]
            if (kinds is None or fact["kind"] in kinds)
            and fact.get("rule", rules[0]) in rules
            and fact.get("pack", pack) == pack
        ]
    )


def add_parameters(draft: Draft, case: dict[str, Any]) -> None:
    """Answers to unknowns, each given or not."""
    rng = draft.rng
    both = "packs" not in case or len(case["packs"]) == 2
    parameters: dict[str, Any] = {}
    if rng.random() < 0.3 and both:
        parameters["contract-periods-roll"] = rng.random() < 0.7
    if rng.random() < 0.3 and both:
        parameters["pct-filing-counts-as-foreign"] = rng.random() < 0.6
    if rng.random() < 0.3 and both:
        parameters["office-action-period"] = rng.choice([30, 60, 75, 90])
    if parameters:
        case["parameters"] = parameters


def written(value: Any) -> Any:
    """The value as a case file writes it."""
    return iso(value) if isinstance(value, date) else value
