"""Disclosing on demand (special terms, Article 7(5)): the one disclosure that a recorded demand permits.

It is made outside this product, by the method and to the recipient that the agency named, until its day; two
people permit it like any opening (releasing). The level stays. A designated invention has no such path.
Not here: making the demand (demanding).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.clock import day_of
from tracker.disclosure import Level
from tracker.docket.actor import Actor, require
from tracker.docket.draft import Ground
from tracker.docket.gate import level_of
from tracker.docket.incoming import DEMANDED
from tracker.docket.ledger import hold
from tracker.docket.receiving import refresh
from tracker.docket.releasing import NO_PATH, PAST, asked, found, note, store
from tracker.docket.words import REASON_LENGTH, Faults
from tracker.errors import Conflict
from tracker.store.facts import Fact
from tracker.store.incoming import DisclosureDemand, demands_of
from tracker.store.releases import DEMAND, Release, releases_of
from tracker.store.session import transaction

NO_DEMAND = "There is no such demand that the agency has recorded itself."
NO_RECIPIENT = "The demand on record names no recipient and no last day. Ask the agency to record it in full."
ONE_EACH = "A demand permits one disclosure; there is one for this demand already."
NOT_RUNNING = "Only a confirmed disclosure that has not ended is recorded as made."
TOO_EARLY = "This is before the day it was confirmed on."
TOO_LATE = "The permission ended on %(day)s. A later disclosure needs a new demand."
FUTURE = "This day lies in the future."


def ask_disclosure(
    actor: Actor,
    *,
    matter: str,
    demand: str,
    what: str,
    reason: str,
    read: bool,
    now: datetime,
    today: date,
) -> str:
    """Ask for the disclosure that a demand permits; ``demand`` is its fact. Answers the release's id.

    Raises Refused with every fault: a demand that is only claimed, used or over, a designated matter.
    """
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        faults = Faults()
        named = check_demand(session, ground, demand, today, faults)
        said = faults.text("what", what, REASON_LENGTH, needed=True, lines=True)
        row = asked(session, ground, actor, DEMAND, reason, read, now, faults)
        row.demand, row.what = demand, said
        if named is not None:
            row.recipient, row.expires_on = named.recipient, named.expires_on
        return store(session, ground, actor, row, now, today)


def record_disclosure(
    actor: Actor, *, matter: str, release: str, on: date | None, now: datetime, today: date
) -> None:
    """Record that a permitted disclosure was made, on which day. It is recorded once."""
    require(actor.may_record)
    with transaction() as session:
        ground = hold(session, actor, matter)
        row = found(session, ground, release)
        if row.subject != DEMAND or not row.is_running or row.done_on is not None:
            raise Conflict(NOT_RUNNING)
        faults = Faults()
        check_done_on(row, faults.day("on", on), today, faults)
        if level_of(ground.matter) is Level.INVENTION_WITHHELD:
            faults.add("", NO_PATH)
        faults.raise_any()
        row.done_on, row.done_by_id = on, actor.person_id
        told = {"demand": row.demand, "on": on.isoformat() if on else None}
        note(session, ground, actor, "record-disclosure", row, now, told)
        refresh(session, ground, today)


def check_demand(
    session: Session, ground: Ground, demand: str, today: date, faults: Faults
) -> DisclosureDemand | None:
    """The demand in full, where the agency recorded it itself, it is unused, and nothing is designated."""
    if level_of(ground.matter) is Level.INVENTION_WITHHELD:
        faults.add("", NO_PATH)
    if not any(fact.fact_id == demand for fact in demand_facts(ground.standing)):
        faults.add("", NO_DEMAND)
    rows = releases_of(session, [ground.matter.id])
    if any(row.demand == demand and row.ended_at is None for row in rows):
        faults.add("", ONE_EACH)
    named = in_full(session, ground.matter.id).get(demand)
    if named is None:
        faults.add("", NO_RECIPIENT)
    elif named.expires_on < today:
        faults.add("", PAST)
    return named


def demand_facts(standing: Sequence[Fact]) -> list[Fact]:
    """The agency's demands that hold; one that the contractor claims does not count."""
    return [fact for fact in standing if fact.kind == DEMANDED and not fact.claimed]


def in_full(session: Session, matter_id: int) -> Mapping[str, DisclosureDemand]:
    """To whom and until when the demands of a matter permit a disclosure, by their facts."""
    return {row.fact: row for row in demands_of(session, [matter_id])}


def check_done_on(row: Release, day: date | None, today: date, faults: Faults) -> None:
    """A disclosure lies between its confirmation and the end of its permission."""
    if day is None or row.confirmed_at is None or row.expires_on is None:
        return
    if day > today:
        faults.add("on", FUTURE)
    elif day < day_of(row.confirmed_at):
        faults.add("on", TOO_EARLY)
    elif day > row.expires_on:
        faults.add("on", TOO_LATE, day=row.expires_on.isoformat())
