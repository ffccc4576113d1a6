"""Evidence: what is taken, how it lies on the disk, who gets it. On both databases."""

import io
import zipfile

import pytest
from flask import current_app
from sqlalchemy import select

from tests.support import build
from tracker.docket import evidence_release
from tracker.docket.evidence import add_evidence, evidence_bytes, evidence_list
from tracker.docket.evidence_recording import record_with_evidence
from tracker.errors import Conflict, Misconfigured, NotFound, Refused
from tracker.store.evidence import Evidence
from tracker.store.facts import Fact
from tracker.store.files import StoredFile, path_of
from tracker.store.session import reading

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF canary-QZ-evidence"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
WHY = "Agreed with the project's technical board."


def office(folder: str, **more: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<d/>")
        for name, content in more.items():
            archive.writestr(f"{folder}/{name}", content)
    return made.getvalue()


@pytest.fixture
def people(context):
    return build.house()


@pytest.fixture
def second(people):
    return build.person("A", email="second@a.example")


@pytest.fixture
def matter(people):
    """Reported, and open to the agency."""
    made = build.matter(people.manager_a, "P26-A", ref="E-1", sensitive_field="outside")
    build.filed(people.manager_a, made, "2026-08-01")
    build.fact(people.manager_a, made, "filing-notice-submitted", "2026-08-20", filing="JP1")
    return made.public_id


def add(actor, matter, content=PDF, name="願書の写し.pdf", **told) -> str:
    return add_evidence(actor, matter=matter, name=name, content=content, now=build.NOW, **told)


def take(actor, matter, file):
    return evidence_bytes(actor, matter, file, now=build.NOW)


def test_a_file_is_kept_for_a_fact_and_comes_back_as_it_was(people, matter):
    kept = add(people.manager_a, matter, fact="f0001")
    assert take(people.manager_a, matter, kept) == ("願書の写し.pdf", "application/pdf", PDF)
    (seen,) = evidence_list(people.manager_a, matter)
    assert (seen.fact, seen.size, seen.superseded) == ("f0001", len(PDF), False)


def test_on_the_disk_it_is_sealed_under_a_name_of_its_content_outside_the_web_root(people, matter):
    add(people.manager_a, matter)
    (row,) = reading().scalars(select(StoredFile)).all()
    path = path_of(row)
    assert path.is_relative_to(current_app.instance_path)
    assert not path.is_relative_to(current_app.static_folder)
    assert row.content_name in path.name
    assert row.digest not in path.name
    sealed = path.read_bytes()
    assert b"canary" not in sealed
    assert (path.stat().st_mode & 0o077) == 0


def test_the_same_content_lies_there_once_but_not_across_organisations(people, matter):
    add(people.manager_a, matter)
    add(people.manager_a, matter, name="again.pdf")
    rival = build.matter(people.manager_b, "P26-B").public_id
    add(people.manager_b, rival)
    rows = reading().scalars(select(StoredFile)).all()
    assert len(rows) == 2
    assert len({row.content_name for row in rows}) == 2
    a, b = rows
    path_of(b).write_bytes(path_of(a).read_bytes())
    (theirs,) = evidence_list(people.manager_b, rival)
    with pytest.raises(Misconfigured):
        take(people.manager_b, rival, theirs.public_id)


def test_a_file_that_was_changed_is_not_handed_out(people, matter):
    kept = add(people.manager_a, matter)
    (row,) = reading().scalars(select(StoredFile)).all()
    sealed = bytearray(path_of(row).read_bytes())
    sealed[-1] ^= 1
    path_of(row).write_bytes(sealed)
    with pytest.raises(Misconfigured):
        take(people.manager_a, matter, kept)


def test_files_stay_readable_under_a_newer_key(people, matter):
    from cryptography.fernet import Fernet

    from tracker.config import data_keys

    kept = add(people.manager_a, matter)
    older = data_keys(current_app)
    current_app.config["DATA_KEYS"] = (Fernet.generate_key().decode(), *older)
    assert take(people.manager_a, matter, kept)[2] == PDF
    add(people.manager_a, matter, name="twice.pdf")
    assert len(reading().scalars(select(StoredFile)).all()) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", PNG, "not what its name says"),
        ("a.png", PDF, "not what its name says"),
        ("a.exe", b"MZ" + b"\0" * 64, "not taken"),
        ("a.html", b"<script>alert(1)</script>", "not taken"),
        ("a.svg", b"<svg/>", "not taken"),
        ("noending", PDF, "not taken"),
        ("a.pdf", b"", "empty"),
        ("a.docx", PDF, "not what its name says"),
        ("a.xlsx", office("word"), "not what its name says"),
        ("a.docx", office("word", **{"vbaProject.bin": b"x"}), "macros"),
        ("a.docm", office("word"), "not taken"),
        ("a.docx", office("word", **{"big.xml": b"0" * (201 * 2**20)}), "too large when opened"),
        ("a.docx", office("word")[:-30], "not what its name says"),
        ("...", PDF, "cannot be kept"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_taken_is_refused_with_its_reason_and_not_kept(people, matter, name, content, said):
    with pytest.raises(Refused) as refused:
        add(people.manager_a, matter, content, name)
    (fault,) = refused.value.faults
    assert (fault.field, said in fault.message_id) == ("file", True)
    assert reading().scalars(select(StoredFile)).all() == []


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.PNG", PNG), ("表.xlsx", office("xl")), ("b.docx", office("word")), ("c.pptx", office("ppt"))],
)
def test_images_and_office_files_are_taken(people, matter, name, content):
    kept = add(people.manager_a, matter, content, name)
    assert take(people.manager_a, matter, kept)[2] == content


def test_size_and_quota(people, matter):
    current_app.config["FILE_LIMIT"] = 1
    with pytest.raises(Refused) as refused:
        add(people.manager_a, matter, PDF + b" " * 2**20)
    assert "larger than" in refused.value.faults[0].message_id
    current_app.config.update(FILE_LIMIT=20, FILE_QUOTA=1)
    add(people.manager_a, matter, PDF + b" " * 700_000)
    with pytest.raises(Refused) as refused:
        add(people.manager_a, matter, PDF + b"." * 700_000)
    assert "keep more than" in refused.value.faults[0].message_id


def test_a_name_is_only_a_name(people, matter):
    kept = add(people.manager_a, matter, name="C:\\Users\\x\\..\\../etc/pass\nwd.pdf")
    assert take(people.manager_a, matter, kept)[0] == "passwd.pdf"


def test_a_file_is_superseded_with_a_reason_and_never_erased(people, matter):
    old = add(people.manager_a, matter, fact="f0001")
    with pytest.raises(Refused):
        add(people.manager_a, matter, PDF + b"2", supersedes=old)
    new = add(people.manager_a, matter, PDF + b"2", supersedes=old, reason="The first page was missing.")
    first, last = evidence_list(people.manager_a, matter)
    assert (first.superseded, last.superseded, last.fact) == (True, False, "f0001")
    assert take(people.manager_a, matter, old)[2] == PDF
    with pytest.raises(Conflict):
        add(people.manager_a, matter, PDF + b"3", supersedes=old, reason="The first page was missing.")
    assert new == last.public_id


def test_a_fact_and_its_file_are_recorded_together_or_not_at_all(people, matter):
    def record(upload):
        return record_with_evidence(
            people.manager_a, matter=matter, kind="published", on=build.TODAY, keys={"filing": "JP1"},
            upload=upload, now=build.NOW, today=build.TODAY,
        )  # fmt: skip

    with pytest.raises(Refused):
        record(("a.pdf", PNG))
    kinds = {fact.kind for fact in reading().scalars(select(Fact))}
    assert "published" not in kinds
    done = record(("公開公報.pdf", PDF))
    (seen,) = evidence_list(people.manager_a, matter)
    assert seen.fact == done.fact.fact_id
    assert reading().scalars(select(Evidence)).one().name == "公開公報.pdf"


def test_the_agency_sees_a_file_only_once_two_people_released_it_and_while_the_level_is_open(
    people, second, matter
):
    a, officer = people.manager_a, people.officer
    kept = add(a, matter, fact="f0001")
    assert evidence_list(officer, matter) == []
    with pytest.raises(NotFound):
        take(officer, matter, kept)
    asked = evidence_release.ask_opening(
        a, matter=matter, evidence=kept, reason=WHY, read=True, now=build.NOW
    )
    assert evidence_list(officer, matter) == []
    with pytest.raises(Refused):
        evidence_release.confirm_opening(a, matter=matter, opening=asked, read=True, now=build.NOW)
    with pytest.raises(Refused):
        evidence_release.confirm_opening(second, matter=matter, opening=asked, read=False, now=build.NOW)
    evidence_release.confirm_opening(second, matter=matter, opening=asked, read=True, now=build.NOW)
    (seen,) = evidence_list(officer, matter)
    assert (seen.public_id, seen.added_by, seen.openings) == (kept, None, [])
    assert take(officer, matter, kept)[2] == PDF
    build.fact(a, matter, "security", "2026-08-25", filing="JP1", item=2)
    assert evidence_list(officer, matter) == []
    with pytest.raises(NotFound):
        take(officer, matter, kept)
    build.fact(a, matter, "security", "2026-08-27", filing="JP1", item=9)
    assert evidence_list(officer, matter) == [], "a level that widens again brings nothing back"


def test_a_release_is_taken_back_by_one_person_and_ends_with_the_file(people, second, matter):
    a = people.manager_a

    def release(file):
        asked = evidence_release.ask_opening(
            a, matter=matter, evidence=file, reason=WHY, read=True, now=build.NOW
        )
        evidence_release.confirm_opening(second, matter=matter, opening=asked, read=True, now=build.NOW)
        return asked

    kept = add(a, matter)
    evidence_release.end_opening(second, matter=matter, opening=release(kept), now=build.NOW)
    assert evidence_list(people.officer, matter) == []
    release(kept)
    add(a, matter, PDF + b"2", supersedes=kept, reason="The first page was missing.")
    assert evidence_list(people.officer, matter) == []


def test_a_matter_that_is_not_open_releases_no_file(people):
    made = build.matter(people.manager_a, "P26-A", ref="E-2")
    build.filed(people.manager_a, made, "2026-08-01")
    kept = add(people.manager_a, made.public_id)
    with pytest.raises(Refused) as refused:
        evidence_release.ask_opening(
            people.manager_a, matter=made.public_id, evidence=kept, reason=WHY, read=True, now=build.NOW
        )
    assert len(refused.value.faults) == 2


def test_strangers_get_nothing_and_readers_hand_nothing_in(people, matter):
    kept = add(people.manager_a, matter)
    for stranger in (people.manager_b, people.administrator):
        for way in (lambda who: evidence_list(who, matter), lambda who: take(who, matter, kept)):
            with pytest.raises(NotFound):
                way(stranger)
    for other in (people.inventor_a, people.officer, people.manager_b):
        with pytest.raises(NotFound):
            add(other, matter)
