"""Demo data: every standing shows, it loads once, and it keeps to the walls like any other data."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.support import build
from tracker.docket import accounts, look
from tracker.docket.demo import ACCOUNTS, load_demo
from tracker.docket.look import STANDINGS

TODAY = build.TODAY
MANAGER_A, INVENTOR_A, MANAGER_B, OFFICER, ADMIN = ACCOUNTS


def load(today=TODAY, now=build.NOW) -> int:
    return load_demo(password_hash="x", now=now, today=today)


def whole(email: str, today=TODAY):
    return list(look.whole_matters(accounts.find_actor(email), today=today))


def test_both_contractors_have_something_in_every_standing(context):
    assert load() >= 40
    found = Counter(
        o.standing for email in (MANAGER_A, MANAGER_B) for m in whole(email) for o in m.obligations
    )
    assert set(STANDINGS) <= found.keys()
    for email in (MANAGER_A, MANAGER_B):
        counts = look.due_list(accounts.find_actor(email), today=TODAY).counts
        assert min(counts[name] for name in ("overdue", "due-soon", "target-passed", "open", "waiting")) > 0


@pytest.mark.parametrize("shift", [0, 37, 180])
def test_it_loads_on_any_day(context, shift):
    days = timedelta(days=shift)
    assert load(TODAY + days, build.NOW + days) >= 40


def test_a_second_time_nothing_is_loaded(context):
    load()
    assert load() == 0


def test_the_officer_reads_no_title_of_it(context):
    load()
    titles = {m.title for email in (MANAGER_A, MANAGER_B) for m in whole(email)}
    told = str(whole(OFFICER))
    assert len(whole(OFFICER)) >= 20
    assert [title for title in titles if title in told] == []


def test_the_inventor_has_matters_of_their_own_and_no_others(context):
    load()
    assert 0 < len(whole(INVENTOR_A)) < len(whole(MANAGER_A))


def test_the_real_patent_is_there_with_its_own_dates(context):
    load()
    (real,) = [m for m in whole(MANAGER_A) if m.ref == "JP3949133"]
    days = {(f.name, f.filed_on.isoformat()) for f in real.filings}
    assert days == {("2003-404580", "2003-12-03"), ("2004-311755", "2004-10-27")}
    expected = next(
        o for o in real.obligations if o.rule == "publication-expected" and o.filing == "2004-311755"
    )
    assert expected.due.isoformat() == "2005-06-03"
    assert not [o for o in real.obligations if o.standing in ("overdue", "due-soon", "open")]
