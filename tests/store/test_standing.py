"""How a duty stands is told alike by the database, by the pages, and by the engine."""

from datetime import date, timedelta

from sqlalchemy import select

from tests.support import build
from tracker.docket import record
from tracker.docket.deriving import derive_matter, kept_values
from tracker.docket.duties import standing_on
from tracker.docket.look import STANDINGS
from tracker.store.facts import facts_of, standing_facts
from tracker.store.matters import Scope, find_matter
from tracker.store.obligations import Obligation, obligations_of, stands
from tracker.store.session import reading

DAYS = [build.TODAY + timedelta(days=n) for n in (0, 1, 13, 14, 15, 29, 30, 31, 60, 89, 90, 365, 366, 1100)]


def in_every_stage() -> str:
    scene = build.house()
    matter = build.matter(scene.manager_a, scene.agreement_a)
    build.fact(scene.manager_a, matter, "invention-made", "2026-07-20")
    build.filed(scene.manager_a, matter, "2026-08-01")
    build.filed(
        scene.manager_a, matter, "2026-08-20", "US1", office="US", priority_on="2026-08-01", confirm=True
    )
    build.fact(scene.manager_a, matter, "filing-notice-submitted", "2026-08-25", filing="JP1")
    build.fact(scene.manager_a, matter, "refusal-served", "2026-08-28", filing="JP1")
    return matter.public_id


def test_database_and_pages_agree_on_every_standing(context):
    in_every_stage()
    rows = reading().scalars(select(Obligation)).all()
    assert rows
    for day in DAYS:
        told = {(row.id, standing_on(kept_values(row), day)) for row in rows}
        found = {
            (number, word)
            for word in STANDINGS
            for number in reading().scalars(select(Obligation.id).where(stands(word, day)))
        }
        assert found == told, day


def test_pages_and_engine_agree_while_nothing_happens(context):
    matter = find_matter(reading(), Scope(), in_every_stage())
    facts = standing_facts(facts_of(reading(), [matter.id]))
    rows = {
        (row.pack, row.rule, row.filing, row.trigger): row for row in obligations_of(reading(), [matter.id])
    }
    for day in DAYS:
        for derived in derive_matter(matter, facts, day).obligations:
            row = rows.get((derived.pack, derived.rule, derived.filing or "", derived.trigger or ""))
            if row is not None:  # a duty that only time brings has no row before its day
                assert standing_on(kept_values(row), day) == derived.standing, (derived.rule, day)


def test_a_settled_duty_stands_so_on_any_day(context):
    scene = build.house()
    matter = build.matter(scene.manager_a, scene.agreement_a)
    changes = build.filed(scene.manager_a, matter, "2026-08-01").changes
    notice = next(change.after for change in changes if change.rule == "filing-notice")
    record.settle_duty(
        scene.manager_a,
        obligation=notice.public_id,
        how="waived",
        reason="機構が免除した",
        now=build.NOW,
        today=build.TODAY,
    )
    row = reading().scalar(select(Obligation).where(Obligation.public_id == notice.public_id))
    assert standing_on(kept_values(row), date(2036, 1, 1)) == "waived"
