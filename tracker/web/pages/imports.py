"""Importing a spreadsheet: sending it, choosing columns, every row's verdict, storing. And taking everything out.

Small files are worked on while the page waits, large ones by the worker; the page tells how far it is.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import IO, Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker import clock
from tracker.docket import exporting, import_running, importing, verifying
from tracker.docket.actor import WRITERS
from tracker.docket.importing import ImportView, RowView
from tracker.docket.who import who
from tracker.errors import Refused
from tracker.importing.columns import columns
from tracker.web.actor import someone
from tracker.web.language import current_language
from tracker.web.office import today
from tracker.web.query import read_choice

SHOWN = 200
VERDICTS = ("rejected", "duplicate", "accepted")
FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
SLACK = 1 << 20

pages = Blueprint("imports", __name__, url_prefix="/imports")


@pages.url_value_preprocessor
def allow_size(endpoint: str | None, values: dict[str, object] | None) -> None:
    """A file may be larger than other input: said before anything reads the request."""
    if endpoint == "imports.send":
        request.max_content_length = importing.MOST_BYTES + SLACK


@pages.app_context_processor
def marks() -> dict[str, Callable[..., frozenset[str]]]:
    """What any page marks as imported and not yet held against the paper."""
    return {"unverified_in": unverified_in, "unverified_among": unverified_among}


def unverified_in(matter: str) -> frozenset[str]:
    """The unverified facts of a matter."""
    return verifying.unverified(someone(), matter)


def unverified_among(duties: Iterable[Any]) -> frozenset[str]:
    """The matters of these duties that hold unverified facts."""
    return verifying.with_unverified(someone(), {duty.matter_public_id for duty in duties})


@pages.get("")
@who(*WRITERS)
def page() -> ResponseReturnValue:
    """The imports so far, a file to send, the template and the export."""
    return show_list([])


@pages.post("")
@who(*WRITERS)
def send() -> ResponseReturnValue:
    """Keeps a file and goes on to its columns."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return show_list([_("Choose a file.")])
    try:
        sent = importing.send_file(someone(), name=file.filename, content=file.read(), now=clock.now())
    except Refused as refused:
        return show_list(said(refused))
    return redirect(url_for("imports.show", name=sent.public_id), 303)


def show_list(faults: list[str]) -> ResponseReturnValue:
    """The page of imports, with what is wrong with the file that was sent."""
    made = render_template("imports/page.html", imports=importing.imports(someone()), faults=faults)
    return made, 422 if faults else 200


@pages.get("/template.<form>")
@who(*WRITERS)
def template(form: str) -> ResponseReturnValue:
    """The template to fill in."""
    language = current_language()
    made = exporting.template_csv(language) if form == "csv" else exporting.template_workbook(language)
    form = "csv" if form == "csv" else "xlsx"
    return as_file(iter([made]), f"kigen-template-{language}.{form}", FORMS[form])


@pages.post("/export")
@who(*WRITERS)
def export() -> ResponseReturnValue:
    """Everything of the organisation as one archive."""
    file = exporting.export_everything(someone(), now=clock.now())
    return as_file(in_pieces(file), f"kigen-{today()}.zip", "application/zip")


@pages.get("/<name>")
@who(*WRITERS)
def show(name: str) -> ResponseReturnValue:
    """One import at the step where it stands."""
    return show_import(importing.look_at_import(someone(), name), [])


def show_import(found: ImportView, faults: list[str]) -> ResponseReturnValue:
    """The page of one import."""
    chosen = read_choice("verdict", VERDICTS)
    order = {verdict: place for place, verdict in enumerate(VERDICTS)}
    rows = [row for row in found.report if chosen in (None, row.verdict)]
    rows.sort(key=lambda row: (order[row.verdict], row.table, row.line))
    made = render_template(
        "imports/show.html",
        found=found,
        faults=faults,
        rows=[(row, list(reasons(row))) for row in rows[:SHOWN]],
        more=max(0, len(rows) - SHOWN),
        chosen=chosen,
        columns=column_choices(found),
        share=round(100 * found.progress / found.rows) if found.rows else 0,
    )
    response = Response(made, 422 if faults else 200)
    if found.state in ("checking", "storing"):
        response.headers["Refresh"] = "2"
    return response


def column_choices(found: ImportView) -> list[tuple[str, str]]:
    """The columns that a heading can be read as, with their words; keys by their own names at the end."""
    language = current_language()
    listed = [(each.id, each.label(language)) for each in columns().values()]
    further = {heading.column for table in found.tables for heading in table.headings} - {
        i for i, _w in listed
    }
    further |= set(importing.further_headings().values()) if found.tables else set()
    return listed + [(each, each.partition(":")[2]) for each in sorted(further - {""})]


@pages.post("/<name>/check")
@who(*WRITERS)
def check(name: str) -> ResponseReturnValue:
    """Takes the chosen columns and asks for the verdict of every row."""
    actor = someone()
    found = importing.look_at_import(actor, name, whole=False)
    mapping = [
        [request.form.get(f"column-{table}-{place}", "") for place in range(count)]
        for table, count in enumerate(counted())
    ]
    try:
        if mapping:
            importing.choose_columns(actor, name=name, mapping=mapping, now=clock.now())
        importing.ask_check(actor, name=name, now=clock.now())
    except Refused as refused:
        return show_import(importing.look_at_import(actor, name), said(refused))
    go_on(found)
    return redirect(url_for("imports.show", name=name), 303)


def counted() -> list[int]:
    """How many headings the form holds for each table."""
    counts: list[int] = []
    while (text := request.form.get(f"headings-{len(counts)}", "")) and len(counts) < 100:
        counts.append(min(int(text), 500) if text.isascii() and text.isdecimal() else 0)
    return counts


@pages.post("/<name>/columns")
@who(*WRITERS)
def columns_again(name: str) -> ResponseReturnValue:
    """Goes back from the verdicts to the columns."""
    importing.back_to_columns(someone(), name=name, now=clock.now())
    return redirect(url_for("imports.show", name=name), 303)


@pages.post("/<name>/store")
@who(*WRITERS)
def store(name: str) -> ResponseReturnValue:
    """Stores what was accepted: everything or nothing."""
    actor = someone()
    found = importing.look_at_import(actor, name, whole=False)
    try:
        leave_out = request.form.get("leave_out") == "yes"
        importing.ask_store(actor, name=name, leave_out=leave_out, now=clock.now())
    except Refused as refused:
        return show_import(importing.look_at_import(actor, name), said(refused))
    go_on(found)
    return redirect(url_for("imports.show", name=name), 303)


def go_on(found: ImportView) -> None:
    """Do now what need not wait for the worker."""
    if importing.is_small(found) or current_app.config.get("IMPORT_AT_ONCE"):
        import_running.run_import(found.public_id, today=today(), now=clock.now)


@pages.get("/<name>/file")
@who(*WRITERS)
def raw(name: str) -> ResponseReturnValue:
    """The file as it was sent."""
    _name, content = importing.file_as_sent(someone(), name)
    return as_file(iter([content]), f"import-{name}.bin", "application/octet-stream")


@pages.get("/<name>/report.csv")
@who(*WRITERS)
def report(name: str) -> ResponseReturnValue:
    """Every row's verdict as a file."""
    found = importing.look_at_import(someone(), name)
    head = [_("Table"), _("Line"), _("Reference"), _("Verdict"), _("Reason")]
    lines = (
        [
            row.table,
            row.line,
            row.ref,
            verdict_word(row.verdict),
            " / ".join(f"{w}: {m}" for w, m in reasons(row)),
        ]
        for row in found.report
    )
    made = exporting.as_csv(chain([head], lines))
    return as_file(iter([made]), f"import-{name}-report.csv", FORMS["csv"])


@pages.post("/verified/<matter>")
@who(*WRITERS)
def verify(matter: str) -> ResponseReturnValue:
    """Notes that imported facts were checked against the paper: one, or all of the matter."""
    verifying.check_facts(someone(), matter=matter, fact=request.form.get("fact") or None, now=clock.now())
    return redirect(url_for("matters.show", matter=matter) + "#facts", 303)


# --- words --------------------------------------------------------------------------------------------------


def said(refused: Refused) -> list[str]:
    """Refusals in the language of the page."""
    return [_(fault.message_id, **fault.values) for fault in refused.faults]


def reasons(row: RowView) -> Iterator[tuple[str, str]]:
    """Heading and reason of each fault of a row."""
    for heading, message, values in row.faults:
        yield heading, _(message, **values) if values else _(message)


def verdict_word(verdict: str) -> str:
    """A verdict in the language of the page."""
    return {"accepted": _("accepted"), "rejected": _("rejected"), "duplicate": _("already on record")}[
        verdict
    ]


def in_pieces(file: IO[bytes]) -> Iterator[bytes]:
    """An open file to its end; then it is closed."""
    with file:
        while piece := file.read(1 << 16):
            yield piece


def as_file(pieces: Iterator[bytes], name: str, kind: str) -> Response:
    """A download."""
    response = Response(pieces, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
