"""Changes the technical content of a matter, and moves it out of the product.

A designated matter holds none unless a person decides so with a reason. Moving out deletes no record: the
rows stay without their texts, an audit row holds keyed digests, and the shelf number says where they are.
Not here: showing a field to the agency (releasing).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.disclosure import Level
from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.content import SHELF_LENGTH, add_content
from tracker.docket.draft import NOTHING_CHANGED, read_reason
from tracker.docket.gate import level_of
from tracker.docket.ledger import check_version, hold
from tracker.docket.narrowing import end
from tracker.docket.words import TECHNICAL_LENGTH, Faults
from tracker.errors import Conflict
from tracker.store.content import FIELDS, ContentRevision, content_of, latest_content
from tracker.store.matters import Matter
from tracker.store.releases import unended_releases
from tracker.store.session import transaction

NOTHING = "No technical content is kept here."
DESIGNATED = (
    "This invention is designated: its content is kept elsewhere. Clear the fields and note the shelf number,"
    " or say below why it must be kept here."
)


def read_texts(faults: Faults, texts: Mapping[str, Any]) -> dict[str, str | None]:
    """The fields as they shall read; None clears one."""
    return {
        field: faults.text(field, texts[field], TECHNICAL_LENGTH, lines=True) or None
        for field in FIELDS
        if field in texts
    }


def save_content(
    actor: Actor,
    *,
    matter: str,
    texts: Mapping[str, Any],
    now: datetime,
    shelf_no: str = "",
    insist: bool = False,
    reason: str = "",
    version: int | None = None,
) -> list[str]:
    """Change the fields named in ``texts`` and the shelf number; answers which fields changed.

    A changed field loses its release. Text for a designated matter is refused unless the actor insists, with
    a reason that stays on record. Raises Refused with every fault, Conflict where the matter changed since.
    """
    require(actor.may_record)
    with transaction() as session:
        found = hold(session, actor, matter).matter
        check_version(found, version)
        faults = Faults()
        given = read_texts(faults, texts)
        shelf = faults.text("shelf_no", shelf_no, SHELF_LENGTH) or None
        held = latest_content(content_of(session, [found.id]))
        said = {field: row.text for field, row in held.items()}
        changed = {field: text for field, text in given.items() if text != said.get(field)}
        kept = None
        if level_of(found) is Level.INVENTION_WITHHELD and any(changed.values()):
            if insist:
                kept = read_reason(faults, reason)
            else:
                faults.add("insist", DESIGNATED)
        if not changed and shelf == found.shelf_no:
            faults.add("", NOTHING_CHANGED)
        faults.raise_any()
        shelved = {"shelf_no": trail.digest(shelf)} if shelf != found.shelf_no else {}
        found.shelf_no = shelf
        found.version += 1
        add_content(session, found, actor, changed, now, kept)
        drop_releases(session, found, actor, changed, "replaced", now)
        changes = {field: trail.digest(text) for field, text in changed.items()} | shelved
        subject = ("matter", found.public_id)
        why = None if kept is None else trail.digest(kept)
        told = changes | ({"kept_because": why} if why else {})
        trail.record_act(session, actor, "save-content", subject, now=now, changes=told)
        session.flush()
        return list(changed)


def drop_releases(
    session: Session, matter: Matter, actor: Actor, fields: Iterable[str], why: str, now: datetime
) -> None:
    """End the releases of fields whose text is another now, or gone."""
    for row in unended_releases(session, matter.id, list(fields)):
        end(session, matter, row, why, now, actor=actor)


def move_content_out(actor: Actor, *, matter: str, shelf_no: str, now: datetime) -> None:
    """Take the technical content out and note where it is kept. Raises Refused without a shelf number."""
    require(actor.may_record)
    with transaction() as session:
        found = hold(session, actor, matter).matter
        faults = Faults()
        shelf = faults.text("shelf_no", shelf_no, SHELF_LENGTH, needed=True)
        faults.raise_any()
        rows = [row for row in content_of(session, [found.id]) if row.text is not None]
        if not rows:
            raise Conflict(NOTHING)
        changes: dict[str, Any] = {"shelf_no": trail.digest(shelf), "content": digests(rows)}
        for row in rows:
            row.text, row.moved_out_at = None, now
        drop_releases(session, found, actor, FIELDS, "moved-out", now)
        found.shelf_no = shelf
        found.version += 1
        subject = ("matter", found.public_id)
        trail.record_act(session, actor, "move-content-out", subject, now=now, changes=changes)
        session.flush()


def digests(rows: Sequence[ContentRevision]) -> list[list[str | None]]:
    """What was taken out, each revision as its field and a keyed digest of its text."""
    return [[row.field, trail.digest(row.text)] for row in rows]
