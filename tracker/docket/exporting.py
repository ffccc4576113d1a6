"""Everything of one organisation as files: tables that the import takes back, and the history as JSON.

A text is written as text and never as a formula. Technical content is not among it: it never leaves in files.
Not here: the report to the agency (reports), and the template to fill in (import_template).
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from tempfile import TemporaryFile
from typing import IO, Any

from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.importing import terms
from tracker.docket.terms import DETAILS, rule_label
from tracker.importing.columns import Column, columns, plain, words
from tracker.importing.rows import text_of
from tracker.importing.tables import needs_quote
from tracker.store.agreements import agreements_of
from tracker.store.facts import Fact, facts_of, standing_facts
from tracker.store.matters import Matter, Scope, stream_matters
from tracker.store.obligations import Obligation, obligations_of
from tracker.store.people import people_of
from tracker.store.session import look_anew, reading, transaction

PORTION = 200
README = (
    "Kigen: everything of one organisation.\n\n"
    "kigen.xlsx    two sheets, the matters and what happened to each; the import page reads it back\n"
    "matters.csv, facts.csv    the same as CSV (UTF-8); import matters.csv first\n"
    "history.jsonl    one matter a line: every revision of every fact, and the duties\n"
    "organisation.json    agreements and people\n\n"
    "Technical content is not in here: it is kept encrypted in the product and never exported.\n\n"
    "kigen.xlsx は「取込み」でそのまま読み戻せます（matters.csv、facts.csv の順に取り込むこともできます）。\n"
    "history.jsonl には訂正前を含むすべての経過と義務を、organisation.json には契約と利用者を収めています。\n"
    "技術内容は本システム内で暗号化して保管し、書き出しません。\n"
)

Cells = list[Any]


def matter_columns() -> list[Column]:
    """The columns of the sheet of matters."""
    return [each for each in columns().values() if each.about == "matter" and not (each.fact or each.of)]


def fact_headings(language: str) -> list[tuple[str, str, str]]:
    """The further columns of the sheet of facts: keys or details, name, heading."""
    named = {each.key: each.label(language) for each in columns().values() if each.key}
    named["keys.filing"] = columns()["filing"].label(language)
    found = [("keys", name) for name in terms().keys] + [("details", name) for name in DETAILS]
    return [(place, name, named.get(f"{place}.{name}", name)) for place, name in found]


def headings(language: str) -> tuple[list[str], list[str]]:
    """The headings of both tables."""
    known = columns()
    first = [known[name].label(language) for name in ("ref", "fact_no", "kind", "on")]
    further = [heading for _, _, heading in fact_headings(language)]
    return [each.label(language) for each in matter_columns()], [
        *first,
        *further,
        known["note"].label(language),
    ]


def export_everything(actor: Actor, *, now: datetime) -> IO[bytes]:
    """All tables and the history of the actor's organisation as one archive, at its beginning."""
    require(actor.may_record)
    with transaction() as session:
        trail.record_act(
            session, actor, "export-organisation", ("organisation", str(actor.organisation_id)), now=now
        )
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115  # the caller closes it
    try:
        write_archive(file, actor, now)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def write_archive(file: IO[bytes], actor: Actor, now: datetime) -> None:
    """The archive, with one walk over the matters."""
    import xlsxwriter

    language, book_file = actor.language, TemporaryFile()  # noqa: SIM115  # closed below
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    options |= {"strings_to_numbers": False, "in_memory": False}
    with book_file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        book = xlsxwriter.Workbook(book_file, options)
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        sheets = [
            book.add_worksheet(name)
            for name in (("案件", "経過") if language == "ja" else ("matters", "facts"))
        ]
        for sheet, line in zip(sheets, headings(language), strict=True):
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(line) - 1, 16)
            sheet.write_row(0, 0, line, bold)
        texts = [io.StringIO(newline="") for _ in range(2)]
        writers = [csv.writer(text) for text in texts]
        for writer, line in zip(writers, headings(language), strict=True):
            writer.writerow(line)
        history = io.StringIO()
        places = [1, 1]
        for matter, revisions, duties in walk(actor):
            tables = ([matter_cells(matter)], fact_lines(matter, standing_facts(revisions), language))
            for table, lines in enumerate(tables):
                for cells in lines:
                    write_cells(sheets[table], places[table], cells, day)
                    writers[table].writerow([guarded(text_of(cell)) for cell in cells])
                    places[table] += 1
            history.write(
                json.dumps(history_of(matter, revisions, duties, language), ensure_ascii=False) + "\n"
            )
        book.close()
        book_file.seek(0)
        put(archive, "kigen.xlsx", book_file.read())
        for name, text in zip(("matters.csv", "facts.csv"), texts, strict=True):
            put(archive, name, b"\xef\xbb\xbf" + text.getvalue().encode())
        put(archive, "history.jsonl", history.getvalue().encode())
        put(
            archive, "organisation.json", json.dumps(house(actor, now), ensure_ascii=False, indent=1).encode()
        )
        put(archive, "README.txt", README.encode())


def put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """A member whose moment is not told: equal contents give equal files."""
    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def walk(actor: Actor) -> Iterator[tuple[Matter, list[Fact], list[Obligation]]]:
    """Every matter of the organisation with its facts and duties, in the order of entry."""
    scope, last = Scope(organisation_id=actor.organisation_id), 0
    while found := stream_matters(reading(), scope, None, last, PORTION):
        ids = [each.id for each in found]
        facts: dict[int, list[Fact]] = {each: [] for each in ids}
        duties: dict[int, list[Obligation]] = {each: [] for each in ids}
        for fact in facts_of(reading(), ids, people=True):
            facts[fact.matter_id].append(fact)
        for duty in obligations_of(reading(), ids):
            duties[duty.matter_id].append(duty)
        for matter in found:
            yield matter, facts[matter.id], duties[matter.id]
        last = ids[-1]
        look_anew()


def matter_cells(matter: Matter) -> Cells:
    """One row of the sheet of matters."""
    values = {
        "agreement": matter.agreement.number,
        "owner": matter.owner.email if matter.owner else None,
        "perennial": "true" if matter.perennial else None,
    }
    return [values[c.id] if c.id in values else getattr(matter, c.id) for c in matter_columns()]


def fact_lines(matter: Matter, facts: Sequence[Fact], language: str) -> list[Cells]:
    """The rows of the sheet of facts; facts are numbered anew in their order, and named by these numbers."""
    labels = {fact.fact_id: str(number) for number, fact in enumerate(facts, start=1)}
    return [fact_cells(matter, fact, labels, language) for fact in facts]


def fact_cells(matter: Matter, fact: Fact, labels: dict[str, str], language: str) -> Cells:
    """One row of the sheet of facts."""
    further = []
    for place, name, _ in fact_headings(language):
        value = (fact.keys if place == "keys" else fact.details).get(name)
        if place == "keys" and terms().keys.get(name) == "fact" and value:
            base, mark, year = str(value).partition("#")
            value = labels.get(base, base) + mark + year
        further.append(text_of(value) if value is not None else None)
    return [
        matter.ref,
        int(labels[fact.fact_id]),
        kind_word(matter, fact, language),
        fact.on,
        *further,
        fact.note,
    ]


def kind_word(matter: Matter, fact: Fact, language: str) -> str:
    """What the kind is called, where the import understands that; else its identifier."""
    from tracker.docket.terms import kind_label

    label = kind_label(matter.agreement.packs, fact.kind, language)
    return label if terms().kinds.get(plain(label)) == fact.kind else fact.kind


def write_cells(sheet: Any, line: int, cells: Cells, day: Any) -> None:
    """One row of a workbook: days as days, everything else as text or a number, nothing as a formula."""
    for place, cell in enumerate(cells):
        if cell is None or cell == "":
            continue
        if isinstance(cell, date) and cell >= date(1900, 3, 1):
            sheet.write_datetime(line, place, cell, day)
        elif type(cell) is int:
            sheet.write_number(line, place, cell)
        else:
            sheet.write_string(line, place, text_of(cell))


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula; the import strips exactly this quote."""
    return "'" + text if needs_quote(text) else text


def history_of(
    matter: Matter, revisions: Sequence[Fact], duties: Sequence[Obligation], language: str
) -> dict[str, Any]:
    """One matter with all that was ever recorded of it."""
    told = {
        column.id: text_of(cell) for column, cell in zip(matter_columns(), matter_cells(matter), strict=True)
    }
    return told | {"facts": [revision_of(each) for each in revisions], "duties": [
        {
            "rule": each.rule, "called": rule_label(each.pack, each.rule, language), "pack": each.pack,
            "filing": each.filing or None, "due": day_or_none(each.due), "act_by": day_or_none(each.act_by),
            "standing": each.standing,
        }
        for each in duties if each.gone_at is None
    ]}  # fmt: skip


def revision_of(fact: Fact) -> dict[str, Any]:
    """One revision of a fact."""
    return {
        "id": fact.fact_id, "revision": fact.revision, "kind": fact.kind, "on": fact.on.isoformat(),
        "keys": fact.keys, "details": fact.details, "note": fact.note, "reason": fact.reason,
        "claimed": fact.claimed, "withdrawn": fact.withdrawn, "recorded_at": fact.recorded_at.isoformat(),
        "recorded_by": fact.recorded_by.name if fact.recorded_by else None,
        "imported": fact.import_id is not None,
    }  # fmt: skip


def day_or_none(day: date | None) -> str | None:
    """A day as JSON has it."""
    return day.isoformat() if day else None


def house(actor: Actor, now: datetime) -> dict[str, Any]:
    """The organisation itself, its agreements and people."""
    session = reading()
    return {
        "organisation": actor.organisation_name,
        "exported_at": now.isoformat(),
        "agreements": [
            {
                "number": each.number, "title": each.title, "packs": each.packs,
                "parameters": each.parameters,
                "starts_on": day_or_none(each.starts_on), "ends_on": day_or_none(each.ends_on),
            }
            for each in agreements_of(session, actor.organisation_id)
        ],
        "people": [
            {"name": each.name, "email": each.email, "role": each.role, "active": each.active}
            for each in people_of(session, actor.organisation_id)
        ],
    }  # fmt: skip


# --- the template -------------------------------------------------------------------------------------------


def template_columns() -> list[Column]:
    """The columns of the template: one row per filing."""
    return [each for each in columns().values() if each.about in ("matter", "filing")]


def template_csv(language: str) -> bytes:
    """The headings alone; a spreadsheet opens it as UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow([each.label(language) for each in template_columns()])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def template_workbook(language: str) -> bytes:
    """A workbook to fill in, with one sheet that explains it in both languages and one example."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    labels = [each.label(language) for each in template_columns()]
    sheet = book.add_worksheet("案件" if language == "ja" else "matters")
    sheet.write_row(0, 0, labels, bold)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(labels) - 1, 18)
    for place, each in enumerate(template_columns()):
        if each.type in ("right", "field", "route"):
            sheet.data_validation(
                1, place, 5000, place, {"validate": "list", "source": choices(each, language)}
            )
    example = book.add_worksheet("記入例" if language == "ja" else "example")
    example.write_row(0, 0, labels, bold)
    example.write_row(1, 0, [each.example for each in template_columns()])
    example.set_column(0, len(labels) - 1, 18)
    explained = book.add_worksheet("説明" if language == "ja" else "explanations")
    explained.set_column(0, 1, 28)
    explained.set_column(2, 3, 60, wrap)
    explained.write_row(0, 0, ["日本語", "English", "説明", "Explanation"], bold)
    for line, each in enumerate(template_columns(), start=1):
        cells = [each.ja, each.en, explanation(each, "ja"), explanation(each, "en")]
        explained.write_row(line, 0, cells, wrap)
    book.close()
    return file.getvalue()


def choices(column: Column, language: str) -> list[str]:
    """The words that may stand in a column of a closed list."""
    found: dict[str, str] = {}
    for word, code in words()[column.type].items():
        if code not in found or (language == "ja" and found[code].isascii() and not word.isascii()):
            found[code] = word
    return list(found.values())


def explanation(column: Column, language: str) -> str:
    """What to write in a column."""
    if text := column.help.get(language):
        return text
    if column.type == "date":
        return (
            "2026/7/1、令和8年7月1日、R8.7.1 など"
            if language == "ja"
            else "Such as 2026-07-01 or 1 July 2026"
        )
    return ""


def as_csv(lines: Iterable[Sequence[object]]) -> bytes:
    """Lines as CSV in UTF-8; what a spreadsheet could take for a formula is quoted."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([guarded(str(cell)) for cell in line] for line in lines)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
