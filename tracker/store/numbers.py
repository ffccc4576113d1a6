"""Numbers by which a matter is found: of its filings, its papers, its own references. A cache of the facts.

``normal`` is the number without signs and widths; how it is made is docket's. ``agency`` says whether the
fact it stands on is one that the agency sees of a reported matter; how far the matter is open to it is asked
of the matter itself, each time.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, String, delete, or_, select, type_coerce
from sqlalchemy.orm import Mapped, Session

from tracker.disclosure import Level
from tracker.store.agreements import Agreement
from tracker.store.base import Base, column
from tracker.store.matters import Matter, Scope, seen, shared_matters

LONGEST = 100
LAST_LETTERS = "Z" * 40
OPENED = (str(Level.OPEN), str(Level.DETAIL_WITHHELD))
"""The levels at which the agency is told the numbers of filings."""


class MatterNumber(Base):
    """One number of one matter. ``kind``: what it numbers; ``reference`` is the matter's own."""

    __tablename__ = "matter_numbers"
    __table_args__ = (
        Index(None, "organisation_id", "normal", "matter_id"),
        Index(None, "agency_id", "normal", "matter_id"),
        Index(None, "matter_id"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    agency_id: Mapped[int | None] = column("c0", ForeignKey("organisations.id"))
    kind: Mapped[str] = column("c0", String(30))
    normal: Mapped[str] = column("c4", String(LONGEST))


Line = tuple[str, str, bool]
"""Kind, normal form, and whether the agency may be told where the matter is open to it so far."""


def keep_numbers(session: Session, matter: Matter, agency_id: int, lines: Iterable[Line]) -> None:
    """Replace what is kept of a matter's numbers."""
    wanted = {(kind, normal[:LONGEST], agency_id if told else None) for kind, normal, told in lines if normal}
    there = session.scalars(select(MatterNumber).where(MatterNumber.matter_id == matter.id)).all()
    known = {(row.kind, row.normal, row.agency_id): row for row in there}
    stale = [row.id for each, row in known.items() if each not in wanted]
    if stale:
        session.execute(delete(MatterNumber).where(MatterNumber.id.in_(stale)))
    for kind, normal, agency in sorted(wanted - known.keys(), key=str):
        home: dict[str, Any] = {"matter_id": matter.id, "organisation_id": matter.organisation_id}
        session.add(MatterNumber(**home, agency_id=agency, kind=kind, normal=normal))


def numbered_matters(session: Session, scope: Scope, starts: Collection[str], limit: int) -> Sequence[int]:
    """The matters one of whose numbers starts so, as far as the scope may know of it."""
    if not starts:
        return []
    begins = or_(*(MatterNumber.normal.between(start, start + LAST_LETTERS) for start in starts))
    query = select(MatterNumber.matter_id).distinct().where(begins).limit(limit)
    if scope.organisation_id is not None and scope.logged_by_id is None:
        own = query.where(MatterNumber.organisation_id == scope.organisation_id)
        found = list(session.scalars(own))
        return found + list(session.scalars(others(query, scope))) if scope.shared else found
    if scope.organisation_id is not None:
        query = query.where(MatterNumber.organisation_id == scope.organisation_id)
        query = query.join(Matter, Matter.id == MatterNumber.matter_id).join(Matter.agreement)
        return session.scalars(query.where(*seen(scope))).all()
    return session.scalars(others(query, scope)).all()


def others(query: Select[tuple[int]], scope: Scope) -> Select[tuple[int]]:
    """The same for who looks from another side: what their side is told of a matter that is open so far."""
    level = type_coerce(Matter.disclosure, JSON)["level"].as_string()
    query = query.join(Matter, Matter.id == MatterNumber.matter_id).join(Matter.agreement)
    query = query.where(or_(MatterNumber.kind == "reference", level.in_(OPENED)))
    if scope.agency_id is not None:
        return query.where(MatterNumber.agency_id == scope.agency_id, *seen(scope))
    return query.where(MatterNumber.agency_id.is_not(None), Matter.id.in_(shared_matters(scope)))


def titled_matters(
    session: Session, scope: Scope, text: str, titled: str | None, latest: int, limit: int
) -> Sequence[int]:
    """The matters whose title contains a text, among the ``latest`` so many that the scope sees."""
    side = (
        Matter.agency_id == scope.agency_id
        if scope.agency_id
        else Matter.organisation_id == scope.organisation_id
    )
    recent = select(Matter.id).where(side).order_by(Matter.id.desc()).limit(latest).subquery()
    query = (
        select(Matter.id)
        .join(recent, recent.c.id == Matter.id)
        .join(Agreement, Agreement.id == Matter.agreement_id)
    )
    query = query.where(*seen(scope), Matter.title.icontains(text, autoescape=True))
    if titled is not None:
        query = query.where(type_coerce(Matter.disclosure, JSON)["level"].as_string() == titled)
    return session.scalars(query.limit(limit)).all()
