"""What a list may be asked: its filters as an address carries them, and what they come to for whoever asks.

Not here: reading the list (duty_lists, matter_lists). What is not the asker's is answered as not being there.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy.orm import Session

from tracker.disclosure import Level
from tracker.docket.actor import Actor
from tracker.docket.duties import DUTIES
from tracker.docket.look import agency_packs, agreement_id
from tracker.docket.numbering import starts_of
from tracker.docket.terms import rule_label, shelf
from tracker.docket.words import NOT_ONE_OF
from tracker.errors import Fault, NotFound, Refused
from tracker.store.agreements import agreements_of
from tracker.store.duty_lists import DutyAsk
from tracker.store.matter_lists import MatterAsk
from tracker.store.matters import RIGHTS, Scope
from tracker.store.numbers import numbered_matters, titled_matters
from tracker.store.people import people_of
from tracker.store.session import reading

STANDINGS = ("overdue", "target-passed", "due-soon", "open", "waiting", "on-hold")
DAYS = ("7", "30", "90")
WHOSE = ("mine", "matters")
"""One's own duties; those of one's matters, with the ones one stands in for. Without a word: all."""
NOBODY = "nobody"
DUTY_SORTS = ("day", "what", "matter", "agreement", "state", "owner")
MATTER_SORTS = ("ref", "title", "right", "agreement", "next", "owner")
OWN_SORTS = frozenset({"owner", "title", "right"})
"""Not for the agency: their order would tell what is not shown."""
FOUND = 900
"""So many matters a search finds at most; it says so where there may be more."""
TITLES = 20_000
"""Titles are searched in the latest so many matters; numbers in all of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters and the order of a list, as the address words them."""

    standing: str | None = None
    within: str | None = None
    agreement: str | None = None
    rule: str | None = None
    right: str | None = None
    owner: str | None = None
    whose: str | None = None
    q: str | None = None
    sort: str | None = None
    down: str | None = None

    @property
    def given(self) -> dict[str, str]:
        """What was asked, by name; nothing where it was left out."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}

    @property
    def filters(self) -> dict[str, str]:
        """What was asked but for the order."""
        return {name: value for name, value in self.given.items() if name not in ("sort", "down")}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a filter offers."""

    code: str
    label: str


def check_asked(asked: Asked, actor: Actor, sorts: Sequence[str]) -> None:
    """Raise Refused for a word that is none, and for an order that is not the asker's."""
    allowed = {
        "standing": STANDINGS,
        "within": DAYS,
        "whose": WHOSE,
        "right": RIGHTS,
        "sort": sorts_for(actor, sorts),
        "down": ("1",),
    }
    for name, words in allowed.items():
        value = getattr(asked, name)
        if value is not None and value not in words:
            raise Refused([Fault(name, NOT_ONE_OF, words=", ".join(words))])
    own = asked.owner or asked.whose
    if (own and not actor.is_contractor) or (asked.right and actor.is_officer):
        raise NotFound("There is no such list here.")


def sorts_for(actor: Actor, sorts: Sequence[str]) -> tuple[str, ...]:
    """The orders in which somebody may read a list."""
    own = actor.is_contractor
    return tuple(each for each in sorts if own or each not in OWN_SORTS)


def duty_ask(session: Session, actor: Actor, scope: Scope, asked: Asked) -> DutyAsk:
    """What the filters of a list of duties come to. Raises Refused and NotFound."""
    check_asked(asked, actor, DUTY_SORTS)
    if asked.rule is not None and asked.rule not in rules():
        raise Refused([Fault("rule", NOT_ONE_OF, words=", ".join(rules()))])
    return DutyAsk(
        kinds=DUTIES,
        packs=agency_packs() if actor.is_officer else None,
        standing=asked.standing,
        days=int(asked.within) if asked.within else None,
        rule=asked.rule,
        owner_id=owner_id(session, actor, asked.owner),
        **named_by(session, actor, scope, asked),
        **mine_of(actor, asked.whose),
    )


def matter_ask(session: Session, actor: Actor, scope: Scope, asked: Asked) -> MatterAsk:
    """What the filters of a list of matters come to. Raises Refused and NotFound."""
    check_asked(asked, actor, MATTER_SORTS)
    return MatterAsk(
        right=asked.right,
        owner_id=owner_id(session, actor, asked.owner),
        **named_by(session, actor, scope, asked),
        **mine_of(actor, asked.whose),
    )


def named_by(session: Session, actor: Actor, scope: Scope, asked: Asked) -> dict[str, Any]:
    """The agreement and the matters that are asked for; a search that finds no matter may name agreements."""
    signed = agreement_id(session, actor, asked.agreement)
    found = found_by(session, actor, scope, asked.q)
    if signed is None and found == []:
        named = agreements_numbered(session, actor, asked.q)
        return {"agreement_ids": named} if named else {"matter_ids": []}
    return {"agreement_ids": None if signed is None else [signed], "matter_ids": found}


def mine_of(actor: Actor, whose: str | None) -> dict[str, Any]:
    """The person whose list it is."""
    if whose is None:
        return {}
    return {"mine": actor.person_id, "stand_in": whose == "matters"}


def owner_id(session: Session, actor: Actor, public_id: str | None) -> int | None:
    """The person who owns what is asked for; 0: nobody. Raises NotFound."""
    if public_id is None:
        return None
    if public_id == NOBODY:
        return 0
    for person in people_of(session, actor.organisation_id):
        if person.public_id == public_id:
            return person.id
    raise NotFound("There is no such person here.")


def found_by(session: Session, actor: Actor, scope: Scope, text: str | None) -> list[int] | None:
    """The matters that a search finds: by any number of theirs, by their agreement's, by a title one sees."""
    text = (text or "").strip()[:200]
    if not text:
        return None
    starts = starts_of(text)
    found = list(numbered_matters(session, scope, starts, FOUND))
    titled = str(Level.OPEN) if actor.is_officer else None
    own = replace(scope, shared=False)
    if not actor.is_agent:
        found += titled_matters(session, own, text, titled, TITLES, FOUND)
    return sorted(set(found))[:FOUND]


def agreements_numbered(session: Session, actor: Actor, text: str | None) -> list[int]:
    """The agreements of one's own whose number starts so."""
    starts = [] if actor.is_agent else starts_of(text or "")
    rows = agreements_of(session, actor.organisation_id) if starts else []
    return [row.id for row in rows if any(begins(row.number, each) for each in starts)]


def begins(number: str, start: str) -> bool:
    """Whether a number starts so, in the one form numbers are compared in."""
    return any(each.startswith(start) for each in starts_of(number))


def rules() -> list[str]:
    """Every rule that asks somebody to act."""
    return sorted({rule.id for pack in shelf().packs.values() for rule in pack.rules.values()})


def rules_worded(actor: Actor, packs: Collection[str]) -> list[Choice]:
    """The rules of these packs with what their duties are called, in the order of that word."""
    seen = [each for each in packs if not actor.is_officer or each in agency_packs()]
    labels: dict[str, str] = {}
    for name in seen:
        if name not in shelf().packs:
            continue
        for rule in shelf().packs[name].rules.values():
            if rule.kind in DUTIES:
                labels.setdefault(rule.id, rule_label(name, rule.id, actor.language))
    return sorted((Choice(rule, label) for rule, label in labels.items()), key=lambda each: each.label)


def people_who_own(actor: Actor) -> list[Choice]:
    """The people one may look for as owners, by name."""
    return owners(reading(), actor)


def owners(session: Session, actor: Actor) -> list[Choice]:
    """The people who may own a matter of one's organisation, by name."""
    if not actor.is_contractor:
        return []
    people = people_of(session, actor.organisation_id)
    return sorted((Choice(each.public_id, each.name) for each in people), key=lambda each: each.label)
