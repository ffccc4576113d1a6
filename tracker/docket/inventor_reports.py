"""What inventors report, and what the IP manager makes of it: a matter, a question back, or a no.

An inventor sees their own reports; drafts are seen by nobody else. Each saving stays on record. Not here: the
matter that comes of it (entering, record).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.clock import day_of
from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.content import add_content
from tracker.docket.cursors import NO_CURSOR, read_cursor, write_cursor
from tracker.docket.draft import read_reason
from tracker.docket.entering import read_matter, store_matter
from tracker.docket.inventors import enter_inventor
from tracker.docket.record import record_fact
from tracker.docket.report_reading import TEXTS, Named, named_in, notes_of, read_said
from tracker.docket.words import Faults
from tracker.errors import Conflict, NotFound, Refused
from tracker.store.inventor_reports import (
    InventorReport,
    ReportRevision,
    find_report,
    latest_revisions,
    reports_of,
    reports_waiting,
    revisions_of,
)
from tracker.store.matters import RIGHTS
from tracker.store.organisations import lock_organisation
from tracker.store.session import reading, transaction

MADE = "invention-made"
MADE_RIGHTS = frozenset(RIGHTS) - {"copyright", "know-how"}
"""Rights whose matter begins with the day the invention was made; works begin with a fact that says which."""
WRITABLE = ("draft", "returned")
COUNT_LIMIT = 100

NOT_WRITABLE = "This report was submitted. It can be changed when it is sent back."
NOT_WAITING = "This report does not wait for a review (any more)."


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in a list."""

    public_id: str
    title: str
    state: str
    reported_by: str
    submitted_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report in full, as its author and the IP managers see it."""

    public_id: str
    state: str
    reported_by: str
    mine: bool
    created_at: datetime
    submitted_at: datetime | None
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None
    matter: str | None
    matter_ref: str | None
    revision: int
    agreement: str | None
    agreement_number: str | None
    right: str
    made_on: date | None
    title: str
    abstract: str | None
    description: str | None
    keywords: str | None
    inventors: list[Named]
    publication_on: date | None
    publication: str | None
    third_party: str
    third_party_what: str | None
    third_party_terms: str | None
    may_write: bool
    may_review: bool


@dataclass(frozen=True, slots=True)
class ReportList:
    """One page of reports, the latest first."""

    items: list[ReportLine]
    next_cursor: str | None


def my_reports(actor: Actor, *, after: str | None = None, limit: int = 50) -> ReportList:
    """The actor's own reports, drafts too."""
    require(actor.may_log)
    return page_of(actor, actor.person_id, after, limit)


def reports_to_review(actor: Actor, *, after: str | None = None, limit: int = 50) -> ReportList:
    """What the organisation's inventors submitted, and what became of it. For IP managers."""
    require(actor.may_record)
    return page_of(actor, None, after, limit)


def page_of(actor: Actor, person: int | None, after: str | None, limit: int) -> ReportList:
    """One page of reports. Raises Refused for a cursor that is none."""
    before: int | None = None
    if after:
        (place,) = read_cursor(after, (int,))
        if not isinstance(place, int):
            raise Refused([("after", NO_CURSOR)])
        before = place
    session = reading()
    rows = reports_of(session, actor.organisation_id, person, before, limit + 1)
    shown = rows[:limit]
    said = latest_revisions(session, [row.id for row in shown])
    items = [
        ReportLine(
            row.public_id,
            said[row.id].title,
            row.state,
            row.reported_by.name,
            row.submitted_at,
            row.created_at,
        )
        for row in shown
    ]
    return ReportList(items, write_cursor(shown[-1].id) if len(rows) > limit else None)


def waiting_reports(actor: Actor) -> int:
    """How many reports wait for the actor's review."""
    return reports_waiting(reading(), actor.organisation_id, COUNT_LIMIT) if actor.may_record else 0


def report(actor: Actor, public_id: str) -> ReportView:
    """One report. Raises NotFound where it is neither the actor's own nor submitted to them."""
    session = reading()
    row = found(session, actor, public_id)
    return view_of(session, row, actor)


def save_report(
    actor: Actor, *, given: Mapping[str, Any], submit: bool, now: datetime, report: str | None = None
) -> str:
    """Store a draft, or submit it; answers the report's id. A draft needs a title and nothing else.

    Raises Refused with every fault at its field.
    """
    require(actor.may_log)
    with transaction() as session:
        row = found(session, actor, report, hold=True) if report else None
        if row is not None and (row.reported_by_id != actor.person_id or row.state not in WRITABLE):
            raise Conflict(NOT_WRITABLE)
        said = read_said(session, actor, given, day_of(now), submit)
        if row is None:
            row = InventorReport(
                organisation_id=actor.organisation_id,
                reported_by_id=actor.person_id,
                state="draft",
                revision=0,
                created_at=now,
            )
            session.add(row)
            session.flush()
        row.revision += 1
        session.add(
            ReportRevision(
                report_id=row.id, revision=row.revision, saved_by_id=actor.person_id, saved_at=now, **said
            )
        )
        if submit:
            row.state, row.submitted_at = "submitted", now
        told = {"revision": row.revision, "title": trail.digest(said["title"])}
        note(session, actor, "submit-report" if submit else "save-report", row, now, told)
        return row.public_id


def send_back(actor: Actor, *, report: str, reason: str, now: datetime) -> None:
    """Ask the inventor for more; they change the report and submit it again. Raises Refused."""
    answer(actor, report, "returned", reason, now)


def decline(actor: Actor, *, report: str, reason: str, now: datetime) -> None:
    """Make no matter of a report. Raises Refused without a reason."""
    answer(actor, report, "declined", reason, now)


def answer(actor: Actor, report: str, state: str, reason: str, now: datetime) -> None:
    """Answer a submitted report with a reason."""
    require(actor.may_record)
    with transaction() as session:
        row = waiting(session, actor, report)
        faults = Faults()
        why = read_reason(faults, reason)
        faults.raise_any()
        settle(row, actor, state, why, now)
        action = "return-report" if state == "returned" else "decline-report"
        note(session, actor, action, row, now, {"reason": trail.digest(why)})


def accept(
    actor: Actor,
    *,
    report: str,
    agreement: str,
    now: datetime,
    ref: str = "",
    sensitive_field: str = "unknown",
) -> str:
    """Make a matter of a report: its first fact, its inventors and its content. Answers the matter's id.

    All of it or nothing. The inventor sees the matter from then on. Raises Refused with every fault.
    """
    require(actor.may_record)
    with transaction() as session:
        home = lock_organisation(session, actor.organisation_id)
        row = waiting(session, actor, report)
        said = latest_revisions(session, [row.id])[row.id]
        given = read_matter(
            session,
            actor,
            agreement=agreement,
            right=said.right,
            title=said.title,
            ref=ref,
            sensitive_field=sensitive_field,
            perennial=False,
            technical=None,
            shelf_no=None,
        )
        matter = store_matter(session, actor, home, given, None, now)
        matter.created_by_id = row.reported_by_id
        texts: dict[str, str | None] = {name: getattr(said, name) for name in TEXTS if getattr(said, name)}
        texts["inventors_notes"] = notes_of(said)
        add_content(session, matter, actor, {name: text for name, text in texts.items() if text}, now)
        session.flush()
        for each in named_in(said):
            enter_inventor(
                actor,
                matter=matter.public_id,
                part="inventor",
                name=each.name,
                affiliation=each.affiliation,
                share=each.share,
                now=now,
            )
        if said.made_on is not None and said.right in MADE_RIGHTS:
            about: dict[str, Any] = {"matter": matter.public_id, "kind": MADE, "on": said.made_on, "keys": {}}
            record_fact(actor, **about, now=now, today=day_of(now), confirm=True)
        row.matter_id = matter.id
        settle(row, actor, "accepted", None, now)
        note(session, actor, "accept-report", row, now, {"matter": matter.public_id})
        return matter.public_id


# --- the parts they share -----------------------------------------------------------------------------------


def found(session: Session, actor: Actor, public_id: str, *, hold: bool = False) -> InventorReport:
    """A report the actor may see: their own, and to an IP manager all that left the draft."""
    require(actor.may_log)
    row = find_report(session, actor.organisation_id, public_id, hold=hold)
    mine = row is not None and row.reported_by_id == actor.person_id
    if row is None or not (mine or (actor.may_record and row.state != "draft")):
        raise NotFound("There is no such report here.")
    return row


def waiting(session: Session, actor: Actor, public_id: str) -> InventorReport:
    """A submitted report, held until the transaction ends."""
    row = found(session, actor, public_id, hold=True)
    if row.state != "submitted":
        raise Conflict(NOT_WAITING)
    return row


def settle(row: InventorReport, actor: Actor, state: str, why: str | None, now: datetime) -> None:
    """Note what became of a report."""
    row.state, row.answer, row.answered_by_id, row.answered_at = state, why, actor.person_id, now


def view_of(session: Session, row: InventorReport, actor: Actor) -> ReportView:
    """A report as a plain record."""
    said = revisions_of(session, row.id)[-1]
    signed = said.agreement
    mine = row.reported_by_id == actor.person_id
    return ReportView(
        public_id=row.public_id,
        state=row.state,
        reported_by=row.reported_by.name,
        mine=mine,
        created_at=row.created_at,
        submitted_at=row.submitted_at,
        answer=row.answer,
        answered_by=row.answered_by.name if row.answered_by else None,
        answered_at=row.answered_at,
        matter=row.matter.public_id if row.matter else None,
        matter_ref=row.matter.ref if row.matter else None,
        revision=row.revision,
        agreement=signed.public_id if signed else None,
        agreement_number=signed.number if signed else None,
        right=said.right,
        made_on=said.made_on,
        title=said.title,
        abstract=said.abstract,
        description=said.description,
        keywords=said.keywords,
        inventors=named_in(said),
        publication_on=said.publication_on,
        publication=said.publication,
        third_party=said.third_party,
        third_party_what=said.third_party_what,
        third_party_terms=said.third_party_terms,
        may_write=mine and row.state in WRITABLE,
        may_review=actor.may_record and row.state == "submitted",
    )


def note(
    session: Session, actor: Actor, action: str, row: InventorReport, now: datetime, told: dict[str, Any]
) -> None:
    """The audit row of an act on a report."""
    trail.record_act(session, actor, action, ("report", row.public_id), now=now, changes=told)
    session.flush()
