"""Checks a planned publication against the filings, the grace and the bans, and keeps question and answer.

Inventors ask about their own matters, IP managers about all. Not here: what the terms say (packs) and which
sentences apply (engine).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.deriving import case_of
from tracker.docket.gate import is_own, scope_of
from tracker.docket.publication_views import PublicationView, said_of, view_of
from tracker.docket.terms import shelf
from tracker.docket.words import Faults
from tracker.engine import CaseFaults, Plan, Verdict, publication_verdict, read_case
from tracker.errors import Conflict, DateOutOfRange, NotFound, Refused
from tracker.packs.edition import edition_of
from tracker.store.facts import facts_of, standing_facts
from tracker.store.inventors import inventors_of
from tracker.store.matters import Matter, find_matter, lock_matter
from tracker.store.publications import (
    CHANNELS,
    CONTENTS,
    ENDS,
    PublicationCheck,
    checks_of,
    hold_check,
)
from tracker.store.session import reading, transaction

WHAT_LENGTH = 500
KEY_LENGTH = 64
OUT_OF_RANGE = "A date that follows from this would lie outside the calendar."
CANNOT_TELL = "The facts of this matter cannot be read together. Correct them first."
FUTURE = "This day is still to come."
ENDED = "What became of this is on record already."


def publications(actor: Actor, matter: str) -> list[PublicationView]:
    """What was asked about a matter, the latest first; the agency sees none of it. Raises NotFound."""
    if not actor.is_contractor:
        return []
    found = own_matter(reading(), actor, matter)
    return [view_of(row, actor.language) for row in checks_of(reading(), [found.id])]


def publication(actor: Actor, matter: str, check: str) -> PublicationView:
    """One question with its answer. Raises NotFound."""
    for each in publications(actor, matter):
        if each.public_id == check:
            return each
    raise NotFound("There is no such thing here.")


def check_publication(
    actor: Actor,
    *,
    matter: str,
    channel: str,
    on: Any,
    what: str,
    content: str,
    now: datetime,
    today: date,
    request_key: str | None = None,
) -> PublicationView:
    """Answer whether something may be published, and keep it; sent twice, it is kept once. Raises Refused."""
    require(actor.may_log)
    with transaction() as session:
        found = lock_matter(session, own_matter(session, actor, matter).id)
        rows = checks_of(session, [found.id])
        key = (request_key or "")[:KEY_LENGTH] or None
        known = next((row for row in rows if key and row.request_key == key), None)
        if known is not None:
            return view_of(known, actor.language)
        faults = Faults()
        row = PublicationCheck(
            matter_id=found.id,
            channel=faults.word("channel", channel, CHANNELS),
            on=faults.day("on", on),
            what=faults.text("what", what, WHAT_LENGTH, needed=True, lines=True),
            content=faults.word("content", content, CONTENTS),
            as_of=today,
            edition=edition_of(shelf(), found.agreement.packs),
            asked_by_id=actor.person_id,
            asked_at=now,
            request_key=key,
        )
        faults.raise_any()
        verdict = answer(session, found, row, rows, today)
        row.answer, row.said = verdict.answer, said_of(verdict)
        session.add(row)
        session.flush()
        told = {"channel": row.channel, "answer": row.answer, "what": trail.digest(row.what)}
        note(session, actor, "check-publication", found, row, now, told)
        session.refresh(row, ["asked_by"])
        return view_of(row, actor.language)


def end_publication(
    actor: Actor, *, matter: str, check: str, ended: str, on: Any, now: datetime, today: date
) -> PublicationView:
    """Note that it was made public on a day, or called off; a disclosure starts the grace. Raises Refused."""
    require(actor.may_log)
    with transaction() as session:
        found = own_matter(session, actor, matter)
        row = hold_check(session, found.id, check)
        if row is None:
            raise NotFound("There is no such thing here.")
        if row.ended is not None:
            raise Conflict(ENDED)
        faults = Faults()
        row.ended = faults.word("ended", ended, ENDS)
        day = faults.day("on", on) if row.ended == "made" else today
        if day is not None and day > today:
            faults.add("on", FUTURE)
        faults.raise_any()
        row.ended_on, row.ended_by_id, row.ended_at = day, actor.person_id, now
        session.flush()
        note(session, actor, "end-publication", found, row, now, {"ended": ended})
        session.refresh(row, ["asked_by", "ended_by"])
        return view_of(row, actor.language)


def note(
    session: Session,
    actor: Actor,
    action: str,
    found: Matter,
    row: PublicationCheck,
    now: datetime,
    changes: dict[str, Any],
) -> None:
    """The act in the trail of the matter's own side."""
    subject = ("publication", f"{found.public_id}/{row.public_id}")
    home = found.organisation_id
    trail.record_act(session, actor, action, subject, now=now, organisation_id=home, changes=changes)


def own_matter(session: Session, actor: Actor, name: str) -> Matter:
    """The matter for its own side; to the agency it is not there. Raises NotFound."""
    require(actor.is_contractor)
    found = find_matter(session, scope_of(actor), name)
    if found is None or not is_own(found, actor):
        raise NotFound("There is no such matter here.")
    return found


def answer(session: Session, found: Matter, row: PublicationCheck, earlier: Any, today: date) -> Verdict:
    """What the terms say of it, as of today. Raises Refused where that cannot be told."""
    made = [each for each in earlier if each.ended == "made" and each.content != "none" and each.ended_on]
    shared = any(
        each.part == "co-applicant" and each.ended_at is None for each in inventors_of(session, [found.id])
    )
    plan = Plan(row.on, row.content, tuple(each.ended_on for each in made), shared)
    facts = [fact for fact in standing_facts(facts_of(session, [found.id])) if fact.on <= today]
    try:
        return publication_verdict(read_case(case_of(found, facts, today), shelf()), plan, shelf())
    except DateOutOfRange as error:
        raise Refused([("on", OUT_OF_RANGE)]) from error
    except CaseFaults as error:
        raise Refused([("", CANNOT_TELL)]) from error
