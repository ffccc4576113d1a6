"""The ladder of an organisation: who is reminded when, who comes next, and what that means for a sample duty.

Not here: one's own wishes and absences (reminding), and working out real reminders (reminders).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from tracker.calendars.office import office_calendar
from tracker.docket.actor import Actor, require
from tracker.docket.trail import record_act
from tracker.docket.words import Faults
from tracker.reminders.house import House
from tracker.reminders.ladder import DEFAULT, Ladder
from tracker.reminders.messages import DutyName
from tracker.reminders.plan import rung_on
from tracker.reminders.recipients import CHAIN, Recipients, Register
from tracker.store.organisations import Organisation, organisation_by_code
from tracker.store.outbox import ReminderRule
from tracker.store.people import Person, people_of
from tracker.store.session import reading, transaction

LONGEST_STEP = 400
MOST_STEPS = 12
DAYS = ("two_from", "climb_after", "back_after", "back_after_near", "near")
"""What counts days, by the names of the fields of Ladder."""
NOT_DAYS = "A whole number of days from 0 to %(most)s."
NOT_STEPS = "Up to 12 whole numbers of days from 0 to %(most)s."
NOT_WEEKDAY = "A day from 0 (Monday) to 6 (Sunday), or none."
NO_COLLEAGUE = "Choose people of this organisation who can sign in, each once."
PREVIEW_AFTER = 3
"""Days after its date that the sample duty is followed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a duty may climb to."""

    public_id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class LadderView:
    """The ladder of one organisation. ``chain``: outward ids, first to last; ``own``: no default."""

    code: str
    organisation: str
    ladder: Ladder
    chain: list[str]
    candidates: list[Candidate]
    own: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What the sample duty brings on one day: how many days are left, and who is newly told in which role."""

    day: date
    left: int
    told: list[tuple[str, str]]


def ladder_of(actor: Actor, *, organisation: str | None = None) -> LadderView:
    """The ladder of the actor's organisation, for the operator of the one named by code. Raises NotFound."""
    session = reading()
    found = _organisation(session, actor, organisation)
    row = session.get(ReminderRule, found.id)
    ladder = Ladder.of(row) if row else DEFAULT
    here = _candidates(session, found)
    ids = {person.id: person.public_id for person in here}
    chain = [ids[one] for one in ladder.chain if one in ids]
    shown = [Candidate(person.public_id, person.name, person.role) for person in here]
    return LadderView(found.code, found.name, ladder, chain, shown, row is not None)


def change_ladder(
    actor: Actor,
    *,
    organisation: str | None = None,
    steps: Sequence[int],
    now: datetime,
    chain: Sequence[str] | None = None,
    **days: Any,
) -> Ladder:
    """Give an organisation its own ladder; an IP manager their own, the operator any. Audited.

    ``days``: the fields of Ladder; ``chain``: outward ids of people, None to keep it as it is.
    Raises Refused for days that cannot be, NotFound for an organisation that is not the actor's.
    """
    with transaction() as session:
        found = _organisation(session, actor, organisation)
        before = session.get(ReminderRule, found.id)
        made = read_ladder(session, found, steps, chain, days, before)
        values = {name: getattr(made, name) for name in Ladder.__dataclass_fields__}
        values |= {"steps": list(made.steps), "chain": list(made.chain)}
        row = session.merge(ReminderRule(organisation_id=found.id, changed_at=now, **values))
        told = values | {"chain": _public_ids(session, found, made.chain)}
        record_act(
            session, actor, "change-ladder", ("organisation", found.public_id), now=now,
            organisation_id=found.id, changes=told,
        )  # fmt: skip
        return Ladder.of(row)


def preview_ladder(
    actor: Actor,
    *,
    organisation: str | None = None,
    steps: Sequence[int],
    today: date,
    chain: Sequence[str] | None = None,
    **days: Any,
) -> list[Step]:
    """What such a ladder means for a duty with a fixed date that nobody acknowledges or does. Stores nothing.

    Raises as ``change_ladder`` does.
    """
    session = reading()
    found = _organisation(session, actor, organisation)
    ladder = read_ladder(session, found, steps, chain, days, session.get(ReminderRule, found.id))
    return _climb(ladder, found, _candidates(session, found), today)


def read_ladder(
    session: Any,
    found: Organisation,
    steps: Sequence[int],
    chain: Sequence[str] | None,
    days: dict[str, Any],
    before: ReminderRule | None,
) -> Ladder:
    """The ladder that was asked for. Raises Refused."""
    faults = Faults()
    numbers = sorted({*steps, 0}, reverse=True)
    if len(numbers) > MOST_STEPS or any(not 0 <= step <= LONGEST_STEP for step in numbers):
        faults.add("steps", NOT_STEPS, most=LONGEST_STEP)
    for name in DAYS:
        if not 0 <= days.get(name, 0) <= LONGEST_STEP:
            faults.add(name, NOT_DAYS, most=LONGEST_STEP)
    if days.get("list_weekday") not in (None, *range(7)):
        faults.add("list_weekday", NOT_WEEKDAY)
    ids = {person.public_id: person.id for person in _candidates(session, found)}
    if chain is not None and (not set(chain) <= ids.keys() or len(set(chain)) < len(chain)):
        faults.add("chain", NO_COLLEAGUE)
    faults.raise_any()
    kept = tuple(before.chain) if before else ()
    order = kept if chain is None else tuple(ids[name] for name in chain)
    return replace(DEFAULT, **days, steps=tuple(numbers), chain=order)


def _climb(ladder: Ladder, found: Organisation, people: Sequence[Person], today: date) -> list[Step]:
    """Asks the same functions as a sweep does, day by day, for a duty whose owner is in no chain."""
    owner = SimpleNamespace(id=0, organisation_id=found.id, role="inventor", email="")
    known: dict[int, Any] = {0: owner} | {person.id: person for person in people}
    register = Register(people=known, ladders={found.id: ladder})
    due = today + timedelta(days=max(ladder.steps[0], ladder.two_from))
    duty = SimpleNamespace(
        obligation_id=0, due_revision=1, organisation_id=found.id, owner_id=0, deputy_id=None,
        kind="fixed", due=due, act_by=due,
    )  # fmt: skip
    steps, told = [], set()
    for number in range((due - today).days + PREVIEW_AFTER + 1):
        day = today + timedelta(days=number)
        left = (due - day).days
        rung = rung_on("fixed", due, due, day, ladder.steps)
        named = [] if rung is None else Recipients(register, _house(), day).named(duty)
        fresh = [(person, role) for person, role in named if (person, rung) not in told]
        told |= {(person, rung) for person, _ in fresh}
        if fresh and left <= ladder.two_from:
            register.first_told.setdefault((0, 1), day)
        if fresh:
            names = [(known[person].name if person else "", role) for person, role in fresh]
            steps.append(Step(day, left, names))
    return steps


def _house() -> House:
    """Only its calendar is asked."""
    calendar = office_calendar("JP")
    return House("", "", "", "Asia/Tokyo", lambda pack, rule, language: DutyName(rule), calendar.is_open)


def _organisation(session: Any, actor: Actor, code: str | None) -> Organisation:
    require(actor.may_record or actor.kind == "operator")
    if actor.kind == "operator":
        found = organisation_by_code(session, code or "")
    else:
        found = session.get(Organisation, actor.organisation_id)
        require(code is None or code == found.code)
    require(found is not None and found.kind == "contractor")
    assert found is not None
    return found


def _candidates(session: Any, found: Organisation) -> list[Person]:
    """Whoever can be written to in the organisation: those a duty climbs to anyway first."""
    here = [person for person in people_of(session, found.id) if person.active]
    return sorted(here, key=lambda person: (person.role not in CHAIN, person.id))


def _public_ids(session: Any, found: Organisation, chain: Sequence[int]) -> list[str]:
    ids = {person.id: person.public_id for person in people_of(session, found.id)}
    return [ids[one] for one in chain if one in ids]
