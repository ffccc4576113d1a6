"""Since when a matter is in its state of secrecy."""

from datetime import date

import pytest

from tracker.engine import read_case, state_since
from tracker.packs.shelf import default_shelf

FILED = {"kind": "filed", "on": "2026-07-01", "filing": "JP1", "office": "JP", "route": "national"}
MADE = {"kind": "invention-made", "on": "2026-06-10"}


def security(item: int, on: str) -> dict[str, object]:
    return {"kind": "security", "on": on, "filing": "JP1", "item": item}


def since(as_of: str, *facts: dict[str, object]) -> date | None:
    told = [{"id": f"f{n}", **fact} for n, fact in enumerate(facts)]
    case = {"as_of": as_of, "matter": {"ref": "K-1", "right": "patent"}, "facts": told}
    return state_since(read_case(case, default_shelf()), default_shelf())


@pytest.mark.parametrize(
    ("as_of", "facts", "day"),
    [
        ("2026-06-20", [MADE], "2026-06-10"),
        ("2026-08-01", [MADE, FILED], "2026-07-01"),
        ("2026-12-01", [MADE, FILED], "2026-10-02"),
        ("2026-12-01", [FILED, security(2, "2026-09-01"), security(4, "2026-10-15")], "2026-09-01"),
        (
            "2028-01-15",
            [FILED, security(2, "2026-09-01"), security(7, "2027-01-10"), security(8, "2027-12-20")],
            "2027-01-10",
        ),
        ("2028-01-15", [FILED, security(7, "2027-01-10"), security(18, "2028-01-09")], "2028-01-09"),
    ],
)
def test_a_state_is_counted_from_what_began_it(as_of: str, facts: list[dict[str, object]], day: str) -> None:
    assert since(as_of, *facts) == date.fromisoformat(day)


def test_the_review_of_one_filing_ends_while_that_of_another_runs() -> None:
    second = FILED | {"filing": "JP2", "on": "2026-09-20"}
    assert since("2026-11-01", FILED, second) == date(2026, 10, 2)


def test_without_a_fact_there_is_no_day() -> None:
    assert since("2026-08-01") is None
