"""Addresses that send mail back: seeing them, and taking the mark off once they are mended.

Not here: counting what comes back (reminders), correcting an address (accounts).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.docket.actor import Actor, require
from tracker.docket.trail import record_act
from tracker.reminders.register import BAD_AFTER, BAD_FOR
from tracker.store.outbox import AddressFault
from tracker.store.people import Person
from tracker.store.session import reading, transaction


@dataclass(frozen=True, slots=True)
class ReturnedView:
    """An address from which mail came back. ``until``: nothing is sent before; None: still tried."""

    public_id: str
    name: str
    address: str
    failures: int
    last_at: datetime
    until: datetime | None


def returned(actor: Actor, *, now: datetime) -> list[ReturnedView]:
    """The addresses of the actor's organisation from which mail came back, the latest first."""
    if not _may_mend(actor):
        return []
    found = []
    for fault, person in _faults(reading(), actor):
        until = fault.last_at + BAD_FOR if fault.failures >= BAD_AFTER else None
        bad = until if until and until > now else None
        told = (person.public_id, person.name, fault.address, fault.failures, fault.last_at, bad)
        found.append(ReturnedView(*told))
    return sorted(found, key=lambda each: each.last_at, reverse=True)


def mend(actor: Actor, *, person: str, now: datetime) -> None:
    """The address works again: mail goes to it from the next sweep on. Audited. Raises NotFound."""
    require(_may_mend(actor))
    with transaction() as session:
        found = [each for each in _faults(session, actor) if each[1].public_id == person]
        require(bool(found))
        fault, owner = found[0]
        changes = {"failures": [fault.failures, 0]}
        record_act(
            session, actor, "mend-address", ("person", owner.public_id), now=now,
            organisation_id=owner.organisation_id, changes=changes,
        )  # fmt: skip
        session.delete(fault)


def _may_mend(actor: Actor) -> bool:
    return actor.may_record or actor.kind == "operator"


def _faults(session: Session, actor: Actor) -> list[tuple[AddressFault, Person]]:
    """Faults of addresses that are still in use, in the actor's organisation; the operator sees all."""
    query = select(AddressFault, Person).join(Person, Person.id == AddressFault.person_id)
    query = query.where(Person.active, Person.email == AddressFault.address)
    if actor.kind != "operator":
        query = query.where(Person.organisation_id == actor.organisation_id)
    return [(fault, person) for fault, person in session.execute(query)]
