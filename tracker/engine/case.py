"""A case as the engine sees it: one matter, its facts, the day it is asked about. Decides nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Matter:
    """One invention with its family of filings, or one work, or one piece of know-how."""

    ref: str
    right: str
    sensitive_field: str = "unknown"
    perennial: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened on a day. `keys` holds what the kind tells beyond day and filing."""

    id: str
    kind: str
    on: date
    filing: str | None
    keys: dict[str, Any]

    def get(self, key: str) -> Any:
        """The value of a further key, None where it was not given."""
        return self.filing if key == "filing" else self.keys.get(key)


@dataclass(frozen=True, slots=True)
class Case:
    """A question: what follows on `as_of` from these facts under these packs.

    `facts` are sorted by day and id, so that their order in a file never matters.
    """

    as_of: date
    packs: tuple[str, ...]
    matter: Matter
    facts: tuple[Fact, ...]
    parameters: dict[str, Any]
    what_if: bool = False


def by_day(fact: Fact) -> tuple[date, str]:
    """Earliest first, ties by id."""
    return fact.on, fact.id
