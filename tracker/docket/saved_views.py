"""Saved views of lists: kept under a name, one's own or shared, one to begin with. Not here: the lists."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.docket import duty_lists, matter_lists, trail
from tracker.docket.actor import Actor, require
from tracker.docket.asking import Asked, duty_ask, matter_ask
from tracker.docket.gate import scope_of
from tracker.docket.look import COUNT_LIMIT
from tracker.docket.words import LABEL_LENGTH, Faults
from tracker.errors import Fault, NotFound, Refused
from tracker.store.duty_lists import count_duties
from tracker.store.matter_lists import count_matters
from tracker.store.saved_views import LISTS, SavedView, ViewChoice, choices_of, views_of
from tracker.store.session import reading, transaction

MOST = 50
COUNTED = 12
"""So many views are counted on the home page."""
FULL = "There are %(most)s views already. Remove one first."
NAME_TAKEN = "There is already a view of this name."
FIELDS = frozenset(each.name for each in fields(Asked))


@dataclass(frozen=True, slots=True)
class View:
    """One view as its user sees it; ``first``: their list opens with it."""

    public_id: str
    list: str
    name: str
    asked: Asked
    shared: bool
    mine: bool
    by: str
    first: bool


@dataclass(frozen=True, slots=True)
class CountedView:
    """A view with how much it shows now, up to ``COUNT_LIMIT``."""

    view: View
    count: int


def views(actor: Actor, of: str | None = None) -> list[View]:
    """The views a person may use, by name: their own, and those shared in their organisation."""
    if not sees_lists(actor):
        return []
    return [each for each in all_views(reading(), actor) if of in (None, each.list)]


def sees_lists(actor: Actor) -> bool:
    """Whether somebody has lists at all."""
    return actor.person_id is not None and (actor.is_contractor or actor.is_officer)


def all_views(session: Session, actor: Actor) -> list[View]:
    """The views of a person, told for them."""
    firsts = {each.view_id for each in choices_of(session, actor.person_id or 0)}
    rows = views_of(session, actor.organisation_id, actor.person_id or 0)
    return [view_of(row, actor, row.id in firsts) for row in rows]


def view_of(row: SavedView, actor: Actor, first: bool) -> View:
    """One view; filters that are no longer known are left out."""
    asked = Asked(**{name: str(value) for name, value in row.asked.items() if name in FIELDS})
    mine = row.person_id == actor.person_id
    return View(row.public_id, row.list, row.name, asked, row.shared, mine, row.person.name, first)


def first_view(actor: Actor, of: str) -> View | None:
    """The view with which a person's list opens."""
    return next((each for each in views(actor, of) if each.first), None)


def counted_views(actor: Actor, *, today: date) -> list[CountedView]:
    """One's views with what they show now. A view of something that is gone is left out."""
    session, scope = reading(), scope_of(actor)
    found: dict[str, list[tuple[View, object]]] = {name: [] for name in LISTS}
    for view in views(actor)[:COUNTED]:
        ask = duty_ask if view.list == "duties" else matter_ask
        try:
            found[view.list].append((view, ask(session, actor, scope, view.asked)))
        except (Refused, NotFound):
            continue
    duties = count_duties(session, scope, [ask for _, ask in found["duties"]], today, COUNT_LIMIT)  # type: ignore[misc]
    matters = count_matters(session, scope, [ask for _, ask in found["matters"]], COUNT_LIMIT)  # type: ignore[misc]
    listed = [view for view, _ in (*found["duties"], *found["matters"])]
    return [CountedView(*each) for each in zip(listed, [*duties, *matters], strict=True)]


def save_view(
    actor: Actor,
    *,
    of: str,
    name: str,
    asked: Asked,
    shared: bool,
    first: bool,
    now: datetime,
    today: date,
) -> View:
    """Keep a list's filters and order under a name. Raises Refused for a name that is taken."""
    require(sees_lists(actor) and of in LISTS)
    read = duty_lists.duty_list if of == "duties" else matter_lists.matter_list
    read(actor, asked, today=today, limit=1)
    faults = Faults()
    label = faults.text("name", name, LABEL_LENGTH, needed=True)
    faults.raise_any()
    with transaction() as session:
        rows = views_of(session, actor.organisation_id, actor.person_id or 0)
        mine = [row for row in rows if row.person_id == actor.person_id]
        if any(row.name == label and row.list == of for row in mine):
            raise Refused([Fault("name", NAME_TAKEN)])
        if len(mine) >= MOST:
            raise Refused([Fault("", FULL, most=MOST)])
        row = SavedView(
            organisation_id=actor.organisation_id,
            person_id=actor.person_id,
            list=of,
            name=label,
            asked=asked.given,
            shared=shared,
            created_at=now,
        )
        session.add(row)
        session.flush()
        note(session, actor, "save-view", row, {"list": of, "shared": shared}, now)
        if first:
            choose(session, actor, row, of)
        session.refresh(row)
        return view_of(row, actor, first)


def begin_with(actor: Actor, *, of: str, view: str | None, now: datetime) -> None:
    """Let one's list open with a view one may use, or with none."""
    require(sees_lists(actor) and of in LISTS)
    with transaction() as session:
        row = find(session, actor, view, of) if view else None
        choose(session, actor, row, of)
        subject = ("person", actor.public_id)
        trail.record_act(session, actor, "choose-view", subject, now=now, changes={"list": of, "view": view})


def remove_view(actor: Actor, *, view: str, now: datetime) -> None:
    """Take a view of one's own away; whoever began with it begins with the whole list."""
    require(sees_lists(actor))
    with transaction() as session:
        row = find(session, actor, view, None)
        require(row.person_id == actor.person_id)
        row.removed_at = now
        note(session, actor, "remove-view", row, {"list": row.list}, now)


def find(session: Session, actor: Actor, view: str, of: str | None) -> SavedView:
    """One view that the actor may use. Raises NotFound."""
    for row in views_of(session, actor.organisation_id, actor.person_id or 0):
        if row.public_id == view and of in (None, row.list):
            return row
    raise NotFound("There is no such view here.")


def choose(session: Session, actor: Actor, row: SavedView | None, of: str) -> None:
    """Keep with which view a list opens."""
    held = next((each for each in choices_of(session, actor.person_id or 0) if each.list == of), None)
    if held is None:
        session.add(ViewChoice(person_id=actor.person_id, list=of, view_id=row.id if row else None))
    else:
        held.view_id = row.id if row else None


def note(
    session: Session, actor: Actor, action: str, row: SavedView, changes: Mapping[str, object], now: datetime
) -> None:
    """The audit row of a change to a view."""
    trail.record_act(session, actor, action, ("view", row.public_id), now=now, changes=dict(changes))
