"""What answers are made of: shapes whose every field names its class, told through the disclosure policy.

Docket hands out redacted records. Here they pass the policy once more, so a field that is added without
thought is withheld, and what is withheld is marked. Not here: which shapes there are (shapes.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.disclosure import WITHHELD, Audience, Field, FieldClass, Gate, read_level, view, withheld_names
from tracker.docket.actor import Actor
from tracker.docket.gate import audience_of

Schema = Mapping[str, Any]
MARK: Schema = {"type": "array", "items": {"type": "string"}}


@dataclass(frozen=True, slots=True)
class Seer:
    """Through whose eyes a record is told: the side that asks, and the gate of the matter."""

    audience: Audience
    gate: Gate


def seer_of(actor: Actor, record: object) -> Seer:
    """How the actor sees a record that docket handed out; without a level it is told as the strictest."""
    level, shared = read_level(getattr(record, "level", None)), getattr(record, "shared", False)
    released = frozenset(each.field for each in getattr(record, "content", ()) if not each.withheld)
    return Seer(audience_of(actor, shared=shared), Gate(level, reported=True, released_fields=released))


@dataclass(frozen=True, slots=True)
class Told:
    """One field of an answer: its name, its class, the JSON schema of a value, and where the record keeps it.

    `part` tells a field that holds records itself; `many` says that it holds a list of them.
    """

    name: str
    field_class: FieldClass
    schema: Schema
    attribute: str = ""
    part: "Shape | None" = None
    many: bool = False

    def of(self, record: object) -> object:
        """The field's value in a record, which is an object or a mapping."""
        name = self.attribute or self.name
        return record.get(name) if isinstance(record, Mapping) else getattr(record, name, None)


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of record in an answer."""

    name: str
    fields: tuple[Told, ...]
    marked: bool = True
    """Whether the answer carries `withheld`, the names of the fields that are not shown."""

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema: every field is always there, null where it is empty or withheld."""
        properties: dict[str, Any] = {field.name: _nullable(field) for field in self.fields}
        if self.marked:
            properties["withheld"] = MARK
        return {
            "type": "object",
            "required": list(properties),
            "additionalProperties": False,
            "properties": properties,
        }

    @property
    def parts(self) -> list["Shape"]:
        """This shape and all shapes within it."""
        inner = [shape for field in self.fields if field.part for shape in field.part.parts]
        return [self, *inner]


def tell(shape: Shape, record: object, seer: Seer) -> dict[str, Any]:
    """`record` as JSON values of `shape`, as the seer may see it."""
    seen = view({field.name: _field(field, record) for field in shape.fields}, seer.audience, seer.gate)
    told = {field.name: _told(field, seen[field.name], seer) for field in shape.fields}
    if shape.marked:
        told["withheld"] = withheld_names(seen)
    return told


def plain(value: object) -> Any:
    """A value as JSON has it: days and instants in ISO, mappings and lists all the way down."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return value


def _field(field: Told, record: object) -> Field:
    value = field.of(record)
    replaced = field.name == "title" and getattr(record, "title_withheld", False)
    return Field(None, field.field_class, neutral=value) if replaced else Field(value, field.field_class)


def _told(field: Told, value: object, seer: Seer) -> Any:
    if value is WITHHELD or value is None:
        return None
    if field.part is None:
        return plain(value)
    if field.many and isinstance(value, Iterable):
        return [tell(field.part, item, seer) for item in value]
    return tell(field.part, value, seer)


def _nullable(field: Told) -> dict[str, Any]:
    schema: dict[str, Any] = dict(field.schema)
    if field.part is not None:
        one = {"$ref": f"#/components/schemas/{field.part.name}"}
        schema = {"type": "array", "items": one} if field.many else one
    return {"anyOf": [schema, {"type": "null"}]}
