"""What a changed edition of the terms proposes, and what a person decides: move the duty on, or keep it.

Every decision has a reason and stays on record. Not here: working proposals out (proposing).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.deriving import compare, derive_matter, store_result
from tracker.docket.draft import read_reason
from tracker.docket.duties import changes_of
from tracker.docket.forewarning import key_of_proposal
from tracker.docket.gate import own_scope
from tracker.docket.moves import note_moves
from tracker.docket.outcome import outcome_of
from tracker.docket.proposing import renew, stage
from tracker.docket.terms import rule_label, shelf
from tracker.docket.words import Faults
from tracker.engine import CaseFaults
from tracker.errors import Conflict, DateOutOfRange, NotFound, Refused
from tracker.store.facts import facts_of, standing_facts
from tracker.store.matters import find_matter, lock_matter
from tracker.store.obligations import obligations_of
from tracker.store.proposals import (
    HOLDING,
    Proposal,
    chosen_proposals,
    count_open,
    proposal_page,
)
from tracker.store.session import reading, transaction

SHOWN = 500
"""So many proposals are listed at once; those after them come when these are decided."""
MOST = 500
DECISIONS = ("accepted", "kept")
CHOOSE = "Choose at least one proposal."
TOO_MANY = "Decide on %(most)s proposals at most at once."
CHANGED = "A proposal changed since you looked at it. Look at it again, then repeat your decision."
UNTELLABLE = "The time limits of %(ref)s cannot be computed. Correct its facts first."


@dataclass(frozen=True, slots=True)
class Side:
    """A duty under one edition of the terms."""

    nominal: date | None
    due: date | None
    act_by: date | None
    standing: str
    article: str
    kind: str
    steps: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One proposal as its house sees it."""

    public_id: str
    matter_ref: str
    matter_public_id: str
    agreement_number: str
    pack: str
    pack_title: str
    rule: str
    label: str
    filing: str | None
    action: str
    state: str
    before: Side | None
    after: Side | None
    made_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None


def proposals(
    actor: Actor, *, states: Sequence[str] = HOLDING, matter: str | None = None
) -> list[ProposalView]:
    """The proposals of the actor's matters, by terms and rule. Raises NotFound."""
    require(actor.is_contractor)
    session, scope, only = reading(), own_scope(actor), None
    if matter is not None:
        found = find_matter(session, scope, matter)
        if found is None:
            raise NotFound("There is no such matter here.")
        only = found.id
    return [view_of(row, actor) for row in proposal_page(session, scope, states, SHOWN, only)]


def open_proposals(actor: Actor) -> int:
    """How many proposals wait for a decision; none for those who see no matters of their own."""
    return count_open(reading(), own_scope(actor)) if actor.is_contractor else 0


def chosen(actor: Actor, public_ids: Sequence[str]) -> list[ProposalView]:
    """The proposals that were ticked and can be decided. Raises Refused where there are none."""
    require(actor.may_record)
    return [view_of(row, actor) for row in read_chosen(reading(), actor, public_ids)]


def mark_of(found: Sequence[ProposalView]) -> str:
    """Stands for what was looked at: the same proposals with the same days."""
    said = [(each.public_id, each.state, repr(each.before), repr(each.after)) for each in found]
    return hashlib.sha256(repr(sorted(said)).encode()).hexdigest()[:32]


def decide(
    actor: Actor,
    *,
    public_ids: Sequence[str],
    decision: str,
    reason: str,
    now: datetime,
    today: date,
    seen: str | None = None,
) -> int:
    """Accept proposals, so that their duties move on, or keep the duties as they stand. For IP managers.

    ``seen`` is the mark of what the actor looked at; raises Conflict where it has changed. What is kept can
    still be accepted later; it is not proposed again before the terms change again. Returns how many.
    """
    require(actor.may_record)
    faults = Faults()
    said = read_reason(faults, reason)
    faults.word("decision", decision, DECISIONS)
    faults.raise_any()
    with transaction() as session:
        rows = read_chosen(session, actor, public_ids)
        for matter_id in sorted({row.matter_id for row in rows}):
            lock_matter(session, matter_id)
        for row in rows:
            session.refresh(row)
        if any(row.state not in HOLDING for row in rows):
            raise Conflict(CHANGED)
        if seen is not None and seen != mark_of([view_of(row, actor) for row in rows]):
            raise Conflict(CHANGED)
        for _, mine in groupby(rows, key=lambda row: row.matter_id):
            decide_matter(session, actor, list(mine), decision, said, now, today)
        return len(rows)


def read_chosen(session: Session, actor: Actor, public_ids: Sequence[str]) -> list[Proposal]:
    """The chosen proposals that wait or were kept. Raises Refused, NotFound."""
    faults, wanted = Faults(), set(public_ids)
    if not wanted:
        faults.add("chosen", CHOOSE)
    elif len(wanted) > MOST:
        faults.add("chosen", TOO_MANY, most=MOST)
    faults.raise_any()
    rows = list(chosen_proposals(session, own_scope(actor), wanted))
    if len(rows) != len(wanted):
        raise NotFound("There is no such proposal here.")
    return rows


def decide_matter(
    session: Session,
    actor: Actor,
    rows: Sequence[Proposal],
    decision: str,
    reason: str,
    now: datetime,
    today: date,
) -> None:
    """Carry out a decision on the proposals of one matter, with its audit row."""
    matter = rows[0].matter
    facts = standing_facts(facts_of(session, [matter.id]))
    stage(session, matter, facts, today, now)
    if any(row.state not in HOLDING for row in rows):
        raise Conflict(CHANGED)
    for row in rows:
        row.state, row.reason = decision, reason
        row.decided_by_id, row.decided_at = actor.person_id, now
    outcome: list[dict[str, Any]] = []
    if decision == "accepted":
        moved = {key_of_proposal(row) for row in rows}
        names = ("pack", "rule", "filing", "trigger")
        left = [each for each in matter.held or () if tuple(each[name] for name in names) not in moved]
        matter.held = left or None
        kept = obligations_of(session, [matter.id])
        try:
            result = derive_matter(matter, facts, today)
        except (CaseFaults, DateOutOfRange) as error:
            faults = Faults()
            faults.add("", UNTELLABLE, ref=matter.ref)
            raise Refused(faults.found) from error
        differences = compare(matter, kept, result.obligations)
        outcome = outcome_of(changes_of(differences, result.obligations, matter, actor, today))
        store_result(session, matter, facts, kept, differences, result, today, now)
        note_moves(session, matter, differences, None, actor, now)
        matter.version += 1
    renew(session, matter, facts, today, now)
    trail.record_act(
        session,
        actor,
        "accept-proposals" if decision == "accepted" else "keep-duties",
        ("matter", matter.public_id),
        now=now,
        organisation_id=matter.organisation_id,
        reason=reason,
        changes={
            "proposals": [row.public_id for row in rows],
            "editions": sorted({f"{row.from_edition} {row.to_edition}" for row in rows}),
            "duties": [[change["action"], change["duty"]] for change in outcome],
        },
    )
    session.flush()


# --- as their house sees them -------------------------------------------------------------------------------


def view_of(row: Proposal, actor: Actor) -> ProposalView:
    """A proposal in the reader's language."""
    pack = shelf().packs.get(row.pack)
    return ProposalView(
        public_id=row.public_id,
        matter_ref=row.matter.ref,
        matter_public_id=row.matter.public_id,
        agreement_number=row.matter.agreement.number,
        pack=row.pack,
        pack_title=pack.title[actor.language] if pack else row.pack,
        rule=row.rule,
        label=rule_label(row.pack, row.rule, actor.language),
        filing=row.filing or None,
        action=row.action,
        state=row.state,
        before=side_of(row.before, actor.language),
        after=side_of(row.after, actor.language),
        made_at=row.made_at,
        decided_by=row.decided_by.name if row.decided_by else None,
        decided_at=row.decided_at,
        reason=row.reason,
    )


def side_of(told: dict[str, Any] | None, language: str) -> Side | None:
    """One side, from its plain values."""
    if told is None:
        return None
    days = {name: told[name] and date.fromisoformat(told[name]) for name in ("nominal", "due", "act_by")}
    steps = [{"kind": step["kind"], "text": step[language]} for step in told["steps"]]
    return Side(**days, standing=told["standing"], article=told["article"], kind=told["kind"], steps=steps)
