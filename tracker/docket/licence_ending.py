"""The agency's licence contracts about a matter: which run, and ending one by waiver or revocation.

Not here: how long a licence lasts (engine), and how it came about (licence_deciding).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.disclosure import FieldClass
from tracker.docket.actor import Actor, require
from tracker.docket.deriving import derive_matter
from tracker.docket.draft import Ground, read_fact
from tracker.docket.gate import is_shown, own_scope
from tracker.docket.ledger import hold, store
from tracker.docket.terms import shelf
from tracker.docket.views import Recorded
from tracker.errors import Conflict, Fault, NotFound, Refused
from tracker.store.facts import Fact, facts_of
from tracker.store.matters import find_matter
from tracker.store.session import reading, transaction

ENDED_ALREADY = "This licence has ended already."
BEFORE_CONTRACT = "This day lies before the contract."


@dataclass(frozen=True, slots=True)
class ContractView:
    """One licence contract; None where it is withheld. ``fact`` is the day it was agreed."""

    fact: str
    agreed_on: date
    licence: str | None
    holder: str | None
    ends_on: date | None
    limited_by: str | None
    ended: bool
    claimed: bool


def contracts(actor: Actor, matter: str, *, today: date) -> list[ContractView]:
    """The licence contracts of a matter, the earliest first. Raises NotFound."""
    session = reading()
    found = find_matter(session, own_scope(actor), matter)
    if found is None:
        raise NotFound("There is no such matter here.")
    ground = Ground(found, facts_of(session, [found.id]))
    result = derive_matter(found, ground.standing, today)
    ends = {each["licence"]: each for each in result.licences}
    shown, ended = is_shown(found, actor, FieldClass.PARTICULARS), ended_in(ground)
    return [
        ContractView(
            fact=fact.fact_id,
            agreed_on=fact.on,
            licence=name if shown else None,
            holder=fact.keys.get("holder") if shown else None,
            ends_on=date.fromisoformat(ends[name]["ends_on"]) if name in ends else None,
            limited_by=ends[name]["limited_by"] if name in ends else None,
            ended=name in ended,
            claimed=fact.claimed,
        )
        for fact in agreed_in(ground)
        for name in [str(fact.keys["licence"])]
    ]


def agreed_in(ground: Ground) -> list[Fact]:
    """The facts by which licences were agreed, by their day."""
    kinds = {p.licence.agreed_by for p in shelf().with_ground(ground.matter.agreement.packs) if p.licence}
    return sorted((f for f in ground.standing if f.kind in kinds), key=lambda f: (f.on, f.number))


def ended_in(ground: Ground) -> set[str]:
    """The licences that were waived or revoked."""
    kinds = {p.licence.ended_by for p in shelf().with_ground(ground.matter.agreement.packs) if p.licence}
    return {str(f.keys.get("licence")) for f in ground.standing if f.kind in kinds}


def end_contract(
    actor: Actor, *, matter: str, fact: str, how: str, ended_on: date, now: datetime, today: date
) -> Recorded:
    """The agency ends a licence: ``how`` is ``waived`` or ``revoked``. Raises Refused, Conflict, NotFound."""
    require(actor.is_officer)
    with transaction() as session:
        ground = hold(session, actor, matter)
        agreed = next((each for each in agreed_in(ground) if each.fact_id == fact), None)
        if agreed is None:
            raise NotFound("There is no such licence here.")
        if agreed.keys["licence"] in ended_in(ground):
            raise Conflict(ENDED_ALREADY)
        if type(ended_on) is date and ended_on < agreed.on:
            raise Refused([Fault("ended_on", BEFORE_CONTRACT)])
        return record_end(session, actor, ground, agreed, how, ended_on, now, today)


def record_end(
    session: Session,
    actor: Actor,
    ground: Ground,
    agreed: Fact,
    how: str,
    on: date,
    now: datetime,
    today: date,
) -> Recorded:
    """The fact that a licence ended."""
    packs = shelf().with_ground(ground.matter.agreement.packs)
    kind = next(p.licence.ended_by for p in packs if p.licence)
    keys = {"licence": agreed.keys["licence"], "reason": how}
    places = {"on": "ended_on", "reason": "how"}
    try:
        fresh = read_fact(ground, actor, kind, on, keys, {}, "", now, today)
    except Refused as refused:
        faults = [Fault(places.get(f.field, f.field), f.message_id, **f.values) for f in refused.faults]
        raise Refused(faults) from refused
    return store(session, ground, actor, fresh, "record-fact", now=now, today=today, confirm=True)
