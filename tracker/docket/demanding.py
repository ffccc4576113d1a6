"""The agency demands to be shown content: one disclosure, to one recipient, in one way, until a day.

Not here: the disclosure itself. It is made outside the product, and the contractor decides on it.
"""

from datetime import date, datetime

from tracker.docket.actor import Actor, require
from tracker.docket.draft import read_fact
from tracker.docket.incoming import DEMANDED
from tracker.docket.ledger import hold, store
from tracker.docket.outcome import recorded_before
from tracker.docket.receiving import placed
from tracker.docket.views import Recorded
from tracker.docket.words import Faults
from tracker.errors import Refused
from tracker.store.facts import fact_by_request
from tracker.store.incoming import DisclosureDemand
from tracker.store.session import transaction

EXPIRES_EARLY = "The demand would expire before it was made."


def demand_disclosure(
    actor: Actor,
    *,
    matter: str,
    demand_no: str,
    method: str,
    recipient: str,
    demanded_on: date,
    expires_on: date,
    now: datetime,
    today: date,
    request_key: str | None = None,
) -> Recorded:
    """Record a demand. The same ``request_key`` again answers the first result. Raises Refused, NotFound."""
    require(actor.is_officer)
    with transaction() as session:
        ground = hold(session, actor, matter)
        known = fact_by_request(session, ground.matter.id, request_key) if request_key else None
        if known is not None:
            return recorded_before(session, known, ground.matter, actor, today)
        faults = Faults()
        named = faults.text("recipient", recipient, 200, needed=True)
        made, ends = faults.day("demanded_on", demanded_on), faults.day("expires_on", expires_on)
        if made is not None and ends is not None and ends < made:
            faults.add("expires_on", EXPIRES_EARLY)
        keys = {"demand_no": demand_no, "method": method}
        try:
            fact = read_fact(ground, actor, DEMANDED, demanded_on, keys, {}, "", now, today)
        except Refused as refused:
            faults.found += [placed(each, "demanded_on") for each in refused.faults]
        faults.raise_any()
        fact.request_key = request_key
        demand = DisclosureDemand(
            matter_id=ground.matter.id,
            fact=fact.fact_id,
            recipient=named,
            expires_on=ends,
            recorded_by_id=actor.person_id,
            recorded_at=now,
        )
        session.add(demand)
        return store(session, ground, actor, fact, "record-fact", now=now, today=today, confirm=True)
