"""The agency's answers to what the terms leave open: each is a parameter of every matter of its agreement.

Nothing is deleted: a later answer supersedes, a withdrawal brings the default back. Not here: the terms.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.docket import trail, words
from tracker.docket.actor import Actor, require
from tracker.docket.agreeing import check_parameters
from tracker.docket.deriving import Difference, compare, store_result
from tracker.docket.draft import read_reason
from tracker.docket.duties import changes_of
from tracker.docket.inforce import derive_pinned
from tracker.docket.ledger import CHANGED, OUT_OF_RANGE
from tracker.docket.look import by_matter, home_of
from tracker.docket.moves import note_moves
from tracker.docket.proposing import foreseen_pins, stage
from tracker.docket.questions import value_text
from tracker.docket.terms import shelf
from tracker.docket.views import Change
from tracker.docket.words import Faults
from tracker.engine import CaseFaults, Result
from tracker.errors import Conflict, DateOutOfRange, NotFound, Refused
from tracker.packs.model import Unknown
from tracker.store.agreements import Agreement, find_agreement, lock_agreement
from tracker.store.answers import Answer, answers_of, standing_answers
from tracker.store.facts import Fact, facts_of, standing_facts
from tracker.store.matters import Matter, matters_by_id, matters_under
from tracker.store.obligations import Obligation, obligations_of
from tracker.store.session import reading, transaction

PORTION = 200
NOT_YET = "An answer cannot be given on a day that has not come."
NOTHING_CHANGED = "This is what is on record already."
NOTHING_TO_TAKE_BACK = "There is no answer on record to take back."
UNTELLABLE = "The time limits of %(ref)s cannot be computed with this answer."
WHOLE = "Should be a whole number from %(low)s to %(high)s."
YES_OR_NO = "Choose yes or no."
TEXT_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class MatterChanges:
    """What an answer would do to the dates of one matter."""

    matter_ref: str
    matter_public_id: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Consequences:
    """What an answer would do: matters looked at, and those whose dates or standings change."""

    looked_at: int
    matters: list[MatterChanges]

    def count(self, action: str) -> int:
        """How many duties appear, move, go or stand otherwise."""
        return sum(change.action == action for each in self.matters for change in each.changes)


@dataclass(frozen=True, slots=True)
class Told:
    """One matter told with other answers."""

    matter: Matter
    facts: list[Fact]
    rows: list[Obligation]
    differences: list[Difference]
    result: Result


def preview_answer(actor: Actor, *, agreement: str, unknown: str, value: Any, today: date) -> Consequences:
    """Which dates would appear, move and go with this answer. Stores nothing. Raises Refused, NotFound."""
    found, asked = look_at(actor, agreement, unknown)
    fit = read_value(found, asked, value)
    return foresee(actor, found, {**found.parameters, unknown: fit}, today)


def preview_withdrawal(actor: Actor, *, agreement: str, unknown: str, today: date) -> Consequences:
    """The same, for taking an answer back."""
    found, _asked = look_at(actor, agreement, unknown)
    return foresee(actor, found, without(found.parameters, unknown), today)


def record_answer(
    actor: Actor,
    *,
    agreement: str,
    unknown: str,
    value: Any,
    answered_by: str,
    answered_on: date | None,
    evidence: str,
    now: datetime,
    today: date,
    reason: str = "",
    revision: int | None = None,
) -> Consequences:
    """Record what the agency answered: who, on which day, on what evidence. Answers what that changed.

    ``revision``: of the answer as the actor saw it, 0 for none; raises Conflict where it has changed since.
    A second answer needs a reason. All matters of the agreement are told anew in the same transaction.
    """
    look_at(actor, agreement, unknown)
    with transaction() as session:
        found, asked, known = hold(session, actor, agreement, unknown, revision)
        faults = Faults()
        fresh = Answer(
            agreement_id=found.id,
            unknown=unknown,
            revision=known.revision + 1 if known else 1,
            withdrawn=False,
            answered_by=faults.text("answered_by", answered_by, 200, needed=True),
            answered_on=read_day(faults, answered_on, today),
            evidence=faults.text("evidence", evidence, 500, needed=True, lines=True),
            reason=read_reason(faults, reason) if known else None,
            recorded_by_id=actor.person_id,
            recorded_at=now,
        )
        check_value(faults, found, asked, value)
        faults.raise_any()
        fresh.value = tidy(asked, value)
        if known is not None and is_same(known, fresh):
            raise Refused([("", NOTHING_CHANGED)])
        return keep(session, actor, found, fresh, "record-answer", now, today)


def withdraw_answer(
    actor: Actor,
    *,
    agreement: str,
    unknown: str,
    reason: str,
    now: datetime,
    today: date,
    revision: int | None = None,
) -> Consequences:
    """Take an answer back; the default holds again. The answer stays on record, with the reason."""
    look_at(actor, agreement, unknown)
    with transaction() as session:
        found, _asked, known = hold(session, actor, agreement, unknown, revision)
        faults = Faults()
        said = read_reason(faults, reason)
        if unknown not in found.parameters:
            faults.add("", NOTHING_TO_TAKE_BACK)
        faults.raise_any()
        fresh = Answer(
            agreement_id=found.id,
            unknown=unknown,
            revision=known.revision + 1 if known else 1,
            withdrawn=True,
            value=None,
            answered_by=known.answered_by if known else "",
            answered_on=known.answered_on if known else None,
            evidence=known.evidence if known else "",
            reason=said,
            recorded_by_id=actor.person_id,
            recorded_at=now,
        )
        return keep(session, actor, found, fresh, "withdraw-answer", now, today)


# --- the parts they share -----------------------------------------------------------------------------------


def look_at(actor: Actor, agreement: str, unknown: str) -> tuple[Agreement, Unknown]:
    """An agreement of the actor's house and one of its questions. Raises NotFound."""
    require(actor.may_record)
    found = find_agreement(reading(), home_of(actor), agreement)
    if found is None or unknown not in shelf().unknowns(found.packs):
        raise NotFound("There is no such question here.")
    return found, shelf().unknowns(found.packs)[unknown]


def hold(
    session: Session, actor: Actor, agreement: str, unknown: str, revision: int | None
) -> tuple[Agreement, Unknown, Answer | None]:
    """The same, held until the transaction ends, with the answer on record. Raises Conflict."""
    found, asked = look_at(actor, agreement, unknown)
    found = lock_agreement(session, found.id)
    known = standing_answers(answers_of(session, found.id)).get(unknown)
    if revision is not None and revision != (known.revision if known else 0):
        raise Conflict(CHANGED)
    return found, asked, known


def read_value(found: Agreement, asked: Unknown, value: Any) -> Any:
    """The value as the question's type has it. Raises Refused."""
    faults = Faults()
    check_value(faults, found, asked, value)
    faults.raise_any()
    return tidy(asked, value)


def check_value(faults: Faults, found: Agreement, asked: Unknown, value: Any) -> None:
    """Whether a value can answer the question: the engine's reader decides."""
    if value is None or value == "":
        faults.add("value", words.MISSING)
    elif asked.type == "text":
        faults.text("value", value, TEXT_LENGTH, needed=True, lines=True)
    elif asked.type == "whole" and not is_whole(value, asked):
        faults.add("value", WHOLE, low=asked.minimum, high=asked.maximum)
    elif asked.type == "boolean" and not isinstance(value, bool):
        faults.add("value", YES_OR_NO)
    else:
        check_parameters(faults, found.packs, {asked.id: value}, found.starts_on)


def is_whole(value: Any, asked: Unknown) -> bool:
    """Whether a value is a whole number within what the question takes."""
    return isinstance(value, int) and not isinstance(value, bool) and asked.minimum <= value <= asked.maximum


def tidy(asked: Unknown, value: Any) -> Any:
    """The value as it is kept."""
    return value.replace("\r\n", "\n").strip() if asked.type == "text" else value


def read_day(faults: Faults, value: Any, today: date) -> date | None:
    """The day of the answer: not after today."""
    found = faults.day("answered_on", value)
    if found is not None and found > today:
        faults.add("answered_on", NOT_YET)
    return found


def is_same(known: Answer, fresh: Answer) -> bool:
    """Whether an answer says what is on record."""
    told = ("value", "answered_by", "answered_on", "evidence", "withdrawn")
    return all(getattr(known, name) == getattr(fresh, name) for name in told)


def without(parameters: Mapping[str, Any], unknown: str) -> dict[str, Any]:
    """The answers but one."""
    return {name: value for name, value in parameters.items() if name != unknown}


def keep(
    session: Session, actor: Actor, found: Agreement, fresh: Answer, action: str, now: datetime, today: date
) -> Consequences:
    """Store the answer, what follows from it in every matter, and the audit row."""
    session.add(fresh)
    others = without(found.parameters, fresh.unknown)
    found.parameters = others if fresh.withdrawn else {**others, fresh.unknown: fresh.value}
    looked_at, told = 0, []
    for each in tell_all(session, found, found.parameters, today, now):
        looked_at += 1
        seen = seen_changes(each, actor, today)
        store_result(session, each.matter, each.facts, each.rows, each.differences, each.result, today, now)
        note_moves(session, each.matter, each.differences, None, actor, now)
        each.matter.version += 1
        if seen.changes:
            told.append(seen)
    trail.record_act(
        session,
        actor,
        action,
        ("answer", f"{found.public_id}/{fresh.unknown}"),
        now=now,
        organisation_id=found.contractor_id,
        reason=fresh.reason,
        changes={
            "revision": fresh.revision,
            "value": trail.digest(None if fresh.withdrawn else value_text(fresh.value)),
            "answered_by": trail.digest(fresh.answered_by),
            "answered_on": fresh.answered_on.isoformat() if fresh.answered_on else None,
            "evidence": trail.digest(fresh.evidence),
            "duties": [[c.action, (c.after or c.before).public_id] for m in told for c in m.changes],  # type: ignore[union-attr]  # one is there
        },
    )
    session.flush()
    return Consequences(looked_at, told)


def foresee(actor: Actor, found: Agreement, parameters: Mapping[str, Any], today: date) -> Consequences:
    """What the matters of an agreement would come to under other answers."""
    looked_at, told = 0, []
    for each in tell_all(reading(), found, parameters, today):
        looked_at += 1
        seen = seen_changes(each, actor, today)
        if seen.changes:
            told.append(seen)
    return Consequences(looked_at, told)


def tell_all(
    session: Session,
    found: Agreement,
    parameters: Mapping[str, Any],
    today: date,
    now: datetime | None = None,
) -> Iterator[Told]:
    """Every matter of an agreement, told with these answers; with ``now`` held until the transaction ends."""
    last = 0
    while ids := matters_under(session, found.id, last, PORTION):
        last = ids[-1]
        facts, rows = by_matter(facts_of(session, ids)), by_matter(obligations_of(session, ids))
        for matter in matters_by_id(session, ids, held=now is not None):
            standing = standing_facts(facts.get(matter.id, []))
            kept = rows.get(matter.id, [])
            try:
                if now is not None:
                    stage(session, matter, standing, today, now)
                pins = foreseen_pins(matter, standing, today)
                result = derive_pinned(matter, standing, today, pins, parameters)
            except DateOutOfRange as error:
                raise Refused([("value", OUT_OF_RANGE)]) from error
            except CaseFaults as error:
                raise Refused([words_of(matter)]) from error
            yield Told(matter, standing, kept, compare(matter, kept, result.obligations), result)


def words_of(matter: Matter) -> Any:
    """The fault of a matter that cannot be told."""
    faults = Faults()
    faults.add("value", UNTELLABLE, ref=matter.ref)
    return faults.found[0]


def seen_changes(told: Told, actor: Actor, today: date) -> MatterChanges:
    """The changes of one matter that a person would want to look at: dates, and how a duty stands."""
    found = changes_of(told.differences, told.result.obligations, told.matter, actor, today)
    shown = [change for change in found if change.action != "stand" or is_told(change)]
    return MatterChanges(told.matter.ref, told.matter.public_id, shown)


def is_told(change: Change) -> bool:
    """Whether a duty stands otherwise, and not merely rests on one open question less."""
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    told = ("standing", "met_by", "blocked_by", "provisional")
    return any(getattr(before, name) != getattr(after, name) for name in told)
