"""Moves the technical content of a matter out of the product; where it is kept stays on record.

Not here: entering it (entering). The record itself is not deleted: an audit row holds what was taken out, as
a keyed digest, and the shelf number stays.
"""

from datetime import datetime

from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.ledger import hold
from tracker.docket.words import Faults
from tracker.errors import Conflict
from tracker.store.session import transaction

NOTHING = "No technical content is kept here."
SHELF_LENGTH = 100


def move_content_out(actor: Actor, *, matter: str, shelf_no: str, now: datetime) -> None:
    """Take the technical content out and note where it is kept. Raises Refused without a shelf number."""
    require(actor.may_record)
    with transaction() as session:
        found = hold(session, actor, matter).matter
        faults = Faults()
        shelf = faults.text("shelf_no", shelf_no, SHELF_LENGTH, needed=True)
        faults.raise_any()
        if found.technical is None:
            raise Conflict(NOTHING)
        changes = {"technical": trail.digest(found.technical), "shelf_no": trail.digest(shelf)}
        found.technical, found.shelf_no = None, shelf
        found.version += 1
        subject = ("matter", found.public_id)
        trail.record_act(session, actor, "move-content-out", subject, now=now, changes=changes)
        session.flush()
