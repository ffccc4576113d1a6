"""Facts and filings as their reader may see them. Not here: which facts stand, and what follows from them."""

from collections.abc import Iterable
from typing import Any

from tracker.disclosure import FieldClass
from tracker.docket.actor import Actor
from tracker.docket.gate import (
    AGENCY_SEES,
    OWN_DETAILS,
    OWNERS_KEYS,
    PARTNER_KEYS,
    SPOKEN_KEYS,
    TITLED_KEYS,
    is_own,
    is_shown,
)
from tracker.docket.terms import field_texts, kind_label, kinds_of
from tracker.docket.views import FactView, FilingView
from tracker.engine import Result
from tracker.store.facts import Fact
from tracker.store.matters import Matter


def may_see_fact(fact: Fact, matter: Matter, actor: Actor) -> bool:
    """Whether the actor sees that there is such a fact: their own side all, the agency what concerns it."""
    if not actor.is_officer:
        return is_own(matter, actor) or is_of(fact, actor) or not OWNERS_KEYS & fact.keys.keys()
    kind = kinds_of(matter.agreement.packs).get(fact.kind)
    return fact.kind in AGENCY_SEES or (kind is not None and kind.recorded_by == "agency")


def fact_view(fact: Fact, matter: Matter, actor: Actor) -> FactView:
    """One revision of a fact as the actor may see it."""
    own = not actor.is_officer and (is_own(matter, actor) or is_of(fact, actor))
    packs = matter.agreement.packs
    keys = shown_keys(fact, matter, actor)
    return FactView(
        fact_id=fact.fact_id,
        kind=fact.kind,
        label=kind_label(packs, fact.kind, actor.language),
        on=fact.on,
        keys=keys,
        fields=field_texts(kinds_of(packs).get(fact.kind), keys, actor.language),
        details=shown_details(fact, matter, actor),
        note=fact.note if own else None,
        filing=keys.get("filing"),
        revision=fact.revision,
        claimed=fact.claimed,
        withdrawn=fact.withdrawn,
        recorded_by=recorder(fact, actor),
        recorded_by_agency=fact.recorded_by is not None and fact.recorded_by.organisation.kind == "agency",
        recorded_at=fact.recorded_at,
        confirmed_at=fact.confirmed_at,
        reason=fact.reason if own else None,
    )


def shown_details(fact: Fact, matter: Matter, actor: Actor) -> dict[str, str]:
    """The numbers noted with a fact that the actor sees."""
    if is_own(matter, actor) or (not actor.is_officer and is_of(fact, actor)):
        return dict(fact.details)
    if not is_shown(matter, actor, FieldClass.PARTICULARS):
        return {}
    return {name: value for name, value in fact.details.items() if name not in OWN_DETAILS}


def is_of(fact: Fact, actor: Actor) -> bool:
    """Whether a fact was recorded by the actor's own side; an outside agent has none."""
    by = fact.recorded_by
    return not actor.is_agent and by is not None and by.organisation_id == actor.organisation_id


def recorder(fact: Fact, actor: Actor) -> str | None:
    """Who recorded it: of one's own side the person, of another contractor the organisation."""
    if is_of(fact, actor):
        return fact.recorded_by.name if fact.recorded_by else None
    home = fact.recorded_by.organisation if fact.recorded_by else None
    return home.name if home is not None and home.kind == "contractor" and not actor.is_officer else None


def shown_keys(fact: Fact, matter: Matter, actor: Actor) -> dict[str, Any]:
    """The further keys of a fact that the actor sees."""
    if not actor.is_officer:
        own = is_own(matter, actor) or is_of(fact, actor)
        return {name: value for name, value in fact.keys.items() if own or name in PARTNER_KEYS}
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
    told = {fact.fact_id: shown_details(fact, matter, actor) for fact in seen}
    return [filing_view(each, seen, told, states.get(each.keys["filing"], {})) for each in filed]


def filing_view(
    filed: Fact, facts: Iterable[Fact], told: dict[str, dict[str, str]], state: dict[str, Any]
) -> FilingView:
    """One filing, gathered from all facts about it; of several of a kind the first day counts."""
    name = filed.keys["filing"]
    numbers: dict[str, str] = {}
    events: dict[str, Any] = {}
    for fact in facts:
        if fact.keys.get("filing") == name:
            numbers.update(told[fact.fact_id])
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
