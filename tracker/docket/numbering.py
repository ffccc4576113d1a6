"""Numbers as people write them, brought to one form, so that a matter is found by any of them.

特願2026-123456, JP 2026-123456 and 2026123456 are one number, whatever its widths. Not here: the search.
"""

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy.orm import Session

from tracker.docket.gate import AGENCY_SEES, OWN_DETAILS
from tracker.docket.terms import kinds_of
from tracker.store.facts import Fact
from tracker.store.matters import Matter
from tracker.store.numbers import Line
from tracker.store.numbers import keep_numbers as store_numbers

ERAS = {"昭": "S", "平": "H", "令": "R"}
"""Numbers of the years before 2000 are written by the era: 特願平10-123456."""
SERIAL = re.compile(r"(?<![0-9])((?:[12][0-9]{3})|(?:[SHR][0-9]{1,2}))[^0-9A-Z]+([0-9]{1,5})(?![0-9])")
OFFICE = re.compile(r"[A-Z]{2}(?=[0-9]{6})")
KIND_CODE = re.compile(r"(?<=[0-9]{6})[A-Z][0-9]?$")
SIGNS = re.compile(r"[^0-9A-Z]")
SIX = 6


def normal_of(text: str) -> str:
    """A number in the one form in which it is kept: capital letters and digits, serials of six digits,
    without the office before it and the kind code behind it."""
    return bare(SERIAL.sub(lambda found: found[1] + found[2].zfill(SIX), plain(text)))


def starts_of(text: str) -> list[str]:
    """The forms with which a number may start that begins as ``text`` does: as typed, and with its serial
    filled up to six digits."""
    found = {bare(plain(text)), normal_of(text)}
    return sorted(each for each in found if re.search(r"[0-9]", each) or len(each) > 1)


def plain(text: str) -> str:
    """Half-width capitals, eras as letters."""
    folded = unicodedata.normalize("NFKC", text).upper()
    for sign, letter in ERAS.items():
        folded = re.sub(rf"{sign}[成和]?(?=\s*[0-9])", letter, folded)
    return folded


def bare(text: str) -> str:
    """Letters and digits alone."""
    digits = SIGNS.sub("", text)
    return KIND_CODE.sub("", OFFICE.sub("", digits, count=1) if OFFICE.match(digits) else digits)


def keep_numbers(session: Session, matter: Matter, facts: Iterable[Fact]) -> None:
    """Keep by which numbers a matter is found; ``facts`` are those that stand."""
    store_numbers(session, matter, matter.agreement.agency_id, lines_of(matter, facts))


def lines_of(matter: Matter, facts: Iterable[Fact]) -> list[Line]:
    """Every number of a matter, each with whether the agency may know of it at all."""
    lines: list[Line] = [("reference", normal_of(matter.ref), True)]
    if matter.shelf_no:
        lines.append(("shelf", normal_of(matter.shelf_no), False))
    known = kinds_of(matter.agreement.packs)
    for fact in facts:
        kind = known.get(fact.kind)
        told = fact.kind in AGENCY_SEES or (kind is not None and kind.recorded_by == "agency")
        for name, number in fact.details.items():
            lines.append((name, normal_of(number), told and name not in OWN_DETAILS))
    return lines
