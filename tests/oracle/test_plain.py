"""The second opinion and the random histories themselves, held against examples worked out by hand from the
sources."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from tests.oracle.days import (
    day_when_years_have_passed,
    is_open,
    last_day,
    last_open,
    month_end,
    next_open,
    same_numbered,
)
from tests.oracle.histories import history
from tests.oracle.plain import answer

Fact = dict[str, Any]


def case(as_of: str, *facts: Fact, right: str = "patent", **more: Any) -> dict[str, Any]:
    """A case of one matter; facts get ids f1, f2 … in the order given."""
    matter = {"ref": "K-0001", "right": right} | more.pop("matter", {})
    named = [{"id": f"f{number}"} | fact for number, fact in enumerate(facts, 1)]
    return {"as_of": as_of, "matter": matter, "facts": named} | more


def fact(kind: str, on: str, filing: str | None = None, **keys: Any) -> Fact:
    """One fact."""
    return {"kind": kind, "on": on} | ({"filing": filing} if filing else {}) | keys


def filed(on: str, filing: str = "JP1", office: str = "JP", route: str = "national", **keys: Any) -> Fact:
    """A filing."""
    return fact("filed", on, filing, office=office, route=route, **keys)


def item(number: int, on: str, filing: str | None = "JP1", **keys: Any) -> Fact:
    """A paper of the security review."""
    return fact("security", on, filing, item=number, **keys)


def duty(result: dict[str, Any], rule: str, pack: str = "", filing: str | None = None) -> dict[str, Any]:
    """The one obligation of a rule."""
    found = [
        one
        for one in result["obligations"]
        if one["rule"] == rule and pack in one["pack"] and filing in (None, one["filing"])
    ]
    assert len(found) == 1, found
    return found[0]


# --- the example of the contract --------------------------------------------------------------------------


def test_the_contracts_own_example() -> None:
    result = answer(
        case(
            "2027-01-15",
            fact("invention-made", "2026-06-10"),
            filed("2026-07-01"),
            fact("filing-notice-submitted", "2026-08-20", "JP1"),
        )
    )
    assert duty(result, "filing-notice") == {
        "rule": "filing-notice", "pack": "nedo-multimodal-2026", "article": "6", "filing": "JP1",
        "trigger": "f2", "kind": "fixed", "actor": "contractor",
        "nominal": "2026-08-30", "due": "2026-08-30", "act_by": "2026-08-28",
        "standing": "met", "met_by": "f3", "blocked_by": None, "provisional": False,
        "unknowns": ["contract-periods-roll"],
    }  # fmt: skip
    assert result["disclosure"]["state"] == "review-lapsed"
    assert result["foreign_filing"] == {"banned": False, "free_from": "2026-10-02", "confirmed": False}
    assert result["unknowns"] == ["contract-periods-roll"]


# --- counting, against the golden cases of the sources ----------------------------------------------------


@pytest.mark.parametrize(
    ("event", "period", "last"),
    [
        ("2023-03-31", {"days": 60}, "2023-05-30"),
        ("2024-02-29", {"months": 6}, "2024-08-31"),
        ("2023-02-28", {"months": 6}, "2023-08-31"),
        ("2021-07-16", {"months": 3}, "2021-10-16"),
        ("2000-02-29", {"years": 1, "months": 4}, "2001-06-30"),
        ("2019-08-20", {"days": 60}, "2019-10-19"),
        ("2006-06-09", {"years": 20}, "2026-06-09"),
        ("2020-02-29", {"years": 10}, "2030-02-28"),
        ("2025-11-30", {"months": 3}, "2026-02-28"),
        ("2025-02-28", {"years": 3}, "2028-02-29"),
        ("2026-04-30", {"months": 3}, "2026-07-31"),
        ("2027-02-28", {"years": 25}, "2052-02-29"),
    ],
)
def test_last_days(event: str, period: dict[str, int], last: str) -> None:
    assert last_day(date.fromisoformat(event), **period) == date.fromisoformat(last)


def test_a_period_that_counts_its_first_day() -> None:
    assert last_day(date(2026, 7, 16), days=100, first_day_counted=True) == date(2026, 10, 23)
    assert last_day(date(2026, 5, 8), years=1, first_day_counted=True) == date(2027, 5, 7)
    assert day_when_years_have_passed(date(2024, 2, 29), 5) == date(2029, 3, 1)
    assert day_when_years_have_passed(date(2027, 4, 1), 5) == date(2032, 4, 1)


def test_the_steps_agree_with_the_known_shortcut() -> None:
    """Law.md 2.2: from a month's last day to the target month's last day, else the same number, clamped."""
    for ordinal in range(date(2019, 1, 1).toordinal(), date(2029, 1, 1).toordinal()):
        event = date.fromordinal(ordinal)
        for months in (1, 3, 10, 12, 18, 36):
            number = same_numbered(event, months)
            at_the_end = event == month_end(event.year, event.month)
            assert last_day(event, months=months) == (
                month_end(number.year, number.month) if at_the_end else number
            )


def test_paris_counting_keeps_the_number() -> None:
    assert same_numbered(date(2027, 2, 28), 12) == date(2028, 2, 28)
    assert same_numbered(date(2025, 2, 28), 30) == date(2027, 8, 28)
    assert same_numbered(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_closed_days() -> None:
    assert next_open(date(2026, 9, 19)) == date(2026, 9, 24)  # Saturday, Sunday, three holidays
    assert next_open(date(2026, 12, 29)) == date(2027, 1, 4)
    assert last_open(date(2027, 1, 3)) == date(2026, 12, 28)
    assert not is_open(date(2027, 3, 22))  # the substitute for 21 March


# --- the tables of law.md 1.5 and 1.6 ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [  # filed, K1, free, K3, K10, free, Paris, eighteen months
        "2026-05-15 2026-08-15 2026-08-16 2026-08-17 2027-03-15 2027-03-16 2027-05-15 2027-11-15",
        "2026-07-01 2026-10-01 2026-10-02 2026-10-01 2027-05-01 2027-05-02 2027-07-01 2028-01-01",
        "2026-04-30 2026-07-31 2026-08-01 2026-07-31 2027-02-28 2027-03-01 2027-04-30 2027-10-31",
        "2026-11-30 2027-02-28 2027-03-01 2027-03-01 2027-09-30 2027-10-01 2027-11-30 2028-05-31",
        "2027-02-28 2027-05-31 2027-06-01 2027-05-31 2027-12-31 2028-01-01 2028-02-28 2028-08-31",
    ],
)
def test_the_clocks_of_a_filing(row: str) -> None:
    day, k1, free, k3, k10, free_10, paris, eighteen = row.split()
    quiet = answer(case("2026-01-01", filed(day), what_if=True))
    assert duty(quiet, "primary-review")["due"] == k1
    assert duty(quiet, "not-sent-request")["due"] == k3
    assert duty(quiet, "foreign-priority")["due"] == paris
    assert duty(quiet, "publication-expected")["due"] == eighteen
    lapsed = answer(case("2029-01-01", filed(day)))
    assert lapsed["foreign_filing"] == {"banned": False, "free_from": free, "confirmed": False}
    sent = answer(case("2029-01-01", filed(day), item(2, day)))
    assert duty(sent, "foreign-ban-ends")["due"] == k10
    assert sent["foreign_filing"] == {"banned": False, "free_from": free_10, "confirmed": False}


@pytest.mark.parametrize(
    ("released", "nominal", "due"),
    [
        ("2029-06-20", "2029-09-20", "2029-09-20"),
        ("2027-06-09", "2029-07-01", "2029-07-02"),
        ("2029-11-30", "2030-02-28", "2030-02-28"),
    ],
)
def test_the_exam_request_after_a_designation(released: str, nominal: str, due: str) -> None:
    result = answer(case("2029-12-01", filed("2026-07-01"), item(7, "2027-03-01"), item(18, released)))
    statutory, contract = duty(result, "exam-request", "jp-patent"), duty(result, "exam-request", "nedo")
    assert (statutory["nominal"], statutory["due"]) == (nominal, due)
    assert (contract["nominal"], contract["due"]) == ("2029-07-01", "2029-07-01")
    assert contract["standing"] == "overdue"


def test_the_exam_request_of_a_designated_filing_waits() -> None:
    facts = filed("2026-07-01"), item(7, "2027-03-01")
    before, on_the_day = answer(case("2029-06-01", *facts)), answer(case("2029-07-02", *facts))
    after = answer(case("2029-07-03", *facts))
    assert duty(before, "exam-request", "jp-patent")["standing"] == "open"
    assert duty(before, "exam-request", "jp-patent")["provisional"]
    assert duty(on_the_day, "exam-request", "jp-patent")["standing"] == "due-soon"
    held = duty(after, "exam-request", "jp-patent")
    assert (held["standing"], held["nominal"], held["due"], held["act_by"]) == ("on-hold", None, None, None)


# --- the vectors of terms.md 1.4 --------------------------------------------------------------------------


def test_the_contracts_sixty_and_ninety_days() -> None:
    result = answer(
        case(
            "2028-06-01",
            filed("2026-07-01"),
            filed("2026-07-01", "US1", "US"),
            *[
                fact(kind, "2028-02-15", name)
                for name in ("JP1", "US1")
                for kind in ("registered", "gazette-issued")
            ],
            fact("status-notice-received", "2028-04-10", "JP1", about="registration"),
        )
    )
    assert duty(result, "filing-notice", filing="JP1")["due"] == "2026-08-30"
    assert duty(result, "filing-notice", filing="US1")["due"] == "2026-09-29"
    assert duty(result, "registration-notice", filing="JP1")["due"] == "2028-04-15"
    assert duty(result, "registration-notice", filing="US1")["due"] == "2028-05-15"
    assert duty(result, "transfer-notice")["due"] == "2028-06-09"
    assert duty(result, "exam-request", "nedo")["due"] == "2029-07-01"
    assert result["holders"]["JP1"] == {"holder": "agency", "since": "2028-04-10"}
    assert result["holders"]["US1"] == {"holder": "contractor", "since": None}


def test_a_licence_ends_with_the_know_how() -> None:
    result = answer(
        case(
            "2028-01-01",
            fact("know-how-designated", "2026-10-01"),
            fact("priority-licence-agreed", "2027-04-01", licence="L1", holder="Alpha"),
            right="know-how",
        )
    )
    assert result["licences"] == [
        {"licence": "L1", "holder": "Alpha", "ends_on": "2031-10-01", "limited_by": "right-term"}
    ]


# --- the gate, step by step -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "facts", "state", "level"),
    [
        ("2026-10-01", [], "primary-review", "detail-withheld"),
        ("2026-10-02", [], "review-lapsed", "detail-withheld"),
        ("2026-10-05", [fact("no-notice-confirmed", "2026-10-05", "JP1")], "released", "open"),
        ("2026-10-05", [item(3, "2026-08-01")], "released", "open"),
        ("2026-10-05", [item(3, "2026-08-01"), item(2, "2026-08-02")], "security-review", "detail-withheld"),
        ("2026-10-05", [item(2, "2026-08-01"), item(9, "2026-08-01")], "security-review", "detail-withheld"),
        ("2026-10-05", [item(2, "2026-08-01"), item(9, "2026-08-02")], "released", "open"),
        ("2027-10-05", [item(7, "2027-01-05")], "designated", "invention-withheld"),
        ("2027-10-05", [item(7, "2027-01-05"), item(18, "2027-01-05")], "designated", "invention-withheld"),
        ("2027-10-05", [item(7, "2027-01-05"), item(18, "2027-01-06")], "released", "open"),
        (
            "2027-10-05",
            [item(7, "2027-01-05"), fact("sharing-approved", "2027-02-01", "JP1")],
            "designated",
            "open",
        ),
        (
            "2027-10-05",
            [item(7, "2027-01-05"), fact("sharing-approved", "2027-02-01", "JP1"), item(8, "2027-03-01")],
            "designated",
            "invention-withheld",
        ),
        ("2028-03-05", [fact("published", "2028-02-01", "JP1")], "released", "open"),
        ("2026-10-05", [fact("withdrawn", "2026-08-01", "JP1")], "review-lapsed", "detail-withheld"),
    ],
)
def test_states_of_one_filing(as_of: str, facts: list[Fact], state: str, level: str) -> None:
    shown = answer(case(as_of, filed("2026-07-01"), *facts))["disclosure"]
    assert (shown["state"], shown["level"]) == (state, level)


def test_a_field_outside_opens_the_first_review_and_nothing_more() -> None:
    outside = fact("field-determined", "2026-07-01", value="outside")
    review = answer(case("2026-08-01", filed("2026-07-01"), outside))
    assert review["disclosure"]["level"] == "open"
    assert review["foreign_filing"] == {"banned": False, "free_from": None, "confirmed": True}
    doubted = fact("field-determined", "2026-07-01", value="unknown")
    assert (
        answer(case("2026-08-01", filed("2026-07-01"), outside, doubted))["disclosure"]["level"]
        == "detail-withheld"
    )
    sent = answer(case("2026-08-01", filed("2026-07-01"), outside, item(2, "2026-07-20")))
    assert sent["disclosure"]["level"] == "detail-withheld"
    assert sent["foreign_filing"]["banned"]


def test_the_strictest_of_the_family_decides() -> None:
    facts = (
        filed("2026-07-01"),
        filed("2027-06-01", "JP2", route="domestic-priority", parent="JP1", priority_on="2026-07-01"),
    )
    result = answer(case("2027-07-01", *facts, item(3, "2026-09-01")))
    assert result["disclosure"]["level"] == "detail-withheld"
    assert result["disclosure"]["until"] == "2027-09-01"
    assert result["foreign_filing"] == {"banned": True, "free_from": "2027-09-02", "confirmed": False}


def test_an_early_withdrawal_leaves_no_day() -> None:
    withdrawn = answer(case("2027-07-01", filed("2026-07-01"), fact("withdrawn", "2026-10-01", "JP1")))
    assert withdrawn["foreign_filing"] == {"banned": True, "free_from": None, "confirmed": False}
    late = answer(case("2027-07-01", filed("2026-07-01"), fact("withdrawn", "2026-10-02", "JP1")))
    assert late["foreign_filing"] == {"banned": False, "free_from": "2026-10-02", "confirmed": False}


# --- lives that cross -------------------------------------------------------------------------------------


def test_the_parent_of_a_domestic_priority_ends_after_a_year_and_four_months() -> None:
    facts = filed("2026-07-01"), filed("2027-06-01", "JP2", route="domestic-priority", parent="JP1")
    last, after = answer(case("2027-11-01", *facts)), answer(case("2027-11-02", *facts))
    assert duty(last, "exam-request", "jp-patent", "JP1")["standing"] == "open"
    assert duty(after, "exam-request", "jp-patent", "JP1")["standing"] == "closed"
    assert duty(after, "licence-window", filing="JP1")["standing"] == "closed"
    assert duty(after, "domestic-priority")["standing"] == "met"
    held = answer(case("2028-11-02", *facts, item(7, "2027-03-01")))
    assert duty(held, "exam-request", "jp-patent", "JP1")["standing"] == "open"
    let_go = answer(case("2028-11-02", *facts, item(7, "2027-03-01"), item(18, "2028-11-02")))
    assert duty(let_go, "exam-request", "jp-patent", "JP1")["standing"] == "closed"


def test_a_lapse_raises_a_task_for_a_person() -> None:
    running = answer(case("2026-10-01", filed("2026-07-01")))
    assert all(one["rule"] != "confirm-no-notice" for one in running["obligations"])
    over = duty(answer(case("2026-10-02", filed("2026-07-01"))), "confirm-no-notice")
    assert (over["due"], over["standing"], over["trigger"]) == ("2026-10-15", "due-soon", "f1")
    late_notice = answer(case("2026-10-20", filed("2026-07-01"), item(2, "2026-10-10")))
    assert duty(late_notice, "confirm-no-notice")["standing"] == "closed"


def test_an_overlapping_licence_ends_with_the_earlier_one_of_another() -> None:
    agreed = [
        fact("priority-licence-agreed", "2027-04-01", licence="L1", holder="Alpha", years=3),
        fact("priority-licence-agreed", "2028-04-01", licence="L2", holder="Beta"),
        fact("priority-licence-agreed", "2029-04-01", licence="L3", holder="Alpha"),
    ]
    shown = answer(case("2030-01-01", filed("2026-07-01"), *agreed))["licences"]
    assert [(one["ends_on"], one["limited_by"]) for one in shown] == [
        ("2030-04-01", "years"),
        ("2030-04-01", "other-licence"),
        ("2030-04-01", "other-licence"),
    ]
    waived = fact("priority-licence-ended", "2029-06-01", licence="L1", reason="waived")
    shown = answer(case("2030-01-01", filed("2026-07-01"), *agreed, waived))["licences"]
    assert [(one["ends_on"], one["limited_by"]) for one in shown] == [
        ("2029-06-01", "waived"),
        ("2033-04-01", "years"),
        ("2033-04-01", "other-licence"),
    ]


def test_the_chain_of_extensions_starts_after_the_old_end() -> None:
    facts = filed("2026-07-01"), item(7, "2027-03-01"), item(8, "2028-02-10"), item(8, "2029-02-10")
    assert duty(answer(case("2029-03-01", *facts)), "designation-ends")["due"] == "2030-02-28"
    assert duty(answer(case("2027-04-01", *facts[:2])), "designation-ends")["due"] == "2028-02-29"


# --- the histories themselves -----------------------------------------------------------------------------

SEEDS = range(600)


def test_a_seed_names_its_history_for_good() -> None:
    assert [history(seed) for seed in range(20)] == [history(seed) for seed in range(20)]


def test_histories_are_valid() -> None:
    for seed in SEEDS:
        drawn = history(seed)
        known = {one["id"]: one for one in drawn["facts"]}
        assert len(known) == len(drawn["facts"])
        filings = [one["filing"] for one in drawn["facts"] if one["kind"] == "filed"]
        assert len(set(filings)) == len(filings)
        for one in drawn["facts"]:
            assert drawn.get("what_if") or one["on"] <= drawn["as_of"], seed
            assert one.get("filing", next(iter(filings), None)) in [*filings, None], seed
            assert one["kind"] != "reply-filed" or known[one["of"]]["kind"] in ("office-action", "security")


def test_histories_visit_every_kind_item_rule_and_standing() -> None:
    kinds: Counter[str] = Counter()
    numbers: Counter[int] = Counter()
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        drawn = history(seed)
        kinds.update(one["kind"] for one in drawn["facts"])
        numbers.update(one["item"] for one in drawn["facts"] if "item" in one)
        for one in answer(drawn)["obligations"]:
            seen.update([f"{one['pack']}/{one['rule']}", one["standing"]])
    assert set(numbers) == set(range(1, 24))
    assert len(kinds) == 42
    assert len([name for name in seen if "/" in name]) == 13 + 15
    assert len([name for name in seen if "/" not in name]) == 11
