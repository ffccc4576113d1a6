"""What the latest change of a fact did, told again after it was stored. Nothing here changes anything."""

from dataclasses import replace
from datetime import date

from tracker.docket.actor import Actor
from tracker.docket.gate import scope_of
from tracker.docket.look import agency_packs
from tracker.docket.outcome import recorded_before
from tracker.docket.telling import may_see_fact
from tracker.docket.views import Change, Recorded
from tracker.errors import NotFound
from tracker.store.facts import facts_of
from tracker.store.matters import find_matter
from tracker.store.session import reading


def what_changed(actor: Actor, *, matter: str, fact: str, today: date) -> Recorded:
    """The newest revision of a fact and what it changed when it was stored. Raises NotFound."""
    session = reading()
    found = find_matter(session, scope_of(actor), matter)
    if found is None:
        raise NotFound("There is no such matter here.")
    revisions = [each for each in facts_of(session, [found.id], people=True) if each.fact_id == fact]
    newest = max(revisions, key=lambda each: each.revision, default=None)
    if newest is None or not may_see_fact(newest, found, actor):
        raise NotFound("There is no such fact here.")
    told = recorded_before(session, newest, found, actor, today)
    if not actor.is_officer:
        return told
    agreed = set(agency_packs())
    seen = [change for change in told.changes if pack_of(change) in agreed]
    return replace(told, changes=seen)


def pack_of(change: Change) -> str | None:
    """The terms a changed duty belongs to."""
    duty = change.after or change.before
    return duty.pack if duty else None
