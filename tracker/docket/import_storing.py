"""Stores a plan: new matters in bulk, additions to matters on record one by one. All in the open transaction.

What is stored is what recording each row by hand would leave, with the same acts in the trail; only dates
that moved in between are not told as news. Not here: what is accepted (import_plan).
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket import trail
from tracker.docket.actor import Actor
from tracker.docket.agency_trail import officer_of
from tracker.docket.deriving import compare, note_places, note_result, store_result
from tracker.docket.draft import Ground
from tracker.docket.editions import keep_present
from tracker.docket.import_plan import Plan, Planned
from tracker.docket.incoming import Desk, blocked_in, concerns, keep_lines, lines_for
from tracker.docket.inforce import derive_pinned
from tracker.docket.kept import key_of, values_of
from tracker.docket.moves import note_moves
from tracker.docket.narrowing import visible_level
from tracker.docket.numbering import keep_numbers, lines_of
from tracker.docket.proposing import foreseen_pins, stage
from tracker.docket.telling import may_see_fact
from tracker.docket.terms import kinds_of
from tracker.store.adding import add_rows, entries, keep_acts, next_ids, settle_acts
from tracker.store.audit import agency_stream, stream_of
from tracker.store.base import new_public_id
from tracker.store.facts import Fact, facts_of
from tracker.store.incoming import IncomingLine
from tracker.store.matters import Matter, lock_matter
from tracker.store.numbers import MatterNumber
from tracker.store.obligations import Obligation, obligations_of
from tracker.store.releases import LevelChange

PORTION = 250
"""Matters that are stored at once."""
BULK = (Matter, Fact, Obligation, IncomingLine, LevelChange, MatterNumber)

Rows = dict[Any, list[dict[str, Any]]]
"""The rows to be added, by table, parents first."""


def store_plan(
    session: Session,
    actor: Actor,
    plan: Plan,
    import_id: int,
    public_id: str,
    today: date,
    now: datetime,
    tell: Callable[[int], None] = lambda done: None,
) -> tuple[int, int]:
    """Store everything; the numbers of new matters and of facts. ``tell`` hears how many matters are done."""
    fresh = [each for each in plan.matters if each.record is None]
    done = facts = 0
    for start in range(0, len(fresh), PORTION):
        portion = fresh[start : start + PORTION]
        facts += store_new(session, actor, portion, import_id, public_id, today, now)
        done += len(portion)
        tell(done)
    for planned in plan.matters:
        if planned.record is not None:
            facts += store_addition(session, actor, planned, import_id, public_id, today, now)
            done += 1
            tell(done)
    settle_acts(session)
    return len(fresh), facts


# --- new matters --------------------------------------------------------------------------------------------


def store_new(
    session: Session,
    actor: Actor,
    portion: Sequence[Planned],
    import_id: int,
    public_id: str,
    today: date,
    now: datetime,
) -> int:
    """Store some new matters with all that belongs to them; the number of their facts."""
    rows: Rows = {}
    rows.update((table, []) for table in BULK)
    known = {tuple(each.matter.agreement.packs) for each in portion}
    editions = {packs: keep_present(session, packs, now) for packs in known}
    for planned, number in zip(portion, next_ids(session, Matter, len(portion)), strict=True):
        planned.matter.id, planned.matter.public_id = number, new_public_id()
        planned.matter.edition = editions[tuple(planned.matter.agreement.packs)]
        collect(rows, planned, import_id, today, now)
    for table in BULK[1:]:
        for row, key in zip(rows[table], next_ids(session, table, len(rows[table])), strict=True):
            row["id"] = key
    for each in BULK:
        add_rows(session, each, rows[each])
    tell_trail(session, actor, portion, rows, public_id, now)
    settle_acts(session)
    return len(rows[Fact])


def collect(rows: Rows, planned: Planned, import_id: int, today: date, now: datetime) -> None:
    """The rows of one matter, each in its table."""
    matter, result = planned.matter, planned.result
    if result is None:
        raise RuntimeError("a matter without a derivation is never stored")
    note_result(matter, planned.facts, result, today, now)
    agency = matter.agreement.agency_id if matter.reported_at is not None else None
    place = {"matter_id": matter.id, "organisation_id": matter.organisation_id}
    duties = [
        place
        | {"public_id": new_public_id(), "agreement_id": matter.agreement_id, "agency_id": agency}
        | {"owner_id": matter.owner_id, "due_revision": 1, "gone_at": None}
        | dict(zip(("pack", "rule", "filing", "trigger"), key_of(each), strict=True))
        | values_of(each)
        for each in result.obligations
    ]
    note_places(matter, [as_row(each) for each in duties], agency)
    rows[Matter].append(row_of(Matter, matter))
    for fact in planned.facts:
        fact.matter_id, fact.import_id = matter.id, import_id
        rows[Fact].append(row_of(Fact, fact))
    rows[Obligation] += duties
    if (level := visible_level(matter)) is not None:
        rows[LevelChange].append({"matter_id": matter.id, "at": now, "level_before": None, "level": level})
    rows[IncomingLine] += incoming(planned)
    numbers = {(kind, normal[:100], told) for kind, normal, told in lines_of(matter, planned.facts) if normal}
    side = matter.agreement.agency_id
    rows[MatterNumber] += [
        place | {"kind": kind, "normal": normal, "agency_id": side if told else None}
        for kind, normal, told in sorted(numbers)
    ]


class Bare:
    """A row's values as attributes."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values


def as_row(values: dict[str, Any]) -> Any:
    """A duty as the functions that look at rows want it."""
    return Bare(values)


def row_of(model: Any, found: Any) -> dict[str, Any]:
    """The columns of a row to come."""
    columns = model.__table__.columns
    return {name: value for name, value in vars(found).items() if name in columns}


def incoming(planned: Planned) -> list[dict[str, Any]]:
    """What the facts of a matter bring the agency, or wait for from it."""
    matter, kinds = planned.matter, kinds_of(planned.matter.agreement.packs)
    if not any(concerns(fact, kinds) for fact in planned.facts) or planned.result is None:
        return []
    desk = Desk(kinds, planned.facts, [], [])
    place = {
        "matter_id": matter.id,
        "organisation_id": matter.organisation_id,
        "agency_id": matter.agreement.agency_id,
    }
    return [
        place
        | {
            "kind": each.kind,
            "subject": each.subject,
            "on": each.on,
            "turn": each.turn,
            "outcome": each.outcome,
        }
        for each in lines_for(desk, blocked_in(planned.result)).values()
    ]


def tell_trail(
    session: Session, actor: Actor, portion: Sequence[Planned], rows: Rows, public_id: str, now: datetime
) -> None:
    """One act for each matter and each fact, as recording them by hand leaves."""
    heads, facts = iter(entries(Matter, rows[Matter])), iter(entries(Fact, rows[Fact]))
    acts = []
    for planned in portion:
        matter = planned.matter
        subject = ("matter", matter.public_id)
        acts.append(act(actor, matter, "log-matter", subject, logged(matter, public_id), [next(heads)], now))
        officer = officer_of(matter)
        for fact in planned.facts:
            name = ("fact", f"{matter.public_id}/{fact.fact_id}")
            told = recorded(fact, public_id)
            acts.append(act(actor, matter, "record-fact", name, told, [next(facts)], now))
            if matter.reported_at is not None and may_see_fact(fact, matter, officer):
                acts.append(agency_act(actor, matter, name, fact, now))
    keep_acts(session, acts)


def act(
    actor: Actor,
    matter: Any,
    action: str,
    subject: tuple[str, str],
    changes: dict[str, Any],
    touched: list[Any],
    now: datetime,
) -> dict[str, Any]:
    """One act in the organisation's own chain."""
    return {
        "stream": stream_of(matter.organisation_id), "organisation_id": matter.organisation_id, "at": now,
        "actor_id": actor.person_id, "source": "import", "action": action, "object_kind": subject[0],
        "object_id": subject[1], "changes": changes, "rows": touched, "reason": None,
        "request_id": actor.request_id,
    }  # fmt: skip


def agency_act(
    actor: Actor, matter: Any, subject: tuple[str, str], fact: Any, now: datetime
) -> dict[str, Any]:
    """The same act as the agency may know of it."""
    told = {"kind": fact.kind, "on": fact.on.isoformat(), "revision": fact.revision}
    by_nobody = act(actor, matter, "record-fact", subject, told, [], now)
    return by_nobody | {
        "stream": agency_stream(matter.agreement.agency_id),
        "actor_id": None,
        "request_id": None,
    }


def logged(matter: Any, public_id: str) -> dict[str, Any]:
    """What the act of logging a matter says."""
    return {
        "ref": matter.ref,
        "right": matter.right,
        "agreement": matter.agreement.number,
        "title": trail.digest(matter.title),
        "technical": None,
        "import": public_id,
    }


def recorded(fact: Any, public_id: str) -> dict[str, Any]:
    """What the act of recording a fact says."""
    return {
        "kind": fact.kind,
        "revision": 1,
        "on": fact.on.isoformat(),
        "keys": {name: trail.digest(str(value)) for name, value in sorted(fact.keys.items())},
        "details": {name: trail.digest(value) for name, value in sorted(fact.details.items())},
        "note": trail.digest(fact.note),
        "import": public_id,
    }


# --- additions ----------------------------------------------------------------------------------------------


def store_addition(
    session: Session,
    actor: Actor,
    planned: Planned,
    import_id: int,
    public_id: str,
    today: date,
    now: datetime,
) -> int:
    """Add facts to a matter on record, as recording them by hand would; the number of them."""
    matter = lock_matter(session, planned.matter.id)
    ground = Ground(matter, facts_of(session, [matter.id]))
    stage(session, matter, ground.standing, today, now)
    pins = foreseen_pins(matter, ground.standing, today)
    fresh = [
        Fact(**(row_of(Fact, each) | {"matter_id": matter.id, "import_id": import_id}))
        for each in planned.facts
    ]
    facts = [*ground.standing, *fresh]
    result = derive_pinned(matter, facts, today, pins)
    rows = obligations_of(session, [matter.id])
    differences = compare(matter, rows, result.obligations)
    for fact in fresh:
        session.add(fact)
        subject = ("fact", f"{matter.public_id}/{fact.fact_id}")
        trail.record_act(
            session, actor, "record-fact", subject, now=now,
            organisation_id=matter.organisation_id, changes=recorded(fact, public_id),
        )  # fmt: skip
    store_result(session, matter, facts, rows, differences, result, today, now)
    keep_numbers(session, matter, facts)
    note_moves(session, matter, differences, None, actor, now)
    kinds = kinds_of(matter.agreement.packs)
    if any(concerns(fact, kinds) for fact in fresh):
        keep_lines(session, matter, facts, result)
    matter.version += len(fresh)
    session.flush()
    if matter.reported_at is not None:
        for fact in fresh:
            if may_see_fact(fact, matter, officer_of(matter)):
                told = {"kind": fact.kind, "on": fact.on.isoformat(), "revision": 1}
                trail.tell_agency(
                    session, actor, "record-fact", ("fact", f"{matter.public_id}/{fact.fact_id}"),
                    agency_id=matter.agreement.agency_id, organisation_id=matter.organisation_id,
                    now=now, control=told,
                )  # fmt: skip
    return len(fresh)
