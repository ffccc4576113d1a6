"""What a new edition of the terms would change of duties on record, until a person decides.

Not here: finding it out, and what a decision does (docket).
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, relationship

from tracker.store.base import Base, Instant, Tree, column, one_of, public_id_column
from tracker.store.matters import Matter, Scope, seen
from tracker.store.people import Person

ACTIONS = ("appear", "move", "go", "stand")
STATES = ("open", "accepted", "kept", "superseded", "moot")
HOLDING = ("open", "kept")
"""While a proposal stands so, the duty stays under the edition it was told by."""


class Proposal(Base):
    """One duty under the edition it stands by (``before``) and under the present one (``after``).

    Both with dates, standing and explanation; None where it is not there. ``moot``: both came to the same.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        one_of("action", ACTIONS),
        one_of("state", STATES),
        Index(None, "organisation_id", "state", "id"),
        Index(None, "matter_id", "state"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    pack: Mapped[str] = column("c0", String(80))
    rule: Mapped[str] = column("c0", String(60))
    filing: Mapped[str] = column("c0f", String(60), default="")
    trigger: Mapped[str] = column("c0", String(20), default="")
    from_edition: Mapped[str] = column("c0", String(16))
    to_edition: Mapped[str] = column("c0", String(16))
    action: Mapped[str] = column("c0", String(10))
    before: Mapped[dict[str, Any] | None] = column("c4", Tree)
    after: Mapped[dict[str, Any] | None] = column("c4", Tree)
    state: Mapped[str] = column("c0", String(12), default="open")
    made_at: Mapped[datetime] = column("c0", Instant)
    decided_by_id: Mapped[int | None] = column("c4", ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = column("c4", Instant)
    reason: Mapped[str | None] = column("c4", String(1000))

    matter: Mapped[Matter] = relationship()
    decided_by: Mapped[Person | None] = relationship()


# --- queries ------------------------------------------------------------------------------------------------


def proposals_of(session: Session, matter_id: int, states: Collection[str] = HOLDING) -> Sequence[Proposal]:
    """The proposals of a matter that stand so."""
    query = select(Proposal).where(Proposal.matter_id == matter_id, Proposal.state.in_(states))
    return session.scalars(query.order_by(Proposal.id)).all()


def proposal_page(
    session: Session, scope: Scope, states: Collection[str], limit: int, matter_id: int | None = None
) -> Sequence[Proposal]:
    """Proposals by terms and rule, so that what changed by one cause stands together."""
    query = (
        select(Proposal)
        .join(Proposal.matter)
        .join(Matter.agreement)
        .where(*seen(scope), Proposal.state.in_(states))
        .options(
            contains_eager(Proposal.matter).contains_eager(Matter.agreement),
            joinedload(Proposal.decided_by),
        )
        .order_by(Proposal.pack, Proposal.rule, Proposal.id)
        .limit(limit)
    )
    if scope.organisation_id is not None:
        query = query.where(Proposal.organisation_id == scope.organisation_id)
    if matter_id is not None:
        query = query.where(Proposal.matter_id == matter_id)
    return session.scalars(query).all()


def chosen_proposals(session: Session, scope: Scope, public_ids: Collection[str]) -> Sequence[Proposal]:
    """The proposals with these outward ids that may be seen."""
    query = select(Proposal).join(Proposal.matter).join(Matter.agreement)
    query = query.where(*seen(scope), Proposal.public_id.in_(public_ids))
    return session.scalars(query.order_by(Proposal.matter_id, Proposal.id)).all()


def count_open(session: Session, scope: Scope) -> int:
    """How many proposals wait for a decision."""
    query = select(func.count()).select_from(Proposal).join(Proposal.matter).join(Matter.agreement)
    query = query.where(*seen(scope), Proposal.state == "open")
    if scope.organisation_id is not None:
        query = query.where(Proposal.organisation_id == scope.organisation_id)
    return session.scalar(query) or 0
