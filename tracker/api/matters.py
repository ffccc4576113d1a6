"""The calls about matters: list, log, look, record a fact, correct one. Not here: what a fact entails."""

from typing import Any, Literal

from flask import Response
from pydantic import Field

from tracker.api.model import Asked, told
from tracker.api.reading import Day, Limit, Strict
from tracker.api.shapes import MATTER, MATTER_LINE, RECORDED
from tracker.api.telling import seer_of, tell
from tracker.docket import look, record
from tracker.docket.actor import LOGGERS, READERS, WRITERS, Actor
from tracker.docket.auditing import note_content
from tracker.docket.released import note_seen
from tracker.docket.views import Recorded
from tracker.docket.who import AGENCY, who

Value = str | int | bool


class MattersQuery(Strict):
    """Which matters to list."""

    q: str | None = None
    agreement: str | None = None
    after: str | None = None
    limit: Limit = 50


class NewMatter(Strict):
    """A matter to be logged."""

    agreement: str
    right: Literal[
        "patent", "utility-model", "design", "circuit-layout", "plant-variety", "copyright", "know-how"
    ]
    title: str
    ref: str | None = None
    sensitive_field: Literal["outside", "inside", "unknown"] = "unknown"
    perennial: bool = False
    technical: str | None = None
    shelf_no: str | None = None


class NewFact(Strict):
    """A fact to be recorded; `keys` are those of its kind, `details` numbers on papers.

    `confirm`: a person has read the caution with which the fact was refused before.
    """

    kind: str
    on: Day
    keys: dict[str, Value] = Field(default_factory=dict)
    details: dict[str, str] = Field(default_factory=dict)
    note: str = ""
    confirm: bool = False


class Correction(Strict):
    """What a fact should have said, and why; `version` is the matter's, as it was read.

    `details` and `note` stay as they are where they are left out.
    """

    on: Day
    reason: str
    keys: dict[str, Value] = Field(default_factory=dict)
    details: dict[str, str] | None = None
    note: str | None = None
    version: int | None = None
    confirm: bool = False


@who(*READERS)
def list_matters(asked: Asked) -> Response:
    """The organisation's matters, page by page."""
    query = asked.query
    page = look.matters(
        asked.actor,
        today=asked.today,
        query=query.q,
        agreement=query.agreement,
        after=query.after,
        limit=query.limit,
    )
    items = [tell(MATTER_LINE, line, seer_of(asked.actor, line)) for line in page.items]
    return told({"items": items, "next": page.next_cursor})


@who(*LOGGERS)
def log_matter(asked: Asked) -> Response:
    """Log a matter; the answer is the matter, and `Location` its address."""
    fields = asked.body.model_dump()
    made = record.log_matter(asked.actor, **fields, request_key=asked.request_key, now=asked.now)
    address = {"Location": f"/api/v1/matters/{made.public_id}"}
    return told(tell(MATTER, made, seer_of(asked.actor, made)), 201, address)


@who(*READERS, *AGENCY)
def one_matter(asked: Asked) -> Response:
    """One matter by reference or id, with its facts and obligations, as the caller may see it."""
    matter = look.matter(asked.actor, asked.places["ref"], today=asked.today)
    note_seen(asked.actor, matter, now=asked.now)
    note_content(asked.actor, matter, now=asked.now)
    return told(tell(MATTER, matter, seer_of(asked.actor, matter)))


@who(*WRITERS, *AGENCY)
def record_fact(asked: Asked) -> Response:
    """Record a fact; the answer is what changed."""
    done = record.record_fact(
        asked.actor,
        matter=asked.places["ref"],
        **asked.body.model_dump(),
        request_key=asked.request_key,
        now=asked.now,
        today=asked.today,
    )
    return told(_recorded(asked.actor, asked, done), 201)


@who(*WRITERS)
def correct_fact(asked: Asked) -> Response:
    """Supersede a fact, with a reason; the answer is what changed."""
    done = record.correct_fact(
        asked.actor,
        matter=asked.places["ref"],
        fact=asked.places["id"],
        **asked.body.model_dump(),
        now=asked.now,
        today=asked.today,
    )
    return told(_recorded(asked.actor, asked, done))


def _recorded(actor: Actor, asked: Asked, done: Recorded) -> dict[str, Any]:
    matter = look.matter(actor, asked.places["ref"], today=asked.today)
    return tell(RECORDED, done, seer_of(actor, matter))
