"""The call about duties: the due list, filtered and page by page. Not here: how a duty comes about."""

from flask import Response

from tracker.api.model import Asked, told
from tracker.api.reading import Day, Limit, Standing, Strict
from tracker.api.shapes import OBLIGATION
from tracker.api.telling import seer_of, tell
from tracker.docket import look
from tracker.docket.actor import READERS
from tracker.docket.who import AGENCY, who


class DueQuery(Strict):
    """Which duties to list; `due_before` leaves out that day itself and everything later."""

    standing: Standing | None = None
    due_before: Day | None = None
    agreement: str | None = None
    after: str | None = None
    limit: Limit = 50


@who(*READERS, *AGENCY)
def list_obligations(asked: Asked) -> Response:
    """The duties the caller may see, most pressing first, with how many there are of each standing."""
    query = asked.query
    page = look.due_list(
        asked.actor,
        today=asked.today,
        standing=query.standing,
        due_before=query.due_before,
        agreement=query.agreement,
        after=query.after,
        limit=query.limit,
    )
    items = [tell(OBLIGATION, duty, seer_of(asked.actor, duty)) for duty in page.items]
    return told({"items": items, "counts": page.counts, "next": page.next_cursor})
