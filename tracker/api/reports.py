"""The calls about reports: any entry of `REPORTS` in any of the formats. Not here: what a report shows."""

from typing import Annotated, Literal

from flask import Response, stream_with_context
from pydantic import Field

from tracker.api.model import Asked
from tracker.api.reading import Day, Strict
from tracker.docket.actor import READERS
from tracker.docket.who import AGENCY, who
from tracker.reports import REPORTS, Table, file_name
from tracker.reports.writers import FORMATS


class ReportQuery(Strict):
    """Which part of the portfolio, as of which day, in which format."""

    agreement: str | None = None
    programme: str | None = None
    columns: Annotated[str, Field(max_length=2_000)] = ""
    as_of: Day | None = None
    format: Literal["json", "csv", "xlsx", "pdf"] = "json"


class DifferencesQuery(Strict):
    """The two days to compare, which part of the portfolio, in which format."""

    since: Day
    as_of: Day | None = None
    agreement: str | None = None
    programme: str | None = None
    format: Literal["json", "csv", "xlsx", "pdf"] = "json"


@who(*READERS, *AGENCY)
def status_report(asked: Asked) -> Response:
    """The status report over everything the caller may see, streamed."""
    query = asked.query
    table = REPORTS["status"].make(
        asked.actor,
        as_of=query.as_of or asked.today,
        today=asked.today,
        agreement=query.agreement,
        programme=query.programme,
        columns=[name for name in query.columns.split(",") if name],
    )
    return streamed(table, query.format, asked.actor.language)


@who(*READERS, *AGENCY)
def differences_report(asked: Asked) -> Response:
    """What differs between the status reports as of two days."""
    query = asked.query
    table = REPORTS["differences"].make(
        asked.actor,
        since=query.since,
        as_of=query.as_of or asked.today,
        today=asked.today,
        agreement=query.agreement,
        programme=query.programme,
    )
    return streamed(table, query.format, asked.actor.language)


def streamed(table: Table, form: str, language: str) -> Response:
    """A report in a format, piece by piece."""
    pieces = stream_with_context(FORMATS[form].write(table, language))
    response = Response(pieces, content_type=FORMATS[form].content_type)
    response.headers["Cache-Control"] = "no-store"
    if form != "json":
        name = file_name(table, FORMATS[form])
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
