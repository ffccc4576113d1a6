"""Which facts can come next for a matter: read off the duties that stand and the terms behind them.

Not here: recording them (record), and deriving the duties. An offer is a proposal, never a limit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.docket.actor import Actor
from tracker.docket.terms import kinds_of, rule_of
from tracker.docket.views import FactView, MatterView, ObligationView
from tracker.packs.model import FactKind, Meeting, Rule

RUNNING = ("overdue", "target-passed", "due-soon", "open", "waiting", "on-hold")
"""Standings of duties that are not done and not over, most pressing first."""
FIRST = ("invention-made", "work-created", "filed")
"""What a matter starts with when nothing is recorded."""
SUBMITTED, RECEIVED = "-submitted", "-received"
"""How the kinds of a notice sent and of its receipt are named."""
ALWAYS_ASKED = frozenset({"settled", "extended"})
"""Rulings of a person; they are never proposed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A fact that would move a duty on. ``complete``: nothing but its day is left to say."""

    kind: str
    label: str
    keys: dict[str, Any] = field(default_factory=dict)
    because: str = ""
    """The duty it belongs to; empty for a matter's first facts."""
    complete: bool = False


def offer_for(
    actor: Actor, duty: ObligationView, packs: Sequence[str], facts: Iterable[FactView] = ()
) -> Offer | None:
    """The fact that does a duty, None where it is done, over, or done by a fact of the other side."""
    found = offers_for(actor, duty, packs, facts)
    return found[0] if found and found[0].kind in _doing(duty) else None


def offers_for(
    actor: Actor, duty: ObligationView, packs: Sequence[str], facts: Iterable[FactView] = ()
) -> list[Offer]:
    """The facts that do a duty or start its count, those that do it first."""
    rule = rule_of(duty.pack, duty.rule)
    if rule is None or duty.standing not in RUNNING:
        return []
    caused_by = (duty.trigger or "").partition("#")[0]
    trigger = next((fact for fact in facts if fact.fact_id == caused_by), None)
    known = kinds_of(packs)
    doing = [(meeting.fact, _keys(meeting, duty, trigger)) for meeting in rule.met_by]
    if rule.blocked_by is not None and duty.blocked_by:
        doing.insert(0, (rule.blocked_by.fact, {"of": duty.trigger}))
    starting = (
        [(kind, {"filing": duty.filing}) for kind in _starts(rule)] if duty.standing == "waiting" else []
    )
    offers = [_offer(actor, known[kind], keys, duty) for kind, keys in [*doing, *starting] if kind in known]
    return [offer for offer in offers if offer is not None]


def next_facts(actor: Actor, matter: MatterView) -> list[Offer]:
    """What can be recorded next for a matter, most pressing first, each kind and filing once.

    While filing abroad is banned it is not proposed; one that was made all the same can be recorded.
    """
    barred = bool(matter.foreign_filing and matter.foreign_filing["banned"])
    standing = {name: place for place, name in enumerate(RUNNING)}
    duties = sorted(
        (
            each
            for each in matter.obligations
            if each.standing in standing and not (barred and _is_abroad(each))
        ),
        key=lambda duty: (standing[duty.standing], duty.act_by or duty.due or date.max),
    )
    found: dict[tuple[str, str], Offer] = {}
    for duty in duties:
        for offer in offers_for(actor, duty, matter.packs, matter.facts):
            found.setdefault((offer.kind, str(sorted(offer.keys.items()))), offer)
    receipts = receipts_owed(actor, matter) if actor.is_officer else []
    return [*receipts, *found.values()] or first_facts(actor, matter)


def receipts_owed(actor: Actor, matter: MatterView) -> list[Offer]:
    """Notices that the agency got and has not yet recorded as received, by the names of the two kinds."""
    known = kinds_of(matter.packs)
    standing = [fact for fact in matter.facts if not fact.withdrawn]
    found = []
    for fact in standing:
        kind = known.get(fact.kind.replace(SUBMITTED, RECEIVED)) if fact.kind.endswith(SUBMITTED) else None
        if kind is not None and not any(kind.kind == f.kind and f.keys == fact.keys for f in standing):
            found.append(Offer(kind.kind, kind.label[actor.language], dict(fact.keys), fact.label, True))
    return found


def first_facts(actor: Actor, matter: MatterView) -> list[Offer]:
    """What a matter starts with, as far as nothing of it is recorded."""
    known, there = kinds_of(matter.packs), {fact.kind for fact in matter.facts if not fact.withdrawn}
    works = matter.right in ("copyright", "know-how")
    wanted = [kind for kind in FIRST if kind not in there and (kind == "work-created") == works]
    return [
        Offer(kind, known[kind].label[actor.language])
        for kind in wanted
        if kind in known and actor.may_record
    ]


def _doing(duty: ObligationView) -> set[str]:
    rule = rule_of(duty.pack, duty.rule)
    return set() if rule is None else {meeting.fact for meeting in rule.met_by}


def _is_abroad(duty: ObligationView) -> bool:
    """Whether nothing but a filing abroad does a duty."""
    rule = rule_of(duty.pack, duty.rule)
    return rule is not None and bool(rule.met_by) and all(each.abroad for each in rule.met_by)


def _starts(rule: Rule) -> list[str]:
    """The kinds that a waiting duty waits for."""
    trigger = rule.trigger
    kinds = [*trigger.both, *(pattern.fact for pattern in trigger.earliest)]
    governing = [rule.governed_by] if rule.governed_by else []
    return [*governing, *(kind for kind in kinds if kind != trigger.waiting_from)]


def _keys(meeting: Meeting, duty: ObligationView, trigger: FactView | None) -> dict[str, Any]:
    """The keys that the fact must carry to do this duty, as far as the terms settle them."""
    keys: dict[str, Any] = {}
    if duty.filing and not meeting.any_filing:
        keys["filing"] = duty.filing
    if len(meeting.about) == 1:
        keys["about"] = meeting.about[0]
    if len(meeting.item) == 1:
        keys["item"] = meeting.item[0]
    if len(meeting.direction) == 1:
        keys["direction"] = meeting.direction[0]
    if meeting.of_trigger:
        keys["of"] = duty.trigger
    keys |= _round_of(duty)
    if trigger is not None:
        keys |= {name: trigger.keys[name] for name in meeting.same if name in trigger.keys}
    return {name: value for name, value in keys.items() if value is not None}


def _round_of(duty: ObligationView) -> dict[str, Any]:
    """The key that names the round of a yearly duty."""
    rule = rule_of(duty.pack, duty.rule)
    cycle = rule.deadline.cycle if rule is not None else None
    year = (duty.trigger or "").rpartition("#")[2]
    return {cycle.named_by: int(year)} if cycle is not None and year.isdecimal() else {}


def _offer(actor: Actor, kind: FactKind, keys: dict[str, Any], duty: ObligationView) -> Offer | None:
    """An offer of this kind for those who record it; its own side only, a claim is made on purpose."""
    mine = actor.may_record if kind.recorded_by == "contractor" else actor.is_officer
    if not mine or kind.kind in ALWAYS_ASKED:
        return None
    named = {key.name for key in kind.keys}
    kept = {name: value for name, value in keys.items() if name in named}
    complete = all(key.name in kept for key in kind.keys if key.required)
    return Offer(kind.kind, kind.label[actor.language], kept, duty.label, complete)
