"""The call `compute`: a case file in, its result out, for any user. Nothing is stored; the engine answers."""

from flask import Response

from tracker.api.model import Asked, told
from tracker.api.telling import Schema
from tracker.docket import computing
from tracker.docket.who import SIGNED_IN, who

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
    return told(computing.compute(asked.body))
