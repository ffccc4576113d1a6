"""What a call of the API is: address, who may enter, what it reads, what it answers. The list is in calls.py.

Routes, checks, the OpenAPI document and the tests are all made from these entries.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Response

from tracker.api.reading import LARGEST_BODY_BYTES, Strict
from tracker.api.telling import Shape

_IN_BRACES = re.compile(r"\{(\w+)\}")


class NoQuery(Strict):
    """A query that takes no names."""


@dataclass(frozen=True, slots=True)
class Call:
    """One method at one address.

    `view(asked)` answers a `Response`; it carries `who` (tracker.docket.who). `body` is a `Strict` class, or
    a JSON schema where the view reads the value itself. `answers` maps content types to a
    `Shape`, a JSON schema, or None for a file; `parts` are shapes that such a schema refers to.
    """

    method: str
    path: str
    view: Callable[..., Response]
    summary: str
    answers: Mapping[str, Any]
    query: type[Strict] = NoQuery
    body: type[Strict] | Mapping[str, Any] | None = None
    status: int = 200
    errors: tuple[int, ...] = ()
    parts: tuple[Shape, ...] = ()
    largest_body: int = LARGEST_BODY_BYTES
    keyed: bool = False
    """Whether the call takes an `Idempotency-Key`."""

    @property
    def name(self) -> str:
        """The name of the call: that of its view."""
        return self.view.__name__

    @property
    def rule(self) -> str:
        """The address as Flask writes it."""
        return _IN_BRACES.sub(r"<\1>", self.path)

    @property
    def places(self) -> list[str]:
        """The names in the address."""
        return _IN_BRACES.findall(self.path)

    @property
    def statuses(self) -> list[int]:
        """Every error status the call may answer."""
        reads = [400, 413, 415] if self.body is not None else []
        finds = [404] if self.places or "agreement" in self.query.model_fields else []
        return sorted({401, 403, 422, 500, 503, *reads, *finds, *self.errors})


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, read and checked: who asks, on which day, and what."""

    actor: Any
    now: Any
    today: date
    places: Mapping[str, str] = field(default_factory=dict)
    query: Any = None
    body: Any = None
    request_key: str | None = None


def told(tree: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON response of plain values."""
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":")) + "\n"
    response = Response(text, status, content_type="application/json")
    response.headers.extend(headers or {})
    return response
