"""Matters: one invention with its filings, a work, or know-how. Not here: what happened to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, relationship, undefer

from tracker.store.agreements import Agreement
from tracker.store.base import Base, Instant, Tree, column, one_of, public_id_column
from tracker.store.grants import shared_ids
from tracker.store.organisations import Organisation
from tracker.store.people import Person

RIGHTS = ("patent", "utility-model", "design", "circuit-layout", "plant-variety", "copyright", "know-how")
SENSITIVE_FIELDS = ("outside", "inside", "unknown")


class Matter(Base):
    """One matter. ``version`` counts its changes, ``derived_on`` is the day its duties were last told for,
    ``edition`` that of the packs they were told by; ``held``: the duties that stand under an earlier one.

    Caches for lists: ``agency_id`` is set while the matter is reported; ``next_on`` is the next day of a duty
    that runs, ``agency_next_on`` the same of duties towards the agency, the end of time where none is."""

    __tablename__ = "matters"
    __table_args__ = (
        UniqueConstraint("organisation_id", "ref"),
        UniqueConstraint("organisation_id", "request_key"),
        one_of("right", RIGHTS),
        one_of("sensitive_field", SENSITIVE_FIELDS),
        Index(None, "agreement_id", "ref"),
        Index(None, "organisation_id", "title", "id"),
        Index(None, "organisation_id", "right", "ref", "id"),
        Index(None, "organisation_id", "next_on", "id"),
        Index(None, "agency_id", "ref", "id"),
        Index(None, "agency_id", "agency_next_on", "id"),
        Index(None, "owner_id", "ref", "id"),
        Index(None, "deputy_id"),
        Index(None, "created_by_id"),
        Index(None, "derived_on"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    agreement_id: Mapped[int] = column("c0", ForeignKey("agreements.id"))
    ref: Mapped[str] = column("c0", String(60))
    right: Mapped[str] = column("c0f", String(20))
    sensitive_field: Mapped[str] = column("c4", String(10), default="unknown")
    perennial: Mapped[bool] = column("c4", default=False)
    title: Mapped[str] = column("c1", String(500))
    neutral_title: Mapped[str | None] = column("c0f", String(200))
    shelf_no: Mapped[str | None] = column("c4", String(100))
    owner_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    deputy_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    shared_at: Mapped[datetime | None] = column("c4", Instant)
    reported_at: Mapped[datetime | None] = column("c0", Instant)
    disclosure: Mapped[dict[str, Any] | None] = column("c0f", Tree)
    findings: Mapped[dict[str, Any]] = column("c0f", Tree, default=dict, deferred=True)
    derived_on: Mapped[date | None] = column("c0")
    derived_at: Mapped[datetime | None] = column("c0", Instant)
    edition: Mapped[str] = column("c0", String(16), default="")
    held: Mapped[list[dict[str, str]] | None] = column("c0", Tree)
    agency_id: Mapped[int | None] = column("c0", ForeignKey("organisations.id"))
    next_on: Mapped[date] = column("c0", default=date.max)
    agency_next_on: Mapped[date] = column("c0", default=date.max)
    request_key: Mapped[str | None] = column("c4", String(64))
    version: Mapped[int] = column("c4", default=1)
    created_at: Mapped[datetime] = column("c4", Instant)
    created_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    agreement: Mapped[Agreement] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    deputy: Mapped[Person | None] = relationship(foreign_keys=[deputy_id])


TOGETHER = 100
"""So many matters of others with the same reference may be shared with one organisation."""


# --- queries ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose matters may be seen: an organisation's own, of these only what one person logged, or those
    that were reported to an agency; ``shared``: also those that others share with the organisation, of these
    only in the role ``shared_as``, and without the duties of ``hidden_rules``; ``agent_id``: those that are
    shared with this person and no others.
    An empty scope sees all: it is for the worker alone."""

    organisation_id: int | None = None
    logged_by_id: int | None = None
    agency_id: int | None = None
    shared: bool = False
    shared_as: str | None = None
    agent_id: int | None = None
    hidden_rules: tuple[str, ...] = ()


def shared_matters(scope: Scope) -> Select[tuple[int]]:
    """The matters of others that a scope reaches, asked anew by every statement."""
    return shared_ids(organisation_id=scope.organisation_id, person_id=scope.agent_id, role=scope.shared_as)


def belongs(scope: Scope, home: Any, matter: Any) -> list[ColumnElement[bool]]:
    """Whether a row is an organisation's own or shared with it, by its columns ``home`` and ``matter``."""
    if scope.agent_id is not None:
        return [matter.in_(shared_matters(scope))]
    if scope.organisation_id is None:
        return []
    own = home == scope.organisation_id
    return [or_(own, matter.in_(shared_matters(scope))) if scope.shared else own]


def seen(scope: Scope) -> list[ColumnElement[bool]]:
    """The conditions of a scope; the query has joined matters and agreements."""
    conditions = belongs(scope, Matter.organisation_id, Matter.id)
    if scope.logged_by_id is not None:
        conditions.append(
            or_(Matter.created_by_id == scope.logged_by_id, Matter.owner_id == scope.logged_by_id)
        )
    if scope.agency_id is not None:
        conditions += [Agreement.agency_id == scope.agency_id, Matter.reported_at.is_not(None)]
    return conditions


def find_matter(session: Session, scope: Scope, name: str) -> Matter | None:
    """One matter by outward id or reference; None where there is none, or a reference names several. One's
    own goes before one that others share: their reference never hides it."""
    query = (
        select(Matter)
        .join(Matter.agreement)
        .where(*seen(scope), or_(Matter.public_id == name, Matter.ref == name))
        .options(contains_eager(Matter.agreement), joinedload(Matter.organisation), joinedload(Matter.owner))
        .limit(TOGETHER if scope.shared else 2)
    )
    found = session.scalars(query).all()
    if len(found) > 1 and scope.shared:
        found = [each for each in found if each.organisation_id == scope.organisation_id]
    return found[0] if len(found) == 1 else None


def lock_matter(session: Session, matter_id: int) -> Matter:
    """The row as it is now, held until the transaction ends."""
    query = select(Matter).where(Matter.id == matter_id).with_for_update(of=Matter)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def matter_page(
    session: Session,
    scope: Scope,
    *,
    text: str | None,
    agreement_id: int | None,
    after: tuple[str, int] | None,
    limit: int,
    titled: str | None = None,
) -> Sequence[Matter]:
    """Matters by reference. ``text`` is looked for in the reference and in titles that ``titled`` lets the
    scope see; None: in all of them."""
    query = (
        select(Matter)
        .join(Matter.agreement)
        .where(*seen(scope))
        .options(contains_eager(Matter.agreement), joinedload(Matter.organisation))
        .order_by(Matter.ref, Matter.id)
        .limit(limit)
    )
    if agreement_id is not None:
        query = query.where(Matter.agreement_id == agreement_id)
    if text:
        title = Matter.title.icontains(text, autoescape=True)
        if titled is not None:
            title &= type_coerce(Matter.disclosure, JSON)["level"].as_string() == titled
        query = query.where(or_(Matter.ref.icontains(text, autoescape=True), title))
    if after is not None:
        ref, last = after
        query = query.where(or_(Matter.ref > ref, (Matter.ref == ref) & (Matter.id > last)))
    return session.scalars(query).all()


def stream_matters(
    session: Session, scope: Scope, agreement_id: int | None, after_id: int, limit: int
) -> Sequence[Matter]:
    """Matters in the order of entry, from the one after ``after_id`` on."""
    query = select(Matter).join(Matter.agreement).where(*seen(scope), Matter.id > after_id)
    if agreement_id is not None:
        query = query.where(Matter.agreement_id == agreement_id)
    query = query.options(
        contains_eager(Matter.agreement), joinedload(Matter.organisation), joinedload(Matter.owner)
    )
    return session.scalars(query.order_by(Matter.id).limit(limit)).all()


def matter_by_request(session: Session, organisation_id: int, request_key: str) -> Matter | None:
    """The matter that this very request has already logged."""
    query = select(Matter).where(Matter.organisation_id == organisation_id, Matter.request_key == request_key)
    return session.scalar(query)


def matter_titled(session: Session, agreement_id: int, right: str, title: str) -> Matter | None:
    """A matter of the same right under the same title."""
    query = select(Matter).where(Matter.agreement_id == agreement_id, Matter.right == right)
    return session.scalars(query.where(Matter.title == title).limit(1)).first()


def is_ref_taken(session: Session, organisation_id: int, ref: str) -> bool:
    """Whether an organisation uses this reference already."""
    query = select(Matter.id).where(Matter.organisation_id == organisation_id, Matter.ref == ref)
    return session.scalar(query) is not None


def stale_matters(
    session: Session, today: date, editions: Collection[str], after_id: int, limit: int
) -> Sequence[Matter]:
    """Matters whose duties were not yet told for ``today``, or by none of these editions of the terms."""
    query = select(Matter).where(Matter.id > after_id)
    untold = (Matter.derived_on.is_(None), Matter.derived_on != today, Matter.edition.not_in({*editions, ""}))
    query = query.where(or_(*untold))
    query = query.options(joinedload(Matter.agreement), undefer(Matter.findings))
    return session.scalars(query.order_by(Matter.id).limit(limit)).all()


def all_matters(session: Session, after_id: int, limit: int) -> Sequence[Matter]:
    """All matters, in the order of entry."""
    query = select(Matter).where(Matter.id > after_id)
    query = query.options(joinedload(Matter.agreement), undefer(Matter.findings))
    return session.scalars(query.order_by(Matter.id).limit(limit)).all()


def matters_by_id(session: Session, matter_ids: Collection[int], *, held: bool = True) -> Sequence[Matter]:
    """These matters as they are now; ``held`` until the transaction ends."""
    query = select(Matter).where(Matter.id.in_(matter_ids)).order_by(Matter.id)
    query = query.options(joinedload(Matter.agreement), undefer(Matter.findings))
    if held:
        query = query.with_for_update(of=Matter).execution_options(populate_existing=True)
    return session.scalars(query).all()


def matters_under(session: Session, agreement_id: int, after_id: int, limit: int) -> Sequence[int]:
    """The next matters of an agreement, in the order of entry."""
    query = select(Matter.id).where(Matter.agreement_id == agreement_id, Matter.id > after_id)
    return session.scalars(query.order_by(Matter.id).limit(limit)).all()


def matters_with(session: Session, person_id: int) -> Sequence[Matter]:
    """The matters that a person looks after, as owner or as deputy, by reference."""
    query = select(Matter).where(or_(Matter.owner_id == person_id, Matter.deputy_id == person_id))
    return session.scalars(query.order_by(Matter.ref, Matter.id)).all()
