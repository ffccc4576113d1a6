"""Reviews the audit trail; notes what leaves no change: denials, failed sign-ins, downloads, content read.

Each sees a part: an IP manager the own organisation's chain, an officer what the agency may know, the
operator every act, but of others neither reason nor particulars. Not here: verifying (anchoring), and copies
(audit_export).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.docket.actor import Actor, require
from tracker.docket.cursors import read_cursor, write_cursor
from tracker.docket.gate import own_scope
from tracker.docket.trail import digest, record_act
from tracker.docket.views import MatterView
from tracker.errors import NotFound
from tracker.store import audit_reading as rows
from tracker.store.audit import AuditRow, agency_stream, stream_of
from tracker.store.audit_reading import Filter, refs_of
from tracker.store.matters import find_matter
from tracker.store.people import people_of, person_by_email
from tracker.store.session import reading, transaction

READ = "read-content"
AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ActView:
    """One act as its reader sees it; None where it is not for them."""

    number: int
    at: datetime
    who: str | None
    action: str
    object_kind: str
    object_id: str
    matter_ref: str | None
    source: str
    reason: str | None
    particulars: Mapping[str, Any]
    columns: list[str]
    organisation: str | None


@dataclass(frozen=True, slots=True)
class Review:
    """One page of the trail, newest first; what there is to choose from."""

    acts: list[ActView]
    next_cursor: str | None
    people: list[tuple[str, str]]


def may_review(actor: Actor) -> bool:
    """Whether there is a part of the trail for them."""
    return actor.is_officer or actor.may_record or actor.kind == "operator"


def streams_of(actor: Actor) -> Collection[str] | None:
    """The chains that the actor sees; None: all but the agencies' copies."""
    if actor.kind == "operator":
        return None
    return [agency_stream(actor.organisation_id) if actor.is_officer else stream_of(actor.organisation_id)]


def review(
    actor: Actor,
    *,
    zone: str,
    who: str | None = None,
    since: date | None = None,
    until: date | None = None,
    action: str | None = None,
    about: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Review:
    """A page of acts by person, days (both included), kind; ``about``: a matter's reference or an outward id.

    Raises Refused for a cursor that is none, NotFound for roles that have no part of the trail.
    """
    require(may_review(actor))
    session = reading()
    people = people_of(session, None if actor.kind == "operator" else actor.organisation_id)
    person = next((each for each in people if each.public_id == who), None) if who else None
    if who and person is None:
        raise NotFound("There is no such person here.")
    asked = Filter(
        streams=streams_of(actor),
        actor_id=person.id if person else None,
        since=start_of(since, zone),
        until=start_of(until + timedelta(1), zone) if until else None,
        action=action,
        object_id=object_of(actor, about),
    )
    before = int(read_cursor(after, (int,))[0]) if after else None
    found, place = rows.page_of(session, asked, before, limit + 1), rows.place_of(asked).key
    refs = refs_of_acts(actor, [row for row, _ in found])
    homes = rows.organisation_names(session) if actor.kind == "operator" or actor.is_officer else {}
    return Review(
        acts=[view_of(row, name, actor, refs, homes) for row, name in found[:limit]],
        next_cursor=write_cursor(getattr(found[limit - 1][0], place)) if len(found) > limit else None,
        people=[(each.public_id, each.name) for each in people],
    )


def start_of(day: date | None, zone: str) -> datetime | None:
    """The first moment of a day at the office."""
    return None if day is None else datetime.combine(day, time(), ZoneInfo(zone))


def object_of(actor: Actor, about: str | None) -> str | None:
    """What an act was done to, as the trail names it: a reference is looked up among what the actor sees."""
    if about is None or actor.kind == "operator":
        return about
    matter = find_matter(reading(), own_scope(actor), about)
    return matter.public_id if matter else about


def refs_of_acts(actor: Actor, found: Collection[AuditRow]) -> dict[str, str]:
    """References of the matters among the objects, as far as the actor sees these matters."""
    if actor.kind == "operator":
        return {}
    return refs_of(reading(), own_scope(actor), {row.object_id.partition("/")[0] for row in found})


def view_of(
    row: AuditRow, name: str | None, actor: Actor, refs: Mapping[str, str], homes: Mapping[int, str]
) -> ActView:
    """One act for its reader."""
    own = row.organisation_id in (None, actor.organisation_id)
    shown = own or actor.is_officer
    return ActView(
        number=row.seq,
        at=row.at,
        who=name,
        action=row.action,
        object_kind=row.object_kind,
        object_id=row.object_id,
        matter_ref=refs.get(row.object_id.partition("/")[0]),
        source=row.source,
        reason=row.reason if own and not actor.is_officer else None,
        particulars=row.changes if shown else {},
        columns=sorted({f"{entry[0]}.{name}" for entry in row.rows for name in entry[2] or ()})
        if own
        else [],
        organisation=homes.get(row.organisation_id or 0),
    )


# --- what leaves no change ----------------------------------------------------------------------------------


def note_denied(
    actor: Actor, *, what: str, method: str, status: int, places: Mapping[str, str], now: datetime
) -> None:
    """Somebody was not let in, or asked for what is not theirs; what they typed stands as a digest alone."""
    told = {name: digest(value) for name, value in sorted(places.items())}
    changes = {"method": method, "status": status, "places": told}
    with transaction() as session:
        record_act(session, actor, "denied", ("door", what[:60]), now=now, changes=changes)


def note_failed_sign_in(*, email: str, now: datetime, action: str = "sign-in-failed") -> None:
    """A sign-in did not succeed; the address stands as a digest, in its organisation's chain if known."""
    with transaction() as session:
        person = person_by_email(session, email) if email else None
        subject = ("person", person.public_id if person else "unknown")
        home = person.organisation_id if person else None
        changes = {"address": digest(email.strip().lower())}
        record_act(session, None, action, subject, now=now, changes=changes, organisation_id=home)


def note_download(actor: Actor, *, what: str, form: str, now: datetime) -> None:
    """Something was taken out as a file."""
    with transaction() as session:
        record_act(session, actor, "download", ("door", what[:60]), now=now, changes={"form": form[:60]})


def note_content(actor: Actor, matter: MatterView, *, now: datetime) -> None:
    """Technical content was opened: which fields, not what they say; once an hour a person and matter."""
    fields = sorted(field for field, text in matter.content_by_field.items() if text is not None)
    if not fields or rows.was_noted(reading(), actor.person_id, READ, matter.public_id, now - AGAIN):
        return
    with transaction() as session:
        changes = {"fields": fields}
        record_act(session, actor, READ, ("matter", matter.public_id), now=now, changes=changes)
