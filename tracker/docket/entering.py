"""Logs a new matter: an invention, a work, know-how. Not here: what happens to it later (record)."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker import clock
from tracker.docket import trail, words
from tracker.docket.actor import Actor, require
from tracker.docket.content import MAIN_FIELD, SHELF_LENGTH, add_content
from tracker.docket.deriving import compare, derive_matter, store_result
from tracker.docket.look import matter as look_at_matter
from tracker.docket.numbering import keep_numbers
from tracker.docket.views import MatterView
from tracker.docket.words import Faults
from tracker.store.agreements import find_agreement
from tracker.store.matters import (
    RIGHTS,
    SENSITIVE_FIELDS,
    Matter,
    is_ref_taken,
    matter_by_request,
    matter_titled,
)
from tracker.store.organisations import Organisation, lock_organisation
from tracker.store.session import transaction

REF = re.compile(r"[\w][\w.\-]*")
REF_LENGTH = 60

NO_AGREEMENT = "There is no such agreement."
REF_SHAPE = "Letters, digits, dots, hyphens and underscores only."
REF_TAKEN = "Another matter has this reference already."
TITLE_TAKEN = "This agreement already has a matter of this title: %(ref)s."
PERENNIAL = "Only a plant variety can be of the 30-year kind."


def log_matter(
    actor: Actor,
    *,
    agreement: str,
    right: str,
    title: str,
    now: datetime,
    ref: str | None = None,
    sensitive_field: str = "unknown",
    perennial: bool = False,
    technical: str | None = None,
    shelf_no: str | None = None,
    request_key: str | None = None,
) -> MatterView:
    """Log a matter under an agreement, named by its number or outward id.

    Without ``ref`` the next running reference of the organisation is given. The same ``request_key``
    again answers the matter it has logged. Raises Refused with every fault at its field.
    """
    require(actor.may_log)
    with transaction() as session:
        home = lock_organisation(session, actor.organisation_id)
        known = matter_by_request(session, home.id, request_key) if request_key else None
        if known is None:
            given = read_matter(
                session,
                actor,
                agreement=agreement,
                right=right,
                title=title,
                ref=ref,
                sensitive_field=sensitive_field,
                perennial=perennial,
                technical=technical,
                shelf_no=shelf_no,
            )
            known = store_matter(session, actor, home, given, request_key, now)
        return look_at_matter(actor, known.public_id, today=clock.day_of(now))


def read_matter(session: Session, actor: Actor, **typed: Any) -> dict[str, Any]:
    """The values of a new matter. Raises Refused with every fault."""
    faults = Faults()
    found = find_agreement(session, actor.organisation_id, str(typed["agreement"] or ""))
    if found is None:
        faults.add("agreement", NO_AGREEMENT if typed["agreement"] else words.MISSING)
    given: dict[str, Any] = {
        "agreement": found,
        "right": faults.word("right", typed["right"], RIGHTS),
        "title": faults.text("title", typed["title"], words.TITLE_LENGTH, needed=True),
        "ref": read_ref(session, actor, typed["ref"], faults),
        "sensitive_field": faults.word("sensitive_field", typed["sensitive_field"], SENSITIVE_FIELDS),
        "perennial": typed["perennial"] is True,
        "technical": faults.text("technical", typed["technical"], words.TECHNICAL_LENGTH, lines=True) or None,
        "shelf_no": faults.text("shelf_no", typed["shelf_no"], SHELF_LENGTH) or None,
    }
    if given["perennial"] and given["right"] != "plant-variety":
        faults.add("perennial", PERENNIAL)
    if found is not None and given["title"]:
        same = matter_titled(session, found.id, given["right"], given["title"])
        if same is not None:
            faults.add("title", TITLE_TAKEN, ref=same.ref)
    faults.raise_any()
    return given


def read_ref(session: Session, actor: Actor, typed: Any, faults: Faults) -> str | None:
    """The organisation's own reference; None where the next running one shall be given."""
    ref = faults.text("ref", typed, REF_LENGTH) or None
    if ref is not None and not REF.fullmatch(ref):
        faults.add("ref", REF_SHAPE)
    elif ref is not None and is_ref_taken(session, actor.organisation_id, ref):
        faults.add("ref", REF_TAKEN)
    return ref


def next_ref(session: Session, home: Organisation) -> str:
    """The next running reference of an organisation, past those that are taken."""
    while True:
        home.last_number += 1
        ref = f"{home.code}-{home.last_number:04d}"
        if not is_ref_taken(session, home.id, ref):
            return ref


def store_matter(
    session: Session,
    actor: Actor,
    home: Organisation,
    given: dict[str, Any],
    request_key: str | None,
    now: datetime,
) -> Matter:
    """Store the matter, what follows from it alone, and the audit row."""
    values = {**given, "ref": given["ref"] or next_ref(session, home)}
    technical = values.pop("technical")
    matter = Matter(
        **values,
        organisation=home,
        owner_id=actor.person_id,
        created_by_id=actor.person_id,
        created_at=now,
        request_key=request_key,
        version=1,
        findings={},
    )
    session.add(matter)
    session.flush()
    add_content(session, matter, actor, {MAIN_FIELD: technical} if technical else {}, now)
    today = clock.day_of(now)
    result = derive_matter(matter, [], today)
    differences = compare(matter, [], result.obligations)
    store_result(session, matter, [], [], differences, result, today, now)
    keep_numbers(session, matter, [])
    changes = {
        "ref": matter.ref,
        "right": matter.right,
        "agreement": given["agreement"].number,
        "title": trail.digest(matter.title),
        "technical": trail.digest(given["technical"]),
    }
    trail.record_act(session, actor, "log-matter", ("matter", matter.public_id), now=now, changes=changes)
    session.flush()
    return matter
