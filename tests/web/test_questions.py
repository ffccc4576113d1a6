"""The pages of open questions: what is answered and what is not, the answer with its preview, the letter."""

import io
import re

import pytest
from docx import Document

from tests.support import build

ANSWER = {
    "value": "yes",
    "answered_by": "IP department, Ms Yamada",
    "answered_on": "2026-08-28",
    "evidence": "Letter 2026-815",
}


@pytest.fixture
def home(app, scene) -> str:
    """The address of agreement A's questions; a second matter ends its sixty days on a Sunday."""
    with app.app_context():
        late = build.matter(scene.people.manager_a, scene.people.agreement_a, title="second")
        build.filed(scene.people.manager_a, late, "2026-07-01")
    return f"/agreements/{scene.people.agreement_a}/questions"


def answered(manager, home, unknown="contract-periods-roll", **more):
    """Looks at what follows, then saves."""
    path = f"{home}/{unknown}"
    first = manager.send(path, ANSWER | more)
    assert first.status_code == 200, first.text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', first.text))
    return first.text, manager.client.post(path, data=hidden | ANSWER | more)


def test_the_list_tells_what_is_open_with_its_default(manager, home):
    page = manager.get(home)
    assert "Open: the default is taken" in page
    assert "No: the last day by counting is the due date" in page
    assert home.rpartition("/")[0].rpartition("/")[2] in manager.get("/agreements/questions")


def test_an_answer_is_saved_only_after_its_consequences_were_seen(manager, home):
    path = f"{home}/contract-periods-roll"
    preview, saved = answered(manager, home)
    assert "Sun 30 August 2026" in preview
    assert "Mon 31 August 2026" in preview
    assert "See what follows" in manager.get(path)
    assert saved.status_code == 303
    page = manager.get(saved.location)
    assert "Answered by" in page
    assert "Letter 2026-815" in page
    assert "counts for every matter" in page


def test_another_value_than_the_one_looked_at_is_previewed_again(manager, home):
    path = f"{home}/contract-periods-roll"
    first = manager.send(path, ANSWER)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', first.text))
    again = manager.client.post(path, data=hidden | ANSWER | {"value": "no"})
    assert again.status_code == 200
    assert "Not saved yet" in again.text


def test_what_is_wrong_is_told_at_its_field(manager, home):
    path = f"{home}/office-action-period"
    refused = manager.send(path, ANSWER | {"value": "４０１", "evidence": ""})
    assert refused.status_code == 422
    assert "Name the letter" in refused.text
    for value in ("401", "x", "-1", "9" * 6):
        refused = manager.send(path, ANSWER | {"value": value})
        assert refused.status_code == 422
        assert "whole number from 1 to 400" in refused.text


def test_an_answer_is_corrected_and_taken_back_with_a_reason(manager, home):
    answered(manager, home)
    path = f"{home}/contract-periods-roll"
    refused = manager.send(path, ANSWER | {"value": "no"})
    assert "Give the reason" in refused.text
    _preview, saved = answered(manager, home, value="no", reason="misread the letter")
    assert saved.status_code == 303
    assert "What was recorded before" in manager.get(home)
    back = manager.send(f"{path}/withdraw", {"reason": "it was for another agreement"})
    assert back.status_code == 303
    page = manager.get(home)
    assert "taken back" in page
    assert "it was for another agreement" in page


def test_a_pure_question_is_answered_in_words(manager, home):
    _preview, saved = answered(manager, home, "receipt-evidence", value="The day the web system accepts it")
    assert saved.status_code == 303
    assert "The day the web system accepts it" in manager.get(home)


def test_the_matter_and_the_terms_lead_to_the_questions(manager, scene, home):
    assert re.search(r'href="/agreements/\w+/questions"', manager.get(f"/matters/{scene.matter}"))
    assert "/agreements/questions" in manager.get("/terms/nedo-standard")


def test_the_letter_asks_what_is_open_and_nothing_of_any_matter(manager, scene, home):
    page = manager.get(f"{home}/letter?language=ja")
    assert "拝啓" in page
    assert "令和8年9月1日" in page
    assert "末日が休日のとき" in page
    assert "第82条第3項" not in page
    assert "第82条第3項" in manager.get(f"{home}/letter?language=ja&law=yes")
    assert scene.ref not in page
    answered(manager, home)
    assert "末日が休日のとき" not in manager.get(f"{home}/letter?language=ja")


def test_the_letter_as_a_word_file_and_as_text_says_the_same(manager, home):
    word = manager.client.get(f"{home}/letter.docx?language=ja")
    paper = Document(io.BytesIO(word.data))
    said = [each.text for each in paper.paragraphs]
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    text = manager.client.get(f"{home}/letter.txt?language=ja").data.decode("utf-8-sig")
    questions = [line for line in said if line.startswith("問")]
    assert len(questions) > 10
    assert all(line in text for line in questions)
    assert sum(cell == "ご回答" for cell in cells) == len(questions)
    english = manager.client.get(f"{home}/letter.txt?language=en").data.decode("utf-8-sig")
    assert "Yours faithfully" in english
    assert manager.client.get(f"{home}/letter.pdf").status_code == 404


def test_strangers_and_the_agency_find_nothing(scene, visit, officer, home):
    stranger = visit("ip-manager@b.example")
    for path in (home, f"{home}/contract-periods-roll", f"{home}/letter", f"{home}/letter.docx"):
        stranger.get(path, 404)
        assert officer.client.get(path).status_code == 403
