"""The agency decides on an application for a licence. Not here: applying (licensing)."""

from datetime import date, datetime
from typing import Any

from tracker.docket import words
from tracker.docket.actor import Actor, require
from tracker.docket.ledger import hold
from tracker.docket.licensing import NO_TERMS, NOT_YEARS, ApplicationView, note, view_of
from tracker.docket.record import record_fact
from tracker.docket.terms import kinds_of, shelf
from tracker.docket.words import Faults
from tracker.errors import Conflict, NotFound, Refused
from tracker.store.licensing import LicenceApplication, application
from tracker.store.matters import Matter
from tracker.store.session import transaction

GRANTED = "priority-licence-agreed"
NO_REASON = "A refusal must state its reasons."
DECIDED = "This application has been decided already."
BEFORE = "This day lies before the application."
AHEAD = "This day lies in the future; a decision is recorded once it was made."
WHY_OTHER = "A term that is shorter or longer than %(years)s years needs its reason."
DECISIONS = ("granted", "refused")


def decide_application(
    actor: Actor,
    *,
    matter: str,
    application_id: str,
    decision: str,
    decided_on: date,
    now: datetime,
    today: date,
    reason: str | None = None,
    licence: str | None = None,
    years: int | None = None,
) -> ApplicationView:
    """The agency's decision. Granting a priority licence records the fact of its contract on that day.

    Raises Refused for a refusal without reasons, Conflict where it was decided before.
    """
    require(actor.is_officer)
    with transaction() as session:
        ground = hold(session, actor, matter)
        row = application(session, ground.matter.id, application_id)
        if row is None:
            raise NotFound("There is no such application here.")
        if row.decision != "open":
            raise Conflict(DECIDED)
        faults = Faults()
        faults.word("decision", decision, DECISIONS)
        why = faults.text("reason", reason, words.REASON_LENGTH, lines=True)
        if decision == "refused" and not why:
            faults.add("reason", NO_REASON)
        day = faults.day("decided_on", decided_on)
        if day is not None and day < row.submitted_on:
            faults.add("decided_on", BEFORE)
        elif day is not None and day > today:
            faults.add("decided_on", AHEAD)
        if decision == "granted":
            check_term(faults, ground.matter, row, years, why)
        faults.raise_any()
        if decision == "granted" and row.kind == "priority":
            row.fact = record_contract(actor, ground.matter, row, decided_on, licence, years, now, today)
        row.decision, row.decided_on, row.decision_reason = decision, decided_on, why or None
        row.decided_by_id, row.decided_at = actor.person_id, now
        note(
            session,
            actor,
            "decide-licence",
            ground.matter,
            row,
            now,
            {"decision": decision, "fact": row.fact},
        )
        return view_of(row, ground.matter, actor)


def check_term(faults: Faults, matter: Matter, row: LicenceApplication, years: int | None, why: str) -> None:
    """The agency may grant another term than the usual one, or than was asked for, with its reason."""
    terms = [pack.licensing for pack in shelf().with_ground(matter.agreement.packs) if pack.licensing]
    if years is None or row.kind != "priority":
        return
    if type(years) is not int or not 1 <= years <= 99:
        faults.add("years", NOT_YEARS)
        return
    expected = row.years or (terms[0].usual_years if terms else years)
    if years != expected and not why:
        faults.add("reason", WHY_OTHER, years=expected)


def record_contract(
    actor: Actor,
    matter: Matter,
    row: LicenceApplication,
    on: date,
    licence: str | None,
    years: int | None,
    now: datetime,
    today: date,
) -> str:
    """The fact that the licence was agreed, by the agency's own hand; its id. Raises Refused."""
    if GRANTED not in kinds_of(matter.agreement.packs):
        raise Refused([("decision", NO_TERMS)])
    keys: dict[str, Any] = {"licence": licence or f"L-{row.id}", "holder": row.applicant}
    if years or row.years:
        keys["years"] = years or row.years
    done = record_fact(actor, matter=matter.public_id, kind=GRANTED, on=on, keys=keys, now=now, today=today)
    return done.fact.fact_id
