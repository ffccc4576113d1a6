"""What a person should know before recording a fact: data of a pack. Decided in engine.caution."""

from typing import Annotated, Literal

from pydantic import Field

from tracker.packs.words import Both, Strict, Words

CautionWord = Literal[
    "banned-abroad", "unconfirmed-abroad", "lapse-dies", "in-state", "window-open", "step-missing"
]
"""When a caution is given: a filing abroad is banned, or free by a lapse alone, on that day; the fact takes
the lapse of the ban with it; the filing stands in one of the named states; the licence window is open; the
duty that the fact is to meet waits for its first step."""


class Caution(Strict):
    """A word of warning before a fact is recorded. With `stop` a person confirms having read it."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    facts: Words
    abroad: bool = False
    """Only for a filing outside Japan, the international filing included."""
    when: CautionWord
    states: Words = ()
    text: Both
    source: Annotated[str, Field(min_length=1)]
    stop: bool = False
