"""The docket list, a second calendar outside the product: as CSV for programs, as PDF for people.

Control data alone: references, names of duties, articles, dates; never a title. The CSV is what is stored
with a mail, and the PDF follows from it, so a mail that is tried again carries the same files.
Not here: whose duties.
"""

import csv
import io
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Self

from tracker.reminders.wording import article_words, long_date, one_line
from tracker.typeset import Sheet, to_pdf

HEAD = ("reference", "duty", "article", "kind", "act_by", "due", "standing", "days_left", "link")
TITLES = {"ja": "期限管理簿", "en": "Docket list"}
SECTIONS = ("overdue", "target-passed", "due-soon", "open")

log = logging.getLogger(__name__)


class Line(NamedTuple):
    """One duty of the list; kind and standing as codes. ``link`` is left out on paper."""

    reference: str
    duty: str
    article: str
    kind: str
    act_by: date
    due: date
    standing: str
    days_left: int
    link: str = ""

    @classmethod
    def read(cls, row: Sequence[str]) -> Self:
        """From a line of our own CSV."""
        cells = [cell[1:] if _is_risky(cell[1:]) and cell[:1] == "'" else cell for cell in row]
        reference, duty, article, kind, act_by, due, standing, left, link = cells
        days = date.fromisoformat(act_by), date.fromisoformat(due)
        return cls(reference, duty, article, kind, *days, standing, int(left), link)


@dataclass(frozen=True, slots=True)
class DocketList:
    """The list as it goes with a mail: the stored CSV, and what the sheet around it says."""

    name: str
    text: str
    sheet: Sheet

    def files(self) -> Iterator[tuple[str, str, bytes]]:
        """Name, kind and content of each file. A sheet that cannot be set never keeps the CSV back."""
        yield f"{self.name}.csv", "text/csv; charset=utf-8", self.text.encode("utf-8-sig")
        try:
            made = as_pdf(lines_of(self.text), self.sheet)
        except Exception as error:
            log.error("no sheet for %s: %s", self.name, type(error).__name__)
            return
        yield f"{self.name}.pdf", "application/pdf", made


def sheet_of(
    day: date,
    language: str,
    made_at: datetime,
    *,
    organisation: str = "",
    made_by: str = "",
    filters: Mapping[str, str] | None = None,
) -> Sheet:
    """What stands around the list; ``made_at`` in office time."""
    language = language if language in TITLES else "ja"
    return Sheet(
        title=TITLES[language],
        language=language,
        as_of=day,
        made_at=made_at,
        made_by=made_by,
        organisation=organisation,
        filters=filters or {},
    )


def as_csv(lines: Iterable[Line]) -> str:
    """The list for a second calendar: dates in ISO, cells that a spreadsheet takes for no formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEAD)
    writer.writerows([_harmless(str(cell)) for cell in line] for line in lines)
    return file.getvalue()


def lines_of(text: str) -> list[Line]:
    """The lines of a CSV that ``as_csv`` wrote."""
    return [Line.read(row) for row in list(csv.reader(io.StringIO(text)))[1:]]


def as_pdf(lines: Iterable[Line], sheet: Sheet) -> bytes:
    """The list as sheets of paper: what is overdue first, then by the day to act."""
    held: dict[str, list[dict[str, object]]] = {name: [] for name in SECTIONS}
    for line in lines:
        held.get(line.standing, held["open"]).append(_printed(line, sheet.language, sheet.as_of))
    sections = [{"name": name, "duties": duties} for name, duties in held.items() if duties]
    return to_pdf("docket", sheet, {"sections": sections})


def _printed(line: Line, language: str, day: date) -> dict[str, object]:
    near = line.act_by < day and line.standing in ("due-soon", "open")
    left = (line.due if near else line.act_by) - day
    return {
        "reference": one_line(line.reference),
        "duty": one_line(line.duty),
        "article": one_line(article_words(line.article, language)),
        "kind": line.kind,
        "act_by": long_date(line.act_by, language),
        "due": long_date(line.due, language) if line.due != line.act_by else "",
        "days_left": left.days,
    }


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula; negative numbers stay numbers."""
    return "'" + cell if _is_risky(cell) else cell


def _is_risky(cell: str) -> bool:
    return cell[:1] in ("=", "+", "@", "\t", "\r") or (cell[:1] == "-" and not cell[1:].isdigit())
