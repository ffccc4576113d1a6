"""The call `compute`: a case file in, its result out, for any user. Nothing is stored; the engine answers."""

from flask import Response

from tracker.api.errors import ApiError
from tracker.api.model import Asked, told
from tracker.api.telling import Schema
from tracker.docket.terms import shelf
from tracker.docket.who import SIGNED_IN, who
from tracker.engine import CaseFaults, derive, read_cases

LARGEST_BODY_BYTES = 8 * 1024 * 1024

CASE: Schema = {
    "type": "object",
    "required": ["as_of", "matter", "facts"],
    "additionalProperties": False,
    "properties": {
        "as_of": {"type": "string", "format": "date"},
        "what_if": {"type": "boolean"},
        "packs": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
        "parameters": {"type": "object"},
        "matter": {
            "type": "object",
            "required": ["ref", "right"],
            "additionalProperties": False,
            "properties": {
                "ref": {"type": "string", "pattern": "\\S"},
                "right": {"type": "string"},
                "sensitive_field": {"enum": ["outside", "inside", "unknown"]},
                "perennial": {"type": "boolean"},
            },
        },
        "facts": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "kind", "on"],
                "properties": {
                    "id": {"type": "string"},
                    "kind": {"type": "string"},
                    "on": {"type": "string", "format": "date"},
                },
            },
        },
    },
}
CASES: Schema = {"oneOf": [CASE, {"type": "array", "items": CASE}]}

RESULT: Schema = {
    "type": "object",
    "required": [
        "as_of",
        "matter",
        "obligations",
        "disclosure",
        "foreign_filing",
        "holders",
        "licences",
        "licence_window",
        "unknowns",
    ],
}
RESULTS: Schema = {"oneOf": [RESULT, {"type": "array", "items": RESULT}]}


@who(*SIGNED_IN)
def compute(asked: Asked) -> Response:
    """The result of a case, or an array of results of an array of cases, in order."""
    known = shelf()
    try:
        results = [derive(case, known).as_json() for case in read_cases(asked.body, known)]
    except CaseFaults as refused:
        raise ApiError(422, details=[place_of(fault) for fault in refused.faults]) from refused
    return told(results if isinstance(asked.body, list) else results[0])


def place_of(fault: str) -> tuple[str, str]:
    """A fault of a case file as place and message; a fault without a place is about the whole."""
    place, colon, text = fault.partition(": ")
    return (place, text) if colon and " " not in place else ("", fault)
