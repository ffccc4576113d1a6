"""Cursors of paged lists: where the next page starts, as text for an address. They carry no secret."""

import base64
import binascii
import json
from datetime import date

from tracker.errors import Refused

NO_CURSOR = "This is not a cursor of this list. Start again from the first page."


def write_cursor(*place: str | int | date) -> str:
    """The place after which the next page starts."""
    plain = [each.isoformat() if isinstance(each, date) else each for each in place]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def read_cursor(text: str, kinds: tuple[type, ...]) -> list[str | int]:
    """The parts of a cursor, each of its kind. Raises Refused for anything this product did not write."""
    try:
        read = json.loads(base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise Refused([("after", NO_CURSOR)]) from error
    fits = isinstance(read, list) and len(read) == len(kinds)
    if not fits or any(type(part) is not kind for part, kind in zip(read, kinds, strict=True)):
        raise Refused([("after", NO_CURSOR)])
    if any(type(part) is int and not 0 <= part < 2**31 for part in read):
        raise Refused([("after", NO_CURSOR)])
    return list(read)


def read_due_cursor(text: str | None) -> tuple[date, int] | None:
    """The place in a list of duties: day and row."""
    if not text:
        return None
    day, row = read_cursor(text, (str, int))
    try:
        return date.fromisoformat(str(day)), int(row)
    except ValueError as error:
        raise Refused([("after", NO_CURSOR)]) from error


def read_matter_cursor(text: str | None) -> tuple[str, int] | None:
    """The place in a list of matters: reference and row."""
    if not text:
        return None
    ref, row = read_cursor(text, (str, int))
    return str(ref), int(row)
