"""Imported facts that nobody has yet held against the paper, and noting that somebody did.

Not here: importing, and correcting a fact that the paper tells otherwise (record); who corrects has looked.
"""

from collections.abc import Collection
from datetime import datetime

from tracker.docket import trail
from tracker.docket.actor import Actor, require
from tracker.docket.gate import own_scope
from tracker.errors import NotFound
from tracker.store.facts import fact_id
from tracker.store.imports import FactCheck, unverified_facts, unverified_refs
from tracker.store.matters import find_matter, lock_matter
from tracker.store.session import reading, transaction


def unverified(actor: Actor, matter: str) -> frozenset[str]:
    """The facts of a matter that came by an import and were not checked since; told to its own side alone."""
    if not actor.is_contractor:
        return frozenset()
    found = find_matter(reading(), own_scope(actor), matter)
    if found is None:
        return frozenset()
    return frozenset(fact_id(number) for _, number in unverified_facts(reading(), [found.id]))


def with_unverified(actor: Actor, matters: Collection[str]) -> frozenset[str]:
    """Those of these matters, by outward id, some of whose facts are unverified."""
    if actor.is_officer or not matters:
        return frozenset()
    return frozenset(unverified_refs(reading(), actor.organisation_id, matters))


def check_facts(actor: Actor, *, matter: str, fact: str | None = None, now: datetime) -> int:
    """Note that facts were held against the paper: one, or all of the matter. Answers how many."""
    require(actor.may_record)
    with transaction() as session:
        found = find_matter(session, own_scope(actor), matter)
        if found is None:
            raise NotFound("There is no such matter here.")
        found = lock_matter(session, found.id)
        numbers = [number for _, number in unverified_facts(session, [found.id])]
        chosen = [each for each in numbers if fact in (None, fact_id(each))]
        for number in chosen:
            session.add(
                FactCheck(matter_id=found.id, number=number, checked_by_id=actor.person_id, checked_at=now)
            )
        if chosen:
            told = {"facts": [fact_id(each) for each in chosen]}
            subject = ("matter", found.public_id)
            trail.record_act(session, actor, "verify-facts", subject, now=now, changes=told)
        return len(chosen)
