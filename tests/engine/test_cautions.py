"""What a person is told before recording a fact that cannot be taken back lightly."""

import pytest

from tracker.engine import Fact, cautions, read_case
from tracker.engine.inputs import Faults, read_date
from tracker.packs.shelf import default_shelf

FILED = {
    "id": "f1",
    "kind": "filed",
    "on": "2026-07-01",
    "filing": "JP1",
    "office": "JP",
    "route": "national",
}


def told(on: str, kind: str, *facts: dict[str, object], filing: str = "JP1", **keys: object) -> list[str]:
    """The cautions before a fact of this kind on this day, after these facts."""
    shelf = default_shelf()
    matter = {"ref": "K-1", "right": "patent"}
    case = read_case({"as_of": "2030-01-01", "matter": matter, "facts": [FILED, *facts]}, shelf)
    day = read_date("on", on, Faults())
    assert day is not None
    return [c.id for c in cautions(case, Fact("new", kind, day, filing, dict(keys)), shelf)]


def abroad(on: str, *facts: dict[str, object], office: str = "US") -> list[str]:
    return told(on, "filed", *facts, filing="X1", office=office, route="national")


@pytest.mark.parametrize("office", ["US", "WO"])
def test_a_filing_abroad_is_warned_of_until_the_ban_has_lapsed(office: str) -> None:
    assert abroad("2026-10-01", office=office) == ["foreign-filing-banned"]
    assert abroad("2026-10-02", office=office) == ["foreign-filing-unconfirmed"]


def test_a_filing_in_japan_needs_no_such_warning() -> None:
    assert told("2026-08-01", "filed", filing="JP2", office="JP", route="national") == []


def test_once_a_notice_frees_the_invention_nothing_is_said() -> None:
    notice = {"id": "s1", "kind": "security", "on": "2026-08-01", "filing": "JP1", "item": 3}
    assert abroad("2026-08-01", notice) == []


def test_an_early_withdrawal_takes_the_lapse_with_it() -> None:
    assert told("2026-10-01", "withdrawn") == ["early-withdrawal"]
    assert told("2026-10-02", "withdrawn") == []


def test_a_designated_application_cannot_be_withdrawn() -> None:
    designated = {"id": "s1", "kind": "security", "on": "2026-09-01", "filing": "JP1", "item": 7}
    assert told("2026-12-01", "withdrawn", designated) == ["designated-stays"]


def test_before_the_fee_is_paid_the_licence_window_is_pointed_out() -> None:
    assert told("2028-03-01", "grant-served") == ["apply-before-registration"]
    registered = {"id": "r1", "kind": "registered", "on": "2028-04-01", "filing": "JP1"}
    assert told("2028-05-01", "fee-paid", registered, through_year=4) == []


SECURITY = {"kind": "security", "on": "2026-08-01", "filing": "JP1"}
CONTENT = {1, 4, 5, 6, 7, 10, 13, 15, 16, 20, 21}


@pytest.mark.parametrize("item", range(1, 24))
def test_a_paper_that_shows_content_is_reported_only_after_a_method_was_agreed(item: int) -> None:
    more = {"direction": "in"} if item in (6, 13, 15) else {"answer": "clear"} if item == 23 else {}
    paper = {"id": "s1", "item": item} | SECURITY | more
    agreed = {"id": "m1", "kind": "reporting-method-agreed", "on": "2026-08-02", "of": "s1"}
    report = {"about": "security", "of": "s1"}
    stopped = ["agree-method-first"] if item in CONTENT else []
    assert told("2026-08-03", "status-notice-submitted", paper, **report) == stopped
    assert told("2026-08-03", "status-notice-submitted", paper, agreed, **report) == []
    shown = told("2026-08-03", "status-notice-submitted", paper | {"shows_content": True}, **report)
    assert shown == ["agree-method-first"]
    hidden = told("2026-08-03", "status-notice-submitted", paper | {"shows_content": False}, **report)
    assert hidden == [], "a notice of the status alone passes"
