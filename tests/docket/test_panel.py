"""What the matter's page says of secrecy, holders and licences now."""

from datetime import date

import pytest

from tests.support import build
from tracker.docket import look
from tracker.docket.panel import panel


@pytest.fixture
def people(context):
    return build.house()


def seen(actor, matter, today=build.TODAY):
    return panel(actor, look.matter(actor, matter.ref, today=today), today=today)


def ids(said):
    return {each.id for each in said}


def security(people, matter, item, on, **keys):
    return build.fact(people.manager_a, matter, "security", on, filing="JP1", item=item, **keys)


@pytest.fixture
def filed(people):
    found = build.matter(people.manager_a, people.agreement_a)
    build.filed(people.manager_a, found, "2026-05-20")
    return found


def test_each_state_says_what_it_forbids_and_what_is_next(people, filed):
    lapsed = seen(people.manager_a, filed)
    assert (lapsed.state, lapsed.since) == ("review-lapsed", date(2026, 8, 21))
    assert ids(lapsed.bans) == {"detail-in-review"}
    assert "confirm-lapse" in ids(lapsed.advice)
    security(people, filed, 2, "2026-08-01")
    review = seen(people.manager_a, filed)
    assert (review.state, review.since) == ("security-review", date(2026, 8, 1))
    assert ids(review.bans) == {"detail-in-security-review", "filing-abroad"}
    security(people, filed, 4, "2026-08-10")
    named = seen(people.manager_a, filed)
    assert "candidate-publication" in ids(named.bans)
    assert "answer-candidate" in ids(named.advice)
    security(people, filed, 7, "2026-08-25", ends_on="2027-08-24")
    designated = seen(people.manager_a, filed)
    assert ids(designated.bans) == {
        "invention-designated",
        "designated-publication",
        "designated-working",
        "designated-withdrawal",
        "designated-conversion",
        "filing-abroad",
    }
    security(people, filed, 18, "2026-08-30")
    released = seen(people.manager_a, filed)
    assert (released.state, released.since, released.bans) == ("released", date(2026, 8, 30), [])


def test_the_agency_is_told_the_state_and_nothing_else(people, filed):
    build.fact(people.manager_a, filed, "filing-notice-submitted", "2026-06-20", filing="JP1")
    security(people, filed, 7, "2026-08-25", ends_on="2027-08-24")
    told = seen(people.officer, filed)
    assert (told.state, told.since) == ("designated", date(2026, 8, 25))
    assert (told.bans, told.advice, told.chains, told.window, told.early) == ([], [], [], None, None)
    assert (told.exclusive, told.costs) == (None, None)


def test_the_chain_of_holders_names_the_fact_that_moved_the_right(people, filed):
    assert [(s.holder, s.since) for s in seen(people.manager_a, filed).chains[0].steps] == [
        ("contractor", date(2026, 5, 20))
    ]
    build.fact(people.manager_a, filed, "early-transfer-ordered", "2026-08-01", filing="JP1")
    build.fact(people.manager_a, filed, "transferred", "2026-08-05", filing="JP1")
    (chain,) = seen(people.manager_a, filed).chains
    assert [(s.holder, s.since, s.by and s.by.kind) for s in chain.steps] == [
        ("contractor", date(2026, 5, 20), "filed"),
        ("agency", date(2026, 8, 5), "transferred"),
    ]
    assert chain.ordered is not None
    assert chain.ordered.claimed


def test_a_served_grant_warns_while_the_window_is_open(people, filed):
    assert seen(people.manager_a, filed).early is None
    build.fact(people.manager_a, filed, "grant-served", "2026-08-01", filing="JP1")
    warned = seen(people.manager_a, filed)
    assert "before paying" in (warned.early or "")
    assert warned.exclusive is not None
    assert warned.exclusive.startswith("While it can be applied for")
    build.fact(people.manager_a, filed, "registered", "2026-08-20", filing="JP1")
    closed = seen(people.manager_a, filed)
    assert (closed.early, closed.exclusive) == (None, None)
    assert closed.window == closed.window | {"standing": "closed", "closed_on": "2026-08-20"}


def test_a_running_licence_says_who_pays_and_whom_it_shuts_out(people, filed):
    keys = {"licence": "L1", "holder": "Organisation A"}
    build.fact(people.manager_a, filed, "priority-licence-agreed", "2026-08-01", **keys)
    told = seen(people.manager_a, filed)
    (line,) = told.licences
    assert (line.holder, line.ends_on, line.limited_by, line.running) == (
        "Organisation A", date(2031, 8, 1), "years", True,
    )  # fmt: skip
    assert "pro rata" in (told.costs or "")
    assert (told.exclusive or "").startswith("While it runs")
    later = seen(people.manager_a, filed, date(2031, 8, 2))
    assert (later.licences[0].running, later.costs) == (False, None)
