"""Enters agreements: who works for whom under which terms. Not here: the terms, and reading back (look)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tracker.docket import trail
from tracker.docket.accounts import NO_ORGANISATION
from tracker.docket.actor import Actor, require
from tracker.docket.look import agreement_view
from tracker.docket.terms import shelf
from tracker.docket.views import AgreementView
from tracker.docket.words import Faults
from tracker.engine import CaseFaults, read_case
from tracker.errors import NotFound
from tracker.store.agreements import Agreement, find_agreement
from tracker.store.organisations import organisation_by_code
from tracker.store.participants import PARTS, Participant, participants_of
from tracker.store.session import transaction

NO_PACK = "There is no such pack of terms. Known: %(words)s."
ENDS_FIRST = "The agreement would end before it starts."
IS_SIDE = "This is the contractor of the agreement itself."
TAKES_PART = "This organisation takes part already."
NUMBER_TAKEN = "There is already an agreement with this number."


def add_agreement(
    actor: Actor,
    *,
    number: str,
    title: str,
    contractor: str,
    agency: str,
    starts_on: date,
    now: datetime,
    ends_on: date | None = None,
    packs: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
) -> AgreementView:
    """Enter an agreement between two organisations, named by their codes. For the operator.

    Without ``packs`` the usual ones hold. ``parameters`` answer what the terms leave open.
    """
    require(actor.kind == "operator")
    faults = Faults()
    number = faults.text("number", number, 60, needed=True)
    title = faults.text("title", title, 500, needed=True)
    follow = list(packs) or list(shelf().default)
    for pack in follow:
        if pack not in shelf().packs:
            faults.add("packs", NO_PACK, words=", ".join(sorted(shelf().packs)))
    if ends_on is not None and faults.day("starts_on", starts_on) and ends_on < starts_on:
        faults.add("ends_on", ENDS_FIRST)
    if not faults.found:
        check_parameters(faults, follow, parameters or {}, starts_on)
    with transaction() as session:
        sides = {}
        for field, code, kind in (("contractor", contractor, "contractor"), ("agency", agency, "agency")):
            found = organisation_by_code(session, code)
            if found is None or found.kind != kind:
                faults.add(field, NO_ORGANISATION)
            sides[field] = found
        if number and find_agreement(session, None, number):
            faults.add("number", NUMBER_TAKEN)
        faults.raise_any()
        row = Agreement(
            number=number,
            title=title,
            contractor=sides["contractor"],
            agency=sides["agency"],
            packs=follow,
            parameters=dict(parameters or {}),
            starts_on=starts_on,
            ends_on=ends_on,
            created_at=now,
        )
        session.add(row)
        session.flush()
        home = row.contractor_id
        subject = ("agreement", row.public_id)
        trail.record_act(session, actor, "add-agreement", subject, now=now, organisation_id=home)
        return agreement_view(row)


def add_participant(actor: Actor, *, agreement: str, organisation: str, part: str, now: datetime) -> None:
    """Enter that an organisation, named by its code, takes part in an agreement. For the operator."""
    require(actor.kind == "operator")
    faults = Faults()
    part = faults.word("part", part, PARTS)
    with transaction() as session:
        row = find_agreement(session, None, agreement)
        require(row is not None)
        assert row is not None
        found = organisation_by_code(session, organisation)
        if found is None or found.kind != "contractor":
            faults.add("organisation", NO_ORGANISATION)
        elif found.id == row.contractor_id:
            faults.add("organisation", IS_SIDE)
        elif any(each.organisation_id == found.id for each in participants_of(session, row.id)):
            faults.add("organisation", TAKES_PART)
        faults.raise_any()
        assert found is not None
        session.add(
            Participant(
                agreement_id=row.id,
                organisation_id=found.id,
                part=part,
                added_by_id=actor.person_id,
                added_at=now,
            )
        )
        told = {"organisation": found.public_id, "part": part}
        subject = ("agreement", row.public_id)
        home = row.contractor_id
        trail.record_act(
            session, actor, "add-participant", subject, now=now, changes=told, organisation_id=home
        )
        session.flush()


def end_participant(actor: Actor, *, agreement: str, participant: str, now: datetime) -> None:
    """An organisation takes part no longer; what is shared with it already is taken back by the owner."""
    require(actor.kind == "operator")
    with transaction() as session:
        row = find_agreement(session, None, agreement)
        require(row is not None)
        assert row is not None
        found = next((p for p in participants_of(session, row.id) if p.public_id == participant), None)
        if found is None:
            raise NotFound("There is no such participant here.")
        found.ended_at, found.ended_by_id = now, actor.person_id
        subject, home = ("agreement", row.public_id), row.contractor_id
        told = {"organisation": found.organisation.public_id}
        trail.record_act(
            session, actor, "end-participant", subject, now=now, changes=told, organisation_id=home
        )
        session.flush()


def check_parameters(faults: Faults, packs: list[str], parameters: Mapping[str, Any], day: date) -> None:
    """Let the engine's reader say what is wrong with the answers to open questions."""
    case = {
        "as_of": day.isoformat(),
        "packs": packs,
        "parameters": dict(parameters),
        "matter": {"ref": "-", "right": "patent"},
        "facts": [],
    }
    try:
        read_case(case, shelf())
    except CaseFaults as error:
        for line in error.faults:
            faults.add("parameters", line)
