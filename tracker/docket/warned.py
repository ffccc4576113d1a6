"""Duties that are reminded of and not in force: where a person decides on them.

Changed terms propose them, or a self-check found that they should stand and do not. Not here: deciding
(proposals, selfchecking).
"""

from dataclasses import dataclass

from tracker.docket.actor import Actor
from tracker.docket.gate import own_scope
from tracker.errors import NotFound
from tracker.store.obligations import find_warned
from tracker.store.selfchecks import held_duties
from tracker.store.session import reading


@dataclass(frozen=True, slots=True)
class Warned:
    """A duty that is only reminded of; ``differs``: a self-check holds it, else changed terms propose it."""

    matter_public_id: str
    differs: bool


def warned(actor: Actor, public_id: str) -> Warned:
    """A duty of one's own side that is reminded of and not in force. Raises NotFound."""
    row = find_warned(reading(), own_scope(actor), public_id) if actor.is_contractor else None
    if row is None:
        raise NotFound("There is no such duty here.")
    held = (row.matter_id, row.pack, row.rule, row.filing, row.trigger)
    return Warned(row.matter.public_id, held in held_duties(reading(), [row.matter_id]))
