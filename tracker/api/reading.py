"""Reads what a program sent, strictly: JSON without doubled keys, queries without strays, ISO days.

Not here: what the input means; use cases refuse what is well-formed but cannot stand.
"""

import json
import math
import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from flask import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from tracker.api.errors import ApiError

LARGEST_BODY_BYTES = 4 * 1024 * 1024
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_UNFIT = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_KEY = re.compile(r"[\x21-\x7e]{1,64}", re.ASCII)


class Strict(BaseModel):
    """Parent of every input: no unknown keys, no conversions."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


Input = TypeVar("Input", bound=Strict)


def read_day(value: object) -> object:
    """A day as `YYYY-MM-DD`; anything else is refused, nothing is guessed."""
    if isinstance(value, str):
        if not _ISO_DAY.fullmatch(value):
            raise ValueError("a day is written YYYY-MM-DD")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValueError(f"{value!r} is not a date") from error
    raise ValueError("a day is a text, written YYYY-MM-DD")


def read_whole(value: object) -> object:
    """A whole number in decimal digits, as a query carries it."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 9:
        return int(value)
    raise ValueError("a whole number in decimal digits")


Day = Annotated[date, BeforeValidator(read_day, json_schema_input_type=date)]
Limit = Annotated[int, BeforeValidator(read_whole, json_schema_input_type=int), Field(ge=1, le=200)]


class _Doubled(dict[str, Any]):
    """A JSON object in which keys stood twice."""

    names: list[str]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) == len(pairs):
        return read
    doubled = _Doubled(read)
    seen: set[str] = set()
    doubled.names = sorted({key for key, _ in pairs if key in seen or seen.add(key)})  # type: ignore[func-returns-value]
    return doubled


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is no number JSON knows")
    return value


def parse_json(raw: bytes) -> Any:
    """The value that `raw` holds as JSON in UTF-8.

    Raises ApiError 400 where it is no JSON, and 422 naming each place where a key stands twice or a text
    holds control characters or half a character.
    """
    try:
        tree = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_object, parse_float=_number, parse_constant=_number
        )
    except UnicodeDecodeError as error:
        raise ApiError(400, f"The body is not UTF-8: byte {error.start}.", code="bad-json") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ApiError(400, f"The body is not JSON: {error.msg} ({where}).", code="bad-json") from error
    except ValueError as error:
        raise ApiError(400, "The body holds a number that cannot be read.", code="bad-json") from error
    except RecursionError as error:
        raise ApiError(400, "The body is nested too deeply.", code="bad-json") from error
    if faults := list(unfit(tree)):
        raise ApiError(422, details=faults)
    return tree


def unfit(tree: object) -> Iterator[tuple[str, str]]:
    """Each place of a JSON value that no input may hold, with what is wrong there."""
    open_places = [("", tree)]
    while open_places:
        place, value = open_places.pop()
        if isinstance(value, str):
            if _UNFIT.search(value):
                yield place, "control characters and halves of characters are not taken"
        elif isinstance(value, list):
            open_places.extend((f"{place}[{n}]", item) for n, item in enumerate(value))
        elif isinstance(value, dict):
            for name in value.names if isinstance(value, _Doubled) else ():
                yield under(place, name), "this key stands twice"
            if any(_UNFIT.search(key) for key in value):
                yield place, "a key holds control characters or halves of characters"
            open_places.extend((under(place, key), item) for key, item in value.items())


def under(place: str, key: str) -> str:
    """The place of `key` in the object at `place`."""
    return f"{place}.{key}" if place else key


def read_json(request: Request, largest: int = LARGEST_BODY_BYTES) -> Any:
    """The JSON value of the request's body. Raises ApiError 400, 413, 415 or 422."""
    if request.mimetype != "application/json":
        raise ApiError(415)
    if request.mimetype_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise ApiError(415, "The body must be in UTF-8.")
    request.max_content_length = largest
    return parse_json(request.get_data(cache=False))


def read_input(shape: type[Input], value: object) -> Input:
    """`value` as `shape`; raises ApiError 422 that names every place at once."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        raise ApiError(422, details=[_detail(fault) for fault in error.errors()]) from error


def read_query(shape: type[Input], request: Request) -> Input:
    """The request's query as `shape`; a name that stands twice or is not known is refused."""
    lists = dict(request.args.lists())
    faults = [(name, "stands twice in the query") for name, values in lists.items() if len(values) > 1]
    faults += [
        (name, "holds control characters") for name, values in lists.items() if _UNFIT.search("".join(values))
    ]
    if faults:
        raise ApiError(422, details=faults)
    return read_input(shape, {name: values[0] for name, values in lists.items()})


def read_request_key(request: Request) -> str | None:
    """The `Idempotency-Key` header: 1 to 64 visible ASCII characters; None where it is not sent."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        fault = ("Idempotency-Key", "1 to 64 visible ASCII characters, no blanks")
        raise ApiError(422, details=[fault])
    return key


def is_fit(text: str) -> bool:
    """Whether a text from an address may be looked up at all."""
    return not _UNFIT.search(text) and len(text) <= 200


def _detail(fault: Any) -> tuple[str, str]:
    place = ""
    for part in fault["loc"]:
        place = f"{place}[{part}]" if isinstance(part, int) else under(place, part)
    message = str(fault["msg"]).removeprefix("Value error, ")
    known = {"extra_forbidden": "this key is not known here", "missing": "this is needed"}
    return place, known.get(fault["type"], message)


Standing = Literal[
    "met",
    "met-late",
    "waived",
    "closed",
    "on-hold",
    "waiting",
    "passed",
    "overdue",
    "target-passed",
    "due-soon",
    "open",
]
