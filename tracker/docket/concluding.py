"""An agreement on its page: period, terms, participants, matters; and the day its final report was submitted,
which closes the windows that are open until then. Not here: entering agreements (agreeing), other answers.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.look import agreement_view, home_of
from tracker.docket.record import record_fact
from tracker.docket.terms import kinds_of, shelf
from tracker.docket.views import AgreementView
from tracker.docket.words import Faults
from tracker.errors import Conflict, Fault, NotFound, Refused
from tracker.packs.edition import edition_of_pack
from tracker.store.agreements import Agreement, find_agreement, lock_agreement
from tracker.store.facts import facts_of, standing_facts
from tracker.store.matters import matters_by_id, matters_under
from tracker.store.participants import participants_of
from tracker.store.session import reading, transaction

FINAL = "final-report-submitted"
"""The kind of fact that ends what is open until the final report."""
MOST = 2000
"""So many matters of one agreement are told of its final report at once."""

NOT_IN_TERMS = "The terms of this agreement know no final report."
FUTURE = "This day lies in the future."
BEFORE = "This is before the agreement starts."
DONE = "The final report is on record in every matter of this agreement."
TOO_MANY = "This agreement has more than %(most)s matters. Record the final report by an import."
IN_MATTER = "%(ref)s: %(fault)s"


@dataclass(frozen=True, slots=True)
class TermsView:
    """A body of terms that an agreement follows, with the edition that holds now."""

    id: str
    title: str
    in_force: date | None
    edition: str


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """Who else takes part."""

    public_id: str
    name: str
    part: str


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """One agreement. ``final_on``: the days on record of its final report, ``without``: the matters that have
    none yet."""

    agreement: AgreementView
    terms: list[TermsView]
    participants: list[ParticipantView]
    matters: int
    final_on: list[date]
    without: int
    may_conclude: bool
    may_enter: bool


def agreement_page(actor: Actor, name: str) -> AgreementPage:
    """One agreement of the actor's organisation. Raises NotFound."""
    session = reading()
    row = found(session, actor, name)
    own = row.contractor_id == actor.organisation_id
    shows = own or actor.kind == "operator"
    packs = [shelf().packs[each] for each in row.packs if each in shelf().packs]
    days, ids, done = final_reports(session, row) if own else ([], [], set())
    return AgreementPage(
        agreement=agreement_view(row),
        terms=[
            TermsView(p.id, p.title[actor.language], p.in_force, edition_of_pack(shelf(), p.id))
            for p in packs
        ],
        participants=[
            ParticipantView(each.public_id, each.organisation.name, each.part)
            for each in (participants_of(session, row.id) if shows else ())
        ],
        matters=len(ids),
        final_on=days,
        without=len(ids) - len(done),
        may_conclude=own and actor.may_record and FINAL in kinds_of(row.packs) and len(ids) > len(done),
        may_enter=actor.kind == "operator",
    )


def record_final_report(actor: Actor, *, agreement: str, on: date | None, now: datetime, today: date) -> int:
    """Record in every matter of an agreement that its final report was submitted; returns in how many.

    Matters that have it already are left alone. All or nothing: raises Refused with each matter's fault.
    """
    require(actor.may_record)
    with transaction() as session:
        row = lock_agreement(session, found(session, actor, agreement).id)
        require(row.contractor_id == actor.organisation_id)
        faults = Faults()
        day = faults.day("on", on)
        if FINAL not in kinds_of(row.packs):
            faults.add("", NOT_IN_TERMS)
        if day and on is not None and on > today:
            faults.add("on", FUTURE)
        elif day and on is not None and on < row.starts_on:
            faults.add("on", BEFORE)
        faults.raise_any()
        assert on is not None
        _, ids, done = final_reports(session, row)
        if len(ids) > MOST:
            raise Refused([Fault("", TOO_MANY, most=MOST)])
        open_ids = [each for each in ids if each not in done]
        if not open_ids:
            raise Conflict(DONE)
        conclude(session, actor, open_ids, on, now, today)
        subject, told = ("agreement", row.public_id), {"on": on.isoformat(), "matters": len(open_ids)}
        trail.record_act(session, actor, "record-final-report", subject, now=now, changes=told)
        session.flush()
        return len(open_ids)


# --- the parts they share -----------------------------------------------------------------------------------


def conclude(session: Session, actor: Actor, ids: list[int], on: date, now: datetime, today: date) -> None:
    """Record the fact in these matters."""
    wrong = []
    for matter in matters_by_id(session, ids, held=False):
        try:
            record_fact(
                actor,
                matter=matter.public_id,
                kind=FINAL,
                on=on,
                keys={},
                now=now,
                today=today,
                confirm=True,
            )
        except Refused as refused:
            wrong += [Fault("", IN_MATTER, ref=matter.ref, fault=each.message_id) for each in refused.faults]
    if wrong:
        raise Refused(wrong)


def found(session: Session, actor: Actor, name: str) -> Agreement:
    """An agreement that the actor's organisation is a side of. Raises NotFound."""
    row = find_agreement(session, home_of(actor), name)
    if row is None:
        raise NotFound("There is no such agreement here.")
    return row


def final_reports(session: Session, row: Agreement) -> tuple[list[date], list[int], set[int]]:
    """The days on record, the matters of the agreement, and those that have one."""
    ids = list(matters_under(session, row.id, 0, MOST + 1))
    reports = [fact for fact in standing_facts(facts_of(session, ids)) if fact.kind == FINAL]
    return sorted({fact.on for fact in reports}), ids, {fact.matter_id for fact in reports}
