"""Answers case files for programs: the engine behind a use case. Stores nothing and needs no database."""

from typing import Any

from tracker.docket.terms import shelf
from tracker.engine import CaseFaults, derive, read_cases
from tracker.errors import Fault, Refused


def compute(read: object) -> Any:
    """The result of a case, or the list of results of a list of cases, in order, as plain values.

    Raises Refused with every fault at its place (`facts[3].on`, `[2].matter.right`).
    """
    known = shelf()
    try:
        results = [derive(case, known).as_json() for case in read_cases(read, known)]
    except CaseFaults as refused:
        raise Refused([fault_of(line) for line in refused.faults]) from refused
    return results if isinstance(read, list) else results[0]


def fault_of(line: str) -> Fault:
    """A line of the engine's reader as place and message; a line without a place is about the whole."""
    place, colon, text = line.partition(": ")
    return Fault(place, text) if colon and " " not in place else Fault("", line)
