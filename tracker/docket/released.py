"""What was opened to the agency on purpose, as its own people see it, and the sheet of what had been
disclosed when a level narrowed. Not here: the acts themselves (releasing).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy.orm import Session

from tracker.disclosure import Level, is_stricter, read_level
from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.disclosing import demand_facts, in_full
from tracker.docket.gate import level_of, own_scope
from tracker.docket.narrowing import NARROWED
from tracker.docket.releasing import is_demo
from tracker.docket.telling import fact_view
from tracker.docket.views import FactView, MatterView
from tracker.errors import NotFound
from tracker.store.content import FIELDS, content_of, latest_content
from tracker.store.facts import Fact, facts_of, standing_facts
from tracker.store.matters import Matter, find_matter
from tracker.store.people import Person
from tracker.store.releases import DEMAND, MATTER, LevelChange, Release, level_changes_of, releases_of
from tracker.store.releases import running_releases as running_rows
from tracker.store.session import reading, transaction

Stage = Literal["asked", "running", "expired", "done", "ended"]


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """One act of opening. ``text`` and ``revision``: what is opened; ``may_confirm``: this reader may."""

    public_id: str
    subject: str
    stage: Stage
    text: str | None
    revision: str
    demand: str | None
    what: str | None
    recipient: str | None
    expires_on: date | None
    reason: str
    asked_by: str | None
    asked_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    seen_at: datetime | None
    done_on: date | None
    ended_by: str | None
    ended_at: datetime | None
    ended_why: str | None
    end_reason: str | None
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One thing that had been disclosed: from when on, on whose word, and when the agency first opened it."""

    subject: str
    since: datetime | None
    release: ReleaseView | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """A narrowing of the level, with all that the agency had been able to see until then."""

    at: datetime
    before: str
    after: str | None
    disclosed: list[Disclosed]


@dataclass(frozen=True, slots=True)
class DemandView:
    """A demand that permits a disclosure, with its recipient and last day where the agency gave them."""

    fact: FactView
    recipient: str | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Openings:
    """Everything about one matter. ``fields``: those with text that are not released, nor asked for;
    ``alone``: what this reader asks for takes effect without a second person."""

    releases: list[ReleaseView]
    incidents: list[Incident]
    demands: list[DemandView]
    fields: list[str]
    may_release: bool
    may_share: bool
    may_disclose: bool
    alone: bool

    @property
    def waiting(self) -> list[ReleaseView]:
        """What waits for its second person."""
        return [each for each in self.releases if each.stage == "asked"]

    @property
    def running(self) -> list[ReleaseView]:
        """What is open now."""
        return [each for each in self.releases if each.stage == "running"]


def openings(actor: Actor, matter: str, *, today: date) -> Openings:
    """What was opened of one's own matter, and what can be. Raises NotFound, to the agency always."""
    require(actor.is_contractor)
    session = reading()
    found = find_matter(session, own_scope(actor), matter)
    if found is None:
        raise NotFound("There is no such matter here.")
    rows = releases_of(session, [found.id])
    views = [view_of(row, actor, today) for row in rows]
    standing = standing_facts(facts_of(session, [found.id], people=True))
    used = {row.demand for row in rows if row.ended_at is None}
    pending = {row.subject for row in rows if row.ended_at is None}
    texts = latest_content(content_of(session, [found.id]))
    level = level_of(found)
    known = found.reported_at is not None
    return Openings(
        releases=views[::-1],
        incidents=incidents_of(level_changes_of(session, found.id), rows, views),
        demands=demand_views(session, found, [f for f in standing if f.fact_id not in used], actor),
        fields=[field for field in texts if field not in pending],
        may_release=actor.may_record and known and level is Level.OPEN,
        may_share=actor.may_record and not known and MATTER not in pending,
        may_disclose=actor.may_record and level is not Level.INVENTION_WITHHELD,
        alone=is_demo(session, actor),
    )


def demand_views(
    session: Session, matter: Matter, standing: Sequence[Fact], actor: Actor
) -> list[DemandView]:
    """The demands among these facts."""
    full = in_full(session, matter.id)
    views = [fact_view(fact, matter, actor) for fact in demand_facts(standing)]
    known = [(view, full.get(view.fact_id)) for view in views]
    return [DemandView(v, d.recipient if d else None, d.expires_on if d else None) for v, d in known]


def view_of(row: Release, actor: Actor, today: date) -> ReleaseView:
    """One release for its own people."""
    return ReleaseView(
        public_id=row.public_id,
        subject=row.subject,
        stage=stage_of(row, today),
        text=row.content.text if row.content else None,
        revision=row.content.public_id if row.content else "",
        demand=row.demand,
        what=row.what,
        recipient=row.recipient,
        expires_on=row.expires_on,
        reason=row.reason,
        asked_by=name_of(row.asked_by),
        asked_at=row.asked_at,
        confirmed_by=name_of(row.confirmed_by),
        confirmed_at=row.confirmed_at,
        seen_at=row.seen_at,
        done_on=row.done_on,
        ended_by=name_of(row.ended_by),
        ended_at=row.ended_at,
        ended_why=row.ended_why,
        end_reason=row.end_reason,
        may_confirm=actor.may_record and row.asked_by_id != actor.person_id,
    )


def name_of(person: Person | None) -> str | None:
    """What a person is called."""
    return person.name if person else None


def stage_of(row: Release, today: date) -> Stage:
    """How far an act of opening has come."""
    if row.ended_at is not None:
        return "ended"
    if row.done_on is not None:
        return "done"
    if row.expires_on is not None and row.expires_on < today:
        return "expired"
    return "running" if row.confirmed_at is not None else "asked"


def incidents_of(
    changes: Iterable[LevelChange], rows: Sequence[Release], views: Sequence[ReleaseView]
) -> list[Incident]:
    """A sheet for each time the level narrowed, the latest first."""
    told: list[Incident] = []
    since: datetime | None = None
    known: datetime | None = None
    for change in changes:
        before = change.level_before
        if before is not None and (change.level is None or narrower(change.level, before)):
            told.append(
                Incident(change.at, before, change.level, disclosed(change, since, known, rows, views))
            )
        since = change.at
        known = None if change.level is None else known or change.at
    return told[::-1]


def narrower(level: str, than: str) -> bool:
    """Whether a level shows less than another."""
    return is_stricter(read_level(level), read_level(than))


def disclosed(
    change: LevelChange,
    since: datetime | None,
    known: datetime | None,
    rows: Sequence[Release],
    views: Sequence[ReleaseView],
) -> list[Disclosed]:
    """What the agency had been able to see until a change, and what had been disclosed on demand."""
    items = [Disclosed("title", since)] if change.level_before == Level.OPEN else []
    if change.level in (None, Level.INVENTION_WITHHELD):
        items.append(Disclosed("particulars", known))
    for row, view in zip(rows, views, strict=True):
        was_open = row.subject in FIELDS and row.confirmed_at is not None and row.confirmed_at <= change.at
        cut = was_open and row.ended_at == change.at and row.ended_why == NARROWED
        told = row.subject == DEMAND and row.done_on is not None and row.asked_at <= change.at
        taken = was_open and row.ended_at is not None and row.ended_at < change.at and row.seen_at is not None
        if cut or told or taken:
            items.append(Disclosed(row.subject, row.confirmed_at, view))
    return items


def note_seen(actor: Actor, matter: MatterView, *, now: datetime) -> None:
    """Keep when the agency first had released content on its screen; nothing where none was shown."""
    shown = [each.field for each in matter.content if each.text is not None and not each.withheld]
    if not actor.is_officer or not shown:
        return
    found = find_matter(reading(), own_scope(actor), matter.public_id)
    if found is None or all(row.seen_at for row in running_rows(reading(), found.id, shown)):
        return
    matter_id = found.id
    with transaction() as session:
        for row in running_rows(session, matter_id, shown):
            if row.seen_at is None:
                row.seen_at = now
                note_reading(session.get_one(Matter, matter_id), row, actor, now)
        session.flush()


def note_reading(matter: Matter, row: Release, actor: Actor, now: datetime) -> None:
    """The audit row of a first reading: the field's name, not what it says."""
    subject, told = ("release", row.public_id), {"matter": matter.public_id, "subject": row.subject}
    home = matter.organisation_id
    trail.record_act(reading(), actor, "read-release", subject, now=now, organisation_id=home, changes=told)
