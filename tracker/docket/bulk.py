"""One act on many rows: marked as submitted, given to another person, noted. Previewed, kept, undone again.

Each is one transaction: all of it is stored, or nothing. Undoing withdraws what the act recorded; both stay
on record. Not here: exporting rows, which changes nothing (lists as files are the reports' work).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket import record, trail, words
from tracker.docket.actor import Actor, require
from tracker.docket.assigning import put
from tracker.docket.duties import view_of_row
from tracker.docket.gate import own_scope
from tracker.docket.offers import Offer, offer_for
from tracker.docket.views import Change, ObligationView
from tracker.docket.words import Faults
from tracker.errors import Conflict, Fault, NotFound, Refused
from tracker.store.bulk import (
    ACTIONS,
    BulkAct,
    MatterNote,
    act_by_request,
    find_act,
    notes_by_id,
    notes_of,
)
from tracker.store.duty_lists import duties_by_id
from tracker.store.facts import facts_of, standing_facts
from tracker.store.matter_lists import matters_named
from tracker.store.matters import Matter, find_matter, lock_matter
from tracker.store.people import Person, people_of
from tracker.store.session import reading, transaction

MOST = 200
"""So many rows at once, as many as a page can show."""

TOO_MANY = "At most %(most)s rows at once."
NOTHING_TICKED = "Tick at least one row."
NO_STEP = "This duty is not done by one fact; record it by itself."
NOT_DONE_AT = "Nothing was recorded: %(ref)s, %(label)s. %(fault)s"
NOT_THEIRS = "This person does not see the matters of your organisation any more."
ALREADY_UNDONE = "This was undone already."
CHANGED_SINCE = "Changed since, so it cannot be undone together with the others: %(ref)s."
UNDONE = {"ja": "一括操作の取り消し", "en": "Undone together with the act on many rows"}


@dataclass(frozen=True, slots=True)
class SubmitLine:
    """One duty before it is marked: the fact that would be recorded and what that changes, or why not."""

    duty: ObligationView
    offer: Offer | None
    changes: list[Change]
    faults: list[Fault]

    @property
    def possible(self) -> bool:
        """Whether it would be recorded."""
        return self.offer is not None and not self.faults


@dataclass(frozen=True, slots=True)
class MatterChoice:
    """One matter an act is about, with the person who owns it now."""

    public_id: str
    ref: str
    title: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was done: how many rows it changed, and whether it was undone."""

    public_id: str
    action: str
    count: int
    undone: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class NoteView:
    """One note on a matter."""

    text: str
    by: str
    at: datetime


# --- marked as submitted ------------------------------------------------------------------------------------


def preview_submission(
    actor: Actor, *, duties: Sequence[str], on: date, now: datetime, today: date
) -> list[SubmitLine]:
    """What marking these duties as done on a day would record and change. Stores nothing."""
    require(actor.may_record)
    return [submit_line(actor, each, on, now, today) for each in duties_here(actor, duties, today)]


def submit_line(actor: Actor, duty: ObligationView, on: date, now: datetime, today: date) -> SubmitLine:
    """One duty with the fact that does it."""
    offer = offer_for(actor, duty, [duty.pack])
    if offer is None or not offer.complete:
        return SubmitLine(duty, None, [], [Fault("", NO_STEP)])
    told: dict[str, Any] = {"matter": duty.matter_public_id, "kind": offer.kind, "on": on, "keys": offer.keys}
    try:
        stopping = record.preview_cautions(actor, **told, now=now, today=today)
        changes = record.preview_fact(actor, **told, now=now, today=today)
    except Refused as refused:
        return SubmitLine(duty, offer, [], list(refused.faults))
    halted = [Fault("", NO_STEP)] if any(each.stop for each in stopping) else []
    return SubmitLine(duty, offer, changes, halted)


def submit(
    actor: Actor, *, duties: Sequence[str], on: date, request_key: str | None, now: datetime, today: date
) -> Done:
    """Record for each duty the fact that does it. Raises Refused naming the row where one cannot be."""
    require(actor.may_record)
    with transaction() as session:
        known = act_by_request(session, actor.organisation_id, request_key) if request_key else None
        if known is not None:
            return done_view(known, actor)
        items = [
            {
                "matter": duty.matter_public_id,
                "ref": duty.matter_ref,
                "fact": submit_one(actor, duty, on, now, today),
            }
            for duty in duties_here(actor, duties, today)
        ]
        return keep_act(session, actor, "submit", items, request_key, now)


def submit_one(actor: Actor, duty: ObligationView, on: date, now: datetime, today: date) -> str:
    """Record the fact that does one duty; its id."""
    offer = offer_for(actor, duty, [duty.pack])
    if offer is None or not offer.complete:
        raise Refused([Fault("", NOT_DONE_AT, ref=duty.matter_ref, label=duty.label, fault="")])
    try:
        told = record.record_fact(
            actor, matter=duty.matter_public_id, kind=offer.kind, on=on, keys=offer.keys, now=now, today=today
        )
    except Refused as refused:
        why = str(refused.faults[0].message_id)
        raise Refused([Fault("", NOT_DONE_AT, ref=duty.matter_ref, label=duty.label, fault=why)]) from refused
    return told.fact.fact_id


def duties_here(actor: Actor, public_ids: Sequence[str], today: date) -> list[ObligationView]:
    """The duties that were ticked, as far as they are of the actor's own organisation. Raises Refused."""
    check_rows(public_ids)
    rows = duties_by_id(reading(), own_scope(actor), public_ids)
    if not rows:
        raise Refused([Fault("", NOTHING_TICKED)])
    return [view_of_row(row, row.matter, actor, today) for row in rows]


# --- given to another person, noted -------------------------------------------------------------------------


def matters_here(actor: Actor, *, rows: Sequence[str], of: str) -> list[MatterChoice]:
    """The matters behind ticked rows of a list of duties or of matters, each once."""
    require(actor.may_record)
    return [
        MatterChoice(each.public_id, each.ref, each.title, each.owner.name if each.owner else None)
        for each in rows_behind(reading(), actor, rows, of)
    ]


def reassign(
    actor: Actor, *, rows: Sequence[str], of: str, owner: str, request_key: str | None, now: datetime
) -> Done:
    """Give the matters behind these rows to another person of the organisation, with their duties."""
    require(actor.may_record)
    with transaction() as session:
        known = act_by_request(session, actor.organisation_id, request_key) if request_key else None
        if known is not None:
            return done_view(known, actor)
        person = next((p for p in people_of(session, actor.organisation_id) if p.public_id == owner), None)
        if person is None or not sees_matters(person):
            raise Refused([Fault("owner", NOT_THEIRS)])
        items = []
        for each in rows_behind(session, actor, rows, of):
            matter = lock_matter(session, each.id)
            items.append(moved_to(session, actor, matter, person, now))
        return keep_act(session, actor, "reassign", [each for each in items if each], request_key, now)


def moved_to(
    session: Session, actor: Actor, matter: Matter, person: Person, now: datetime
) -> dict[str, Any] | None:
    """Give one matter to a person; what undoing needs, None where it is theirs already. Who stood in for the
    matter and gets it stands in for it no more."""
    owner, deputy = matter.owner, matter.deputy
    if owner is person:
        return None
    put(session, actor, matter, person, None if deputy is person else deputy, now)
    return {
        "matter": matter.public_id,
        "ref": matter.ref,
        "from": owner.public_id if owner else None,
        "to": person.public_id,
        "deputy": deputy.public_id if deputy else None,
    }


def sees_matters(person: Person) -> bool:
    """Whether a person can own a matter."""
    return person.active and person.role != "outside-agent"


def note(
    actor: Actor, *, rows: Sequence[str], of: str, text: str, request_key: str | None, now: datetime
) -> Done:
    """Write the same note on the matters behind these rows, for one's own people."""
    require(actor.may_record)
    faults = Faults()
    written = faults.text("text", text, words.NOTE_LENGTH, needed=True, lines=True)
    faults.raise_any()
    with transaction() as session:
        known = act_by_request(session, actor.organisation_id, request_key) if request_key else None
        if known is not None:
            return done_view(known, actor)
        items = []
        for each in rows_behind(session, actor, rows, of):
            row = MatterNote(matter_id=each.id, text=written, written_by_id=actor.person_id, written_at=now)
            session.add(row)
            session.flush()
            trail.record_act(
                session, actor, "note-matter", ("matter", each.public_id), now=now,
                changes={"note": trail.digest(written)}, organisation_id=each.organisation_id,
            )  # fmt: skip
            items.append({"matter": each.public_id, "ref": each.ref, "note": row.public_id})
        return keep_act(session, actor, "note", items, request_key, now)


def notes(actor: Actor, matter: str) -> list[NoteView]:
    """The notes on a matter, the latest first; for the people of its organisation alone."""
    if not actor.is_contractor:
        return []
    session = reading()
    found = find_matter(session, own_scope(actor), matter)
    rows = notes_of(session, [found.id]) if found is not None else []
    return [NoteView(row.text, row.written_by.name, row.written_at) for row in rows]


def rows_behind(session: Session, actor: Actor, rows: Sequence[str], of: str) -> list[Matter]:
    """The matters behind ticked rows. Raises Refused where there is none."""
    check_rows(rows)
    scope = own_scope(actor)
    if of == "duties":
        found = {row.matter_id: row.matter for row in duties_by_id(session, scope, rows)}
    else:
        found = {row.id: row for row in matters_named(session, scope, rows)}
    if not found:
        raise Refused([Fault("", NOTHING_TICKED)])
    return sorted(found.values(), key=lambda each: (each.ref, each.id))


def check_rows(rows: Sequence[str]) -> None:
    """Raise Refused for none, and for too many."""
    if not rows:
        raise Refused([Fault("", NOTHING_TICKED)])
    if len(rows) > MOST:
        raise Refused([Fault("", TOO_MANY, most=MOST)])


# --- kept, and undone ---------------------------------------------------------------------------------------


def keep_act(
    session: Session,
    actor: Actor,
    action: str,
    items: list[dict[str, Any]],
    request_key: str | None,
    now: datetime,
) -> Done:
    """Keep what an act did, so that it can be undone."""
    require(action in ACTIONS)
    row = BulkAct(
        organisation_id=actor.organisation_id,
        person_id=actor.person_id,
        action=action,
        items=items,
        request_key=request_key or None,
        at=now,
    )
    session.add(row)
    session.flush()
    changes = {"action": action, "rows": len(items)}
    trail.record_act(session, actor, "act-on-many", ("bulk-act", row.public_id), now=now, changes=changes)
    return done_view(row, actor)


def bulk_act(actor: Actor, public_id: str) -> Done:
    """One act of one's own. Raises NotFound."""
    found = find_act(reading(), actor.organisation_id, public_id)
    if found is None or found.person_id != actor.person_id:
        raise NotFound("There is no such act here.")
    return done_view(found, actor)


def undo(actor: Actor, *, act: str, now: datetime, today: date) -> Done:
    """Undo an act of one's own. Raises Conflict where it was undone, Refused where a row has changed."""
    require(actor.may_record)
    with transaction() as session:
        row = find_act(session, actor.organisation_id, act)
        if row is None or row.person_id != actor.person_id:
            raise NotFound("There is no such act here.")
        if row.undone_at is not None:
            raise Conflict(ALREADY_UNDONE)
        for item in row.items:
            UNDO[row.action](session, actor, item, now, today)
        row.undone_at = now
        trail.record_act(session, actor, "undo-act", ("bulk-act", row.public_id), now=now)
        return done_view(row, actor)


def undo_fact(session: Session, actor: Actor, item: dict[str, Any], now: datetime, today: date) -> None:
    """Withdraw a fact that the act recorded, if it stands as it was recorded."""
    found = find_matter(session, own_scope(actor), item["matter"])
    standing = standing_facts(facts_of(session, [found.id])) if found else []
    fact = next((each for each in standing if each.fact_id == item["fact"]), None)
    if fact is None or fact.revision != 1:
        raise Refused([Fault("", CHANGED_SINCE, ref=item["ref"])])
    told = {"matter": item["matter"], "fact": item["fact"]}
    try:
        record.withdraw_fact(actor, **told, reason=UNDONE[actor.language], now=now, today=today)
    except Refused as refused:
        raise Refused([Fault("", CHANGED_SINCE, ref=item["ref"])]) from refused


def undo_assignment(session: Session, actor: Actor, item: dict[str, Any], now: datetime, today: date) -> None:
    """Give a matter back to who had it, if it is still with whom the act gave it to."""
    found = find_matter(session, own_scope(actor), item["matter"])
    matter = lock_matter(session, found.id) if found else None
    if matter is None or (matter.owner.public_id if matter.owner else None) != item["to"]:
        raise Refused([Fault("", CHANGED_SINCE, ref=item["ref"])])
    people = {each.public_id: each for each in people_of(session, actor.organisation_id)}
    put(session, actor, matter, people.get(item["from"]), people.get(item["deputy"]), now)


def undo_note(session: Session, actor: Actor, item: dict[str, Any], now: datetime, today: date) -> None:
    """Take a note back."""
    for row in notes_by_id(session, [item["note"]]):
        row.taken_back_at = now
    subject = ("matter", item["matter"])
    trail.record_act(session, actor, "take-note-back", subject, now=now)


UNDO = {"submit": undo_fact, "reassign": undo_assignment, "note": undo_note}


def done_view(row: BulkAct, actor: Actor) -> Done:
    """An act as its reader sees it."""
    return Done(
        row.public_id, row.action, len(row.items), row.undone_at is not None, row.person_id == actor.person_id
    )
