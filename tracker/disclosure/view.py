"""The one way out: a record of classed fields seen through a gate, whatever the record is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from tracker.disclosure.levels import Audience, FieldClass, Level
from tracker.disclosure.table import shows, shows_neutral

WITHHELD_TEXT: Mapping[str, str] = {"ja": "非開示（第7条）", "en": "withheld (Art. 7)"}


class Withheld(Enum):
    """The mark that stands in place of a value that is not shown; it has one member, `WITHHELD`."""

    WITHHELD = "withheld"

    def text(self, language: str) -> str:
        """The mark in words, for pages and tables; an unknown language reads English."""
        return WITHHELD_TEXT.get(language, WITHHELD_TEXT["en"])

    def __str__(self) -> str:
        return self.value


WITHHELD = Withheld.WITHHELD


@dataclass(frozen=True, slots=True)
class Field:
    """One value with the class of what it tells; `neutral` may stand in where the value is withheld."""

    value: object
    field_class: FieldClass | str
    neutral: object = None


@dataclass(frozen=True, slots=True)
class Gate:
    """What decides about a matter: its level, whether the agency knows of it, the fields released."""

    level: Level | str = Level.INVENTION_WITHHELD
    reported: bool = False
    released_fields: frozenset[str] = field(default_factory=frozenset)


CLOSED = Gate()
"""The gate of a matter of which nothing is known."""


def may_know(audience: Audience | str, gate: Gate) -> bool:
    """Whether `audience` may know that the record exists; if not, it is answered like one not there.

    A partner is one only for what is shared with them."""
    if audience == Audience.AGENCY:
        return gate.reported is True
    return audience in (Audience.OWN, Audience.PARTNER)


def view(record: Mapping[str, Field], audience: Audience | str, gate: Gate) -> dict[str, object]:
    """`record` as `audience` may see it: the same names in the same order, values or `WITHHELD`.

    Denies by default: an unknown audience, level or field class is withheld. A withheld field is marked
    whether or not it holds a value, so that the mark tells nothing.
    """
    try:
        seer, level = Audience(audience), Level(gate.level)
    except ValueError:
        return dict.fromkeys(record, WITHHELD)
    return {name: _seen(name, item, seer, level, gate) for name, item in record.items()}


def withheld_names(seen: Mapping[str, object]) -> list[str]:
    """The names of the fields that a view marks as withheld, in its order."""
    return [name for name, value in seen.items() if value is WITHHELD]


def _seen(name: str, item: Field, audience: Audience, level: Level, gate: Gate) -> object:
    try:
        field_class = FieldClass(item.field_class)
    except ValueError:
        return WITHHELD
    reported, released = gate.reported is True, name in gate.released_fields
    if shows(audience, level, field_class, reported=reported, released=released):
        return item.value
    if item.neutral is not None and shows_neutral(audience, level, field_class, reported=reported):
        return item.neutral
    return WITHHELD
