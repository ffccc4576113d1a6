"""Reading single values of a case file and gathering faults with their places. Knows no kinds of fact."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from tracker.errors import TrackerError

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
FIRST_YEAR, LAST_YEAR = 1800, 2999
LONGEST_SHOWN = 60


class CaseFaults(TrackerError):
    """A case file that cannot be answered. `faults`: one line each, place first, then what would be right."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Faults:
    """The faults found so far, one line each: place, then what was read and what would be right."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, place: str, text: str) -> None:
        """Notes a fault."""
        self.lines.append(f"{place}: {text}")

    def unknown_keys(self, at: str, read: dict[str, Any], allowed: Iterable[str]) -> None:
        """Notes every key that is not allowed there."""
        known = sorted(allowed)
        for key in read:
            if key not in known:
                self.add(f"{at}{shown_key(key)}", f"unknown key; allowed: {', '.join(known)}")


def shown(value: Any) -> str:
    """A value as a fault shows it: short, on one line."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value[:LONGEST_SHOWN] if isinstance(value, (str, list)) else value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def shown_key(key: str) -> str:
    """A key as a place shows it: short, on one line."""
    return key if key.isprintable() and 0 < len(key) <= LONGEST_SHOWN else shown(key)


def read_date(place: str, value: Any, faults: Faults) -> date | None:
    """An ISO day. Notes a fault and gives None where it is none."""
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            faults.add(place, f"{shown(value)} is not a date")
            return None
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
        faults.add(place, f"{shown(value)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    elif value is None:
        faults.add(place, "is missing; a date like '2026-07-01'")
    else:
        faults.add(place, f"{shown(value)} is not a date")
    return None


def is_whole(value: Any) -> bool:
    """Whether a JSON value is a whole number (true and false are not)."""
    return isinstance(value, int) and not isinstance(value, bool)
