"""The technical content of a matter as its reader sees it, by field. Not here: changing it (keeping)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.disclosure import WITHHELD, Field, FieldClass
from tracker.docket.actor import Actor
from tracker.docket.gate import is_own, seen_matter
from tracker.store.content import FIELDS as FIELDS
from tracker.store.content import ContentRevision, content_of, latest_content
from tracker.store.matters import Matter
from tracker.store.releases import running_releases

SHELF_LENGTH = 100
MAIN_FIELD = "description"
"""The field that content entered as one text goes to."""


@dataclass(frozen=True, slots=True)
class ContentView:
    """One field as its reader may see it. ``kept_because``: why it is kept in a designated matter."""

    field: str
    text: str | None
    withheld: bool
    revision: str | None = None
    recorded_by: str | None = None
    recorded_at: datetime | None = None
    kept_because: str | None = None


def content_seen(session: Session, matter: Matter, actor: Actor) -> list[ContentView]:
    """All fields in their order: one's own as they hold, to the agency those released, at an open level."""
    if is_own(matter, actor):
        rows = latest_content(content_of(session, [matter.id]))
        return [own_view(field, rows.get(field)) for field in FIELDS]
    if not actor.is_officer:
        rows = latest_content(content_of(session, [matter.id]))
        fields = {field: Field(told(rows.get(field)), FieldClass.TECHNICAL) for field in FIELDS}
        return [
            ContentView(field, None if text is WITHHELD else text, withheld=text is WITHHELD)
            for field, text in seen_matter(matter, actor, fields).items()
        ]
    running = running_releases(session, matter.id, FIELDS)
    texts = {row.subject: row.content.text for row in running if row.content is not None}
    fields = {field: Field(texts.get(field), FieldClass.TECHNICAL) for field in FIELDS}
    seen = seen_matter(matter, actor, fields, released=texts)
    return [
        ContentView(field, None if text is WITHHELD else text, withheld=text is WITHHELD)
        for field, text in seen.items()
    ]


def told(row: ContentRevision | None) -> str | None:
    """What a field says."""
    return None if row is None else row.text


def own_view(field: str, row: ContentRevision | None) -> ContentView:
    """One field for its own people."""
    if row is None:
        return ContentView(field, None, withheld=False)
    by = row.recorded_by.name if row.recorded_by else None
    return ContentView(field, row.text, False, row.public_id, by, row.recorded_at, row.reason)


def add_content(
    session: Session,
    matter: Matter,
    actor: Actor,
    texts: Mapping[str, str | None],
    now: datetime,
    reason: str | None = None,
) -> None:
    """Store what fields say from now on; the rows before stay."""
    session.add_all(
        ContentRevision(
            matter_id=matter.id,
            field=field,
            text=text,
            reason=reason,
            recorded_by_id=actor.person_id,
            recorded_at=now,
        )
        for field, text in texts.items()
    )
