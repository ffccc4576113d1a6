"""A date that somebody has seen never moves silently."""

from datetime import date

import pytest

from tests.support import build
from tracker.docket import record
from tracker.docket.moves import acknowledge_moves, moved_dates

TIMES = {"now": build.NOW, "today": build.TODAY}


@pytest.fixture
def people(context):
    return build.house()


@pytest.fixture
def colleague(people):
    return build.person("A", email="colleague@a.example")


@pytest.fixture
def matter(people):
    found = build.matter(people.manager_a, people.agreement_a)
    build.filed(people.manager_a, found, "2026-07-01")
    return found


def put_right(people, matter, day=date(2026, 7, 5)):
    keys = {"filing": "JP1", "office": "JP", "route": "national"}
    record.correct_fact(
        people.manager_a, matter=matter.ref, fact="f0001", on=day, keys=keys, reason="typing error", **TIMES
    )


def told(actor, **where):
    return {each.label: (each.from_on, each.to_on) for each in moved_dates(actor, now=build.NOW, **where)}


def test_a_correction_tells_everybody_but_its_author(people, colleague, matter):
    assert told(colleague) == {}
    put_right(people, matter)
    assert told(colleague)["Filing notice"] == (date(2026, 8, 30), date(2026, 9, 3))
    assert told(people.manager_a) == {}
    assert told(people.manager_b) == {}


def test_what_was_acknowledged_is_told_no_more_until_it_moves_again(people, colleague, matter):
    put_right(people, matter)
    latest = moved_dates(colleague, now=build.NOW, matter=matter.ref)[0].id
    assert acknowledge_moves(colleague, upto=latest, now=build.NOW) > 0
    assert told(colleague) == {}
    put_right(people, matter, date(2026, 7, 6))
    assert told(colleague)["Filing notice"] == (date(2026, 9, 3), date(2026, 9, 4))


def test_only_what_was_on_the_screen_is_acknowledged(people, colleague, matter):
    put_right(people, matter)
    latest = moved_dates(colleague, now=build.NOW)[0].id
    put_right(people, matter, date(2026, 7, 6))
    acknowledge_moves(colleague, upto=latest, now=build.NOW)
    assert told(colleague)["Filing notice"] == (date(2026, 9, 3), date(2026, 9, 4))


def test_a_date_that_goes_is_told_too(people, colleague, matter):
    record.withdraw_fact(people.manager_a, matter=matter.ref, fact="f0001", reason="never happened", **TIMES)
    assert told(colleague, matter=matter.ref)["Filing notice"] == (date(2026, 8, 30), None)


def test_a_fact_that_moves_nothing_tells_nothing(people, colleague, matter):
    build.fact(people.manager_a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    assert told(colleague) == {}


def test_an_extension_moves_the_date_it_is_about(people, colleague, matter):
    keys = {"rule": "filing-notice", "until": "2026-10-01", "reason": "agreed by letter"}
    build.fact(people.manager_a, matter, "extended", "2026-08-20", **keys)
    assert told(colleague)["Filing notice"] == (date(2026, 8, 30), date(2026, 10, 1))


def test_the_agency_learns_no_more_than_its_own_terms(people, matter):
    build.fact(people.manager_a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    put_right(people, matter)
    seen = moved_dates(people.officer, now=build.NOW)
    assert seen
    assert {(each.filing, each.fact) for each in seen} == {(None, None)}
    assert "Exam request" not in {each.label for each in seen if each.label.startswith("PA")}


def test_a_duty_recorded_late_is_overdue_since_its_day(people):
    found = build.matter(people.manager_a, people.agreement_a, title="recorded late")
    done = build.filed(people.manager_a, found, "2026-05-20")
    notice = next(c.after for c in done.changes if c.rule == "filing-notice")
    assert (notice.standing, notice.due) == ("overdue", date(2026, 7, 19))
