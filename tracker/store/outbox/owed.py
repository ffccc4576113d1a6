"""Reads which duties may be owed a reminder, who could get one, and what has been queued already.

Set-based: one statement each, whatever the number of duties. Which rung a day brings is the plan's business.
Of matters and duties only control data is read here, never a title; a test holds the columns to that.
"""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Row, Select, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from tracker.store.grants import MatterGrant
from tracker.store.grants import partners as partners
from tracker.store.matters import Matter
from tracker.store.obligations import Obligation
from tracker.store.organisations import Organisation
from tracker.store.outbox.tables import OutboxItem, OutboxRow
from tracker.store.people import Person

RUNNING = "running"
"""The phase of a duty still to be done: neither met, settled, closed, held nor waiting."""

WARNED = Obligation.remind_on.is_not(None)
"""While a change of the terms is proposed that would be stricter, or a self-check found the duty stored later
than it follows, or not at all, it is reminded of by that day, whatever its row says."""
phase = case((WARNED, RUNNING), else_=Obligation.phase)
day_to_act = func.coalesce(Obligation.remind_on, Obligation.act_by)
last_day = case(
    (Obligation.remind_on > Obligation.due, Obligation.remind_on),
    else_=func.coalesce(Obligation.due, Obligation.remind_on),
)

DUTY = (
    Obligation.public_id.label("obligation"),
    Obligation.pack,
    Obligation.rule,
    Obligation.article,
    Obligation.kind,
    last_day.label("due"),
    day_to_act.label("act_by"),
    phase.label("phase"),
    Obligation.provisional,
    Obligation.blocked_by,
    Obligation.gone_at.is_not(None).label("foreseen"),
    Matter.ref.label("reference"),
)
"""What a mail may tell of a duty."""

ROUTING = (
    Obligation.id.label("obligation_id"),
    Obligation.due_revision,
    Obligation.organisation_id,
    Obligation.matter_id,
    Matter.owner_id,
    Matter.deputy_id,
)
RECIPIENT = (Person.id, Person.public_id, Person.organisation_id, Person.role, Person.language, Person.email)


def duties(session: Session, kinds: Collection[str], until: date) -> Sequence[Row]:
    """Duties still to be done whose day to act comes by ``until``, in a fixed order."""
    query = (
        select(*DUTY, *ROUTING)
        .join(Matter, Matter.id == Obligation.matter_id)
        .where(*_told_of(kinds), day_to_act <= until)
        .order_by(Obligation.sort_on, Obligation.id)
    )
    running = session.execute(query.where(Obligation.phase == RUNNING)).all()
    # Asked apart, so that the few that are stored as done and warned of cost the many no index.
    return [*running, *session.execute(query.where(Obligation.phase != RUNNING, WARNED)).all()]


def open_ids(kinds: Collection[str], until: date) -> Select[tuple[int]]:
    """The numbers of the same duties, to be asked within another query."""
    return select(Obligation.id).where(*_open(kinds), day_to_act <= until)


def tracked(session: Session, kinds: Collection[str]) -> int:
    """How many duties of these kinds are still to be done, near or far."""
    query = select(func.count()).select_from(Obligation).where(*_open(kinds))
    return session.scalar(query) or 0


def _open(kinds: Collection[str]) -> tuple:
    return (Obligation.phase == RUNNING, *_told_of(kinds))


def _told_of(kinds: Collection[str]) -> tuple:
    return (
        Obligation.kind.in_(kinds),
        Obligation.actor == "contractor",
        or_(Obligation.gone_at.is_(None), WARNED),
        day_to_act.is_not(None),
        last_day.is_not(None),
    )


def recipients(session: Session) -> Sequence[Row]:
    """Everybody who can be written to: active people, in a fixed order."""
    return session.execute(select(*RECIPIENT).where(Person.active).order_by(Person.id)).all()


def would_be_alone(session: Session, organisation_id: int, person_id: int) -> bool:
    """Whether an organisation has duties to be done and, but for this person, nobody active."""
    mine = Obligation.organisation_id == organisation_id, Obligation.actor == "contractor"
    running = select(Obligation.id).where(*mine, Obligation.phase == RUNNING, Obligation.gone_at.is_(None))
    others = select(Person.id).where(Person.organisation_id == organisation_id, Person.active)
    if session.scalar(others.where(Person.id != person_id).limit(1)) is not None:
        return False
    return session.scalar(running.limit(1)) is not None


def looks_after_open(session: Session, person_id: int) -> bool:
    """Whether a person is owner or deputy of a matter with a duty still to be done."""
    mine = select(Matter.id).where(or_(Matter.owner_id == person_id, Matter.deputy_id == person_id))
    running = Obligation.actor == "contractor", Obligation.phase == RUNNING, Obligation.gone_at.is_(None)
    return (
        session.scalar(select(Obligation.id).where(*running, Obligation.matter_id.in_(mine)).limit(1))
        is not None
    )


def houses(session: Session, kinds: Collection[str], day: date) -> dict[int, tuple[int, date | None]]:
    """Per organisation: how many duties are still to be done, and the next day to act from ``day`` on."""
    ahead = case((day_to_act >= day, day_to_act))
    query = (
        select(Obligation.organisation_id, func.count(), func.min(ahead))
        .where(*_open(kinds))
        .group_by(Obligation.organisation_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def listed(session: Session, organisation_id: int, kinds: Collection[str]) -> Sequence[Row]:
    """Every duty of an organisation that is still to be done, by the day to act."""
    query = (
        select(*DUTY, *ROUTING)
        .join(Matter, Matter.id == Obligation.matter_id)
        .where(*_open(kinds), Obligation.organisation_id == organisation_id)
        .order_by(Obligation.sort_on, Obligation.id)
    )
    return session.execute(query).all()


def recipient(session: Session, person_id: int) -> Row | None:
    """One person who can be written to, with their organisation; None where the account is closed."""
    query = select(*RECIPIENT, Organisation.name.label("organisation")).join(Person.organisation)
    return session.execute(query.where(Person.active, Person.id == person_id)).one_or_none()


def told(session: Session, since: date, until: date) -> set[tuple[int, int, int, int, int]]:
    """Reminders already queued or sent whose rung began between the two days.

    Each as (obligation, revision, rung, person, round).
    """
    query = select(
        OutboxItem.obligation_id,
        OutboxItem.due_revision,
        OutboxItem.rung,
        OutboxItem.person_id,
        OutboxItem.round,
    ).where(OutboxItem.state == "live", OutboxItem.starts_on.between(since, until))
    return {tuple(row) for row in session.execute(query)}


def contents(session: Session, outbox_id: int) -> Sequence[Row]:
    """The items of one mail with their duties and the recipient as they stand now."""
    return session.execute(CONTENTS, {"mail": outbox_id}).all()


CONTENTS = (
    select(
        *DUTY,
        Obligation.due_revision,
        case((WARNED, None), else_=Obligation.gone_at).label("gone_at"),
        OutboxItem.id.label("item_id"),
        OutboxItem.due_revision.label("queued_revision"),
        OutboxItem.state.label("item_state"),
        OutboxItem.role.label("role"),
        OutboxItem.obligation_id,
        OutboxItem.rung,
        OutboxItem.starts_on,
        Obligation.organisation_id,
        Person.active.label("person_active"),
        Person.email,
        Person.language,
        or_(
            Person.organisation_id == Obligation.organisation_id,
            exists().where(
                MatterGrant.matter_id == Obligation.matter_id,
                MatterGrant.organisation_id == Person.organisation_id,
                MatterGrant.revoked_at.is_(None),
            ),
        ).label("same_house"),
    )
    .select_from(OutboxItem)
    .join(OutboxRow, OutboxRow.id == OutboxItem.outbox_id)
    .join(Person, Person.id == OutboxRow.person_id)
    .join(Obligation, Obligation.id == OutboxItem.obligation_id)
    .join(Matter, Matter.id == Obligation.matter_id)
    .where(OutboxItem.outbox_id == bindparam("mail"))
    .order_by(OutboxItem.id)
)
"""Built once: building it anew for every mail took as long as asking it."""
