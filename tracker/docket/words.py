"""What a text from outside may be, before it is stored. Not here: what it means."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from unicodedata import east_asian_width

from tracker.errors import Fault, Refused

TITLE_LENGTH = 500
TECHNICAL_LENGTH = 200_000
NOTE_LENGTH = 4_000
REASON_LENGTH = 1_000
REASON_SHORTEST = 10
LABEL_LENGTH = 60
NUMBER_LENGTH = 100

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile(r"[\r\n\t]")

TOO_LONG = "At most %(most)s characters; this has %(has)s."
UNFIT = "Contains characters that cannot be kept: control characters or halves of characters."
MISSING = "This is needed."
NOT_TEXT = "This should be text."
NOT_ONE_OF = "Should be one of: %(words)s."
NOT_DATE = "This is not a date."


def width(text: str) -> int:
    """How long a text is in half-width characters: a Japanese one says twice as much."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)


class Faults:
    """Collects what is wrong, so that a person hears all of it at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, field: str, message: str, **values: object) -> None:
        """Note one fault."""
        self.found.append(Fault(field, message, **values))

    def text(self, field: str, value: Any, most: int, *, needed: bool = False, lines: bool = False) -> str:
        """``value`` trimmed, with line ends as ``\\n``; "" where it is missing or cannot stand."""
        if value is None or value == "":
            if needed:
                self.add(field, MISSING)
            return ""
        if not isinstance(value, str):
            self.add(field, NOT_TEXT)
            return ""
        kept = value.replace("\r\n", "\n").strip()
        if len(kept) > most:
            self.add(field, TOO_LONG, most=most, has=len(kept))
        elif _CONTROL.search(kept) or (not lines and _LINE_BREAK.search(kept)):
            self.add(field, UNFIT)
        elif needed and not kept:
            self.add(field, MISSING)
        else:
            return kept
        return ""

    def word(self, field: str, value: Any, allowed: Iterable[str]) -> str:
        """``value`` if it is one of ``allowed``."""
        listed = tuple(allowed)
        if isinstance(value, str) and value in listed:
            return value
        self.add(field, NOT_ONE_OF, words=", ".join(listed))
        return ""

    def day(self, field: str, value: Any) -> date | None:
        """``value`` if it is a day."""
        if type(value) is date:
            return value
        self.add(field, MISSING if value in (None, "") else NOT_DATE)
        return None

    def raise_any(self) -> None:
        """Raise Refused with everything found so far, if anything."""
        if self.found:
            raise Refused(self.found)
