"""Drafts a fact, a correction or a withdrawal from what a person typed. Not here: storing it, what follows.

Every fault is named at its field, all at once; each side changes its own facts only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.docket import words
from tracker.docket.actor import Actor
from tracker.docket.factinput import Reader, read_details
from tracker.docket.gate import is_own, may_act
from tracker.docket.telling import is_of, may_see_fact
from tracker.docket.terms import kinds_of
from tracker.docket.words import Faults
from tracker.errors import NotFound, Refused
from tracker.packs.model import FactKind
from tracker.store.facts import Fact, standing_facts
from tracker.store.matters import Matter

ALREADY = "This is already on record as %(fact)s."
NOT_YOURS = "The agency records this itself."
CONTRACTORS = "The contractor records this."
OTHERS = "The owner of this matter recorded this; it is theirs to change."
NOTHING_CHANGED = "Nothing was changed."
SHORT_REASON = "Say a little more: at least %(least)s characters."


@dataclass(slots=True)
class Ground:
    """A matter and its facts while something is being recorded."""

    matter: Matter
    revisions: Sequence[Fact]

    @property
    def standing(self) -> list[Fact]:
        """The facts that hold."""
        return standing_facts(self.revisions)

    def fact(self, name: str, actor: Actor) -> Fact:
        """One standing fact by its id. Raises NotFound."""
        for fact in self.standing:
            if fact.fact_id == name and may_see_fact(fact, self.matter, actor):
                return fact
        raise NotFound("There is no such fact here.")

    @property
    def next_number(self) -> int:
        """The number of the next new fact."""
        return max((fact.number for fact in self.revisions), default=0) + 1


def read_fact(
    ground: Ground,
    actor: Actor,
    kind: str,
    on: Any,
    keys: Mapping[str, Any],
    details: Mapping[str, Any],
    note: str,
    now: datetime,
    today: date,
) -> Fact:
    """A new fact from input. Raises Refused with every fault, NotFound where it is not the actor's to act."""
    if not may_act(ground.matter, [fact.kind for fact in ground.standing], kind, actor):
        raise NotFound("There is no such matter here.")
    faults = Faults()
    found, kept = Reader(ground.matter, ground.standing, today, faults).read(kind, on, keys)
    claimed = found is not None and check_recorder(found, actor, faults)
    numbers = read_details(details, faults)
    text = faults.text("note", note, words.NOTE_LENGTH, lines=True)
    if not faults.found:
        check_new(ground, kind, on, kept, faults)
    faults.raise_any()
    return Fact(
        matter_id=ground.matter.id,
        number=ground.next_number,
        revision=1,
        kind=kind,
        on=on,
        keys=kept,
        details=numbers,
        note=text or None,
        claimed=claimed,
        withdrawn=False,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )


def read_correction(
    ground: Ground,
    actor: Actor,
    name: str,
    on: Any,
    keys: Mapping[str, Any],
    details: Mapping[str, Any] | None,
    note: str | None,
    reason: str | None,
    now: datetime,
    today: date,
) -> Fact:
    """The next revision of a fact from input; ``reason`` None is for previews."""
    known = changeable(ground, name, actor)
    others = [fact for fact in ground.standing if fact.number != known.number]
    faults = Faults()
    _, kept = Reader(ground.matter, others, today, faults).read(known.kind, on, keys)
    fresh = next_revision(known, actor, now)
    if details is not None:
        fresh.details = read_details(details, faults)
    if note is not None:
        fresh.note = faults.text("note", note, words.NOTE_LENGTH, lines=True) or None
    if reason is not None:
        fresh.reason = read_reason(faults, reason)
    faults.raise_any()
    fresh.on, fresh.keys = on, kept
    if reason is not None and is_same(known, fresh):
        raise Refused([("", NOTHING_CHANGED)])
    return fresh


def read_withdrawal(ground: Ground, actor: Actor, name: str, reason: str | None, now: datetime) -> Fact:
    """The revision that withdraws a fact; ``reason`` None is for previews."""
    fresh = next_revision(changeable(ground, name, actor), actor, now)
    fresh.withdrawn = True
    if reason is not None:
        faults = Faults()
        fresh.reason = read_reason(faults, reason)
        faults.raise_any()
    return fresh


def read_reason(faults: Faults, reason: str) -> str:
    """A reason somebody can later understand."""
    text = faults.text("reason", reason, words.REASON_LENGTH, needed=True, lines=True)
    if text and words.width(text) < words.REASON_SHORTEST:
        faults.add("reason", SHORT_REASON, least=words.REASON_SHORTEST)
    return text


def next_revision(known: Fact, actor: Actor, now: datetime) -> Fact:
    """The same fact once more, to be changed before it is stored."""
    return Fact(
        matter_id=known.matter_id,
        number=known.number,
        revision=known.revision + 1,
        kind=known.kind,
        on=known.on,
        keys=dict(known.keys),
        details=dict(known.details),
        note=known.note,
        claimed=known.claimed,
        withdrawn=False,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )


def is_same(known: Fact, fresh: Fact) -> bool:
    """Whether a correction corrects nothing."""
    told = ("on", "keys", "details", "note")
    return all(getattr(known, name) == getattr(fresh, name) for name in told)


def check_recorder(kind: FactKind, actor: Actor, faults: Faults) -> bool:
    """Each side records its own acts; a contractor may claim one of the agency's. Returns: claimed."""
    if actor.is_officer and kind.recorded_by != "agency":
        faults.add("kind", CONTRACTORS)
    return kind.recorded_by == "agency" and not actor.is_officer


def changeable(ground: Ground, name: str, actor: Actor) -> Fact:
    """A standing fact that is the actor's to change. Raises NotFound or Refused."""
    known = ground.fact(name, actor)
    kind = kinds_of(ground.matter.agreement.packs).get(known.kind)
    if not (actor.is_officer or is_own(ground.matter, actor) or is_of(known, actor)):
        raise Refused([("fact", OTHERS)])
    agencys = kind is not None and kind.recorded_by == "agency" and not known.claimed
    if agencys != actor.is_officer:
        raise Refused([("fact", NOT_YOURS if agencys else CONTRACTORS)])
    return known


def check_new(ground: Ground, kind: str, on: date, keys: dict[str, Any], faults: Faults) -> None:
    """The same thing is not recorded twice, from two windows for instance."""
    for fact in ground.standing:
        if (fact.kind, fact.on, fact.keys) == (kind, on, keys):
            faults.add("", ALREADY, fact=fact.fact_id)
