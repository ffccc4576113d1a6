"""Lists as people ask for them: every order pages without gap or repetition, along an index; walls hold."""

from datetime import date, timedelta
from itertools import groupby

import pytest
from sqlalchemy import select, text

from tests.support import build
from tracker.docket import duty_lists, matter_lists
from tracker.docket.asking import DUTY_SORTS, MATTER_SORTS, Asked
from tracker.docket.gate import scope_of
from tracker.docket.numbering import normal_of, starts_of
from tracker.errors import NotFound, Refused
from tracker.extensions import db
from tracker.store import duty_lists as duty_store
from tracker.store import matter_lists as matter_store
from tracker.store.duty_lists import DutyAsk
from tracker.store.matter_lists import MatterAsk
from tracker.store.matters import Matter
from tracker.store.session import reading, transaction

TODAY = build.TODAY
KINDS = ("fixed", "prompt", "option")


@pytest.fixture
def scene(context) -> build.House:
    people = build.house()
    build.agreement(people.administrator, "A", "AG", number="P27-A")
    return people


def many(scene, count: int = 6) -> list[str]:
    refs = []
    for n in range(count):
        right = ("patent", "design", "patent")[n % 3]
        who = scene.inventor_a if n % 4 == 3 else scene.manager_a
        made = build.matter(who, ("P26-A", "P27-A")[n % 2], title=f"発明{(n * 7) % 10}番", right=right)
        build.filed(scene.manager_a, made, TODAY - timedelta(days=50 + 3 * n),
                    details={"application_no": f"特願2026-{100 + n}"})  # fmt: skip
        refs.append(made.ref)
    return refs


def whole(read, actor, asked, limit, **more):
    """A list read to its end in pages of `limit`."""
    found, cursor, pages = [], None, 0
    while True:
        page = read(actor, asked, today=TODAY, after=cursor, limit=limit, **more)
        assert len(page.lines) <= limit
        found += page.lines
        cursor, pages = page.next_cursor, pages + 1
        assert pages < 200
        if cursor is None:
            return found


@pytest.mark.parametrize("down", [None, "1"])
@pytest.mark.parametrize("sort", DUTY_SORTS)
def test_every_order_of_duties_pages_without_gap_or_repetition(scene, sort, down):
    many(scene)
    plain = {line.duty.public_id for line in whole(duty_lists.duty_list, scene.manager_a, Asked(), 200)}
    assert len(plain) > 20
    asked = Asked(sort=sort, down=down)
    once = [line.duty.public_id for line in whole(duty_lists.duty_list, scene.manager_a, asked, 200)]
    for limit in (1, 7):
        told = [line.duty.public_id for line in whole(duty_lists.duty_list, scene.manager_a, asked, limit)]
        assert told == once
    assert len(once) == len(set(once))
    if sort == "state":
        assert plain <= set(once)
    else:
        assert set(once) == plain


KEYS = {
    "day": lambda line: line.duty.act_by or line.duty.due or date.max,
    "matter": lambda line: line.duty.matter_ref,
    "agreement": lambda line: line.duty.agreement_number,
    "owner": lambda line: line.owner or "~",
}


@pytest.mark.parametrize("sort", KEYS)
def test_duties_stand_in_the_order_that_was_asked_for(scene, sort):
    many(scene)
    for down in (None, "1"):
        told = whole(duty_lists.duty_list, scene.manager_a, Asked(sort=sort, down=down), 9)
        keys = [KEYS[sort](line) for line in told]
        assert keys == sorted(keys, reverse=down == "1")
        assert len(set(keys)) > 1


def test_duties_of_one_kind_stand_together(scene):
    many(scene)
    told = [line.duty.rule for line in whole(duty_lists.duty_list, scene.manager_a, Asked(sort="what"), 9)]
    assert len([*groupby(told)]) == len(set(told)) > 3


@pytest.mark.parametrize("down", [None, "1"])
@pytest.mark.parametrize("sort", MATTER_SORTS)
def test_every_order_of_matters_pages_without_gap_or_repetition(scene, sort, down):
    refs = many(scene, 7)
    asked = Asked(sort=sort, down=down)
    once = [line.matter.ref for line in whole(matter_lists.matter_list, scene.manager_a, asked, 200)]
    assert sorted(once) == sorted(refs)
    for limit in (1, 3):
        told = whole(matter_lists.matter_list, scene.manager_a, asked, limit)
        assert [line.matter.ref for line in told] == once
    by = {
        "ref": lambda m: m.matter.ref, "title": lambda m: m.matter.title,
        "agreement": lambda m: m.matter.agreement_number, "owner": lambda m: m.owner or "~",
        "next": lambda m: m.matter.next_duty.act_by or m.matter.next_duty.due,
    }.get(sort)  # fmt: skip
    if by is not None:
        keys = [by(line) for line in whole(matter_lists.matter_list, scene.manager_a, asked, 200)]
        assert keys == sorted(keys, reverse=down == "1")


def test_filters_narrow_and_counts_are_those_of_the_lists(scene):
    many(scene)
    asks = [Asked(standing="overdue"), Asked(within="7"), Asked(within="30"), Asked(within="90"),
            Asked(agreement="P27-A"), Asked(rule="filing-notice"), Asked(owner=scene.inventor_a.public_id),
            Asked(whose="mine"), Asked(q="2026-101"),
            Asked(standing="overdue", agreement="P26-A")]  # fmt: skip
    told = duty_lists.counts(scene.manager_a, asks, today=TODAY)
    for asked, count in zip(asks, told, strict=True):
        listed = whole(duty_lists.duty_list, scene.manager_a, asked, 4)
        assert len(listed) == count, asked
        assert count > 0 or asked.within == "7", asked
    assert told[1] <= told[2] <= told[3]
    late = whole(duty_lists.duty_list, scene.manager_a, asks[0], 50)
    assert {line.duty.standing for line in late} == {"overdue"}
    assert {line.owner for line in whole(duty_lists.duty_list, scene.manager_a, asks[6], 50)} == {
        "inventor at A"
    }


def test_matters_one_stands_in_for_are_one_s_matters_and_not_one_s_own(scene):
    many(scene, 8)
    reader = build.person("A", "reader")
    with transaction() as session:
        for row in session.scalars(select(Matter).where(Matter.owner_id == scene.inventor_a.person_id)):
            row.deputy_id = reader.person_id
    assert whole(duty_lists.duty_list, reader, Asked(whose="mine"), 50) == []
    theirs = whole(duty_lists.duty_list, reader, Asked(whose="matters"), 5)
    assert {line.owner for line in theirs} == {"inventor at A"}
    assert len(theirs) == duty_lists.counts(reader, [Asked(whose="matters")], today=TODAY)[0]
    listed = whole(matter_lists.matter_list, reader, Asked(whose="matters"), 1)
    assert {line.owner for line in listed} == {"inventor at A"}


@pytest.mark.parametrize("asked", [
    Asked(standing="late"), Asked(within="8"), Asked(sort="colour"), Asked(rule="none-such"),
    Asked(whose="his"), Asked(down="2"),
])  # fmt: skip
def test_what_cannot_be_asked_is_refused(scene, asked):
    with pytest.raises(Refused, match="one of"):
        duty_lists.duty_list(scene.manager_a, asked, today=TODAY)


def test_what_is_another_s_is_not_there(scene):
    many(scene)
    b = scene.manager_b
    for asked in (Asked(agreement="P26-A"), Asked(owner=scene.manager_a.public_id)):
        with pytest.raises(NotFound):
            duty_lists.duty_list(b, asked, today=TODAY)
        with pytest.raises(NotFound):
            matter_lists.matter_list(b, asked, today=TODAY)
    for q in ("2026-101", "A-0001", "P26-A", "発明", "2026"):
        assert matter_lists.matter_list(b, Asked(q=q), today=TODAY).count == 0
        assert duty_lists.duty_list(b, Asked(q=q), today=TODAY).count == 0


def test_the_agency_is_offered_no_order_that_would_tell_what_is_withheld(scene):
    many(scene)
    for sort in ("title", "right", "owner"):
        with pytest.raises(Refused):
            matter_lists.matter_list(scene.officer, Asked(sort=sort), today=TODAY)
    for asked in (Asked(owner=scene.manager_a.public_id), Asked(whose="mine"), Asked(right="patent")):
        with pytest.raises(NotFound):
            matter_lists.matter_list(scene.officer, asked, today=TODAY)


# --- numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [
    "特願2026-123456", "特願２０２６－１２３４５６", "2026-123456", "2026123456",
    "JP2026-123456", "jp 2026 123456",
    "特願2026－123456号", "特願2026-1234",
])  # fmt: skip
def test_one_number_is_found_however_it_is_typed(scene, typed):
    made = build.matter(scene.manager_a, "P26-A", title="触覚センサ")
    build.filed(scene.manager_a, made, "2026-08-10", details={"application_no": "特願2026-123456"})
    found = matter_lists.matter_list(scene.manager_a, Asked(q=typed), today=TODAY)
    assert [line.matter.ref for line in found.lines] == [made.ref]


@pytest.mark.parametrize(("one", "other"), [
    ("特許第7123456号", "JP7123456B2"), ("特願平10-1234", "H10-001234"),
    ("PCT/JP2026/1234", "PCT/JP2026/001234"),
    ("特開２０２６ー１２３４５６", "2026-123456"), ("US 17/123,456", "17/123,456"),
])  # fmt: skip
def test_two_ways_of_writing_are_one_number(one, other):
    assert normal_of(one) == normal_of(other)


def test_a_search_for_signs_alone_finds_nothing():
    assert starts_of("－・第号") == []


def test_a_number_put_right_is_found_by_the_new_one_alone(scene):
    from tracker.docket.record import correct_fact, withdraw_fact

    made = build.matter(scene.manager_a, "P26-A", title="触覚センサ")
    build.filed(scene.manager_a, made, "2026-08-10", details={"application_no": "特願2026-111111"})
    told = {"matter": made.public_id, "fact": "f0001", "now": build.NOW, "today": TODAY}
    keys = {"filing": "JP1", "office": "JP", "route": "national"}
    correct_fact(scene.manager_a, **told, on=date(2026, 8, 10), keys=keys, reason="番号の誤りを訂正します",
                 details={"application_no": "特願2026-222222", "agent_ref": "T-77"})  # fmt: skip

    def found(q):
        return [
            m.matter.ref for m in matter_lists.matter_list(scene.manager_a, Asked(q=q), today=TODAY).lines
        ]

    refs = {q: found(q) for q in ("2026-111111", "2026-222222", "T-77")}
    assert refs == {"2026-111111": [], "2026-222222": [made.ref], "T-77": [made.ref]}
    withdraw_fact(scene.manager_a, **told, reason="誤って記録しました")
    assert matter_lists.matter_list(scene.manager_a, Asked(q="T-77"), today=TODAY).count == 0


def test_the_agency_finds_numbers_only_as_far_as_the_matter_is_open_to_it(scene):
    made = build.matter(scene.manager_a, "P26-A", title="触覚センサ", shelf_no="棚-991")
    build.filed(scene.manager_a, made, "2026-07-10",
                details={"application_no": "特願2026-123456", "agent_ref": "T-77"})  # fmt: skip
    officer = scene.officer

    def found(q):
        return [line.matter.ref for line in matter_lists.matter_list(officer, Asked(q=q), today=TODAY).lines]

    assert found("2026-123456") == found(made.ref) == []
    build.fact(scene.manager_a, made, "filing-notice-submitted", "2026-08-20", filing="JP1")
    assert found("特願2026-123456") == found(made.ref) == [made.ref]
    assert found("T-77") == found("991") == found("触覚") == []
    build.fact(scene.manager_a, made, "security", "2026-08-25", filing="JP1", item=7)
    assert found("2026-123456") == []
    assert found(made.ref) == [made.ref]


def test_the_number_of_a_contract_finds_what_is_under_it(scene):
    many(scene)
    told = whole(matter_lists.matter_list, scene.manager_a, Asked(q="Ｐ２７"), 2)
    assert {line.matter.agreement_number for line in told} == {"P27-A"}
    assert len(told) == 3


# --- how they are read --------------------------------------------------------------------------------------


def plans(query) -> list[str]:
    bound = query.compile(db.engine, compile_kwargs={"literal_binds": True, "render_postcompile": True})
    return [row[-1] for row in reading().execute(text(f"EXPLAIN QUERY PLAN {bound}"))]


ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")
"""The other database plans by its statistics: of a few rows its plans say nothing."""
SIDES = ("manager_a", "officer")


@ON_SQLITE
@pytest.mark.parametrize("side", SIDES)
def test_no_page_of_duties_scans_a_whole_table(scene, side):
    actor = getattr(scene, side)
    scope = scope_of(actor)
    asks = [DutyAsk(KINDS), DutyAsk(KINDS, standing="overdue"), DutyAsk(KINDS, days=30),
            DutyAsk(KINDS, agreement_ids=[1]), DutyAsk(KINDS, rule="filing-notice", standing="open"),
            DutyAsk(KINDS, owner_id=3), DutyAsk(KINDS, mine=3, stand_in=True),
            DutyAsk(KINDS, matter_ids=[1, 2])]  # fmt: skip
    for ask in asks:
        for down in (False, True):
            for query in duty_store.page_queries(scope, ask, TODAY, (TODAY, 5), 51, descending=down):
                told = plans(query)
                assert not [each for each in told if each.startswith("SCAN") and "agreement" not in each], (
                    told
                )


@ON_SQLITE
@pytest.mark.parametrize("side", SIDES)
def test_no_page_of_matters_scans_a_whole_table_or_sorts_one(scene, side):
    scope = scope_of(getattr(scene, side))
    orders = ("ref", "title", "next") if side == "manager_a" else ("ref", "agency-next")
    for order in orders:
        start = TODAY if "next" in order else "A"
        for down in (False, True):
            for query in matter_store.page_queries(
                scope, MatterAsk(), order, (start, 5), 51, descending=down
            ):
                told = plans(query)
                assert not [each for each in told if each.startswith("SCAN") or "TEMP B-TREE" in each], told


def test_the_cursor_of_another_list_is_refused(scene):
    many(scene)
    cursor = duty_lists.duty_list(scene.manager_a, Asked(), today=TODAY, limit=2).next_cursor
    for sort in ("state", "what", "matter"):
        with pytest.raises(Refused, match="cursor"):
            duty_lists.duty_list(scene.manager_a, Asked(sort=sort), today=TODAY, after=cursor)
