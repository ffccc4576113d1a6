"""What if: the dates that would appear, move or go; nothing is stored, nothing opened, nobody sees more."""

from datetime import date

import pytest
from sqlalchemy import func, select

from tests.support import build
from tracker.docket.terms import shelf
from tracker.docket.whatif import Supposed, supposable, suppose, suppose_alone
from tracker.errors import NotFound, Refused
from tracker.store.session import reading
from tracker.store.tables import load_tables

TODAY = build.TODAY
PACKS = list(shelf().default)


def rows():
    """How many rows each table holds."""
    reading().rollback()
    tables = load_tables().metadata.sorted_tables
    return {each.name: reading().scalar(select(func.count()).select_from(each)) for each in tables}


@pytest.fixture
def scene(context):
    house = build.house()
    mine = build.matter(house.manager_a, house.agreement_a)
    build.filed(house.manager_a, mine, "2026-07-01")
    return house, mine.public_id


def by_rule(found):
    return {(pair.change, pair.label): pair for pair in found.pairs}


def changes(found):
    return {pair.change for pair in found.pairs}


def test_several_things_at_once_side_by_side_and_no_row_more(scene):
    house, matter = scene
    before = rows()
    supposed = [
        Supposed("security", date(2026, 9, 10), "JP1", "2"),
        Supposed("security", date(2026, 10, 20), "JP1", "7"),
        Supposed("filed", date(2026, 12, 1), "JP2", "national"),
        Supposed("registered", date(2027, 5, 1), "JP1"),
    ]
    found = suppose(house.manager_a, matter=matter, supposed=supposed, today=TODAY)
    assert rows() == before
    assert {"appears", "same"} <= changes(found)
    new = [pair for pair in found.pairs if pair.filing == "JP2"]
    assert new
    assert {pair.change for pair in new} == {"appears"}
    assert all(pair.before is None and pair.after.steps for pair in new)
    notice = next(pair for pair in new if pair.article == "6")
    assert notice.after.due == date(2027, 1, 30)
    order = [pair.change for pair in found.pairs]
    assert order == sorted(order, key=("appears", "moves", "goes", "stands", "same").index)


def test_a_duty_that_would_move_and_one_that_would_go(scene):
    house, matter = scene
    for item, on in (("2", "2026-08-20"), ("7", "2026-08-25")):
        build.fact(house.manager_a, matter, "security", on, filing="JP1", item=int(item))
    later = [Supposed("security", date(2029, 6, 15), "JP1", "18")]
    found = suppose(house.manager_a, matter=matter, supposed=later, today=TODAY)
    moved = {
        pair.article: (pair.before.due, pair.after.due) for pair in found.pairs if pair.change == "moves"
    }
    assert moved["PA 48-3"] == (date(2029, 7, 2), date(2029, 9, 18))
    gone = [Supposed("withdrawn", date(2026, 9, 5), "JP1"), Supposed("registered", date(2026, 9, 6), "JP1")]
    found = suppose(house.manager_a, matter=matter, supposed=gone, today=TODAY)
    assert {"goes", "stands"} & changes(found)


def test_nothing_that_is_supposed_opens_disclosure_or_filing_abroad(scene):
    house, matter = scene
    now = suppose(house.manager_a, matter=matter, supposed=[], today=TODAY)
    for supposed in (
        Supposed("security", date(2026, 8, 1), "JP1", "3"),
        Supposed("published", date(2026, 8, 15), "JP1"),
        Supposed("registered", date(2026, 8, 20), "JP1"),
        Supposed("field-determined", date(2026, 8, 1), None, "outside"),
        Supposed("published", date(2027, 1, 4), "JP1"),
    ):
        found = suppose(house.manager_a, matter=matter, supposed=[supposed], today=TODAY)
        assert found.disclosure == now.disclosure, supposed
        assert found.foreign_filing == now.foreign_filing, supposed
    assert now.disclosure["level"] == "detail-withheld"


def test_only_those_ask_who_may_see_the_matter(scene):
    house, matter = scene
    for stranger in (house.manager_b, house.inventor_a, house.officer, house.administrator):
        with pytest.raises(NotFound):
            suppose(stranger, matter=matter, supposed=[], today=TODAY)


CANNOT = (
    Supposed("filed", None, "JP2", "national"),
    Supposed("", date(2026, 9, 1)),
    Supposed("registered", date(2026, 9, 1)),
    Supposed("registered", date(2026, 9, 1), "JP9"),
    Supposed("filed", date(2026, 9, 1), "JP1", "national"),
    Supposed("security", date(2026, 9, 1), "JP1"),
    Supposed("settled", date(2026, 9, 1)),
    Supposed("status-notice-submitted", date(2026, 9, 1), "JP1", "security"),
)


def test_what_cannot_be_supposed_is_told_at_its_row(scene):
    house, matter = scene
    fine = Supposed("published", date(2027, 9, 1), "JP1")
    for row in CANNOT:
        with pytest.raises(Refused) as refused:
            suppose(house.manager_a, matter=matter, supposed=[fine, row], today=TODAY)
        assert [fault.field for fault in refused.value.faults] == ["if-1"], row


def test_a_made_up_matter_needs_no_record(context):
    before = rows()
    given = [Supposed("filed", date(2026, 7, 1), "JP1", "national")]
    found = suppose_alone(
        packs=PACKS,
        right="patent",
        given=given,
        supposed=[Supposed("status-notice-submitted", date(2028, 2, 1), "JP1", "publication")],
        today=TODAY,
        language="ja",
    )
    assert rows() == before
    assert found.ref is None
    assert {pair.before.due for pair in found.pairs if pair.article == "6"} == {date(2026, 8, 30)}
    with pytest.raises(Refused):
        suppose_alone(packs=["none"], right="x", given=[], supposed=[], today=TODAY, language="ja")


def test_every_kind_offered_can_be_supposed_for_every_right():
    for right in ("patent", "copyright", "know-how"):
        for each in supposable(PACKS, right):
            assert all(key.type != "text" for key in each.kind.keys if key.required), each.kind.kind
