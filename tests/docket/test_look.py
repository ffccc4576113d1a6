"""Looking: each sees what is theirs, lists page without gaps, and no page asks the database per row."""

from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from tests.support import build
from tracker.docket import look
from tracker.errors import NotFound, Refused
from tracker.extensions import db
from tracker.store.session import reading

TODAY = build.TODAY
SECRET = "光干渉計ノ秘密"


@pytest.fixture
def scene(context) -> build.House:
    return build.house()


def reported(scene, actor, agreement, title=SECRET):
    matter = build.matter(actor, agreement, title=title, technical=title + "技術", shelf_no=title[:9] + "棚")
    build.filed(actor, matter, "2026-07-01", note=title + "注", details={"application_no": "特願2026-900001"})
    build.fact(actor, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    return matter


@contextmanager
def counted():
    """How many statements are sent meanwhile."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        sent.append(statement)

    reading().rollback()
    db.session.expunge_all()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


# --- walls --------------------------------------------------------------------------------------------------


def test_contractors_never_see_each_other(scene):
    a = reported(scene, scene.manager_a, scene.agreement_a)
    b = reported(scene, scene.manager_b, scene.agreement_b)
    assert [m.ref for m in look.matters(scene.manager_a, today=TODAY).items] == [a.ref]
    assert {o.matter_ref for o in look.due_list(scene.manager_b, today=TODAY).items} == {b.ref}
    assert [each.number for each in look.agreements(scene.manager_a)] == [scene.agreement_a]
    assert {p.email.partition("@")[2] for p in look.people(scene.manager_b)} == {"b.example"}
    for name in (a.public_id, a.ref):
        with pytest.raises(NotFound):
            look.matter(scene.manager_b, name, today=TODAY)
    duty = look.due_list(scene.manager_a, today=TODAY).items[0]
    with pytest.raises(NotFound):
        look.obligation(scene.manager_b, duty.public_id, today=TODAY)
    with pytest.raises(NotFound):
        look.due_list(scene.manager_b, today=TODAY, agreement=scene.agreement_a)


def test_the_agency_knows_a_matter_only_once_it_was_reported(scene):
    matter = build.matter(scene.manager_a, scene.agreement_a)
    build.filed(scene.manager_a, matter, "2026-07-01")
    assert look.matters(scene.officer, today=TODAY).items == []
    assert look.due_list(scene.officer, today=TODAY).items == []
    with pytest.raises(NotFound):
        look.matter(scene.officer, matter.ref, today=TODAY)
    build.fact(scene.manager_a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    assert look.matter(scene.officer, matter.ref, today=TODAY).ref == matter.ref


def test_another_agency_sees_nothing(scene):
    matter = reported(scene, scene.manager_a, scene.agreement_a)
    build.organisation("AG2", kind="agency")
    stranger = build.person("AG2", "officer")
    assert look.matters(stranger, today=TODAY).items == []
    with pytest.raises(NotFound):
        look.matter(stranger, matter.public_id, today=TODAY)


def test_no_title_and_no_technical_word_reaches_the_agency(scene):
    matter = reported(scene, scene.manager_a, scene.agreement_a)
    seen = look.matter(scene.officer, matter.ref, today=TODAY)
    told = str(
        [
            asdict(seen),
            asdict(look.matters(scene.officer, today=TODAY).items[0]),
            [asdict(o) for o in look.due_list(scene.officer, today=TODAY).items],
            [asdict(m) for m in look.whole_matters(scene.officer, today=TODAY)],
        ]
    )
    assert SECRET[:3] not in told
    assert "棚" not in told
    assert (seen.title, seen.title_withheld) == (f"Patent {matter.ref}", True)
    assert seen.filings[0].numbers == {"application_no": "特願2026-900001"}
    assert {o.pack for o in seen.obligations} == {"nedo-multimodal-2026"}


def test_the_own_side_sees_it_all(scene):
    matter = reported(scene, scene.manager_a, scene.agreement_a)
    seen = look.matter(scene.manager_a, matter.ref, today=TODAY)
    assert (seen.title, seen.technical, seen.title_withheld) == (SECRET, SECRET + "技術", False)
    assert seen.facts[0].note == SECRET + "注"
    assert {o.pack for o in seen.obligations} == {"nedo-multimodal-2026", "jp-patent-law"}


def test_a_search_of_the_agency_does_not_look_into_titles(scene):
    reported(scene, scene.manager_a, scene.agreement_a)
    assert look.matters(scene.officer, today=TODAY, query=SECRET[:3]).items == []
    assert len(look.matters(scene.manager_a, today=TODAY, query=SECRET[:3]).items) == 1


def test_an_inventor_sees_their_own_and_the_operator_nobodys(scene):
    own = build.matter(scene.inventor_a, scene.agreement_a, title="自分の発明")
    other = build.matter(scene.manager_a, scene.agreement_a, title="他人の発明")
    assert [m.ref for m in look.matters(scene.inventor_a, today=TODAY).items] == [own.ref]
    with pytest.raises(NotFound):
        look.matter(scene.inventor_a, other.ref, today=TODAY)
    for ask in (look.matters, look.due_list, look.engine_line):
        with pytest.raises(NotFound):
            ask(scene.administrator, today=TODAY)


# --- lists --------------------------------------------------------------------------------------------------


def many(scene, count: int) -> None:
    for n in range(count):
        matter = build.matter(scene.manager_a, scene.agreement_a, title=f"発明{n}")
        build.filed(scene.manager_a, matter, TODAY - timedelta(days=40 + n))


def test_what_is_overdue_stands_on_top(scene):
    many(scene, 40)
    items = look.due_list(scene.manager_a, today=TODAY, limit=200).items
    assert items[0].standing == "overdue"
    assert [o.act_by for o in items] == sorted(o.act_by for o in items)


@pytest.mark.parametrize("limit", [1, 7, 50])
def test_pages_follow_on_without_gap_or_repetition(scene, limit):
    many(scene, 5)
    whole = [o.public_id for o in look.due_list(scene.manager_a, today=TODAY, limit=200).items]
    found, cursor = [], None
    while True:
        page = look.due_list(scene.manager_a, today=TODAY, after=cursor, limit=limit)
        found += [o.public_id for o in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == whole
    refs, cursor = [], None
    while True:
        page = look.matters(scene.manager_a, today=TODAY, after=cursor, limit=2)
        refs += [m.ref for m in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert refs == [f"A-{n:04d}" for n in range(1, 6)]


@pytest.mark.parametrize("cursor", ["x", "%%%", "é", "bnVsbA", "WzEsMl0", "WyJ4IiwtMV0", "W10" * 999])
@pytest.mark.parametrize("ask", [look.due_list, look.matters])
def test_a_cursor_of_somebodys_making_is_refused(scene, ask, cursor):
    with pytest.raises(Refused, match="cursor"):
        ask(scene.manager_a, today=TODAY, after=cursor)


def test_counts_are_those_of_the_lists_behind_them(scene):
    many(scene, 30)
    counts = look.due_list(scene.manager_a, today=TODAY).counts
    for standing, count in counts.items():
        listed = look.due_list(scene.manager_a, today=TODAY, standing=standing, limit=200).items
        assert {o.standing for o in listed} <= {standing}
        assert len(listed) == count, standing
    assert counts["overdue"] > 0


def test_days_pass_without_anybody_writing(scene):
    many(scene, 1)
    later = date(2040, 1, 1)
    notice = look.due_list(scene.manager_a, today=later).items[0]
    assert (notice.rule, notice.standing) == ("filing-notice", "overdue")
    assert all(o.kind != "option" for o in look.due_list(scene.manager_a, today=later).items)


def test_an_unknown_standing_is_refused(scene):
    with pytest.raises(Refused, match="one of"):
        look.due_list(scene.manager_a, today=TODAY, standing="late")


def test_no_list_and_no_page_asks_per_row(scene):
    asks = {
        "due list": lambda: look.due_list(scene.manager_a, today=TODAY, limit=200),
        "matters": lambda: look.matters(scene.manager_a, today=TODAY, limit=200),
        "one matter": lambda: look.matter(scene.manager_a, "A-0001", today=TODAY),
        "report": lambda: list(look.whole_matters(scene.manager_a, today=TODAY)),
        "agreements": lambda: look.agreements(scene.manager_a),
        "people": lambda: look.people(scene.manager_a),
        "engine": lambda: look.engine_line(scene.manager_a, today=TODAY),
    }
    sizes: dict[str, list[int]] = {name: [] for name in asks}
    for start in (0, 10):
        for n in range(start, start + 2 + start):
            matter = build.matter(scene.manager_a, scene.agreement_a, title=f"発明{n}")
            build.filed(scene.manager_a, matter, TODAY - timedelta(days=40 + n))
            build.person("A", "reader", email=f"reader{n}@a.example")
        build.fact(scene.manager_a, "A-0001", "published", TODAY - timedelta(days=20 - start), filing="JP1")
        for name, ask in asks.items():
            with counted() as sent:
                ask()
            sizes[name].append(len([one for one in sent if one.startswith("SELECT")]))
    assert {name: few for name, (few, many) in sizes.items() if few != many} == {}
    assert max(max(each) for each in sizes.values()) <= 6, sizes


def test_the_engine_line_counts_what_is_followed(scene):
    from tracker.docket.rederiving import rederive_all

    many(scene, 3)
    line = look.engine_line(scene.manager_a, today=TODAY)
    assert line.derived_at is None
    assert line.tracked == 3 * 6
    rederive_all(today=TODAY, now=lambda: build.NOW)
    assert look.engine_line(scene.manager_a, today=TODAY).derived_on == TODAY
