"""Writes the OpenAPI document from the list of calls, so that what is described is what is done."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from tracker.api.errors import CODES
from tracker.api.model import Call
from tracker.api.telling import Shape

VERSION = "/v1"
REF = "#/components/schemas/{model}"
ERROR_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "details"],
            "additionalProperties": False,
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "details": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["place", "message"],
                        "additionalProperties": False,
                        "properties": {"place": {"type": "string"}, "message": {"type": "string"}},
                    },
                },
            },
        }
    },
}
REQUEST_KEY: Mapping[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key again records nothing new and answers what was recorded first.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,64}$"},
}


def document(calls: Iterable[Call], version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of `calls`."""
    calls = tuple(calls)
    paths: dict[str, dict[str, Any]] = {}
    for call in calls:
        paths.setdefault(call.path.removeprefix(VERSION), {})[call.method.lower()] = operation(call)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kigen",
            "version": version,
            "description": "Facts go in, obligations with their dates come out. "
            "Every error has one shape; what is withheld is null and named in `withheld`.",
        },
        "servers": [{"url": f"/api{VERSION}"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Error": ERROR_SCHEMA, **_schemas(calls)},
            "responses": {str(status): _error(text) for status, (_, text) in CODES.items()},
        },
    }


def operation(call: Call) -> dict[str, Any]:
    """One call as an OpenAPI operation."""
    told: dict[str, Any] = {
        "operationId": call.name,
        "summary": call.summary,
        "parameters": [_in_path(name) for name in call.places],
        "responses": {
            str(call.status): {"description": "Answered", "content": _contents(call.answers)},
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in call.statuses},
        },
    }
    told["parameters"] += _in_query(call.query.model_json_schema())
    if call.keyed:
        told["parameters"].append(REQUEST_KEY)
    if call.body is not None:
        told["requestBody"] = {"required": True, "content": _contents({"application/json": call.body})}
    if not told["parameters"]:
        del told["parameters"]
    return told


def _error(text: str) -> dict[str, Any]:
    return {
        "description": text,
        "content": {"application/json": {"schema": {"$ref": REF.format(model="Error")}}},
    }


def _contents(kinds: Mapping[str, Any]) -> dict[str, Any]:
    return {kind: {"schema": _schema(shape)} for kind, shape in kinds.items()}


def _schema(shape: Any) -> Any:
    if shape is None:
        return {}
    if isinstance(shape, Mapping):
        return dict(shape)
    if isinstance(shape, Shape):
        return {"$ref": REF.format(model=shape.name)}
    return {"$ref": REF.format(model=shape.__name__)}


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _in_query(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _plain(rest)}
        for name, rest in schema.get("properties", {}).items()
    ]


def _plain(schema: Mapping[str, Any]) -> Any:
    """A query value is absent rather than null: the "or null" of optional fields is taken off."""
    kept = {key: value for key, value in schema.items() if key not in {"anyOf", "default", "title"}}
    for choice in schema.get("anyOf", ()):
        if choice.get("type") != "null":
            kept.update(choice)
    return kept


def _schemas(calls: Iterable[Call]) -> dict[str, Any]:
    bodies: dict[tuple[type[BaseModel], Any], None] = {}
    shapes: dict[str, Any] = {}
    for call in calls:
        if isinstance(call.body, type):
            bodies[call.body, "validation"] = None
        for shape in (*call.answers.values(), *call.parts):
            if isinstance(shape, Shape):
                shapes |= {part.name: part.schema for part in shape.parts}
    _, definitions = models_json_schema(list(bodies), ref_template=REF)
    return dict(sorted({**definitions.get("$defs", {}), **shapes}.items()))
