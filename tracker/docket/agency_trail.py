"""Notes acts in the chain of what the agency may know, by the same gate that decides what it sees.

Not here: the organisation's own chain (trail).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.docket.actor import Actor
from tracker.docket.telling import may_see_fact
from tracker.docket.trail import tell_agency
from tracker.store.facts import Fact, fact_id
from tracker.store.licensing import LicenceApplication
from tracker.store.matters import Matter


def officer_of(matter: Matter) -> Actor:
    """Somebody who looks from the agency's side of a matter."""
    return Actor(None, matter.agreement.agency_id, "officer", kind="agency")


def tell_of_fact(
    session: Session, actor: Actor, action: str, matter: Matter, fact: Fact, now: datetime
) -> None:
    """An act on a fact of a reported matter that the agency sees: which kind, on which day."""
    if matter.reported_at is None or not may_see_fact(fact, matter, officer_of(matter)):
        return
    tell_agency(
        session,
        actor,
        action,
        ("fact", f"{matter.public_id}/{fact_id(fact.number)}"),
        agency_id=matter.agreement.agency_id,
        organisation_id=matter.organisation_id,
        now=now,
        control={"kind": fact.kind, "on": fact.on.isoformat(), "revision": fact.revision},
    )


def tell_of_application(
    session: Session, actor: Actor, action: str, matter: Matter, row: LicenceApplication, now: datetime
) -> None:
    """An act on an application for a licence of a reported matter: that it was made or decided."""
    if matter.reported_at is None:
        return
    tell_agency(
        session,
        actor,
        action,
        ("licence-application", row.public_id),
        agency_id=matter.agreement.agency_id,
        organisation_id=matter.organisation_id,
        now=now,
    )
