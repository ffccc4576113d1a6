"""Logging matters, recording facts: what follows is seen first, faults stand at fields, twice is once."""

import re

import pytest

from tests.support import build
from tests.web.conftest import HIDDEN


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def new_matter(**values) -> dict:
    return {
        "agreement": "",
        "right": "patent",
        "title": "投機的復号装置",
        "sensitive_field": "unknown",
    } | values


def agreement_of(page: str) -> str:
    return re.search(r'<option selected value="(\w+)">P26-A|<option value="(\w+)">P26-A', page)[1] or ""


@pytest.fixture
def facts(scene) -> str:
    """The address under which facts of the matter are recorded."""
    return f"/matters/{scene.matter}/facts"


# --- a new matter -----------------------------------------------------------------------------------------


def test_a_matter_is_logged_and_named(app, manager, scene):
    agreement = agreement_of(manager.get("/matters/new"))
    answer = manager.send("/matters/new", new_matter(agreement=agreement))
    assert answer.status_code == 303
    page = manager.get(answer.location)
    assert "投機的復号装置" in page
    assert "A-0002" in page
    assert "The matter is logged" in page


def test_the_same_input_from_two_tabs_logs_one_matter(manager, scene):
    text = manager.get("/matters/new")
    data = dict(HIDDEN.findall(text)) | new_matter(agreement=agreement_of(text))
    first, second = (manager.client.post("/matters/new", data=data) for _ in range(2))
    assert first.location == second.location
    assert manager.get("/matters").count("投機的復号装置") == 1


def test_an_incomplete_input_is_refused_at_each_field_and_keeps_what_was_typed(manager, scene):
    answer = manager.send("/matters/new", new_matter(agreement="", title="  ", ref="A 1", shelf_no="棚3-12"))
    assert answer.status_code == 422
    page = answer.text
    assert 'role="alert"' in page
    for field in ("agreement", "title"):
        assert f'href="#{field}"' in page
        assert re.search(rf'id="{field}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="{field}"', page)
    assert 'value="A 1"' in page
    assert 'value="棚3-12"' in page


def test_faults_that_only_the_record_knows_stand_at_their_field_too(manager, scene):
    agreement = agreement_of(manager.get("/matters/new"))
    same = new_matter(agreement=agreement, title=build.TITLE, ref=scene.ref, perennial="y")
    answer = manager.send("/matters/new", same)
    assert answer.status_code == 422
    for message in (
        "This agreement already has a matter of this title: A-0001.",
        "Another matter has this reference",
    ):
        assert answer.text.count(message) == 2
    assert "Only a plant variety can be of the 30-year kind." in answer.text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "長" * 501, "too long: 500 characters at most"),
        ("title", "あ" * 350_000, "too long: 500 characters at most"),
        ("title", "a\x00b", "control characters"),
        ("title", "a\x1bb", "control characters"),
        ("ref", "r" * 61, "too long: 60 characters at most"),
        ("right", "trademark", "Choose one of the values offered."),
        ("sensitive_field", "maybe", "Choose one of the values offered."),
        ("agreement", "P26-B", "There is no such agreement."),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(manager, scene, field, value, message):
    agreement = agreement_of(manager.get("/matters/new"))
    answer = manager.send("/matters/new", new_matter(agreement=agreement) | {field: value})
    assert answer.status_code == 422
    assert message in answer.text
    assert "A-0002" not in manager.get("/matters")


def test_a_megabyte_too_many_is_told_to_be_too_much(manager, scene):
    answer = manager.send("/matters/new", new_matter(title="x" * 5_000_000))
    assert answer.status_code == 413
    assert "your text is still there" in answer.text


# --- a fact -----------------------------------------------------------------------------------------------


def test_what_can_come_next_is_offered_first_and_filled_in(manager, facts):
    page = manager.get(f"{facts}/new")
    offers = re.findall(r'class="offers.*?</ul>', page, re.S)[0]
    address = re.search(r'href="([^"]*filing-notice-submitted[^"]*)"', offers)[1].replace("&amp;", "&")
    assert address.endswith("filing=JP1")
    assert '<option selected value="JP1">' in manager.get(address)


def test_nothing_is_saved_before_its_consequences_were_on_the_screen(manager, facts, scene):
    first = manager.send(f"{facts}/new/filing-notice-submitted", {"on": "2026/8/20", "key_filing": "JP1"})
    assert first.status_code == 200
    assert "Not saved yet" in first.text
    assert "Filing notice" in plain(first.text)
    assert "<strong>Filing notice submitted</strong>" not in manager.get(f"/matters/{scene.matter}")
    second = manager.client.post(
        f"{facts}/new/filing-notice-submitted",
        data=dict(HIDDEN.findall(first.text)) | {"on": "2026/8/20", "key_filing": "JP1"},
    )
    assert second.status_code == 303
    page = manager.get(second.location)
    assert "Recorded:" in page
    assert "Now Done: Filing notice JP1" in page


def test_another_day_than_the_one_previewed_is_previewed_again(manager, facts):
    first = manager.send(f"{facts}/new/filing-notice-submitted", {"on": "2026/8/20", "key_filing": "JP1"})
    hidden = dict(HIDDEN.findall(first.text))
    again = manager.client.post(
        f"{facts}/new/filing-notice-submitted", data=hidden | {"on": "2026/8/21", "key_filing": "JP1"}
    )
    assert again.status_code == 200
    assert "Fri 21 August 2026" in again.text


def test_the_preview_alone_is_answered_while_one_types(manager, facts):
    hidden = dict(HIDDEN.findall(manager.get(f"{facts}/new/published")))
    fragment = manager.client.post(
        f"{facts}/new/published/preview", data=hidden | {"on": "令和8年8月25日", "key_filing": "JP1"}
    )
    assert fragment.status_code == 200
    assert "<html" not in fragment.text
    assert "Tue 25 August 2026" in fragment.text
    unread = manager.client.post(
        f"{facts}/new/published/preview", data=hidden | {"on": "令和8年8月32日", "key_filing": "JP1"}
    )
    assert "There is no day 32 in month 8" in unread.text


@pytest.mark.parametrize(
    "typed", ["2026-08-31", "2026/8/31", "令和8年8月31日", "R8.8.31", "２０２６年８月３１日"]
)
def test_a_day_is_taken_however_it_is_written(manager, facts, typed):
    answer = manager.record(f"{facts}/new/exam-requested", {"on": typed, "key_filing": "JP1"})
    assert answer.status_code == 303
    assert "Mon 31 August 2026" in manager.get(answer.location)


FILED = {"key_filing": "JP1", "key_office": "JP", "key_route": "national"}
SECOND = FILED | {"on": "2026-08-20", "key_filing": "JP2"}
OF_JP1 = {"on": "2026-08-20", "key_filing": "JP1"}
NOT_OFFERED = "Choose one of the values offered."


@pytest.mark.parametrize(
    ("kind", "data", "field", "message"),
    [
        ("exam-requested", OF_JP1 | {"on": "2026-02-30"}, "on", "There is no day 30 in month 2 of 2026"),
        ("exam-requested", OF_JP1 | {"on": ""}, "on", "Enter a date."),
        ("exam-requested", OF_JP1 | {"on": "2027-01-01"}, "on", "lies in the future"),
        ("exam-requested", OF_JP1 | {"key_filing": "US9"}, "key_filing", NOT_OFFERED),
        ("exam-requested", OF_JP1 | {"key_filing": ""}, "key_filing", "Fill this in."),
        ("filed", SECOND | {"key_office": "ZZ"}, "key_office", NOT_OFFERED),
        ("filed", SECOND | {"key_filing": "JP1"}, "key_filing", "already on record"),
        ("filed", SECOND | {"key_route": "division"}, "key_parent", "This is needed."),
        ("filed", SECOND | {"key_priority_on": "2026-08-21"}, "key_priority_on", "lies after the filing"),
        ("security", OF_JP1 | {"key_item": "24"}, "key_item", NOT_OFFERED),
        ("fee-paid", OF_JP1 | {"key_through_year": "three"}, "key_through_year", "Enter a whole number."),
        ("fee-paid", OF_JP1 | {"key_through_year": "99"}, "key_through_year", "from 1 to 40"),
    ],
)
def test_a_fault_names_its_field_and_keeps_what_was_typed(manager, facts, kind, data, field, message):
    answer = manager.send(f"{facts}/new/{kind}", data)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert answer.text.count(message) >= 2
    assert f'value="{data["on"]}"' in answer.text
    assert "Recorded:" not in answer.text


def test_an_unknown_kind_of_fact_is_not_there(manager, facts):
    manager.get(f"{facts}/new/eclipse", 404)


def test_a_fact_sent_twice_is_recorded_once(manager, facts, scene):
    data = {"on": "2026-08-20", "key_filing": "JP1"}
    first = manager.send(f"{facts}/new/exam-requested", data)
    hidden = dict(HIDDEN.findall(first.text)) | data
    one, two = (manager.client.post(f"{facts}/new/exam-requested", data=hidden) for _ in range(2))
    assert one.location == two.location
    assert manager.get(f"/matters/{scene.matter}").count("<strong>Examination requested</strong>") == 1


def test_the_agency_s_act_shows_as_claimed_until_the_agency_confirms_it(manager, officer, facts, scene):
    manager.record(f"{facts}/new/filing-notice-submitted", {"on": "2026-08-20", "key_filing": "JP1"})
    assert "agency’s act" in manager.get(f"{facts}/new/notice-returned")
    notice = re.search(
        r'<option value="(f\d+)">[^<]*Filing notice submitted', manager.get(f"{facts}/new/notice-returned")
    )
    only = re.search(r'<option selected value="(f\d+)">', manager.get(f"{facts}/new/notice-returned"))
    manager.record(f"{facts}/new/notice-returned", {"on": "2026-08-25", "key_of": (notice or only)[1]})
    assert "claimed, not confirmed" in manager.get(f"/matters/{scene.matter}")
    page = officer.get(f"/matters/{scene.matter}")
    confirm = re.search(r'action="([^"]+/confirm)"', page)[1]
    answer = officer.send(confirm, {}, page=f"/matters/{scene.matter}")
    assert answer.status_code == 303
    assert "Confirmed:" in officer.get(answer.location)
    assert "claimed, not confirmed" not in manager.get(f"/matters/{scene.matter}")


# --- doing a duty in one step -----------------------------------------------------------------------------


def done_form(page: str, label: str = "Filing notice") -> str:
    row = next(
        row for row in re.findall(r"<tr[^>]*data-open.*?</tr>", page, re.S) if label in row and "/done" in row
    )
    return re.search(r'action="([^"]+/done)"', row)[1]


def test_a_notice_is_marked_as_submitted_from_its_row(manager, scene):
    action = done_form(manager.get("/duties"))
    answer = manager.send(action, {"on": "令和8年8月28日", "back": "/duties"}, page="/duties")
    assert answer.status_code == 303
    page = manager.get(answer.location)
    assert "Recorded: Fri 28 August 2026 Filing notice submitted JP1" in plain(page)
    assert action not in page


def test_an_unreadable_day_comes_back_with_its_reason_and_nothing_is_saved(manager, scene):
    action = done_form(manager.get("/duties"))
    answer = manager.send(action, {"on": "28/8", "back": "/duties"}, page="/duties")
    assert answer.status_code == 422
    assert "Give the year in full" in answer.text
    assert 'value="28/8"' in answer.text
    assert action in manager.get("/duties")


def test_a_duty_is_closed_without_doing_it_only_with_a_reason(manager, scene):
    duty = done_form(manager.get("/duties")).rsplit("/", 1)[0]
    refused = manager.send(f"{duty}/settle", {"how": "waived", "reason": " "}, page=duty)
    assert refused.status_code == 422
    assert "Give the reason" in refused.text
    answer = manager.send(f"{duty}/settle", {"how": "waived", "reason": "機関が不要と回答"}, page=duty)
    assert answer.status_code == 303
    assert "Not needed" in manager.get(answer.location)


# --- corrections ------------------------------------------------------------------------------------------


def fact_address(page: str, what: str) -> str:
    row = next(
        row for row in re.findall(r'<tr id="f\d+".*?</tr>', page, re.S) if f"<strong>{what}</strong>" in row
    )
    return re.search(r'href="([^"]+)/correct"', row)[1]


def test_a_correction_shows_what_moves_and_keeps_the_old_version(manager, scene):
    address = fact_address(manager.get(f"/matters/{scene.matter}"), "Filed")
    opened = manager.get(f"{address}/correct")
    assert 'value="2026-08-10"' in opened
    assert 'value="特願2026-123456"' in opened
    data = FILED | {
        "on": "2026-08-12",
        "reason": "受領書の日付を読み誤った",
        "detail_application_no": "特願2026-123456",
    }
    preview = manager.send(f"{address}/correct", data)
    assert preview.status_code == 200
    moved = plain(preview.text)
    assert "Fri 9 October 2026" in moved
    assert "Sun 11 October 2026" in moved
    answer = manager.client.post(f"{address}/correct", data=dict(HIDDEN.findall(preview.text)) | data)
    assert answer.status_code == 303
    page = manager.get(answer.location)
    assert "Corrected:" in page
    assert "1 earlier version" in page
    assert "受領書の日付を読み誤った" in page


def test_a_correction_without_a_reason_is_refused(manager, scene):
    address = fact_address(manager.get(f"/matters/{scene.matter}"), "Filed")
    answer = manager.send(f"{address}/correct", FILED | {"on": "2026-08-12", "reason": ""})
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text


def test_a_correction_of_what_somebody_else_changed_meanwhile_is_held_back(app, manager, scene):
    address = fact_address(manager.get(f"/matters/{scene.matter}"), "Filed")
    data = FILED | {"on": "2026-08-12", "reason": "出願日の読み誤り"}
    preview = manager.send(f"{address}/correct", data)
    with app.app_context():
        build.fact(scene.people.manager_a, scene.matter, "exam-requested", "2026-08-20", filing="JP1")
    answer = manager.client.post(f"{address}/correct", data=dict(HIDDEN.findall(preview.text)) | data)
    assert answer.status_code == 409
    assert "Somebody else was faster" in answer.text


def test_a_withdrawn_fact_stays_visible_struck_through_with_its_reason(manager, scene):
    address = fact_address(manager.get(f"/matters/{scene.matter}"), "Invention made")
    assert "What follows" in manager.get(f"{address}/withdraw")
    answer = manager.send(f"{address}/withdraw", {"reason": "別の案件の記録だった"})
    assert answer.status_code == 303
    page = manager.get(answer.location)
    assert "Withdrawn:" in page
    assert re.search(r'<tr id="f0001" class="gone">', page)
    assert "別の案件の記録だった" in page


def test_what_others_build_on_is_not_withdrawn(manager, scene, facts):
    manager.record(f"{facts}/new/exam-requested", {"on": "2026-08-20", "key_filing": "JP1"})
    address = fact_address(manager.get(f"/matters/{scene.matter}"), "Filed")
    answer = manager.send(f"{address}/withdraw", {"reason": "誤って記録した"})
    assert answer.status_code == 422
    assert "could not stand" in answer.text
