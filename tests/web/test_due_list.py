"""The home page: what is owed, overdue on top, with the proof that the engine ran."""

import re

import pytest

from tests.support import build
from tracker.docket import rederiving
from tracker.worker import remind_today


@pytest.fixture
def late(app, scene):
    """Two more matters: one whose filing notice is overdue, one whose filing target has passed."""
    with app.app_context():
        a = scene.people.manager_a
        overdue = build.matter(a, "P26-A", title="触覚センサの校正方法")
        build.filed(a, overdue, "2026-06-01")
        target = build.matter(a, "P26-A", title="軌道生成装置")
        build.fact(a, target, "invention-made", "2026-05-20")
        return overdue, target


def rows(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r"<tr data-open.*?</tr>", page, re.S)]


def test_overdue_stands_on_top_even_of_targets_that_passed_earlier(manager, late):
    overdue, target = late
    found = rows(manager.get("/"))
    assert overdue.ref in found[0]
    assert "Overdue" in found[0]
    assert "Past target" in found[1]
    assert target.ref in found[1]


def test_each_duty_tells_its_day_with_the_weekday_and_the_days_left(manager, scene):
    page = manager.get("/duties")
    notice = next(row for row in rows(page) if "Filing notice" in row)
    assert "Fri 9 October 2026" in notice
    assert "38 days left" in notice
    assert "Art. 6" in notice


def test_in_japanese_the_same_is_said_in_japanese(manager, scene):
    manager.send("/preferences", {"language": "ja", "back": "/"}, page="/")
    page = manager.get("/duties")
    assert '<html lang="ja"' in page
    notice = next(row for row in rows(page) if "出願通知書の提出" in row)
    assert "2026年10月9日(金)" in notice
    assert "あと38日" in notice
    assert "第6条" in notice


def test_what_two_terms_ask_for_is_one_line_with_two_dates(manager, scene):
    exam = [row for row in rows(manager.get("/duties")) if "Examination request" in row]
    assert len(exam) == 1
    assert "PA 48-3" in exam[0]
    assert "Art. 8(5)" in exam[0]


def test_a_standing_in_the_address_narrows_the_list(manager, late):
    page = manager.get("/duties?standing=overdue")
    assert len(rows(page)) == 1
    assert 'aria-current="page">Overdue' in page


def test_an_agreement_in_the_address_narrows_the_list(app, manager, scene):
    with app.app_context():
        build.agreement(scene.people.administrator, "A", "AG", number="P27-A")
        other = build.matter(scene.people.manager_a, "P27-A", title="音声合成装置")
        build.fact(scene.people.manager_a, other, "invention-made", "2026-08-20")
    page = manager.get("/duties?agreement=P27-A")
    assert set(re.findall(r"A-\d{4}", "".join(rows(page)))) == {other.ref}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/duties?standing=late", 422),
        ("/duties?agreement=P99", 404),
        ("/duties?agreement=P26-B", 404),
        ("/duties?after=nonsense", 422),
        ("/duties?after=" + "x" * 300, 400),
        ("/duties?agreement=%00", 400),
    ],
)
def test_an_address_nobody_wrote_is_refused_with_a_page_that_helps(manager, address, status):
    page = manager.get(address, status)
    assert f">{status}<" in page
    assert "To the time limits" in page


def test_the_list_goes_on_where_the_page_ended(app, manager, scene):
    with app.app_context():
        for number in range(30):
            each = build.matter(scene.people.manager_a, "P26-A", title=f"発明{number}")
            build.filed(scene.people.manager_a, each, "2026-08-12")
    seen: list[str] = []
    address = "/duties"
    for _ in range(12):
        page = manager.get(address)
        seen += re.findall(r"/duties/(\w+)\" data-unfold", page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        if not following:
            break
        address = following[1].replace("&amp;", "&")
    assert len(seen) > 100
    assert len(seen) == len(set(seen))


def test_the_line_tells_when_the_engine_and_the_sweep_ran(app, manager, scene):
    page = manager.get("/")
    assert "Last computed:" in page
    assert "is the worker running?" in page
    assert "Not checked yet" in page
    with app.app_context():
        rederiving.rederive_all(now=lambda: build.NOW, today=build.TODAY)
        remind_today(app)
    page = manager.get("/")
    assert "never" not in page
    engine = re.search(r'<p class="line">.*?</p>', page, re.S)[0]
    assert engine.count("Tue 1 September 2026 10:00") == 3


def test_nothing_due_says_so_and_shows_the_way(visit, scene):
    page = visit("ip-manager@b.example").get("/")
    assert "Nothing is due" in page
    assert 'href="/matters/new"' in page


def test_the_operator_is_led_to_the_people(visit):
    operator = visit("administrator@op.example")
    answer = operator.client.get("/")
    assert (answer.status_code, answer.location) == (302, "/people")
    assert "officer@ag.example" in operator.get("/people")


def test_why_this_date_is_explained_step_by_step(manager, scene):
    page = manager.get("/duties")
    duty = re.search(r"/duties/(\w+)\"[^>]*>\s*<time datetime=\"2026-10-09\"", page)[1]
    for text in (manager.get(f"/duties/{duty}"), manager.get(f"/duties/{duty}/why")):
        plain = re.sub(r"<[^>]+>", "", text)
        assert "Mon 10 August 2026" in plain
        assert "60 days" in plain
        assert "Civil Code 140" in plain
        assert "checked Fri 20 November 2026" in plain
    assert "<html" not in manager.get(f"/duties/{duty}/why")


def test_overdue_stands_on_top_even_where_a_page_of_targets_comes_before_it(app, manager, scene):
    with app.app_context():
        a = scene.people.manager_a
        for number in range(55):
            each = build.matter(a, "P26-A", title=f"発明{number}")
            build.fact(a, each, "invention-made", "2026-05-01")
        late = build.matter(a, "P26-A", title="触覚センサ")
        build.filed(a, late, "2026-06-30")
    page = manager.get("/")
    found = rows(page)
    assert late.ref in found[0]
    assert "Overdue" in found[0]
    assert sum(late.ref in row and "Overdue" in row for row in found) == 1


@pytest.mark.parametrize("old", ["?standing=overdue", "?agreement=P26-A&standing=open"])
def test_an_address_of_the_list_as_it_once_was_still_leads_to_it(manager, scene, old):
    answer = manager.client.get("/" + old)
    assert answer.status_code == 302
    assert answer.location.startswith("/duties?")
    assert all(part in answer.location for part in old[1:].split("&"))
