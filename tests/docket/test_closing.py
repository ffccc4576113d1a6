"""The end of an agreement closes no duty (special terms, Article 13)."""

from datetime import date

import pytest

from tests.support import build
from tracker.docket import look


@pytest.fixture
def people(context):
    return build.house()


def duties(people, under):
    found = build.matter(people.manager_a, under, title=f"under {under}")
    build.filed(people.manager_a, found, "2026-07-01")
    seen = look.matter(people.manager_a, found.ref, today=date(2026, 9, 1))
    return [(each.rule, each.due, each.standing) for each in seen.obligations]


def test_an_agreement_that_ended_closes_nothing(people):
    ended = build.agreement(people.administrator, "A", "AG", "P26-ENDED", ends_on=date(2026, 7, 31))
    told = duties(people, ended)
    assert ("filing-notice", date(2026, 8, 30), "overdue") in told
    assert told == duties(people, people.agreement_a)
