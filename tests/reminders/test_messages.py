"""How a digest reads, in both languages; what may stand in one, and what may not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Column
from sqlalchemy.sql.visitors import iterate

from tests.reminders.records import TITLE, TODAY
from tracker.reminders.messages import LANGUAGES, MESSAGES, TEMPLATES, DutyName, Owed, digest
from tracker.reminders.wording import article_words, long_date, one_line
from tracker.store.outbox import owed as read

JA = """\
ご担当者 様

2026年9月1日(火)現在の期限をお知らせします。

【期限を過ぎたもの】

■ A-0001  出願通知書の提出（第6条）
   期限: 2026年8月30日(日) 2日経過
   手続できる最後の開庁日: 2026年8月28日(金)
   状態: 期限超過
   済ませ方: 通知書を提出し、提出日を記録する。
   https://kigen.example/duties/d1

【期限の近いもの】

■ A-0002  出願審査の請求（特許法第48条の3）
   期限: 2026年9月10日(木) あと9日
   状態: 期限間近
   日付は暫定です。暦または手続の確定により変わることがあります。
   https://kigen.example/duties/d2

【社内目標（法定・契約上の期限ではありません）】

■ A-0003  保全に関する報告（第7条第1項）
   社内目標日: 2026年9月1日(火) 本日（約款に日数の定めはありません）
   状態: 期限間近
   先に済ませることがあります。リンク先をご確認ください。
   https://kigen.example/duties/d3

--
このメールが届いた理由:
・案件の担当者として登録されています。
・案件の副担当者として登録されています。
数日のあいだ通知を控えるには: リンク先で「確認した」を押してください。手続が済んだことにはなりません。
通知を止めるには: 提出・届出などを行い、リンク先でその事実と日付を記録してください。
行う必要がなくなった場合は、リンク先で理由を付けて終了できます。
期限の一覧: https://kigen.example/
"""

EN = """\
To whom it concerns,

these are your duties as of Tue 1 September 2026.

OVERDUE

* A-0001  Filing notice (Art. 6)
   Due: Sun 30 August 2026, 2 days ago
   Last open day to act: Fri 28 August 2026
   Standing: overdue
   To settle it: Submit the notice and record the day.
   https://kigen.example/duties/d1

COMING UP

* A-0002  Request for examination (PA 48-3)
   Due: Thu 10 September 2026, in 9 days
   Standing: due soon
   This date is provisional: the calendar or the procedure may still change it.
   https://kigen.example/duties/d2

INTERNAL TARGETS (not dates of the law or the contract)

* A-0003  Security report (Art. 7(1))
   Internal target: Tue 1 September 2026, today (the terms give no number of days)
   Standing: due soon
   Something has to come first: see the link.
   https://kigen.example/duties/d3

--
Why this mail came:
- you are the owner of a matter.
- you are the deputy of a matter.
To keep a reminder away for a few days: acknowledge the duty at its link. It is not done by that.
To settle a duty: do it, then record what was done and on which day, at its link.
A duty that is no longer needed is closed there with a reason.
All your dates: https://kigen.example/
"""

NAMES = {
    "filing-notice": {
        "ja": DutyName("出願通知書の提出", "通知書を提出し、提出日を記録する。"),
        "en": DutyName("Filing notice", "Submit the notice and record the day."),
    },
    "exam-request": {"ja": DutyName("出願審査の請求"), "en": DutyName("Request for examination")},
    "security-report": {"ja": DutyName("保全に関する報告"), "en": DutyName("Security report")},
}


def name_duty(pack, rule, language):
    return NAMES[rule][language]


def owed(number=1, **changes):
    values = {
        "obligation": f"d{number}",
        "reference": f"A-{number:04d}",
        "pack": "nedo-multimodal-2026",
        "rule": "filing-notice",
        "article": "6",
        "kind": "fixed",
        "due": date(2026, 8, 30),
        "act_by": date(2026, 8, 28),
        "provisional": False,
        "blocked": False,
        "role": "owner",
    }
    return Owed(**values | changes)


def word(duties, language="ja"):
    return digest(duties, day=TODAY, language=language, base_url="https://kigen.example", name_duty=name_duty)


THREE = [
    owed(2, rule="exam-request", article="PA 48-3", due=date(2026, 9, 10), act_by=date(2026, 9, 10),
         provisional=True, role="deputy"),
    owed(3, rule="security-report", article="7-1", kind="prompt", due=TODAY, act_by=TODAY, blocked=True),
    owed(1),
]  # fmt: skip


@pytest.mark.parametrize(("language", "body"), [("ja", JA), ("en", EN)])
def test_a_digest_reads_like_this(language, body):
    assert word(THREE, language).body == body


@pytest.mark.parametrize(
    ("duties", "language", "subject"),
    [
        (THREE, "ja", "[Kigen] 期限のお知らせ 3件（うち期限超過 1件） 2026-09-01"),
        (THREE, "en", "[Kigen] 3 duties to act on, 1 overdue, 2026-09-01"),
        (THREE[:1], "ja", "[Kigen] 期限のお知らせ 1件 2026-09-01"),
        (THREE[:1], "en", "[Kigen] 1 duty to act on, 2026-09-01"),
    ],
)
def test_the_subject_counts_and_names_nothing(duties, language, subject):
    assert word(duties, language).subject == subject


@pytest.mark.parametrize(("language", "said"), [("ja", "まだ効力のない期限です"), ("en", "Not in force:")])
def test_a_duty_that_is_only_proposed_is_told_as_such(language, said):
    assert said in word([owed(foreseen=True)], language).body
    assert said not in word(THREE, language).body


def test_an_internal_target_is_never_called_a_date_of_the_law():
    past = TODAY - timedelta(9)
    body = word([owed(kind="prompt", due=past, act_by=past)], "en").body
    assert "internal target passed" in body
    assert "overdue" not in body.lower()
    assert "Due:" not in body


def test_an_unknown_language_reads_japanese():
    assert word(THREE, "fr").body == JA


def test_every_message_has_a_subject_and_a_body_in_each_language():
    found = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.txt")}
    parts = ("subject", "body")
    assert found == {
        f"{message}/{part}.{language}.txt" for message in MESSAGES for part in parts for language in LANGUAGES
    }


def test_a_reference_cannot_break_out_of_its_line():
    mail = word([owed(reference="A-1\r\nBcc: thief@evil.example\n\n【偽】")])
    assert "\nBcc:" not in mail.body
    assert "\n【偽】" not in mail.body


def test_a_template_is_data_free():
    assert "{{" in word([owed(reference="{{ 7 * 191 }}")]).body
    assert "1337" not in word([owed(reference="{{ 7 * 191 }}")]).body


def test_of_matters_and_duties_only_control_data_is_read():
    levels = {column.info["level"] for each in read.DUTY for column in read_columns(each)}
    assert levels == {"c0"}
    assert TITLE not in JA + EN


def read_columns(expression):
    found = [part for part in iterate(expression.__clause_element__()) if isinstance(part, Column)]
    assert found, expression
    return found


@pytest.mark.parametrize(
    ("article", "ja", "en"),
    [
        ("6", "第6条", "Art. 6"),
        ("8-2", "第8条第2項", "Art. 8(2)"),
        ("6, 8", "第6条, 第8条", "Art. 6, Art. 8"),
        ("PA 48-3", "特許法第48条の3", "PA 48-3"),
        ("ESPA 67(10)", "経済安全保障推進法第67条第10項", "ESPA 67(10)"),
        ("whatever it says", "whatever it says", "whatever it says"),
    ],
)
def test_articles_read_as_people_write_them(article, ja, en):
    assert (article_words(article, "ja"), article_words(article, "en")) == (ja, en)


def test_dates_carry_their_weekday():
    assert long_date(date(2026, 8, 31), "ja") == "2026年8月31日(月)"
    assert long_date(date(2026, 8, 31), "en") == "Mon 31 August 2026"


def test_one_line_is_one_line():
    assert one_line("a\r\n b\u2028c\x00d\te") == "a b c d e"
