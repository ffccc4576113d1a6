"""The status report as a page and as files, whole or under a name with chosen columns.

What it shows, and to whom, is decided in reports and disclosure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from tracker import clock
from tracker.docket import look, saved_reports
from tracker.docket.actor import READERS
from tracker.docket.reporting import Part, programmes
from tracker.docket.saved_reports import Named
from tracker.docket.who import AGENCY, who
from tracker.errors import Refused
from tracker.reports import FORMATS, REPORTS, Table, file_name
from tracker.web.actor import someone
from tracker.web.dates import UnreadableDate, read_date
from tracker.web.office import today
from tracker.web.query import read_text

LIMIT = 200
ON_PAGE = (
    "ref", "contractor", "filing", "filed_on", "filing_notice_due", "filing_notice_sent", "filing_notice_days_late",
    "next_due", "overdue_duties", "security_state", "level", "registered_on", "registration_notice_due",
    "registration_notice_sent", "right", "title", "application_no", "agreement",
)  # fmt: skip
"""The columns of the page where none are chosen: what an officer acts on first. The files hold all columns."""
LONGEST = 2_000

pages = Blueprint("agency", __name__, url_prefix="/reports")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; ``named``: the named report it starts from."""

    agreement: str | None
    programme: str | None
    columns: tuple[str, ...]
    named: Named | None

    @property
    def address(self) -> dict[str, Any]:
        """The same as an address words it."""
        given = {"agreement": self.agreement, "programme": self.programme}
        if self.named is not None:
            return given | {"named": self.named.public_id}
        return given | {"columns": ",".join(self.columns) or None}

    def table(self, as_of: Any) -> Table:
        """Its table as of a day. Raises Refused, NotFound."""
        return REPORTS["status"].make(
            someone(), as_of=as_of, today=today(), agreement=self.agreement, programme=self.programme,
            columns=self.columns,
        )  # fmt: skip


def read_wanted() -> Wanted:
    """Part and columns: of the named report, unless the address says otherwise."""
    name = read_text("named")
    named = saved_reports.named_report(someone(), name) if name else None
    asked = Part(read_text("agreement"), read_text("programme"))
    if named is not None and "agreement" not in request.args and "programme" not in request.args:
        asked = named.part
    columns = request.args.get("columns", "")
    if len(columns) > LONGEST:
        abort(400)
    chosen = tuple(each for each in columns.split(",") if each) or (named.columns if named else ())
    return Wanted(asked.agreement, asked.programme, chosen, named)


@pages.get("/status")
@who(*READERS, *AGENCY)
def status() -> ResponseReturnValue:
    """The status report over everything the person may see, as of a day."""
    actor, typed, wanted = someone(), read_text("as_of"), read_wanted()
    as_of, fault = today(), None
    try:
        as_of = read_date(typed, actor.language) if typed else today()
        table = wanted.table(as_of)
    except UnreadableDate as unreadable:
        fault = str(unreadable)
    except Refused as refused:
        fault = " ".join(_(each.message_id) % each.values for each in refused.faults)
    if fault:
        wanted = Wanted(wanted.agreement, wanted.programme, (), None)
        table = wanted.table(today())
    places = places_on_page(table, wanted)
    rows = [[row[n] for n in places] for row in islice(table.rows, LIMIT + 1)]
    page = render_template(
        "agency/status.html",
        report=table,
        columns=[table.columns[n] for n in places],
        rows=rows[:LIMIT],
        cut=len(rows) > LIMIT,
        agreements=look.agreements(actor),
        programmes=programmes(actor),
        wanted=wanted,
        reports=saved_reports.named_reports(actor),
        typed_as_of=typed,
        fault=fault,
        charts=[(each, Markup(each.svg)) for each in table.charts(actor.language)],  # escaped there
        downloads=[
            (name, url_for("agency.download", form=name, as_of=table.as_of, **wanted.address))
            for name in FORMATS
        ],
    )
    return page, 422 if fault else 200


def places_on_page(table: Table, wanted: Wanted) -> list[int]:
    """Which columns stand on the page: the chosen ones, else those that an officer acts on first."""
    if wanted.columns:
        return list(range(len(table.columns)))
    by_name = {column.name: n for n, column in enumerate(table.columns)}
    return [by_name[name] for name in ON_PAGE]


@pages.get("/status.<form>")
@who(*READERS, *AGENCY)
def download(form: str) -> Response:
    """The same as a file, row by row."""
    if form not in FORMATS:
        abort(404)
    actor, typed = someone(), read_text("as_of")
    try:
        as_of = read_date(typed, actor.language) if typed else today()
    except UnreadableDate:
        abort(400)
    return file_of(read_wanted().table(as_of), form, actor.language)


def file_of(table: Table, form: str, language: str) -> Response:
    """A report as a file; the name tells nothing of its content."""
    pieces = stream_with_context(FORMATS[form].write(table, language))
    response = Response(pieces, content_type=FORMATS[form].content_type)
    name = file_name(table, FORMATS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@pages.get("/differences")
@who(*READERS, *AGENCY)
def differences() -> ResponseReturnValue:
    """What differs between two days; asks for the earlier one first."""
    actor, fault, table = someone(), None, None
    typed, since = read_text("as_of"), read_text("since")
    try:
        table = compared() if since else None
    except UnreadableDate as unreadable:
        fault = str(unreadable)
    except Refused as refused:
        fault = " ".join(_(each.message_id) % each.values for each in refused.faults)
    rows = list(islice(table.rows, LIMIT + 1)) if table else []
    asked: dict[str, Any] = {name: read_text(name) for name in ("since", "as_of", "agreement", "programme")}
    page = render_template(
        "agency/differences.html",
        title=REPORTS["differences"].title,
        report=table,
        rows=rows[:LIMIT],
        cut=len(rows) > LIMIT,
        agreements=look.agreements(actor),
        chosen=read_text("agreement"),
        since=since,
        as_of=typed or today().isoformat(),
        fault=fault,
        downloads=[(name, url_for("agency.download_differences", form=name, **asked)) for name in FORMATS],
    )
    return page, 422 if fault else 200


@pages.get("/differences.<form>")
@who(*READERS, *AGENCY)
def download_differences(form: str) -> Response:
    """The same as a file."""
    if form not in FORMATS or not read_text("since"):
        abort(404)
    try:
        table = compared()
    except UnreadableDate:
        abort(400)
    return file_of(table, form, someone().language)


def compared() -> Table:
    """The differences between the days of the address. Raises UnreadableDate, Refused, NotFound."""
    actor, typed, since = someone(), read_text("as_of"), read_text("since") or ""
    return REPORTS["differences"].make(
        actor,
        since=read_date(since, actor.language),
        as_of=read_date(typed, actor.language) if typed else today(),
        today=today(),
        agreement=read_text("agreement"),
        programme=read_text("programme"),
    )


@pages.get("/status/columns")
@who(*READERS, *AGENCY)
def choose() -> str:
    """Asks for columns, their order, and a name."""
    return choosing(read_wanted(), [], "")


@pages.post("/status/columns")
@who(*READERS, *AGENCY)
def save() -> ResponseReturnValue:
    """Shows the chosen columns, or keeps them under a name."""
    form = request.form
    chosen = ordered({name: form.get(f"at-{name}", "").strip() for name in all_columns()})
    part = Part(form.get("agreement") or None, form.get("programme") or None)
    wanted = Wanted(part.agreement, part.programme, chosen, None)
    if form.get("act") == "show":
        return redirect(url_for("agency.status", **wanted.address), 303)
    name, shared = form.get("name", ""), bool(form.get("shared"))
    try:
        named = saved_reports.save_report(
            someone(), name=name, columns=chosen, part=part, shared=shared, now=clock.now()
        )
    except Refused as refused:
        return choosing(wanted, [_(each.message_id) % each.values for each in refused.faults], name), 422
    return redirect(url_for("agency.status", named=named.public_id), 303)


@pages.post("/status/named/<report>/remove")
@who(*READERS, *AGENCY)
def remove(report: str) -> ResponseReturnValue:
    """Takes a named report of one's own away."""
    saved_reports.remove_report(someone(), report=report, now=clock.now())
    return redirect(url_for("agency.status"), 303)


def choosing(wanted: Wanted, faults: Sequence[str], name: str) -> str:
    """The page with a number for each column: its place, empty where it is left out."""
    chosen = wanted.columns or tuple(all_columns())
    columns = {column.name: column for column in REPORTS["status"].columns}
    rest = [each for each in columns if each not in chosen]
    return render_template(
        "agency/columns.html",
        columns=[(columns[each], chosen.index(each) + 1) for each in chosen if each in columns]
        + [(columns[each], "") for each in rest],
        agreements=look.agreements(someone()),
        programmes=programmes(someone()),
        wanted=wanted,
        faults=faults,
        name=name,
    )


def all_columns() -> list[str]:
    """The names of all columns, in the report's own order."""
    return [column.name for column in REPORTS["status"].columns]


def ordered(places: dict[str, str]) -> tuple[str, ...]:
    """The columns that were given a place, by it; of two with the same the report's own order decides."""
    given = [(int(place), n, name) for n, (name, place) in enumerate(places.items()) if is_place(place)]
    return tuple(name for _, _, name in sorted(given))


def is_place(text: str) -> bool:
    """Whether something is a small whole number."""
    return text.isascii() and text.isdigit() and len(text) <= 4
