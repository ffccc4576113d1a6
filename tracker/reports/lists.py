"""The lists of duties and of matters as tables: what a page shows, for a file. Not here: reading the lists.

Nothing stands in them that the page does not show its reader: the lines come as docket lets them be seen.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from tracker.disclosure import FieldClass
from tracker.docket.duty_lists import DutyLine
from tracker.docket.matter_lists import ListedMatter
from tracker.reports.cells import Cell
from tracker.reports.model import Column, Labels, Table, Tally
from tracker.reports.words import LEVELS, RIGHTS, STANDINGS, word

C0, C0F, C1, C4 = (
    FieldClass.CONTROL,
    FieldClass.PARTICULARS,
    FieldClass.BIBLIOGRAPHIC,
    FieldClass.OWN_ONLY,
)
TITLES: dict[str, Labels] = {
    "duties": {"ja": "期限一覧", "en": "Time limits"},
    "matters": {"ja": "案件一覧", "en": "Matters"},
}


def column(name: str, ja: str, en: str, field_class: FieldClass, width: int = 14) -> Column:
    """One column."""
    return Column(name, {"ja": ja, "en": en}, field_class, width)


DUTY_COLUMNS = (
    column("days_left", "残り日数", "Days left", C0, 9),
    column("act_by", "対応期限", "Act by", C0, 12),
    column("due", "期限", "Due", C0, 12),
    column("duty", "手続", "Duty", C0, 34),
    column("article", "条項", "Article", C0, 12),
    column("filing", "出願", "Filing", C0F, 12),
    column("reference", "整理番号", "Reference", C0, 14),
    column("title", "名称", "Title", C1, 40),
    column("organisation", "受託者", "Contractor", C0, 24),
    column("agreement", "契約番号", "Agreement", C0, 16),
    column("owner", "担当者", "Owner", C4, 18),
    column("state", "状態", "State", C0, 12),
)
MATTER_COLUMNS = (
    column("reference", "整理番号", "Reference", C0, 14),
    column("title", "名称", "Title", C1, 40),
    column("right", "権利", "Right", C0F, 14),
    column("organisation", "受託者", "Contractor", C0, 24),
    column("agreement", "契約番号", "Agreement", C0, 16),
    column("owner", "担当者", "Owner", C4, 18),
    column("next_day", "次の期限", "Next date", C0, 12),
    column("next_duty", "次の手続", "Next duty", C0, 34),
    column("level", "開示状態", "Open to the agency", C0, 20),
)


def duty_table(lines: Iterable[DutyLine], *, today: date, about: tuple[tuple[str, str], ...]) -> Table:
    """A list of duties."""
    tally = Tally()
    rows = counted((duty_row(each) for each in lines), tally)
    return Table("duties", TITLES["duties"], today, {}, DUTY_COLUMNS, rows, tally, about)


def matter_table(lines: Iterable[ListedMatter], *, today: date, about: tuple[tuple[str, str], ...]) -> Table:
    """A list of matters."""
    tally = Tally()
    rows = counted((matter_row(each) for each in lines), tally)
    return Table("matters", TITLES["matters"], today, {}, MATTER_COLUMNS, rows, tally, about)


def duty_row(line: DutyLine) -> tuple[Cell, ...]:
    """One duty."""
    duty = line.duty
    return (
        duty.days_left,
        duty.act_by or duty.due,
        duty.due,
        duty.label,
        duty.article,
        duty.filing,
        duty.matter_ref,
        duty.matter_title,
        duty.organisation_name,
        duty.agreement_number,
        line.owner,
        word(STANDINGS, duty.standing),
    )


def matter_row(line: ListedMatter) -> tuple[Cell, ...]:
    """One matter."""
    matter, coming = line.matter, line.matter.next_duty
    return (
        matter.ref,
        matter.title,
        word(RIGHTS, matter.right),
        matter.organisation_name,
        matter.agreement_number,
        line.owner,
        (coming.act_by or coming.due) if coming else None,
        coming.label if coming else None,
        word(LEVELS, matter.level),
    )


def counted(rows: Iterable[tuple[Cell, ...]], tally: Tally) -> Iterator[tuple[Cell, ...]]:
    """The rows, counted as they pass by."""
    for row in rows:
        tally.rows += 1
        yield row
