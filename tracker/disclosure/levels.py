"""Words of disclosure: levels, audiences, field classes. Who may see what stands in table.py."""

from collections.abc import Iterable
from enum import StrEnum


class Level(StrEnum):
    """How far a matter is open to the agency: a ceiling, widest first (special terms, Art. 7)."""

    OPEN = "open"
    DETAIL_WITHHELD = "detail-withheld"
    INVENTION_WITHHELD = "invention-withheld"


class Audience(StrEnum):
    """For whom a view is made."""

    OWN = "own"
    AGENCY = "agency"
    PARTNER = "partner"
    """Somebody with whom the contractor shares this one matter: a co-owner, a reader, an outside agent."""
    OTHER = "other"


class FieldClass(StrEnum):
    """What a field tells; every column and every report column names one."""

    CONTROL = "c0"
    """Reference, dates, states, names of duties."""
    PARTICULARS = "c0f"
    """Particulars of a filing: right, number, country, office, route, agreement-wide labels."""
    BIBLIOGRAPHIC = "c1"
    """Title, inventors, priority data."""
    TECHNICAL = "c2"
    """Abstract, description, claims, drawings, attachments, keywords, classification, inventors' notes."""
    DESIGNATED = "c3"
    """All content of a designated invention: no way out of the own organisation."""
    OWN_ONLY = "c4"
    """Comments, reasoning, cost, attorney letters."""
    FOREIGN = "c5"
    """Whatever belongs to another organisation."""


_STRICTNESS = {level: rank for rank, level in enumerate(Level)}


def read_level(text: object) -> Level:
    """The level named by `text`; whatever is no level is read as the strictest (unknown is closed)."""
    try:
        return Level(text)  # type: ignore[arg-type]
    except ValueError:
        return Level.INVENTION_WITHHELD


def strictest(levels: Iterable[object]) -> Level:
    """The strictest of `levels`; none at all is the strictest there is."""
    read = [read_level(level) for level in levels]
    return max(read, key=_STRICTNESS.__getitem__, default=Level.INVENTION_WITHHELD)


def is_stricter(level: Level, other: Level) -> bool:
    """Whether `level` shows less than `other`."""
    return _STRICTNESS[level] > _STRICTNESS[other]
