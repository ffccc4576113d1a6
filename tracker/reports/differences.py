"""What differs between the status reports of two days: rows that came, rows that went, values that changed.

Each difference names the fact that caused it, where one recorded between the days can be told. Both sides are
seen through the gate as it is now. Not here: the rows that are compared (status).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from tracker.disclosure import Audience, FieldClass, Withheld
from tracker.docket.actor import Actor
from tracker.docket.reported import ReportedMatter
from tracker.docket.reporting import NOT_BEFORE, Between, Part, matters_between
from tracker.docket.views import FactView
from tracker.errors import Fault, Refused
from tracker.reports.cells import Cell, Word
from tracker.reports.duties import NO_FILING
from tracker.reports.model import Column, Labels, Report, Row, Table, Tally
from tracker.reports.statement import AGENCY_PROFILE, OWN_PROFILE
from tracker.reports.status import COLUMNS as STATUS
from tracker.reports.status import NOT_YET, begun, seen_row

TITLE: Labels = {"ja": "知的財産状況の変更点", "en": "Changes in the status report"}
CHANGES: Mapping[str, Labels] = {
    "added": {"ja": "追加", "en": "Added"},
    "gone": {"ja": "削除", "en": "Gone"},
    "changed": {"ja": "変更", "en": "Changed"},
}
TIME = Word("time", {"ja": "期間の経過", "en": "Days passing"})
HEADS = ("ref", "contractor", "agreement", "filing")
"""The columns that say where a value changed; a change of theirs is a row that came or went."""


def _column(name: str, ja: str, en: str, field_class: FieldClass, width: int) -> Column:
    return Column(name, {"ja": ja, "en": en}, field_class, width, paper=True)


_HEAD = tuple(column for column in STATUS if column.name in HEADS)
COLUMNS = (
    _column("change", "区分", "Change", FieldClass.CONTROL, 8),
    *_HEAD,
    _column("column", "項目", "Column", FieldClass.CONTROL, 18),
    _column("before", "変更前", "Before", FieldClass.BIBLIOGRAPHIC, 22),
    _column("after", "変更後", "After", FieldClass.BIBLIOGRAPHIC, 22),
    _column("cause", "原因", "Cause", FieldClass.CONTROL, 22),
    _column("cause_on", "原因の日", "Day of the cause", FieldClass.CONTROL, 13),
)
PLACES = tuple(STATUS.index(column) for column in _HEAD)
COMPARED = tuple((n, column) for n, column in enumerate(STATUS) if column.name not in HEADS)


def make(
    actor: Actor,
    *,
    since: date,
    as_of: date,
    today: date,
    agreement: str | None = None,
    programme: str | None = None,
) -> Table:
    """The differences between two days over everything the actor may see. Raises Refused, NotFound."""
    if as_of > today:
        raise Refused([Fault("as_of", NOT_YET)])
    if since >= as_of:
        raise Refused([Fault("since", NOT_BEFORE)])
    tally, part = Tally(), Part(agreement, programme)
    found = begun(matters_between(actor, since=since, until=as_of, today=today, part=part))
    given = {"agreement": agreement or "", "programme": programme or ""}
    return Table(
        "differences", TITLE, as_of, {name: value for name, value in given.items() if value}, COLUMNS,
        rows_of(found, since, as_of, tally),
        tally, organisation=actor.organisation_name, since=since,
        profile=AGENCY_PROFILE if actor.is_officer else OWN_PROFILE,
    )  # fmt: skip


REPORT = Report("differences", TITLE, COLUMNS, make, compares=True)


def rows_of(found: Iterator[Between], since: date, until: date, tally: Tally) -> Iterator[Row]:
    """A row for each difference, matter by matter in the order of entry."""
    for each in found:
        before, after = _rows(each.before, since), _rows(each.after, until)
        if "" in before and "" not in after and after:
            before[next(iter(after))] = before.pop("")  # its first filing: the row goes on, with values
        last = each.after or each.before
        in_full = last is not None and last.audience is Audience.OWN
        rows = list(_differences(before, after, each.facts if each.facts or in_full else None))
        if not rows:
            continue
        tally.matters += 1
        tally.rows += len(rows)
        tally.withheld += any(
            isinstance(cell, Withheld) for row in (*before.values(), *after.values()) for cell in row
        )
        for row in rows:
            tally.add(row[0].code if isinstance(row[0], Word) else "")
            yield row


def _rows(matter: ReportedMatter | None, day: date) -> dict[str, Row]:
    if matter is None:
        return {}
    return {filing.name: seen_row(matter, filing, day) for filing in matter.filings or (NO_FILING,)}


def _differences(
    before: Mapping[str, Row], after: Mapping[str, Row], facts: Sequence[FactView] | None
) -> Iterator[Row]:
    for name, row in after.items():
        if name not in before:
            cause = cause_of(None, facts, name, first=True)
            yield _told("added", row, None, None, None, cause)
            continue
        for place, column in COMPARED:
            old, new = before[name][place], row[place]
            if old != new:
                label = Word(column.name, column.labels)
                yield _told("changed", row, label, old, new, cause_of(new, facts, name))
    for name, row in before.items():
        if name not in after:
            yield _told("gone", row, None, None, None, cause_of(None, facts, name, first=True))


def _told(change: str, row: Row, column: Cell, old: Cell, new: Cell, cause: tuple[Cell, Cell]) -> Row:
    return (Word(change, CHANGES[change]), *(row[n] for n in PLACES), column, old, new, *cause)


def cause_of(
    new: Cell, facts: Sequence[FactView] | None, filing: str, *, first: bool = False
) -> tuple[Cell, Cell]:
    """The fact between the days that a difference comes of, and its day; nothing where it cannot be told.

    It is the fact of the very day that stands in the cell, else the only one that there is; of a row that
    came the ``first``. Where nothing was recorded of the matter at all, it is the days that passed; None: its
    reader does not see whether something was.
    """
    if facts is None:
        return None, None
    if not facts:
        return TIME, None
    about = [fact for fact in facts if fact.filing in (None, filing) or not filing]
    same = [fact for fact in about if isinstance(new, date) and fact.on == new]
    if same:
        return _fact(same[0])
    if len(about) == 1 or (first and about):
        return _fact(about[0])
    return None, None


def _fact(fact: FactView) -> tuple[Cell, Cell]:
    return Word(fact.kind, {"ja": fact.label, "en": fact.label}), fact.on
