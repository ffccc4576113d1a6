"""The status report: a row for each filing, work or piece of know-how, with its duties to the agency.

Columns after the merged lists that funding agencies ask for: identity, filing, right, duties with due, sent
and receipt dates, transfer, security state. Not here: which matters there are, and who sees what.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache, partial
from itertools import chain
from operator import itemgetter
from typing import TypeVar

from tracker.disclosure import WITHHELD, Audience, Field, FieldClass, Gate, Level, view
from tracker.docket.actor import Actor
from tracker.docket.reported import ReportedDuty, ReportedMatter
from tracker.docket.reporting import Part, reported_matters
from tracker.docket.saved_reports import NO_COLUMN
from tracker.docket.terms import column_of
from tracker.docket.views import FilingView
from tracker.errors import Fault, Refused
from tracker.reports.cells import Cell
from tracker.reports.duties import NO_FILING, ColumnOf, days_late, due_of, next_due, one_duty, overdue
from tracker.reports.model import Column, Labels, Report, Row, Table, Tally
from tracker.reports.statement import AGENCY_PROFILE, OWN_PROFILE
from tracker.reports.timeliness import charts_of
from tracker.reports.words import HOLDERS, LEVELS, RIGHT_STATES, RIGHTS, ROUTES, SECURITY_STATES, word

TITLE: Labels = {"ja": "知的財産状況報告", "en": "Status report"}
CONTROL = FieldClass.CONTROL
PARTICULARS = FieldClass.PARTICULARS


ON_PAPER = frozenset(
    {
        "ref", "title", "filing", "filed_on", "application_no", "right_state", "security_state",
        "filing_notice_due", "filing_notice_sent", "registration_notice_due", "registration_notice_sent",
        "transfer_notice_due", "next_due",
    }
)  # fmt: skip


def _column(name: str, ja: str, en: str, field_class: FieldClass = CONTROL, width: int = 13) -> Column:
    return Column(name, {"ja": ja, "en": en}, field_class, width, name in ON_PAPER)


COLUMNS = (
    _column("ref", "整理番号", "Reference"),
    _column("contractor", "受託者", "Contractor", width=24),
    _column("agreement", "契約番号", "Agreement"),
    _column("right", "権利の種類", "Right", PARTICULARS),
    _column("title", "名称", "Title", FieldClass.BIBLIOGRAPHIC, 36),
    _column("filing", "出願の符号", "Filing", PARTICULARS),
    _column("office", "国・官庁", "Country or office", PARTICULARS),
    _column("route", "出願の経路", "Route", PARTICULARS),
    _column("filed_on", "出願日", "Filed on"),
    _column("application_no", "出願番号", "Application no.", PARTICULARS, 18),
    _column("published_on", "公開日", "Published on"),
    _column("publication_no", "公開番号", "Publication no.", PARTICULARS, 18),
    _column("registered_on", "登録日", "Registered on"),
    _column("registration_no", "登録番号", "Registration no.", PARTICULARS, 18),
    _column("gazette_on", "公報・公示日", "Gazette day"),
    _column("right_state", "権利の状況", "State of the right"),
    _column("security_state", "保全審査の状況", "Security state"),
    _column("level", "開示の範囲", "Disclosure level"),
    _column("filing_notice_due", "出願通知期限", "Filing notice due"),
    _column("filing_notice_sent", "出願通知提出日", "Filing notice sent"),
    _column("filing_notice_days_late", "出願通知遅延日数", "Filing notice days late"),
    _column("status_notice_sent", "出願後状況通知提出日", "Status notice sent"),
    _column("status_notice_received", "出願後状況通知受領日", "Status notice received"),
    _column("registration_notice_due", "登録通知期限", "Registration notice due"),
    _column("registration_notice_sent", "登録通知提出日", "Registration notice sent"),
    _column("registration_notice_received", "登録通知受領日", "Registration notice received"),
    _column("registration_notice_days_late", "登録通知遅延日数", "Registration notice days late"),
    _column("transferred_on", "移転日", "Transferred on"),
    _column("transfer_notice_due", "移転通知期限", "Transfer notice due"),
    _column("transfer_notice_sent", "移転通知提出日", "Transfer notice sent"),
    _column("transfer_notice_days_late", "移転通知遅延日数", "Transfer notice days late"),
    _column("holder", "権利者", "Holder"),
    _column("overdue_duties", "期限超過の義務数", "Overdue duties"),
    _column("next_due", "次の期限", "Next due"),
)
Matter = TypeVar("Matter")
ENDS = ("registered", "withdrawn", "abandoned", "refusal-final", "dismissal-final")
BEGINNINGS = ("work-created", "work-published", "know-how-designated")
STATUS_ABOUTS = ("publication", "filing", "copyright")
NOT_YET = "This day has not come yet."


def make(
    actor: Actor,
    *,
    as_of: date,
    today: date,
    agreement: str | None = None,
    programme: str | None = None,
    columns: Sequence[str] = (),
) -> Table:
    """The status report over everything the actor may see, as of a day. Raises Refused, NotFound.

    ``columns``: those to show, in their order; all without."""
    if as_of > today:
        raise Refused([Fault("as_of", NOT_YET)])
    chosen = chosen_columns(columns)
    tally = Tally()
    part = Part(agreement, programme)
    matters = begun(reported_matters(actor, as_of=as_of, today=today, part=part))
    filters = {"agreement": agreement or "", "programme": programme or ""}
    rows = narrowed(rows_of(matters, as_of, tally), chosen)
    given = {name: value for name, value in filters.items() if value}
    return Table(
        "status", TITLE, as_of, given, chosen, rows, tally,
        organisation=actor.organisation_name,
        profile=AGENCY_PROFILE if actor.is_officer else OWN_PROFILE,
        charts=partial(charts_of, actor, as_of, today, part),
    )  # fmt: skip


def chosen_columns(names: Sequence[str]) -> tuple[Column, ...]:
    """The columns with these names in their order, each once; all without a name. Raises Refused."""
    by_name = {column.name: column for column in COLUMNS}
    if any(name not in by_name for name in names):
        raise Refused([Fault("columns", NO_COLUMN, words=", ".join(by_name))])
    return tuple(by_name[name] for name in dict.fromkeys(names)) or COLUMNS


def narrowed(rows: Iterator[Row], chosen: tuple[Column, ...]) -> Iterator[Row]:
    """The same rows, of each the chosen cells."""
    if chosen == COLUMNS:
        return rows
    places = [COLUMNS.index(column) for column in chosen]
    if len(places) == 1:
        return ((row[places[0]],) for row in rows)
    return map(itemgetter(*places), rows)


def begun(matters: Iterator[Matter]) -> Iterator[Matter]:
    """The same matters, the first already taken: what is refused is refused before a byte goes out."""
    first = next(matters, None)
    return iter(()) if first is None else chain((first,), matters)


REPORT = Report("status", TITLE, COLUMNS, make)


def rows_of(matters: Iterator[ReportedMatter], as_of: date, tally: Tally) -> Iterator[Row]:
    """The rows of these matters as their reader may see them; ``tally`` counts what passes."""
    columns = cache(column_of)
    for matter in matters:
        shown = shown_columns(matter.audience, matter.level, matter.reported)
        count_matter(tally, matter, shown is None)
        for filing in matter.filings or (NO_FILING,):
            _count(tally, filing)
            yield seen_row(matter, filing, as_of, columns)


def seen_row(matter: ReportedMatter, filing: FilingView, as_of: date, columns: ColumnOf = column_of) -> Row:
    """One row as the policy lets its reader see it."""
    row = row_of(matter, filing, as_of, columns)
    shown = shown_columns(matter.audience, matter.level, matter.reported)
    if shown is None:
        return row
    return tuple([cell if show else WITHHELD for cell, show in zip(row, shown, strict=True)])


def count_matter(tally: Tally, matter: ReportedMatter, in_full: bool) -> None:
    """What a matter adds to the numbers at the foot of the report."""
    tally.matters += 1
    tally.withheld += not in_full or matter.title_withheld
    tally.add("overdue_duties", overdue(matter.obligations))


@lru_cache(maxsize=64)
def shown_columns(audience: Audience, level: Level, reported: bool) -> tuple[bool, ...] | None:
    """Which columns the policy shows, None: all; a title told by its neutral stand-in counts as shown."""
    gate = Gate(level, reported=reported)
    seen = view({c.name: Field(True, c.field_class, neutral=True) for c in COLUMNS}, audience, gate)
    shown = tuple(seen[column.name] is True for column in COLUMNS)
    return None if all(shown) else shown


def row_of(
    matter: ReportedMatter, filing: FilingView, as_of: date, columns: ColumnOf = column_of
) -> tuple[Cell, ...]:
    """One row, before the policy; the matter itself comes redacted already."""
    told = filing is not NO_FILING
    events, duties = filing.events if told else matter.events, _duties(matter, filing)
    notice, registration, transfer = _shown_duties(duties, columns)
    filing_sent = events.get("filing-notice-submitted")
    registration_sent = events.get("status-notice-submitted:registration")
    transfer_sent = events.get("transfer-notice-submitted")
    held = matter.holders.get(filing.name or matter.ref, {})
    numbers = filing.numbers
    return (
        matter.ref,
        matter.organisation_name,
        matter.agreement_number,
        word(RIGHTS, matter.right),
        matter.title,
        filing.name or None,
        filing.office,
        word(ROUTES, filing.route),
        filing.filed_on or events.get("filed"),
        numbers.get("application_no"),
        events.get("published"),
        numbers.get("publication_no"),
        events.get("registered"),
        numbers.get("registration_no"),
        events.get("gazette-issued"),
        word(RIGHT_STATES, right_state(events)),
        word(SECURITY_STATES, filing.state or matter.state),
        word(LEVELS, matter.level),
        due_of(notice),
        filing_sent,
        days_late(notice, filing_sent, as_of),
        _first(events, "status-notice-submitted"),
        _first(events, "status-notice-received"),
        due_of(registration),
        registration_sent,
        events.get("status-notice-received:registration"),
        days_late(registration, registration_sent, as_of),
        _day(held.get("since")),
        due_of(transfer),
        transfer_sent,
        days_late(transfer, transfer_sent, as_of),
        word(HOLDERS, held.get("holder")),
        overdue(duties),
        next_due(duties),
    )


def _shown_duties(duties: Sequence[ReportedDuty], columns: ColumnOf) -> list[ReportedDuty | None]:
    by_column: dict[str | None, list[ReportedDuty]] = {}
    for duty in duties:
        by_column.setdefault(columns(duty.pack, duty.rule), []).append(duty)
    return [one_duty(by_column.get(column, ())) for column in ("filing", "registration", "transfer")]


def right_state(events: Mapping[str, date]) -> str:
    """How the right stands: what ended or registered it last, else pending, created or not filed."""
    ends = [(events[kind], kind) for kind in ENDS if kind in events]
    if ends:
        return max(ends)[1]
    if "filed" in events:
        return "pending"
    return "created" if any(kind in events for kind in BEGINNINGS) else "planned"


def _duties(matter: ReportedMatter, filing: FilingView) -> Sequence[ReportedDuty]:
    """The duties a row speaks of: those of its filing, and in the only row of a matter all of them."""
    if filing is NO_FILING or len(matter.filings) == 1:
        return matter.obligations
    return [duty for duty in matter.obligations if duty.filing == filing.name]


def _first(events: Mapping[str, date], kind: str) -> date | None:
    days = [events[name] for about in STATUS_ABOUTS if (name := f"{kind}:{about}") in events]
    return min(days, default=None)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _count(tally: Tally, filing: FilingView) -> None:
    """The numbers at the foot of the report: filings, registered ones, matters without any."""
    tally.rows += 1
    if filing is not NO_FILING:
        tally.add("filings")
        tally.add("filings_registered", "registered" in filing.events)
    else:
        tally.add("matters_without_filing_shown")
