"""Marked words in every protected field, entered as people enter them, and looked for in whatever leaves.

The scanner reads what it is handed as text in several encodings, unpacks workbooks, folds widths and case.
"""

import base64
import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from tests.api.asking import Asker
from tests.support import build
from tests.support.build import House
from tracker.api.reading import Standing
from tracker.docket import look, record, releasing
from tracker.docket.actor import Actor
from tracker.docket.keeping import save_content
from tracker.docket.views import MatterView
from tracker.extensions import db
from tracker.reports.writers import FORMATS
from tracker.store.matters import Matter
from tracker.typeset import Sheet, to_pdf

CODES = ("utf-8", "utf-16", "cp932")
CONTENT = ("abstract", "claims", "keywords", "inventors_notes")
FIELDS = ("title", "technical", "shelf_no", "note", "reason", *CONTENT)
SPOTS = ("planned", "filed", "reported", "review", "designated", "released")


def canary(organisation: str, spot: str, field: str) -> str:
    """A word that stands nowhere else, unlike every other from its first characters on."""
    digest = hashlib.sha256(f"{organisation} {spot} {field}".encode()).digest()
    return f"{base64.b32encode(digest).decode()[:12]}鷸鼇齏"


def told_in(data: bytes) -> str:
    """All that can be read in `data`: as text, unescaped, and out of what is packed in it."""
    texts = [data.decode(code, "ignore") for code in CODES]
    texts.append(re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), texts[0]))
    if (sheet := data.find(b"%PDF")) >= 0:
        texts += [page.extract_text() for page in PdfReader(io.BytesIO(data[sheet:])).pages]
    packing = data.find(b"PK\x03\x04")
    if packing >= 0:
        with zipfile.ZipFile(io.BytesIO(data[packing:])) as packed:
            texts += [told_in(packed.read(name)) for name in packed.namelist()]
    return folded("\n".join(texts))


def folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def test_the_scanner_finds_what_is_planted() -> None:
    word = canary("A", "filed", "title")
    sheet = Sheet("sheet", "en", build.TODAY, build.NOW)
    paper = to_pdf("listing", sheet, {"columns": [{"label": "x"}], "rows": [[word]]})
    assert folded(word[:12]) in told_in(paper)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet.xml", f"<v>{word}</v>")
    planted = [
        word.encode(),
        word.encode("utf-16"),
        f"« {' '.join(word)} »".encode(),
        word.lower().encode(),
        word.encode("unicode_escape"),
        unicodedata.normalize("NFKD", word).encode(),
        packed.getvalue(),
    ]
    assert all(folded(word)[:8] in told_in(data) for data in planted)


def test_no_two_canaries_start_alike() -> None:
    words = [canary(home, spot, field) for home in "AB" for spot in SPOTS for field in FIELDS]
    assert len({word[:6] for word in words}) == len(words)


def sown(manager: Actor, agreement: str, home: str) -> list[str]:
    """Matters of one organisation in six spots, each field marked; returns all marks."""
    for spot in SPOTS:
        field = dict.fromkeys(FIELDS, "") | {name: canary(home, spot, name) for name in FIELDS}
        technical = None if spot == "designated" else field["technical"]
        matter = build.matter(
            manager, agreement, title=field["title"], technical=technical, shelf_no=field["shelf_no"]
        )
        texts = {name: field[name] for name in CONTENT}
        save_content(manager, matter=matter.ref, texts=texts, shelf_no=field["shelf_no"], now=build.NOW)
        walk(manager, matter, spot, field["note"], field["reason"])
        if spot == "released":
            release(manager, home, matter)
    return [canary(home, spot, field) for spot in SPOTS for field in FIELDS]


def release(manager: Actor, home: str, matter: MatterView) -> None:
    """The abstract, released by two people."""
    second = build.person(home, email=f"second@{home.lower()}.example")
    seen = look.matter(manager, matter.ref, today=build.TODAY)
    (text,) = [each.revision for each in seen.content if each.field == "abstract"]
    given = {"matter": matter.ref, "read": True, "now": build.NOW, "today": build.TODAY}
    reason = canary(home, "released", "reason")
    asked = releasing.ask_release(manager, field="abstract", revision=text, reason=reason, **given)
    releasing.confirm_release(second, release=asked, revision=text, **given)


def let_through(observer: str) -> set[str]:
    """The marks that the observer shall see: the agency those of an open matter, and what was released."""
    if observer != "officer":
        return set()
    return {canary(home, "released", field) for home in "AB" for field in ("title", "abstract")}


def walk(manager: Actor, matter: MatterView, spot: str, note: str, reason: str) -> None:
    """What happened to a matter up to a spot: facts with notes, the first one corrected with a reason."""
    build.fact(manager, matter, "invention-made", "2026-06-01", note=note)
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("filed", "2026-07-01", {"filing": "JP1", "office": "JP", "route": "national"}),
        ("filing-notice-submitted", "2026-07-20", {"filing": "JP1"}),
        ("security", "2026-07-25", {"filing": "JP1", "item": 2}),
        ("security", "2026-08-05", {"filing": "JP1", "item": 7}),
        ("security", "2026-08-20", {"filing": "JP1", "item": 18}),
    ]
    for kind, on, keys in steps[: SPOTS.index(spot)]:
        build.fact(manager, matter, kind, on, note=note, **keys)
    record.correct_fact(
        manager,
        matter=matter.public_id,
        fact="f0001",
        on=build.TODAY.replace(month=6, day=2),
        keys={},
        reason=reason,
        now=build.NOW,
        today=build.TODAY,
    )


@pytest.fixture
def marks(scene: House) -> dict[str, list[str]]:
    return {
        "A": sown(scene.manager_a, "P26-A", "A"),
        "B": sown(scene.manager_b, "P26-B", "B"),
    }


def everything(asker: Asker, extra: list[str]) -> Iterator[tuple[str, bytes]]:
    """What a caller can get of the API: lists, filters, pages, single matters, all formats, errors."""
    paths = [
        "/openapi.json", "/matters", "/matters?q=a", "/obligations", "/obligations?limit=1",
        "/obligations?agreement=P26-A", "/obligations?agreement=P26-B", "/reports/status?as_of=2026-08-31",
        *(f"/obligations?standing={word}" for word in get_args(Standing)),
        *(f"/reports/status?format={form}" for form in FORMATS),
        *(f"/reports/differences?since=2026-08-31&format={form}" for form in FORMATS),
        "/reports/status?columns=title,ref,application_no", "/reports/status?programme=no-such",
        *(f"/matters/{name}" for name in extra),
        *(f"/matters?q={name}" for name in extra),
    ]  # fmt: skip
    for path in paths:
        yield path, _whole(asker.get(path))
    for name in extra:
        fact = {
            "kind": "filed",
            "on": "2026-07-01",
            "keys": {"filing": "JP9", "office": "JP", "route": "national"},
        }
        yield f"post {name}", _whole(asker.post(f"/matters/{name}/facts", fact))
        fix = {"on": "2026-07-01", "reason": "tried once more"}
        yield f"correct {name}", _whole(asker.post(f"/matters/{name}/facts/f0001/correct", fix))


def _whole(answer: Any) -> bytes:
    return answer.status.encode() + str(answer.headers).encode() + b"\n" + answer.data


def names(context: Flask) -> list[str]:
    found = db.session.execute(select(Matter.public_id, Matter.ref)).all()
    return sorted({name for row in found for name in row})


@pytest.mark.parametrize("observer", ["officer", "manager_b"])
def test_no_protected_word_reaches_the_agency_or_another_contractor(
    context: Flask, scene: House, marks: dict[str, list[str]], observer: str
) -> None:
    asker = Asker(context.test_client(), getattr(scene, observer))
    hidden = marks["A"] + (marks["B"] if observer == "officer" else [])
    seen = dict(everything(asker, names(context)))
    assert sum(b"200 OK" in data[:10] for data in seen.values()) > 10
    allowed, found, leaks = let_through(observer), set(), []
    for path, data in seen.items():
        text = told_in(data)
        told = {word for word in hidden if folded(word)[:8] in text}
        found |= told & allowed
        leaks += [(path, word) for word in sorted(told - allowed)]
    assert leaks == []
    assert found == allowed


def test_the_owner_sees_every_word_that_was_entered(
    context: Flask, scene: House, marks: dict[str, list[str]]
) -> None:
    asker = Asker(context.test_client(), scene.manager_a)
    text = "".join(told_in(data) for _, data in everything(asker, names(context)))
    absent = {canary("A", "designated", "technical")}
    assert {word for word in marks["A"] if folded(word) not in text} == absent


def test_a_contractor_sees_nothing_of_another_whatever_the_other_holds(
    context: Flask, scene: House, marks: dict[str, list[str]]
) -> None:
    asker = Asker(context.test_client(), scene.manager_b)
    theirs = [
        line["id"] for line in Asker(context.test_client(), scene.manager_a).get("/matters").json["items"]
    ]
    answers = {asker.get(f"/matters/{name}").data for name in [*theirs, "0000000000000000"]}
    assert len(answers) == 1
