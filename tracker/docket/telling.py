"""Facts and filings as their reader may see them. Not here: which facts stand, and what follows from them."""

from collections.abc import Iterable
from typing import Any

from tracker.disclosure import FieldClass
from tracker.docket.actor import Actor
from tracker.docket.gate import AGENCY_SEES, SPOKEN_KEYS, TITLED_KEYS, is_shown
from tracker.docket.terms import field_texts, kind_label, kinds_of
from tracker.docket.views import FactView, FilingView
from tracker.engine import Result
from tracker.store.facts import Fact
from tracker.store.matters import Matter


def may_see_fact(fact: Fact, matter: Matter, actor: Actor) -> bool:
    """Whether the actor sees that there is such a fact: their own side all, the agency what concerns it."""
    if not actor.is_officer:
        return True
    kind = kinds_of(matter.agreement.packs).get(fact.kind)
    return fact.kind in AGENCY_SEES or (kind is not None and kind.recorded_by == "agency")


def fact_view(fact: Fact, matter: Matter, actor: Actor) -> FactView:
    """One revision of a fact as the actor may see it."""
    own = not actor.is_officer
    packs = matter.agreement.packs
    keys = shown_keys(fact, matter, actor)
    home = fact.recorded_by.organisation_id if fact.recorded_by else None
    return FactView(
        fact_id=fact.fact_id,
        kind=fact.kind,
        label=kind_label(packs, fact.kind, actor.language),
        on=fact.on,
        keys=keys,
        fields=field_texts(kinds_of(packs).get(fact.kind), keys, actor.language),
        details=dict(fact.details) if is_shown(matter, actor, FieldClass.PARTICULARS) else {},
        note=fact.note if own else None,
        filing=keys.get("filing"),
        revision=fact.revision,
        claimed=fact.claimed,
        withdrawn=fact.withdrawn,
        recorded_by=fact.recorded_by.name if fact.recorded_by and home == actor.organisation_id else None,
        recorded_by_agency=home is not None and home != matter.organisation_id,
        recorded_at=fact.recorded_at,
        confirmed_at=fact.confirmed_at,
        reason=fact.reason if own else None,
    )


def shown_keys(fact: Fact, matter: Matter, actor: Actor) -> dict[str, Any]:
    """The further keys of a fact that the actor sees."""
    if not actor.is_officer:
        return dict(fact.keys)
    if not is_shown(matter, actor, FieldClass.PARTICULARS):
        return {}
    shown = TITLED_KEYS if is_shown(matter, actor, FieldClass.BIBLIOGRAPHIC) else SPOKEN_KEYS
    return {name: value for name, value in fact.keys.items() if name in shown}


def filing_views(
    facts: Iterable[Fact], matter: Matter, actor: Actor, result: Result | None
) -> list[FilingView]:
    """The filings of the family with their numbers, dates and states, in the order of filing."""
    if not is_shown(matter, actor, FieldClass.PARTICULARS):
        return []
    seen = sorted((f for f in facts if may_see_fact(f, matter, actor)), key=lambda f: (f.on, f.number))
    states = ((result.disclosure if result else matter.disclosure) or {}).get("filings", {})
    filed = [fact for fact in seen if fact.kind == "filed"]
    return [filing_view(each, seen, states.get(each.keys["filing"], {})) for each in filed]


def filing_view(filed: Fact, facts: Iterable[Fact], state: dict[str, Any]) -> FilingView:
    """One filing, gathered from all facts about it; of several of a kind the first day counts."""
    name = filed.keys["filing"]
    numbers: dict[str, str] = {}
    events: dict[str, Any] = {}
    for fact in facts:
        if fact.keys.get("filing") == name:
            numbers.update(fact.details)
            events.setdefault(event_name(fact), fact.on)
    return FilingView(
        name=name,
        office=filed.keys.get("office"),
        route=filed.keys.get("route"),
        filed_on=filed.on,
        numbers=numbers,
        events=events,
        state=state.get("state"),
        level=state.get("level"),
    )


def event_name(fact: Fact) -> str:
    """The kind of a fact; of notices also what they are about."""
    about = fact.keys.get("about")
    return f"{fact.kind}:{about}" if about else fact.kind
