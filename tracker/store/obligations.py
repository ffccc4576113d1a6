"""Obligations: a cache of what the engine derives, rebuildable at any time. Not here: the deriving.

A row is known by (matter, pack, rule, filing, trigger). It keeps its identifier over corrections and
rebuilds; one that is no longer derived gets ``gone_at`` and comes back as the same row.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from tracker.store.agreements import Agreement
from tracker.store.base import Base, Instant, Tree, column, one_of, public_id_column
from tracker.store.matters import Matter

KINDS = ("fixed", "prompt", "option", "window", "clock")
ACTORS = ("contractor", "agency", "office")
PHASES = ("running", "waiting", "on-hold", "over", "done")


class Obligation(Base):
    """One duty as last derived. ``filing`` and ``trigger`` are "" where the engine says null, so that the
    unique key holds; ``sort_on`` is ``act_by``, else ``due``, else the end of time."""

    __tablename__ = "obligations"
    __table_args__ = (
        UniqueConstraint("matter_id", "pack", "rule", "filing", "trigger"),
        one_of("kind", KINDS),
        one_of("actor", ACTORS),
        one_of("phase", PHASES),
        Index(None, "organisation_id", "phase", "sort_on", "id"),
        Index(None, "agreement_id", "phase", "sort_on", "id"),
        Index(None, "phase", "sort_on", "id"),
    )

    id: Mapped[int] = column("c0", primary_key=True)
    public_id: Mapped[str] = public_id_column()
    matter_id: Mapped[int] = column("c0", ForeignKey("matters.id"))
    organisation_id: Mapped[int] = column("c0", ForeignKey("organisations.id"))
    agreement_id: Mapped[int] = column("c0", ForeignKey("agreements.id"))
    pack: Mapped[str] = column("c0", String(80))
    rule: Mapped[str] = column("c0", String(60))
    filing: Mapped[str] = column("c0f", String(60), default="")
    trigger: Mapped[str] = column("c0", String(20), default="")
    article: Mapped[str] = column("c0", String(40))
    kind: Mapped[str] = column("c0", String(10))
    actor: Mapped[str] = column("c0", String(12))
    nominal: Mapped[date | None] = column("c0")
    due: Mapped[date | None] = column("c0")
    act_by: Mapped[date | None] = column("c0")
    sort_on: Mapped[date] = column("c0")
    standing: Mapped[str] = column("c0", String(20))
    phase: Mapped[str] = column("c0", String(10))
    met_by: Mapped[str | None] = column("c0", String(20))
    blocked_by: Mapped[str | None] = column("c0", String(60))
    provisional: Mapped[bool] = column("c0", default=False)
    unknowns: Mapped[list[str]] = column("c0", Tree, default=list)
    steps: Mapped[list[dict[str, Any]]] = column("c0f", Tree, default=list, deferred=True)
    due_revision: Mapped[int] = column("c0", default=1)
    gone_at: Mapped[datetime | None] = column("c0", Instant)

    matter: Mapped[Matter] = relationship()
    agreement: Mapped[Agreement] = relationship()


class DerivationRun(Base):
    """One recomputation of all matters; a run without ``ended_at`` did not come to its end."""

    __tablename__ = "derivation_runs"
    __table_args__ = (Index(None, "started_at"),)

    id: Mapped[int] = column("c0", primary_key=True)
    started_at: Mapped[datetime] = column("c0", Instant)
    ended_at: Mapped[datetime | None] = column("c0", Instant)
    as_of: Mapped[date] = column("c0")
    matters: Mapped[int] = column("c5", default=0)
    obligations: Mapped[int] = column("c5", default=0)
    changed: Mapped[int] = column("c5", default=0)
