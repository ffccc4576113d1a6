"""What the reader of a matter may see of it: hands records to the disclosure policy, decides nothing."""

from typing import Any

from tracker.disclosure import (
    WITHHELD,
    Audience,
    Field,
    FieldClass,
    Gate,
    Level,
    neutral_title,
    strictest,
    view,
)
from tracker.docket.actor import Actor
from tracker.errors import NotFound
from tracker.store.matters import Matter, Scope

CEILING = Level.DETAIL_WITHHELD
"""The widest level the agency is shown, whatever the gate says, until releases are recorded by people."""

REPORTING = frozenset({"filing-notice-submitted", "status-notice-submitted", "transfer-notice-submitted"})
"""Kinds of fact by which a matter becomes known to the agency."""

AGENCY_SEES = REPORTING | {
    "filed", "published", "registered", "gazette-issued", "withdrawn", "abandoned", "refusal-final",
    "dismissal-final", "transferred", "work-created", "work-published", "final-report-submitted", "security",
}  # fmt: skip
"""Kinds the agency sees of a reported matter, besides those it records itself."""

SPOKEN_KEYS = frozenset({"filing", "office", "route", "about", "of", "work", "item", "direction", "parent"})
"""Keys of a fact that the agency sees: codes from closed lists and names of filings, no free text."""


def audience_of(actor: Actor) -> Audience:
    """From which side an actor looks; unknown sides see nothing."""
    if actor.is_officer:
        return Audience.AGENCY
    return Audience.OWN if actor.kind == "contractor" else Audience.OTHER


def scope_of(actor: Actor) -> Scope:
    """Whose matters the actor sees at all. Raises NotFound where it is nobody's."""
    if actor.is_officer:
        return Scope(agency_id=actor.organisation_id)
    if not actor.is_contractor:
        raise NotFound("There is no such thing here.")
    own = actor.person_id if actor.role == "inventor" else None
    return Scope(organisation_id=actor.organisation_id, logged_by_id=own)


def level_of(matter: Matter) -> Level:
    """How far a matter is open to the agency: what the facts say, never beyond the ceiling."""
    said = (matter.disclosure or {}).get("level")
    return strictest([said, CEILING])


def gate_of(matter: Matter) -> Gate:
    """The gate of a matter. No field is released yet."""
    return Gate(level=level_of(matter), reported=matter.reported_at is not None)


def seen_matter(matter: Matter, actor: Actor, fields: dict[str, Field]) -> dict[str, Any]:
    """Fields of a matter as the actor may see them; ``WITHHELD`` stands where a value is not shown."""
    return view(fields, audience_of(actor), gate_of(matter))


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
    }


def is_shown(matter: Matter, actor: Actor, field_class: FieldClass) -> bool:
    """Whether the actor sees fields of a class in this matter."""
    return seen_matter(matter, actor, {"value": Field(True, field_class)})["value"] is True
