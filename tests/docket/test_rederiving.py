"""The cache of duties may be dropped and told anew at any time: same facts, same rows."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from tests.support import build
from tracker.docket import record
from tracker.docket.deriving import KEPT
from tracker.docket.rederiving import rederive, rederive_all
from tracker.errors import NotFound
from tracker.store.agreements import Agreement
from tracker.store.matters import Matter
from tracker.store.moves import DateMove, DateMoveSeen
from tracker.store.obligations import DerivationRun, Obligation
from tracker.store.session import reading, transaction

TODAY = build.TODAY


def drop_the_cache(session) -> None:
    """Empties the cache of duties, with the notes of moved dates that hang on its rows."""
    for table in (DateMoveSeen, DateMove, Obligation):
        session.execute(delete(table))


def history() -> str:
    scene = build.house()
    matter = build.matter(scene.manager_a, scene.agreement_a)
    build.fact(scene.manager_a, matter, "invention-made", "2026-05-20")
    build.filed(scene.manager_a, matter, "2026-07-01")
    build.fact(scene.manager_a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    build.filed(
        scene.manager_a, matter, "2026-08-21", "US1", office="US", priority_on="2026-07-01", confirm=True
    )
    record.correct_fact(
        scene.manager_a,
        matter=matter.ref,
        fact="f0002",
        on=TODAY - timedelta(days=70),
        keys={"filing": "JP1", "office": "JP", "route": "national"},
        reason="受領書の日付で確認した",
        now=build.NOW,
        today=TODAY,
    )
    return matter.public_id


def kept() -> dict[tuple, dict]:
    """Every live duty by what it is known by, with all that is kept of it."""
    reading().rollback()
    rows = reading().scalars(select(Obligation).where(Obligation.gone_at.is_(None)))
    return {
        (row.matter_id, row.pack, row.rule, row.filing, row.trigger): {n: getattr(row, n) for n in KEPT}
        for row in rows
    }


def run(today=TODAY, **more):
    return rederive_all(today=today, now=lambda: build.NOW, **more)


def test_dropped_and_told_anew_the_duties_are_the_same(context):
    history()
    before = kept()
    with transaction() as session:
        drop_the_cache(session)
    assert run().changed == len(before)
    assert kept() == before


def test_told_twice_nothing_changes(context):
    history()
    ids = set(reading().scalars(select(Obligation.public_id)))
    revisions = dict(reading().execute(select(Obligation.public_id, Obligation.due_revision)).all())
    assert run().changed == 0
    assert set(reading().scalars(select(Obligation.public_id))) == ids
    assert dict(reading().execute(select(Obligation.public_id, Obligation.due_revision)).all()) == revisions


def test_a_later_day_brings_what_only_time_brings(context):
    history()
    later = TODAY + timedelta(days=60)
    assert "confirm-no-notice" not in {key[2] for key in kept()}
    assert run(later).changed > 0
    assert "confirm-no-notice" in {key[2] for key in kept()}
    assert run(later, only_stale=True).matters == 0
    assert run(later + timedelta(days=1), only_stale=True).matters == 1


def test_time_alone_moves_no_date_and_no_revision(context):
    history()
    before = kept()
    run(TODAY + timedelta(days=900))
    after = kept()
    assert all(after[key]["due"] == before[key]["due"] for key in before if key in after)
    assert all(
        n == 1 for n in reading().scalars(select(Obligation.due_revision).where(Obligation.filing == "US1"))
    )


def test_a_moved_date_counts_one_revision(context):
    history()
    query = select(Obligation.due_revision).where(
        Obligation.rule == "filing-notice", Obligation.filing == "JP1"
    )
    assert reading().scalar(query) == 2


def test_every_run_leaves_a_row_that_it_ran(context):
    history()
    done = run()
    rows = reading().scalars(select(DerivationRun)).all()
    assert [(row.as_of, row.matters, row.obligations, row.changed) for row in rows] == [
        (TODAY, 1, done.obligations, 0)
    ]
    assert rows[0].ended_at is not None


def test_a_run_that_dies_leaves_its_beginning(context, monkeypatch):
    history()

    def die(*_given: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr("tracker.docket.rederiving.rederive_portion", die)
    with pytest.raises(RuntimeError, match="killed"):
        run()
    reading().rollback()
    assert [row.ended_at for row in reading().scalars(select(DerivationRun))] == [None]


def test_one_matter_is_told_anew_by_its_name(context):
    name = history()
    with transaction() as session:
        drop_the_cache(session)
    assert rederive(name, today=TODAY, now=build.NOW).matters == 1
    assert kept()
    with pytest.raises(NotFound):
        rederive("A-9999", today=TODAY, now=build.NOW)


def test_one_matter_that_cannot_be_told_holds_up_no_other(context, caplog):
    name = history()
    scene = build.person("A", email="second@a.example")
    broken = build.matter(scene, "P26-A", title="壊れた案件")
    with transaction() as session:
        other = session.scalars(select(Agreement).where(Agreement.number == "P26-B")).one()
        other.packs = ["a-pack-that-is-gone"]
        moved = update(Matter).where(Matter.public_id == broken.public_id)
        session.execute(moved.values(agreement_id=other.id))
        drop_the_cache(session)
    done = run()
    assert (done.matters, done.failed) == (2, 1)
    assert broken.public_id in caplog.text
    assert "壊れた" not in caplog.text
    assert kept(), name
