"""Demo data: every standing shows, it loads once, and it keeps to the walls like any other data."""

from datetime import timedelta

import pytest

from tests.support import build
from tracker.docket import accounts, look, turns
from tracker.docket.demo import ACCOUNTS, load_demo
from tracker.docket.look import STANDINGS

TODAY = build.TODAY
MANAGER_A, INVENTOR_A, MANAGER_B, OFFICER, ADMIN = ACCOUNTS


def load(today=TODAY, now=build.NOW) -> int:
    return load_demo(password_hash="x", now=now, today=today)


def whole(email: str, today=TODAY):
    return list(look.whole_matters(accounts.find_actor(email), today=today))


@pytest.fixture
def loaded(context) -> int:
    return load()


def test_it_shows_every_standing_and_keeps_to_the_walls(loaded):
    assert loaded >= 40
    matters = {email: whole(email) for email in (MANAGER_A, INVENTOR_A, MANAGER_B, OFFICER)}
    own = matters[MANAGER_A] + matters[MANAGER_B]
    assert set(STANDINGS) <= {duty.standing for matter in own for duty in matter.obligations}
    for email in (MANAGER_A, MANAGER_B):
        counts = look.due_list(accounts.find_actor(email), today=TODAY).counts
        assert min(counts[name] for name in ("overdue", "due-soon", "target-passed", "open", "waiting")) > 0
    assert 0 < len(matters[INVENTOR_A]) < len(matters[MANAGER_A])
    assert len(matters[OFFICER]) >= 20
    told = str(matters[OFFICER])
    shown = {matter.ref for matter in own if matter.title in told}
    assert shown == {matter.ref for matter in own if matter.reported_at and matter.level == "open"}
    assert 0 < len(shown) < len(matters[OFFICER])
    (real,) = [matter for matter in own if matter.ref == "JP3949133"]
    days = {(filing.name, filing.filed_on.isoformat()) for filing in real.filings}
    assert days == {("2003-404580", "2003-12-03"), ("2004-311755", "2004-10-27")}
    published = [d.due.isoformat() for d in real.obligations if d.rule == "publication-expected"]
    assert "2005-06-03" in published
    assert not [d for d in real.obligations if d.standing in ("overdue", "due-soon", "open")]
    check_the_officers_desk()


def check_the_officers_desk():
    """A handful of things waits for the officer, the oldest not for years; what was sent back says why."""
    officer = accounts.find_actor(OFFICER)
    waiting = turns.turn_list(officer, turn="agency", today=TODAY, limit=turns.PAGE_LIMIT).items
    assert 3 <= len(waiting) <= 12
    assert max(line.days for line in waiting) <= 150
    assert {line.kind for line in waiting} == {"notice", "method"}
    returned = turns.turn_list(officer, turn="contractor", kind="notice", today=TODAY).items
    assert [bool(line.answer and line.answer.comment) for line in returned] == [True]


def test_a_second_time_nothing_is_loaded(loaded):
    assert load() == 0


def test_it_loads_on_another_day(context):
    days = timedelta(days=217)
    assert load(TODAY + days, build.NOW + days) >= 40
