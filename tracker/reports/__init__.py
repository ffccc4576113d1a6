"""Reports: what is told to people and agencies in tables; rows come redacted, never from the database."""

from tracker.reports.differences import REPORT as DIFFERENCES
from tracker.reports.model import Report, Table
from tracker.reports.status import REPORT as STATUS
from tracker.reports.writers import FORMATS, Format

REPORTS: dict[str, Report] = {report.name: report for report in (STATUS, DIFFERENCES)}
"""Every report, by name. Pages, commands and tests are made from this list."""


def file_name(table: Table, form: Format) -> str:
    """The name of a downloaded report: what it is and its days, nothing of its content."""
    days = [table.report, *([table.since.isoformat()] if table.since else [])]
    return f"{'-'.join(days)}-{table.as_of.isoformat()}.{form.name}"


__all__ = ["FORMATS", "REPORTS", "Format", "Report", "Table", "file_name"]
