"""Every act has its place in a chain without gaps; what the database holds is what the digests cover."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.audit.conftest import matter_of
from tests.support import build
from tracker.docket import accounts, anchoring
from tracker.docket.draft import SHORT_REASON, read_reason
from tracker.docket.words import Faults
from tracker.store.audit import AuditRow, agency_stream
from tracker.store.audit_reading import heads
from tracker.store.people import ApiToken, Person
from tracker.store.session import reading, transaction


def rows(stream=None):
    query = select(AuditRow).order_by(AuditRow.stream, AuditRow.seq)
    found = reading().scalars(query).all()
    return [row for row in found if stream in (None, row.stream)]


def test_a_trail_that_nobody_touched_holds(trail, anchor_file):
    verdict = anchoring.verify(anchor_file)
    assert verdict.findings == []
    assert verdict.anchors == verdict.outside == 2
    assert anchoring.verify_state() == []


def test_each_chain_counts_from_one_without_a_gap(trail):
    for stream in heads(reading()):
        assert [row.seq for row in rows(stream)] == list(range(1, len(rows(stream)) + 1))


def test_the_agency_has_a_chain_of_what_it_may_know(trail):
    told = rows(agency_stream(trail.officer.organisation_id))
    assert [(row.action, row.changes["kind"]) for row in told] == [
        ("record-fact", "filing-notice-submitted"),
        ("record-fact", "filing-notice-submitted"),
        ("record-fact", "published"),
    ]
    assert {row.actor_id for row in told} == {None}
    assert {row.reason for row in told} == {None}
    assert all(row.rows == [] and set(row.changes) == {"kind", "on", "revision"} for row in told)


def half_way(trail):
    """A use case with a defect after its act."""
    with transaction():
        build.fact(trail.manager_a, matter_of(trail.manager_a), "exam-requested", "2026-08-26", filing="JP1")
        return 1 / 0


def test_what_is_rolled_back_leaves_neither_change_nor_act(trail):
    before = len(rows())
    with pytest.raises(ZeroDivisionError):
        half_way(trail)
    assert len(rows()) == before
    with transaction() as session:
        session.execute(select(Person.id))
    assert len(rows()) == before


def test_a_change_without_an_act_is_recorded_all_the_same(trail):
    with transaction() as session:
        session.get_one(Person, trail.manager_a.person_id).language = "ja"
    last = max(rows(), key=lambda row: row.id)
    assert (last.action, last.object_kind, last.stream) == ("change", "people", "installation")
    assert [entry[2].keys() for entry in last.rows] == [{"language"}]
    assert anchoring.verify_state() == []


def test_a_statement_over_many_rows_is_recorded_row_by_row(trail):
    for manager in (trail.manager_a, trail.manager_b):
        accounts.make_token(manager, label="script", now=build.NOW)
    with transaction() as session:
        session.execute(ApiToken.__table__.update().values(revoked_at=build.NOW))
    assert len(max(rows(), key=lambda row: row.id).rows) == 2
    assert anchoring.verify_state() == []


@pytest.mark.parametrize("verb", ["delete", "insert"])
def test_a_statement_that_could_not_be_recorded_is_refused(trail, verb):
    table = Person.__table__
    statement = table.delete() if verb == "delete" else table.insert().values(email="x@example.com")
    with pytest.raises(RuntimeError, match="people"), transaction() as session:
        session.execute(statement)


def test_what_changes_past_the_product_is_found_by_the_replay(trail):
    accounts.make_token(trail.manager_a, label="script", now=build.NOW)
    with transaction() as session:
        named = {"name": matter_of(trail.manager_a)}
        session.execute(text("UPDATE matters SET title = 'another' WHERE public_id = :name"), named)
        session.execute(text("UPDATE people SET active = false WHERE role = 'officer'"))
        session.execute(text("DELETE FROM api_tokens"))
    found = [line.partition(": ")[2] for line in anchoring.verify_state()]
    assert sorted(found) == [
        "active is not what the trail tells",
        "the row is gone",
        "title is not what the trail tells",
    ]


@pytest.mark.parametrize("table", ["audit", "audit_anchors"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET digest = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_trail(trail, table, statement):
    with pytest.raises(DBAPIError, match="insert-only"), transaction() as session:
        session.execute(text(statement.format(table)))


def test_an_empty_reason_is_none_and_a_reason_is_sealed(trail):
    reasons = [row.reason for row in rows() if row.action == "correct-fact"]
    assert reasons == ["the laboratory notebook names another day"] * 2
    assert "laboratory" not in str(reading().execute(text("SELECT * FROM audit")).all())


def test_a_new_key_goes_on_with_the_chain_and_the_old_one_still_verifies(trail, anchor_file, context):
    from tracker.config import data_keys, make_data_key

    context.config["DATA_KEYS"] = (make_data_key(), *data_keys(context))
    build.fact(trail.manager_a, matter_of(trail.manager_a), "exam-requested", "2026-08-26", filing="JP1")
    anchoring.anchor(anchor_file, now=build.NOW + timedelta(hours=2))
    assert len({row.key_id for row in rows()}) == 2
    assert anchoring.verify(anchor_file).findings == []
    assert anchoring.verify_state() == []
    context.config["DATA_KEYS"] = context.config["DATA_KEYS"][:1]
    assert any("not at hand" in str(each) for each in anchoring.verify(anchor_file).findings)


def test_anchors_come_by_the_hour_and_what_a_crash_kept_from_the_file_is_made_good(trail, anchor_file):
    assert anchoring.anchor(anchor_file, now=build.NOW + timedelta(minutes=59)) is None
    lines = anchor_file.read_text().splitlines(keepends=True)
    anchor_file.write_text(lines[0])
    assert anchoring.anchor(anchor_file, now=build.NOW + timedelta(minutes=59)) == 2
    assert anchor_file.read_text() == "".join(lines)
    assert anchoring.anchor(anchor_file, now=build.NOW + timedelta(minutes=61)) == 3
    assert anchoring.verify(anchor_file).findings == []


@pytest.mark.parametrize(
    ("reason", "enough"), [("a slip...", False), ("誤記訂正", False), ("誤って記録", True)]
)
def test_a_reason_has_ten_characters_a_japanese_one_five(reason, enough):
    faults = Faults()
    read_reason(faults, reason)
    expected = [] if enough else [SHORT_REASON % {"least": 10}]
    assert [str(each) for each in faults.found] == expected
