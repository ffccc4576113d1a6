"""What a row says of duties: which one it shows, and how late it was."""

from datetime import date

import pytest

from tracker.docket.reported import ReportedDuty
from tracker.reports.duties import days_late, due_of, next_due, one_duty, overdue
from tracker.reports.status import right_state


def duty(standing: str = "open", due: str | None = "2026-08-30", kind: str = "fixed") -> ReportedDuty:
    day = date.fromisoformat(due) if due else None
    return ReportedDuty("nedo-multimodal-2026", "filing-notice", None, kind, day, standing)


@pytest.mark.parametrize(
    ("standing", "sent", "late"),
    [
        ("met", "2026-08-30", None),
        ("met-late", "2026-08-31", 1),
        ("met-late", "2026-09-30", 31),
        ("overdue", None, 2),
        ("open", None, None),
        ("waived", None, None),
        ("closed", None, None),
    ],
)
def test_days_late_run_from_the_due_day_to_the_day_it_was_done_or_the_as_of_day(
    standing: str, sent: str | None, late: int | None
) -> None:
    day = date.fromisoformat(sent) if sent else None
    assert days_late(duty(standing), day, date(2026, 9, 1)) == late


def test_an_internal_target_is_never_told_as_a_legal_date() -> None:
    target = duty("target-passed", kind="prompt")
    assert due_of(target) is None
    assert days_late(target, None, date(2026, 12, 1)) is None
    assert next_due([target]) is None


def test_a_row_shows_what_is_still_to_be_done_before_what_was_done() -> None:
    done, later, sooner = duty("met", "2026-01-01"), duty("open", "2027-01-01"), duty("overdue", "2026-02-01")
    assert one_duty([done, later, sooner]) is sooner
    assert one_duty([done, duty("met-late", "2025-01-01")]) is done
    assert one_duty([]) is None
    assert one_duty([duty("waiting", None), later]) is later


def test_the_next_date_and_the_overdue_ones_are_counted_from_what_runs() -> None:
    duties = [duty("met", "2026-01-01"), duty("overdue", "2026-02-01"), duty("open", "2027-01-01")]
    assert next_due(duties) == date(2026, 2, 1)
    assert overdue(duties) == 1


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ({}, "planned"),
        ({"filed": "2026-07-01"}, "pending"),
        ({"filed": "2026-07-01", "registered": "2027-01-01"}, "registered"),
        ({"filed": "2026-07-01", "registered": "2027-01-01", "abandoned": "2029-01-01"}, "abandoned"),
        ({"filed": "2026-07-01", "withdrawn": "2026-08-01"}, "withdrawn"),
        ({"work-created": "2026-07-01"}, "created"),
    ],
)
def test_the_state_of_a_right_is_what_happened_last(events: dict[str, str], state: str) -> None:
    assert right_state({kind: date.fromisoformat(day) for kind, day in events.items()}) == state
