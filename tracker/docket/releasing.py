"""Opening something to the agency on purpose: a field of technical content, or the matter itself.

One person asks, having read again what is opened, and says why; another one confirms, having read it too.
Whoever may record takes it back alone: closing needs one person. Not here: what the level allows
(disclosure), ending what a narrower level forbids (narrowing), disclosing on demand (disclosing).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.disclosure import Level
from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.demo.accounts import ACCOUNTS
from tracker.docket.deriving import compare, derive_matter, store_result
from tracker.docket.draft import Ground, read_reason
from tracker.docket.gate import level_of
from tracker.docket.ledger import CHANGED, hold
from tracker.docket.narrowing import end
from tracker.docket.words import Faults
from tracker.errors import Conflict, NotFound
from tracker.store.content import FIELDS, ContentRevision, content_of, latest_content
from tracker.store.obligations import obligations_of
from tracker.store.people import Person
from tracker.store.releases import DEMAND, MATTER, Release, is_tryout, releases_of
from tracker.store.session import transaction

NOT_OPEN = "The level of this matter does not allow it: technical content is released only while it is open."
NOT_REPORTED = "The agency does not know of this matter yet. Report it or share it first."
REPORTED = "The agency knows of this matter already."
NO_TEXT = "There is no text in this field."
PENDING = "This was asked for already and has not ended."
READ_FIRST = "Read it again and confirm that you did."
NO_PATH = "This invention is designated: nothing of it is shown on demand, inside or outside this product."
PAST = "This day is over."
SAME_PERSON = "Another person confirms than the one who asked."
ASKER_GONE = "The account of the person who asked is closed. Take it back and ask anew."
SETTLED = "This was confirmed or ended already."


def ask_release(
    actor: Actor,
    *,
    matter: str,
    field: str,
    revision: str,
    reason: str,
    read: bool,
    now: datetime,
    today: date,
) -> str:
    """Ask that one field be released; ``revision`` names the text that was read. Answers the release's id.

    Raises Refused with every fault, Conflict where the text is another by now.
    """
    require(actor.may_record and field in FIELDS)
    with transaction() as session:
        ground = hold(session, actor, matter)
        faults = Faults()
        content = readable(session, ground, field, faults)
        if content is not None and content.public_id != revision:
            raise Conflict(CHANGED)
        row = asked(session, ground, actor, field, reason, read, now, faults)
        row.content = content
        return store(session, ground, actor, row, now, today)


def ask_share(actor: Actor, *, matter: str, reason: str, read: bool, now: datetime, today: date) -> str:
    """Ask that the agency be let know of a matter before any notice. Answers the release's id."""
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        faults = Faults()
        if ground.matter.reported_at is not None:
            faults.add("", REPORTED)
        row = asked(session, ground, actor, MATTER, reason, read, now, faults)
        return store(session, ground, actor, row, now, today)


def confirm_release(
    actor: Actor, *, matter: str, release: str, revision: str, read: bool, now: datetime, today: date
) -> None:
    """The second person lets it take effect; ``revision`` names the text on their screen.

    Raises Refused where they are the one who asked or have not read it, Conflict where something changed.
    """
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        row = found(session, ground, release)
        faults = Faults()
        if not read:
            faults.add("read", READ_FIRST)
        if row.asked_by_id == actor.person_id:
            faults.add("", SAME_PERSON)
        if row.asked_by is not None and not row.asked_by.active:
            faults.add("", ASKER_GONE)
        faults.raise_any()
        if (row.content.public_id if row.content else "") != revision:
            raise Conflict(CHANGED)
        take_effect(session, ground, actor, row, now, today)


def end_release(actor: Actor, *, matter: str, release: str, reason: str, now: datetime, today: date) -> None:
    """Take a release back, or refuse one asked for; it ends at once. Raises Refused without a reason."""
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        row = found(session, ground, release)
        faults = Faults()
        why = read_reason(faults, reason)
        faults.raise_any()
        if row.ended_at is not None or row.done_on is not None:
            raise Conflict(SETTLED)
        refused = row.confirmed_at is None and row.asked_by_id != actor.person_id
        end(session, ground.matter, row, "refused" if refused else "taken-back", now, actor=actor, reason=why)
        if row.subject == MATTER and row.confirmed_at is not None:
            ground.matter.shared_at = None
            tell_anew(session, ground, now, today)
        session.flush()


# --- what all of them share ---------------------------------------------------------------------------------


def readable(session: Session, ground: Ground, field: str, faults: Faults) -> ContentRevision | None:
    """The text of a field that may be released now."""
    matter = ground.matter
    if matter.reported_at is None:
        faults.add("", NOT_REPORTED)
    if level_of(matter) is not Level.OPEN:
        faults.add("", NOT_OPEN)
    row = latest_content(content_of(session, [matter.id])).get(field)
    if row is None:
        faults.add("", NO_TEXT)
    return row


def asked(
    session: Session,
    ground: Ground,
    actor: Actor,
    subject: str,
    reason: str,
    read: bool,
    now: datetime,
    faults: Faults,
) -> Release:
    """A release as it is asked for. Raises Refused with everything found so far."""
    why = read_reason(faults, reason)
    if not read:
        faults.add("read", READ_FIRST)
    rows = releases_of(session, [ground.matter.id])
    if subject != DEMAND and any(row.subject == subject and row.ended_at is None for row in rows):
        faults.add("", PENDING)
    faults.raise_any()
    return Release(
        matter_id=ground.matter.id,
        subject=subject,
        reason=why,
        asked_by_id=actor.person_id,
        asked_at=now,
    )


def store(session: Session, ground: Ground, actor: Actor, row: Release, now: datetime, today: date) -> str:
    """Store what was asked for; a demo account needs no second person."""
    session.add(row)
    session.flush()
    told = {"subject": row.subject, "demand": row.demand, "reason": trail.digest(row.reason)}
    note(session, ground, actor, "ask-release", row, now, told)
    if is_demo(session, actor):
        take_effect(session, ground, actor, row, now, today)
    return row.public_id


def take_effect(
    session: Session, ground: Ground, actor: Actor, row: Release, now: datetime, today: date
) -> None:
    """Let a release count from now on, if what it stands on still holds."""
    if row.confirmed_at is not None or row.ended_at is not None:
        raise Conflict(SETTLED)
    faults = Faults()
    if row.subject in FIELDS:
        content = readable(session, ground, row.subject, faults)
        if content is not None and content.id != row.content_id:
            raise Conflict(CHANGED)
    elif row.subject == DEMAND and level_of(ground.matter) is Level.INVENTION_WITHHELD:
        faults.add("", NO_PATH)
    elif row.subject == MATTER and ground.matter.reported_at is not None:
        faults.add("", REPORTED)
    if row.expires_on is not None and row.expires_on < today:
        faults.add("", PAST)
    faults.raise_any()
    row.confirmed_by_id, row.confirmed_at = actor.person_id, now
    note(session, ground, actor, "confirm-release", row, now, {"subject": row.subject})
    if row.subject == MATTER:
        ground.matter.shared_at = now
        tell_anew(session, ground, now, today)


def tell_anew(session: Session, ground: Ground, now: datetime, today: date) -> None:
    """Bring the matter and its duties up to date: the agency knows of it now, or no longer."""
    facts = ground.standing
    result = derive_matter(ground.matter, facts, today)
    rows = obligations_of(session, [ground.matter.id])
    differences = compare(ground.matter, rows, result.obligations)
    store_result(session, ground.matter, facts, rows, differences, result, today, now)
    ground.matter.version += 1
    session.flush()


def found(session: Session, ground: Ground, release: str) -> Release:
    """One release of the matter by its outward id. Raises NotFound."""
    for row in releases_of(session, [ground.matter.id]):
        if row.public_id == release:
            return row
    raise NotFound("There is no such release here.")


def is_demo(session: Session, actor: Actor) -> bool:
    """Whether the actor is an account of the demo data, which has no colleague to confirm."""
    person = session.get(Person, actor.person_id) if actor.person_id is not None else None
    return is_tryout() and person is not None and person.email in ACCOUNTS


def note(
    session: Session,
    ground: Ground,
    actor: Actor,
    action: str,
    row: Release,
    now: datetime,
    told: dict[str, Any],
) -> None:
    """The audit row of an act on a release."""
    home, subject = ground.matter.organisation_id, ("release", row.public_id)
    told = told | {"matter": ground.matter.public_id}
    trail.record_act(session, actor, action, subject, now=now, organisation_id=home, changes=told)
    session.flush()
