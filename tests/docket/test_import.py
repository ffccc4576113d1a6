"""Importing by the use cases: verdicts, all or nothing, again without change, the trail, export and back."""

import csv
import io
import zipfile
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.support import build
from tests.support.build import NOW, TODAY
from tracker.docket import (
    anchoring,
    exporting,
    import_running,
    importing,
    look,
    record,
    rederiving,
    verifying,
)
from tracker.docket.selfchecking import selfcheck
from tracker.errors import Conflict, NotFound, Refused
from tracker.store.audit import AuditRow
from tracker.store.facts import Fact
from tracker.store.imports import ImportFile
from tracker.store.matters import Matter
from tracker.store.obligations import Obligation
from tracker.store.session import reading

HEAD = (
    "整理番号,契約番号,権利の種類,発明の名称,特定技術分野,発明完成日,出願国,出願日,出願番号,"
    "出願通知書提出日,公開日,審査請求日"
)
GOOD = [
    "K-1,P26-A,特許,測定装置,該当しない,令和8年6月10日,JP,令和8年7月1日,特願2026-111111,2026/8/3,,",
    "K-1,P26-A,特許,測定装置,該当しない,令和8年6月10日,US,2026-07-15,US 1/222,,,",
    "K-2,,特許,=別の装置,,R8.6.11,日本,令和八年七月二日,,,,",
    "K-3,P26-A,著作権,測定プログラム,,,,,,,,",
]


@pytest.fixture
def people(context):
    return build.house()


def text(*lines: str, encoding: str = "utf-8") -> bytes:
    return ("\n".join([HEAD, *lines]) + "\n").encode(encoding)


def checked(actor, content: bytes, name: str = "台帳.csv"):
    sent = importing.send_file(actor, name=name, content=content, now=NOW)
    importing.ask_check(actor, name=sent.public_id, now=NOW)
    return run(actor, sent.public_id)


def run(actor, name: str):
    import_running.run_import(name, today=TODAY, now=lambda: NOW)
    return importing.look_at_import(actor, name)


def imported(actor, content: bytes, *, leave_out: bool = False, name: str = "台帳.csv"):
    found = checked(actor, content, name)
    importing.ask_store(actor, name=found.public_id, leave_out=leave_out, now=NOW)
    return run(actor, found.public_id)


def counts() -> tuple[int, ...]:
    tables = (Matter, Fact, Obligation)
    return tuple(reading().scalar(select(func.count()).select_from(each)) for each in tables)


def verdicts(found) -> list[str]:
    return [row.verdict for row in sorted(found.report, key=lambda row: (row.table, row.line))]


def duties(actor, ref: str) -> list[tuple]:
    found = look.matter(actor, ref, today=TODAY)
    return sorted((d.rule, d.filing or "", d.due or TODAY, d.standing) for d in found.obligations)


def test_what_is_imported_is_what_recording_it_by_hand_leaves(people):
    actor = people.manager_a
    found = imported(actor, text(*GOOD))
    assert (found.state, found.matters, found.rows, found.accepted) == ("stored", 3, 4, 4)
    hand = build.matter(actor, "P26-A", ref="H-1", title="手", sensitive_field="outside")
    build.fact(actor, hand, "invention-made", "2026-06-10")
    build.filed(actor, hand, "2026-07-01", details={"application_no": "特願2026-111111"})
    build.filed(
        actor, hand, "2026-07-15", "US1", office="US", details={"application_no": "US 1/222"}, confirm=True
    )
    build.fact(actor, hand, "filing-notice-submitted", "2026-08-03", filing="JP1")
    assert duties(actor, "K-1") == duties(actor, "H-1")
    assert look.matter(actor, "K-2", today=TODAY).title == "=別の装置"
    told = rederiving.rederive_all(today=TODAY, now=lambda: NOW)
    assert (told.changed, told.failed) == (0, 0)
    assert selfcheck(today=TODAY, now=lambda: NOW).differences == 0


def test_the_trail_tells_every_matter_and_fact_and_can_be_replayed(people):
    found = imported(people.manager_a, text(*GOOD))
    acts = reading().execute(select(AuditRow.action, AuditRow.source, AuditRow.changes)).all()
    ours = [act.action for act in acts if act.changes.get("import") == found.public_id]
    assert (ours.count("log-matter"), ours.count("record-fact")) == (found.matters, found.facts)
    assert {act.source for act in acts if act.action == "record-fact"} == {"import"}
    assert "測定装置" not in str([act.changes for act in acts])
    assert anchoring.verify(None).findings == []
    assert anchoring.verify_state() == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_the_same_file_again_changes_nothing(people, encoding):
    imported(people.manager_a, text(*GOOD))
    before = counts()
    again = checked(people.manager_a, text(*GOOD, encoding=encoding))
    assert (again.encoding, again.duplicate, again.accepted) == (encoding, 4, 0)
    with pytest.raises(Refused, match="nothing in it"):
        importing.ask_store(people.manager_a, name=again.public_id, leave_out=False, now=NOW)
    assert counts() == before


def test_every_row_is_accounted_for_with_line_column_and_reason(people):
    found = checked(
        people.manager_a,
        text(
            *GOOD,
            GOOD[3],
            "K-4,P26-A,特許,四,,令和8年13月1日,,,,,,",
            "K-5,P26-X,特許,五,,,,,,,,",
            "K-6,P26-A,とっきょ,六,,,,,,,,",
            "K-7,P26-A,特許,七,,2027-01-01,,,,,,",
            "K-8,P26-A,特許,八,,,JP,2026-07-01,,,2026-06-01,",
            "K-8,P26-A,特許,八,,,US,2026-07-02,,,,",
            ",P26-A,特許,九,,,,,,,,",
            "K 10,P26-A,特許,十,,,,,,,,",
            "K-11,P26-A,特許,測定装置,,,,,,,,",
        ),
    )
    assert found.rows == found.accepted + found.rejected + found.duplicate == 14
    assert verdicts(found) == ["accepted"] * 4 + ["duplicate"] + ["rejected"] * 9
    reasons = {row.line: row.faults for row in found.report if row.verdict == "rejected"}
    places = {line: faults[0][0] for line, faults in reasons.items()}
    assert places[7] == "発明完成日"
    assert places[8] == "契約番号"
    assert places[9] == "権利の種類"
    assert places[10] == "発明完成日"
    assert places[13] == "整理番号"
    assert places[14] == "整理番号"
    assert places[15] == "発明の名称"
    assert {"line": 11} in [values for _, _, values in reasons[12]]


def test_with_rejected_rows_nothing_is_stored_unless_they_are_left_out(people):
    lines = (*GOOD, "K-4,P26-A,特許,四,,令和8年13月1日,,,,,,")
    found = checked(people.manager_a, text(*lines))
    before = counts()
    with pytest.raises(Refused, match="Rows were rejected"):
        importing.ask_store(people.manager_a, name=found.public_id, leave_out=False, now=NOW)
    assert counts() == before
    importing.ask_store(people.manager_a, name=found.public_id, leave_out=True, now=NOW)
    assert run(people.manager_a, found.public_id).matters == 3


def test_what_changed_since_the_check_is_checked_again(people):
    found = checked(people.manager_a, text(*GOOD))
    importing.ask_store(people.manager_a, name=found.public_id, leave_out=False, now=NOW)
    build.matter(people.manager_a, "P26-A", ref="K-2", title="先に登録")
    before = counts()
    after = run(people.manager_a, found.public_id)
    assert (after.state, after.rejected) == ("checked", 1)
    assert counts() == before


def test_facts_are_added_to_a_matter_on_record_and_contradictions_refused(people):
    imported(people.manager_a, text(*GOOD))
    more = imported(
        people.manager_a,
        text("K-1,P26-A,特許,測定装置,,,JP,2026-07-01,特願2026-111111,2026-08-03,,2026-08-20"),
    )
    assert (more.matters, more.facts, more.accepted) == (0, 1, 1)
    assert look.matter(people.manager_a, "K-1", today=TODAY).facts[-1].on.isoformat() == "2026-08-20"
    other = checked(people.manager_a, text("K-1,P26-A,特許,別名,,,JP,2026-07-01,特願2026-999999,,,"))
    assert {heading for row in other.report for heading, _, _ in row.faults} == {"発明の名称", "出願番号"}
    assert selfcheck(today=TODAY, now=lambda: NOW).differences == 0


def test_a_failure_in_the_middle_leaves_nothing(people, monkeypatch):
    found = checked(people.manager_a, text(*GOOD))
    importing.ask_store(people.manager_a, name=found.public_id, leave_out=False, now=NOW)
    before = counts()
    from tracker.docket import import_storing

    def break_off(*_values):
        raise KeyboardInterrupt

    monkeypatch.setattr(import_storing, "tell_trail", break_off)
    with pytest.raises(KeyboardInterrupt):
        import_running.run_import(found.public_id, today=TODAY, now=lambda: NOW)
    assert counts() == before
    monkeypatch.undo()
    assert import_running.run_waiting(today=TODAY, now=lambda: NOW) == 1
    assert importing.look_at_import(people.manager_a, found.public_id).matters == 3


def test_the_file_is_kept_as_sent_and_once(people):
    content = text(*GOOD)
    first = importing.send_file(people.manager_a, name="../../x/台帳.csv", content=content, now=NOW)
    importing.send_file(people.manager_a, name="again.csv", content=content, now=NOW)
    assert first.name == "台帳.csv"
    assert importing.file_as_sent(people.manager_a, first.public_id) == ("台帳.csv", content)
    assert reading().scalar(select(func.count()).select_from(ImportFile)) == 1
    raw = reading().connection().exec_driver_sql("SELECT content FROM import_files").scalar()
    assert "測定装置".encode() not in bytes(raw)


def test_imports_are_nobody_elses(people):
    sent = importing.send_file(people.manager_a, name="a.csv", content=text(*GOOD), now=NOW)
    for actor in (people.manager_b, people.inventor_a, people.officer, people.administrator):
        with pytest.raises(NotFound):
            importing.look_at_import(actor, sent.public_id)
    for actor in (people.inventor_a, people.officer, people.administrator):
        with pytest.raises(NotFound):
            exporting.export_everything(actor, now=NOW)
    with pytest.raises(Conflict):
        importing.ask_store(people.manager_a, name=sent.public_id, leave_out=False, now=NOW)


def test_headings_that_were_chosen_are_remembered(people):
    strange = "我社番号,P,種,呼称\nQ-1,P26-A,特許,装置\n".encode()
    sent = importing.send_file(people.manager_a, name="a.csv", content=strange, now=NOW)
    with pytest.raises(Refused, match="holds the reference"):
        importing.ask_check(people.manager_a, name=sent.public_id, now=NOW)
    chosen = ["ref", "agreement", "right", "title"]
    importing.choose_columns(people.manager_a, name=sent.public_id, mapping=[chosen], now=NOW)
    again = importing.send_file(people.manager_a, name="b.csv", content=strange, now=NOW)
    assert [each.column for each in again.tables[0].headings] == chosen
    other = importing.send_file(people.manager_b, name="b.csv", content=strange, now=NOW)
    assert [each.column for each in other.tables[0].headings] != chosen


def test_imported_facts_are_unverified_until_somebody_has_looked(people):
    imported(people.manager_a, text(*GOOD))
    found = look.matter(people.manager_a, "K-1", today=TODAY)
    facts = {fact.fact_id for fact in found.facts}
    assert verifying.unverified(people.manager_a, found.public_id) == facts
    assert verifying.with_unverified(people.manager_a, {found.public_id}) == {found.public_id}
    assert verifying.with_unverified(people.officer, {found.public_id}) == frozenset()
    one = sorted(facts)[0]
    assert verifying.check_facts(people.manager_a, matter=found.public_id, fact=one, now=NOW) == 1
    assert verifying.unverified(people.manager_a, found.public_id) == facts - {one}
    assert verifying.check_facts(people.manager_a, matter=found.public_id, now=NOW) == len(facts) - 1
    assert verifying.check_facts(people.manager_a, matter=found.public_id, now=NOW) == 0
    acts = select(AuditRow).where(AuditRow.action == "verify-facts").order_by(AuditRow.seq)
    act = reading().scalars(acts).first()
    assert act.changes == {"facts": [one]}


def exported(actor) -> dict[str, bytes]:
    with exporting.export_everything(actor, now=NOW) as file, zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_export_import_export_is_the_same(people, form):
    actor = people.manager_a
    imported(actor, text(*GOOD))
    rich = build.matter(actor, "P26-A", ref="R-1", title="-danger", shelf_no="@棚")
    build.filed(actor, rich, "2026-07-03", details={"application_no": "+12"}, note="'=1\n二行")
    paper = build.fact(actor, rich, "security", "2026-07-20", filing="JP1", item=4, reply_by="2026-08-20")
    told = {"about": "security", "of": paper.fact.fact_id}
    day, kind = date(2026, 8, 1), "status-notice-submitted"
    record.record_fact(
        actor, matter=rich.public_id, kind=kind, on=day, keys=told, now=NOW, today=TODAY, confirm=True
    )
    first = exported(actor)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells(first["matters.csv"]))
    files = ["kigen.xlsx"] if form == "xlsx" else ["matters.csv", "facts.csv"]
    before = counts()
    for name in files:
        again = checked(actor, first[name], name)
        assert (again.rejected, again.accepted) == (0, 0), [r for r in again.report if r.faults]
    other = people.manager_b
    for name in files:
        content = first[name].replace(b"P26-A", b"P26-B").replace(b"ip-manager@a.", b"ip-manager@b.")
        content = rewritten(content) if name.endswith("xlsx") else content
        found = imported(other, content, name=name)
        assert found.rejected == 0
    second = exported(other)
    same = second["facts.csv"] == first["facts.csv"]
    assert same, "facts"
    there = second["matters.csv"].replace(b"P26-B", b"P26-A").replace(b"ip-manager@b.", b"ip-manager@a.")
    assert there == first["matters.csv"]
    assert counts()[0] == 2 * before[0]


def cells(content: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]


def rewritten(content: bytes) -> bytes:
    """The workbook with the other organisation's agreement and owner in place of the first one's."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            part = source.read(name).replace(b"P26-A", b"P26-B").replace(b"ip-manager@a.", b"ip-manager@b.")
            made.writestr(name, part)
    return target.getvalue()
