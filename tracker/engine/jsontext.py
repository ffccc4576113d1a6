"""Reads the text of a case file as JSON, strictly. What the values mean is not asked here.

Refused beside what is not JSON: a key that stands twice in one object, NaN and Infinity, half characters
(a lone surrogate), and nesting deeper than any case file needs.
"""

import json
from collections.abc import Iterator
from typing import Any

from tracker.engine.inputs import CaseFaults, shown, shown_key

DEEPEST = 50
"""Levels of nesting; a case in an array has four."""


class _Told(dict[str, Any]):
    """An object as read, with the keys that stand in it twice."""

    twice: tuple[str, ...] = ()


def read_json(text: str) -> Any:
    """The JSON in `text`. Raises CaseFaults naming, with its place, whatever no JSON file may hold."""
    try:
        read = json.loads(text, object_pairs_hook=_told, parse_constant=_constant)
    except RecursionError:
        raise CaseFaults(["the file is nested too deeply"]) from None
    except ValueError as error:
        raise CaseFaults([f"the file is not JSON: {_in_plain_words(error)}"]) from None
    faults = list(_faults(read))
    if faults:
        raise CaseFaults(faults)
    return read


def _told(pairs: list[tuple[str, Any]]) -> _Told:
    told = _Told(pairs)
    if len(told) != len(pairs):
        keys = [key for key, _ in pairs]
        told.twice = tuple(key for key in told if keys.count(key) > 1)
    return told


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _in_plain_words(error: ValueError) -> str:
    """The reader's own words, but for a limit of the language that speaks to programmers."""
    return "a number has too many digits" if "digits" in str(error) else str(error)


def _faults(read: Any) -> Iterator[str]:
    """What is wrong with what was read, in the order of the file; by a stack, so that no depth overflows."""
    waiting: list[tuple[str, int, Any]] = [("", 0, read)]
    while waiting:
        place, depth, value = waiting.pop()
        if isinstance(value, str) and _is_broken(value):
            yield f"{place or 'the file'}: {shown(value)} holds half a character (a lone surrogate)"
        if not isinstance(value, (dict, list)):
            continue
        if depth == DEEPEST:
            yield f"{place}: is nested too deeply"
            continue
        for key in getattr(value, "twice", ()):
            yield f"{_below(place, key)}: the key stands twice in one object"
        if isinstance(value, dict):
            for key in value:
                if _is_broken(key):
                    yield f"{_below(place, key)}: the key holds half a character (a lone surrogate)"
            inner = [(_below(place, key), depth + 1, each) for key, each in value.items()]
        else:
            inner = [(f"{place}[{n}]", depth + 1, each) for n, each in enumerate(value)]
        waiting += reversed(inner)


def _below(place: str, key: str) -> str:
    return f"{place}.{shown_key(key)}" if place else shown_key(key)


def _is_broken(text: str) -> bool:
    """Whether a text cannot be written out again."""
    return any("\ud800" <= letter <= "\udfff" for letter in text) if not text.isascii() else False
