"""The status report over real records, on both databases: who sees which rows and what stands in them."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, update

from tests.support import build, database
from tests.support.build import NOW, TITLE, TODAY, House
from tracker.docket import record
from tracker.docket.actor import Actor
from tracker.docket.reporting import reported_matters
from tracker.docket.views import MatterView
from tracker.errors import NotFound, Refused
from tracker.extensions import db
from tracker.reports import FORMATS, REPORTS
from tracker.reports.status import COLUMNS
from tracker.store.matters import Matter

NUMBER = "特願2026-123456"


@pytest.fixture
def scene(context: Flask) -> Iterator[House]:
    return build.house()


def report(actor: Actor, form: str = "json", as_of: date = TODAY, agreement: str | None = None) -> bytes:
    table = REPORTS["status"].make(actor, as_of=as_of, today=TODAY, agreement=agreement)
    return b"".join(FORMATS[form].write(table, actor.language))


def rows(actor: Actor, **more: object) -> list[dict[str, object]]:
    return json.loads(report(actor, **more))["rows"]  # type: ignore[arg-type]


def filed(manager: Actor, under: str = "P26-A", title: str = TITLE) -> MatterView:
    matter = build.matter(manager, under, title=title)
    build.filed(manager, matter, "2026-07-01", details={"application_no": NUMBER})
    return matter


def notified(manager: Actor, on: str = "2026-08-20", under: str = "P26-A", title: str = TITLE) -> MatterView:
    matter = filed(manager, under, title)
    build.fact(manager, matter, "filing-notice-submitted", on, filing="JP1")
    return matter


def test_a_contractor_gets_its_own_rows_in_full(scene: House) -> None:
    matter = notified(scene.manager_a)
    build.matter(scene.manager_b, "P26-B", title="他社の発明")
    (row,) = rows(scene.manager_a)
    assert row["withheld"] == []
    told = {name: row[name] for name in ("ref", "title", "filing", "office", "application_no", "right_state")}
    assert told == {
        "ref": matter.ref,
        "title": TITLE,
        "filing": "JP1",
        "office": "JP",
        "application_no": NUMBER,
        "right_state": "pending",
    }
    assert (row["filing_notice_due"], row["filing_notice_sent"]) == ("2026-08-30", "2026-08-20")
    assert row["filing_notice_days_late"] is None


def test_the_officer_gets_reported_matters_of_all_contractors_and_no_title(scene: House) -> None:
    one, two = notified(scene.manager_a), notified(scene.manager_b, under="P26-B", title="光学系の調整方法")
    filed(scene.manager_a, title="まだ報告していない発明")
    told = json.loads(report(scene.officer))
    assert [row["ref"] for row in told["rows"]] == [one.ref, two.ref]
    assert {row["contractor"] for row in told["rows"]} == {"Organisation A", "Organisation B"}
    assert all(row["application_no"] == NUMBER for row in told["rows"])
    assert [row["title"] for row in told["rows"]] == [f"Patent {one.ref}", f"Patent {two.ref}"]
    assert (told["matters"], told["withheld"], told["nil"]) == (2, 2, False)
    for form in FORMATS:
        data = report(scene.officer, form)
        assert TITLE.encode() not in data
        assert "光学".encode() not in data


def test_a_designated_matter_is_told_by_reference_dates_and_states_alone(scene: House) -> None:
    matter = notified(scene.manager_a, on="2026-08-01")
    build.fact(scene.manager_a, matter, "security", "2026-08-05", filing="JP1", item=2)
    build.fact(scene.manager_a, matter, "security", "2026-08-25", filing="JP1", item=7)
    (row,) = rows(scene.officer)
    assert row["level"] == "invention-withheld"
    assert {"right", "title", "filing", "office", "route", "application_no"} <= set(row["withheld"])  # type: ignore[call-overload]
    assert [row[name] for name in row["withheld"]] == [None] * len(row["withheld"])  # type: ignore[index, arg-type, union-attr]
    assert (row["ref"], row["filed_on"], row["security_state"]) == (matter.ref, "2026-07-01", "designated")
    assert row["filing_notice_due"] == "2026-08-30"
    (own,) = rows(scene.manager_a)
    assert (own["office"], own["withheld"]) == ("JP", [])


def test_what_is_withheld_does_not_change_a_byte_of_what_the_agency_gets(app: Flask) -> None:
    def told(title: str, technical: str | None, notes: list[str]) -> list[bytes]:
        with app.app_context():
            scene = build.house()
            matter = build.matter(
                scene.manager_a, "P26-A", title=title, technical=technical, shelf_no=title[:50]
            )
            for day, note in enumerate(notes, start=1):
                build.fact(scene.manager_a, matter, "invention-made", f"2026-06-0{day}", note=note)
            build.filed(scene.manager_a, matter, "2026-07-01", note=title)
            build.fact(scene.manager_a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
            if notes:
                build.matter(scene.manager_a, "P26-A", title="報告していない発明")
            answers = [report(scene.officer, form) for form in FORMATS]
        database.empty(app)
        return answers

    plain = told("装置", None, [])
    assert plain == told("量子計算機の誤り訂正" * 40, "長い明細書" * 2_000, ["覚書", "別の覚書"])
    assert plain == told("Patent A-0001", "x", [])


def test_every_column_stands_in_every_row_of_every_format(scene: House) -> None:
    notified(scene.manager_a)
    text = report(scene.officer, "csv").decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    assert [len(line) for line in lines[:2]] == [len(COLUMNS)] * 2
    assert lines[0][0] == "Reference"
    assert lines[2] == []
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)


def test_a_report_on_nothing_says_nil(scene: House) -> None:
    filed(scene.manager_a)
    told = json.loads(report(scene.officer))
    assert (told["rows"], told["nil"], told["withheld"]) == ([], True, 0)


def test_an_agreement_narrows_the_report_and_anothers_is_not_there(scene: House) -> None:
    one = notified(scene.manager_a)
    notified(scene.manager_b, under="P26-B", title="別の発明")
    assert [row["ref"] for row in rows(scene.officer, agreement="P26-A")] == [one.ref]
    for name in ("P26-B", "no-such"):
        with pytest.raises(NotFound):
            report(scene.manager_a, agreement=name)


def test_a_past_day_is_told_as_it_was_known_then(scene: House) -> None:
    matter = notified(scene.manager_a, on="2026-08-01")
    later = NOW + timedelta(days=20)
    build.fact(
        scene.manager_a,
        matter,
        "withdrawn",
        "2026-09-10",
        filing="JP1",
        confirm=True,
        now=later,
        today=date(2026, 9, 21),
    )

    def told(as_of: date) -> dict[str, object]:
        table = REPORTS["status"].make(scene.officer, as_of=as_of, today=date(2026, 9, 30))
        return json.loads(b"".join(FORMATS["json"].write(table, "en")))  # type: ignore[no-any-return]

    assert [row["right_state"] for row in told(date(2026, 9, 15))["rows"]] == ["pending"]  # type: ignore[attr-defined]
    assert [row["right_state"] for row in told(date(2026, 9, 25))["rows"]] == ["withdrawn"]  # type: ignore[attr-defined]
    assert told(date(2026, 8, 31))["nil"] is True


def test_a_day_to_come_is_refused(scene: House) -> None:
    with pytest.raises(Refused) as caught:
        report(scene.officer, as_of=TODAY + timedelta(days=1))
    assert [fault.field for fault in caught.value.faults] == ["as_of"]


def test_what_is_stored_tells_the_same_as_what_follows_from_the_facts(scene: House) -> None:
    """The quick way over stored columns, the slow one over the facts; for both sides, at every level."""
    one = notified(scene.manager_a, on="2026-08-31")
    build.filed(scene.manager_a, one, "2026-08-10", "US1", office="US", confirm=True)
    build.fact(scene.manager_a, one, "published", "2026-08-20", filing="JP1", confirm=True)
    two = notified(scene.manager_a, on="2026-08-01", title="指定された発明")
    for day, item in (("2026-08-05", 2), ("2026-08-25", 7)):
        build.fact(scene.manager_a, two, "security", day, filing="JP1", item=item)
    work = build.matter(scene.manager_b, "P26-B", right="copyright", title="管理プログラム")
    build.fact(scene.manager_b, work, "work-created", "2026-08-02", work="program")
    record.record_fact(
        scene.manager_b, matter=work.public_id, kind="status-notice-submitted", on=date(2026, 8, 9),
        keys={"about": "copyright"}, now=NOW, today=TODAY,
    )  # fmt: skip
    build.matter(scene.manager_b, "P26-B", title="出願前の発明")
    for actor in (scene.manager_a, scene.manager_b, scene.inventor_a, scene.officer):
        quick = list(reported_matters(actor, as_of=TODAY, today=TODAY))
        stored = [report(actor, form) for form in ("csv", "json")]
        db.session.execute(update(Matter).values(derived_on=TODAY - timedelta(days=1)))
        db.session.commit()
        slow = list(reported_matters(actor, as_of=TODAY, today=TODAY))
        assert [each.ref for each in quick] == [each.ref for each in slow]
        assert [report(actor, form) for form in ("csv", "json")] == stored
        db.session.execute(update(Matter).values(derived_on=TODAY))
        db.session.commit()


def test_the_report_never_runs_a_query_per_row(scene: House) -> None:
    def statements(count: int) -> int:
        for number in range(count):
            notified(scene.manager_a, title=f"発明{count}の{number}")
        db.session.rollback()
        db.session.expunge_all()
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        report(scene.officer)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    assert statements(1) == statements(4)


def test_the_command_writes_what_the_person_may_see(scene: House, context: Flask, tmp_path: Path) -> None:
    notified(scene.manager_a)
    runner = context.test_cli_runner()
    done = runner.invoke(args=["report", "status", "--as", "officer@ag.example", "--format", "json"])
    assert done.exit_code == 0, done.output
    assert [row["right_state"] for row in json.loads(done.stdout)["rows"]] == ["pending"]
    file = tmp_path / "status.csv"
    runner.invoke(args=["report", "status", "--as", "officer@ag.example", "--output", str(file)])
    assert file.read_bytes().startswith("\ufeffReference".encode())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--as", "nobody@example.org"], "no account"),
        (["--as", "officer@ag.example", "--agreement", "no-such"], "no such agreement"),
        (["--as", "officer@ag.example", "--as-of", "2999-01-01"], "as_of"),
        (["--as", "officer@ag.example", "--as-of", "2026-02-30"], "2026-02-30"),
        (["--as", "admin@op.example"], "There is no such thing"),
    ],
)
def test_the_command_says_what_is_wrong_in_a_line_and_ends_with_2(
    scene: House, context: Flask, arguments: list[str], words: str
) -> None:
    build.person("OP", "administrator", email="admin@op.example")
    done = context.test_cli_runner().invoke(args=["report", "status", *arguments])
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
