"""What stops a fact until a person has read it: shown before, confirmed, kept in the trail."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.support import build
from tracker.docket import look, record
from tracker.errors import Refused
from tracker.store.audit import AuditRow
from tracker.store.session import reading

ABROAD = {"filing": "US1", "office": "US", "route": "national"}
TIMES = {"now": build.NOW, "today": build.TODAY}


@pytest.fixture
def people(context):
    return build.house()


@pytest.fixture
def matter(people):
    found = build.matter(people.manager_a, people.agreement_a)
    build.filed(people.manager_a, found, "2026-07-01")
    return found


def abroad(people, matter, **more):
    day = date(2026, 8, 20)
    return record.record_fact(
        people.manager_a, matter=matter.ref, kind="filed", on=day, keys=ABROAD, **TIMES, **more
    )


def test_a_filing_under_the_ban_is_refused_until_it_is_confirmed(people, matter):
    with pytest.raises(Refused) as refused:
        abroad(people, matter)
    assert [(fault.field, "ESPA 78(1)" in str(fault)) for fault in refused.value.faults] == [
        ("confirm", True)
    ]
    assert len(look.matter(people.manager_a, matter.ref, today=build.TODAY).facts) == 1
    abroad(people, matter, confirm=True)
    assert len(look.matter(people.manager_a, matter.ref, today=build.TODAY).facts) == 2


def test_the_trail_keeps_what_was_confirmed(people, matter):
    abroad(people, matter, confirm=True)
    row = reading().scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
    assert row.actor_id == people.manager_a.person_id
    assert row.changes["cautions_confirmed"] == ["foreign-filing-banned"]


def test_the_preview_shows_them_and_stores_nothing(people, matter):
    told = record.preview_cautions(
        people.manager_a, matter=matter.ref, kind="filed", on=date(2026, 8, 20), keys=ABROAD, **TIMES
    )
    assert [(each.id, each.stop) for each in told] == [("foreign-filing-banned", True)]
    assert len(look.matter(people.manager_a, matter.ref, today=build.TODAY).facts) == 1


def test_a_correction_into_the_ban_is_stopped_too(people, matter):
    early = build.filed(people.manager_a, matter, "2026-06-30", filing="JP2")
    with pytest.raises(Refused) as refused:
        record.correct_fact(
            people.manager_a,
            matter=matter.ref,
            fact=early.fact.fact_id,
            on=date(2026, 7, 30),
            keys={"filing": "JP2", "office": "WO", "route": "pct"},
            reason="it was the international filing",
            **TIMES,
        )
    assert [fault.field for fault in refused.value.faults] == ["confirm"]


@pytest.mark.parametrize("kind", ["withdrawn", "abandoned"])
def test_an_early_end_is_stopped(people, matter, kind):
    with pytest.raises(Refused) as refused:
        build.fact(people.manager_a, matter, kind, "2026-08-20", filing="JP1")
    assert "no longer lapses" in str(refused.value.faults[0])
    build.fact(people.manager_a, matter, kind, "2026-08-20", filing="JP1", confirm=True)


def test_a_caution_that_does_not_stop_lets_the_fact_pass(people, matter):
    told = record.preview_cautions(
        people.manager_a,
        matter=matter.ref,
        kind="grant-served",
        on=date(2026, 8, 20),
        keys={"filing": "JP1"},
        **TIMES,
    )
    assert [(each.id, each.stop) for each in told] == [("apply-before-registration", False)]
    build.fact(people.manager_a, matter, "grant-served", "2026-08-20", filing="JP1")


def test_words_come_in_the_readers_language(people, matter):
    reader = build.person("A", email="ja@a.example", language="ja")
    with pytest.raises(Refused) as refused:
        record.record_fact(
            reader, matter=matter.ref, kind="filed", on=date(2026, 8, 20), keys=ABROAD, **TIMES
        )
    assert "禁止されています" in refused.value.faults[0].values["caution"]
