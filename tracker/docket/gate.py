"""What the reader of a matter may see of it: hands records to the disclosure policy, decides nothing."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tracker.disclosure import (
    WITHHELD,
    Audience,
    Field,
    FieldClass,
    Gate,
    Level,
    neutral_title,
    read_level,
    view,
)
from tracker.docket.actor import Actor
from tracker.docket.terms import rules_from
from tracker.errors import NotFound
from tracker.store.grants import CO_OWNER, is_anything_shared
from tracker.store.matters import Matter, Scope
from tracker.store.session import reading

REPORTING = frozenset({"filing-notice-submitted", "status-notice-submitted", "transfer-notice-submitted"})
"""Kinds of fact by which a matter becomes known to the agency."""

AGENCY_SEES = REPORTING | {
    "filed", "published", "registered", "gazette-issued", "withdrawn", "abandoned", "refusal-final",
    "dismissal-final", "transferred", "work-created", "work-published", "final-report-submitted", "security",
}  # fmt: skip
"""Kinds the agency sees of a reported matter, besides those it records itself."""

SPOKEN_KEYS = frozenset({"filing", "office", "route", "about", "of", "work", "item", "direction", "parent"})
"""Keys of a fact that the agency sees: codes from closed lists and names of filings, no free text."""

TITLED_KEYS = SPOKEN_KEYS | {"priority_on", "international_filing_on"}
"""The same where it sees bibliographic data."""

OWN_DETAILS = frozenset({"agent_ref"})
"""Numbers noted with a fact that go to no agency: the reference of the attorney is the contractor's own."""

DESIGNATING = frozenset({"know-how-designated"})
"""What the agency records about know-how that it has not designated: that it does, and nothing else."""


PARTNER_KEYS = TITLED_KEYS | {
    "review_from", "reply_by", "until", "through_year", "ends_on", "shows_content", "answer", "value",
    "rule", "how", "pack", "trigger",
}  # fmt: skip
"""Keys of a fact that a partner sees: no names of others, no free text."""

OWNERS_KEYS = frozenset({"subcontract", "licence"})
"""What a fact with such a key tells is between the owner and others."""

DECISIONS = frozenset({"settled", "extended", "field-determined"})
"""Kinds that decide about a matter or what may be told of it: they are its owner's, as is what a caution or
the agency asks of the owner."""


def owners_rules() -> tuple[str, ...]:
    """The rules whose duties concern the owner of a matter alone."""
    return rules_from(OWNERS_KEYS)


def is_own(matter: Matter, actor: Actor) -> bool:
    """Whether the actor looks as one of the people whose matter it is; an outside agent does not."""
    return actor.is_contractor and matter.organisation_id == actor.organisation_id


def audience_of(actor: Actor, *, shared: bool) -> Audience:
    """From which side an actor looks at a matter they found; ``shared``: it is none of their side's own.
    Unknown sides see nothing."""
    if actor.is_officer:
        return Audience.AGENCY
    if not (actor.is_contractor or actor.is_agent):
        return Audience.OTHER
    return Audience.PARTNER if shared else Audience.OWN


def is_shared(matter: Matter, actor: Actor) -> bool:
    """Whether the actor's side sees a matter only because its owner shares it."""
    return not actor.is_officer and not is_own(matter, actor)


def scope_of(actor: Actor) -> Scope:
    """Whose matters the actor sees at all, those that others share too. Raises NotFound where it is nobody's.

    For looking. Whoever changes something asks for ``own_scope``, or for ``recording_scope``."""
    if actor.is_agent:
        return Scope(agent_id=actor.person_id, hidden_rules=owners_rules())
    own = own_scope(actor)
    if own.organisation_id is None or own.logged_by_id is not None:
        return own
    if not is_anything_shared(reading(), own.organisation_id):
        return own
    return replace(own, shared=True, hidden_rules=owners_rules())


def own_scope(actor: Actor) -> Scope:
    """The actor's side's own matters alone; nothing that others share. Raises NotFound."""
    if actor.is_officer:
        return Scope(agency_id=actor.organisation_id)
    if not actor.is_contractor:
        raise NotFound("There is no such thing here.")
    own = actor.person_id if actor.role == "inventor" else None
    return Scope(organisation_id=actor.organisation_id, logged_by_id=own)


def recording_scope(actor: Actor) -> Scope:
    """The matters in which the actor's side records facts: its own, and those it owns with others."""
    own = own_scope(actor)
    return own if actor.is_officer else replace(own, shared=True, shared_as=CO_OWNER)


def level_of(matter: Matter) -> Level:
    """How far a matter is open to the agency: what the facts on record say; where nobody says, not at all."""
    return read_level((matter.disclosure or {}).get("level"))


def gate_of(matter: Matter, released: Iterable[str] = ()) -> Gate:
    """The gate of a matter; ``released``: the fields that the contractor released one by one."""
    known = matter.reported_at is not None
    return Gate(level=level_of(matter), reported=known, released_fields=frozenset(released))


def seen_matter(
    matter: Matter, actor: Actor, fields: dict[str, Field], released: Iterable[str] = ()
) -> dict[str, Any]:
    """Fields of a matter as the actor may see them; ``WITHHELD`` stands where a value is not shown."""
    return view(fields, audience_of(actor, shared=is_shared(matter, actor)), gate_of(matter, released))


def head_of(matter: Matter, actor: Actor) -> dict[str, Any]:
    """Title, right and level of a matter for the actor; ``title`` is always text."""
    seen = seen_matter(
        matter,
        actor,
        {
            "title": Field(
                matter.title,
                FieldClass.BIBLIOGRAPHIC,
                neutral=matter.neutral_title or neutral_title(matter.right, matter.ref, actor.language),
            ),
            "right": Field(matter.right, FieldClass.PARTICULARS),
        },
    )
    withheld = not is_shown(matter, actor, FieldClass.BIBLIOGRAPHIC)
    title = seen["title"]
    return {
        "title": title.text(actor.language) if title is WITHHELD else title,
        "title_withheld": withheld,
        "right": None if seen["right"] is WITHHELD else seen["right"],
        "level": str(level_of(matter)),
        "shared": is_shared(matter, actor),
    }


def is_shown(matter: Matter, actor: Actor, field_class: FieldClass) -> bool:
    """Whether the actor sees fields of a class in this matter."""
    return seen_matter(matter, actor, {"value": Field(True, field_class)})["value"] is True


def may_act(matter: Matter, kinds: Iterable[str], kind: str, actor: Actor) -> bool:
    """Whether the actor records facts of a kind here; ``kinds`` are on record. Know-how is the contractor's
    until the agency designates it; what decides about a matter is its owner's."""
    if not actor.is_officer:
        return kind not in DECISIONS or is_own(matter, actor)
    if matter.right != "know-how":
        return True
    return kind in DESIGNATING or bool(DESIGNATING & set(kinds))
