"""The agency answers what came in: receipt, return, method, confirmation, dispute. One function, one act.

Whoever comes second is told so and records nothing: the matter is held, then looked at again. Not here:
decisions on licences (licence_deciding), demands (demanding), and the list itself (turns).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket import trail, words
from tracker.docket.actor import Actor, require
from tracker.docket.deriving import derive_matter
from tracker.docket.draft import Ground, next_revision, read_fact
from tracker.docket.incoming import (
    METHOD,
    NOTICE_KEYS,
    RETURNED,
    Desk,
    Line,
    blocked_in,
    desk_of,
    fits,
    keep_lines,
    lines_for,
    receipt_kind,
)
from tracker.docket.ledger import foresee, hold, look_at, store
from tracker.docket.terms import kinds_of
from tracker.docket.views import Change, Recorded
from tracker.docket.words import Faults
from tracker.errors import Conflict, Fault, NotFound, Refused
from tracker.packs.model import FactKind
from tracker.store.facts import Fact
from tracker.store.incoming import AgencyAnswer
from tracker.store.session import reading, transaction

NOTHING = "There is no such thing here."
HANDLED = "This has been handled already."
AHEAD = "This day lies in the future; an act is recorded once it was done."
EARLY = "This day lies before the day of what is answered."
SAY_WHAT = "Say what is to be put right; the contractor reads it."
SAY_HOW = "Say how the contractor shall report; they read it."
SAY_WHY = "Say why; the contractor reads it."
CLAIMED_ALREADY = "The contractor has entered this receipt for %(day)s. Confirm that entry, or dispute it."


@dataclass(frozen=True, slots=True)
class Time:
    """The moment of an act, and the office's day."""

    now: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Held:
    """A matter held for an answer: its facts, and the one line that is answered."""

    ground: Ground
    desk: Desk
    fact: Fact
    line: Line


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: the word for it, its day with the field it was typed in, and what the other side reads."""

    answer: str
    on: date
    field: str
    comment: str | None


def receive_notice(
    actor: Actor,
    *,
    matter: str,
    subject: str,
    received_on: date,
    now: datetime,
    today: date,
    comment: str = "",
) -> Recorded | None:
    """The agency has received a notice. Where the terms know that as a fact it is recorded, and moves rights.

    Answers the fact and what it changed, None where the receipt alone is kept. Raises Refused, Conflict
    where somebody was faster.
    """
    time = Time(now, today)
    with transaction() as session:
        held = take(session, actor, matter, subject, "notice", today)
        kind = receipt_kind(held.fact.kind, held.desk.kinds)
        faults = Faults()
        claimed = claimed_receipt(held, kind)
        if claimed is not None:
            faults.add("received_on", CLAIMED_ALREADY, day=claimed.on.isoformat())
        said = read_answer(faults, "received", "received_on", received_on, comment, None, held.fact, time)
        keys = {} if kind is None else keys_of(kind, held.fact)
        return answer(session, actor, held, said, kind, keys, time)


def return_notice(
    actor: Actor,
    *,
    matter: str,
    subject: str,
    returned_on: date,
    comment: str,
    now: datetime,
    today: date,
    after_all: bool = False,
) -> Recorded | None:
    """The agency sends a notice back, with a comment for the contractor. Raises as ``receive_notice``.

    ``after_all``: it was received before, and the actor knows that; the receipt stays on record.
    """
    time = Time(now, today)
    with transaction() as session:
        waiting = ("received",) if after_all else ("open",)
        held = take(session, actor, matter, subject, "notice", today, waiting)
        said = read_answer(
            Faults(), "returned", "returned_on", returned_on, comment, SAY_WHAT, held.fact, time
        )
        kind = held.desk.kinds.get(RETURNED)
        kind = kind if kind is not None and can_name(kind, held.fact) else None
        return answer(session, actor, held, said, kind, {"of": subject}, time)


def agree_method(
    actor: Actor, *, matter: str, subject: str, agreed_on: date, comment: str, now: datetime, today: date
) -> Recorded | None:
    """The agency says how a paper that shows content shall be reported. Raises as ``receive_notice``."""
    time = Time(now, today)
    with transaction() as session:
        held = take(session, actor, matter, subject, "method", today)
        said = read_answer(Faults(), "agreed", "agreed_on", agreed_on, comment, SAY_HOW, held.fact, time)
        return answer(session, actor, held, said, held.desk.kinds[METHOD], {"of": subject}, time)


def confirm_claim(actor: Actor, *, matter: str, subject: str, now: datetime, today: date) -> Recorded:
    """The agency confirms an act of its own that the contractor had entered. Raises as ``receive_notice``."""
    with transaction() as session:
        held = take(session, actor, matter, subject, "claim", today, ("open", "disputed"))
        fresh = next_revision(held.fact, actor, now)
        fresh.claimed, fresh.confirmed_by_id, fresh.confirmed_at = False, actor.person_id, now
        note_answer(session, actor, held, Said("confirmed", today, "", None), subject, now)
        return store(session, held.ground, actor, fresh, "confirm-fact", now=now, today=today)


def dispute_claim(
    actor: Actor, *, matter: str, subject: str, comment: str, now: datetime, today: date
) -> None:
    """The agency does not know of an act that the contractor entered for it; the entry stays a claim."""
    with transaction() as session:
        held = take(session, actor, matter, subject, "claim", today)
        said = read_answer(Faults(), "disputed", "on", today, comment, SAY_WHY, held.fact, Time(now, today))
        note_answer(session, actor, held, said, None, now)
        refresh(session, held.ground, today)


def foresee_receipt(
    actor: Actor, *, matter: str, subject: str, received_on: date, now: datetime, today: date
) -> list[Change]:
    """What the receipt of a notice on this day would change. Stores nothing; empty where nothing follows."""
    require(actor.is_officer)
    ground = look_at(reading(), actor, matter)
    notice = ground.fact(subject, actor)
    kind = receipt_kind(notice.kind, kinds_of(ground.matter.agreement.packs))
    if kind is None:
        return []
    try:
        fact = read_fact(ground, actor, kind.kind, received_on, keys_of(kind, notice), {}, "", now, today)
        return foresee(reading(), ground, actor, fact, today)
    except Refused:
        return []


# --- the steps they share -----------------------------------------------------------------------------------


def take(
    session: Session,
    actor: Actor,
    matter: str,
    subject: str,
    kind: str,
    today: date,
    waiting: tuple[str, ...] = ("open",),
) -> Held:
    """The line to be answered, held. Raises NotFound where there is none, Conflict where it was answered."""
    require(actor.is_officer)
    ground = hold(session, actor, matter)
    fact = ground.fact(subject, actor)
    desk = desk_of(session, ground.matter, ground.standing)
    blocked = blocked_in(derive_matter(ground.matter, ground.standing, today))
    line = lines_for(desk, blocked).get((kind, subject))
    if line is None:
        raise NotFound(NOTHING)
    if line.outcome not in waiting:
        raise Conflict(HANDLED)
    return Held(ground, desk, fact, line)


def answer(
    session: Session,
    actor: Actor,
    held: Held,
    said: Said,
    kind: FactKind | None,
    keys: dict[str, Any],
    time: Time,
) -> Recorded | None:
    """Keep an answer, with the fact that the terms know for it, if any, and what follows from that."""
    if kind is None:
        note_answer(session, actor, held, said, None, time.now)
        refresh(session, held.ground, time.today)
        return None
    try:
        fact = read_fact(held.ground, actor, kind.kind, said.on, keys, {}, "", time.now, time.today)
    except Refused as refused:
        raise Refused([placed(each, said.field) for each in refused.faults]) from refused
    note_answer(session, actor, held, said, fact.fact_id, time.now)
    return store(
        session, held.ground, actor, fact, "record-fact", now=time.now, today=time.today, confirm=True
    )


def note_answer(
    session: Session, actor: Actor, held: Held, said: Said, fact: str | None, now: datetime
) -> None:
    """The answer's own row and its audit row."""
    matter, subject = held.ground.matter, held.line.subject
    session.add(
        AgencyAnswer(
            matter_id=matter.id,
            subject=subject,
            round=1 + sum(each.subject == subject for each in held.desk.answers),
            answer=said.answer,
            on=said.on,
            comment=said.comment,
            fact=fact,
            answered_by_id=actor.person_id,
            answered_at=now,
        )
    )
    session.flush()
    trail.record_act(
        session,
        actor,
        "answer-incoming",
        ("fact", f"{matter.public_id}/{subject}"),
        now=now,
        organisation_id=matter.organisation_id,
        changes={
            "answer": said.answer,
            "on": said.on.isoformat(),
            "fact": fact,
            "comment": trail.digest(said.comment),
        },
    )


def refresh(session: Session, ground: Ground, today: date) -> None:
    """Bring the lines up to date where no fact was stored."""
    keep_lines(session, ground.matter, ground.standing, derive_matter(ground.matter, ground.standing, today))


def claimed_receipt(held: Held, kind: FactKind | None) -> Fact | None:
    """The contractor's own entry of the receipt of this notice, if there is one."""
    if kind is None:
        return None
    found = [fact for fact in held.desk.standing if fact.kind == kind.kind and fact.claimed]
    return next((fact for fact in found if fits(fact, held.fact, kind)), None)


def keys_of(kind: FactKind, notice: Fact) -> dict[str, Any]:
    """The keys with which the receipt of a notice says which notice it was."""
    names = [key.name for key in kind.keys if key.name in NOTICE_KEYS]
    return {name: notice.keys[name] for name in names if name in notice.keys}


def can_name(kind: FactKind, fact: Fact) -> bool:
    """Whether a kind can name this fact."""
    return any(key.type == "fact" and (not key.of or fact.kind in key.of) for key in kind.keys)


def read_answer(
    faults: Faults,
    answered: str,
    field: str,
    on: Any,
    comment: str,
    needed: str | None,
    fact: Fact,
    time: Time,
) -> Said:
    """An answer from input. ``needed``: what to say where there must be a comment. Raises Refused."""
    day = faults.day(field, on)
    if day is not None and day > time.today:
        faults.add(field, AHEAD)
    elif day is not None and day < fact.on:
        faults.add(field, EARLY)
    text = faults.text("comment", comment, words.REASON_LENGTH, lines=True)
    if needed is not None and not text:
        faults.add("comment", needed)
    faults.raise_any()
    return Said(answered, on, field, text or None)


def placed(fault: Fault, field: str) -> Fault:
    """A fault about the fact's day stands at the field in which the day was typed."""
    return Fault(field, fault.message_id, **fault.values) if fault.field == "on" else fault
