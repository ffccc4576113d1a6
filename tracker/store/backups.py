"""Backups: each try, where its file lies and what identifies it. Not here: making one (backup)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Index, String, select
from sqlalchemy.orm import Mapped, Session

from tracker.store.base import Base, Instant, column


class BackupRun(Base):
    """One backup. Without ``ended_at`` it did not come to its end; with ``error`` there is no good file.

    ``digest`` is of the sealed file, so that a changed or truncated one is known without its key.
    """

    __tablename__ = "backup_runs"
    __table_args__ = (Index(None, "started_at"),)

    id: Mapped[int] = column("c5", primary_key=True)
    started_at: Mapped[datetime] = column("c5", Instant)
    ended_at: Mapped[datetime | None] = column("c5", Instant)
    file: Mapped[str] = column("c5", String(500), default="")
    size: Mapped[int] = column("c5", BigInteger, default=0)
    rows: Mapped[int] = column("c5", default=0)
    digest: Mapped[str] = column("c5", String(64), default="")
    error: Mapped[str | None] = column("c5", String(200))


def last_good(session: Session) -> BackupRun | None:
    """The last backup that was made and read back."""
    query = select(BackupRun).where(BackupRun.ended_at.is_not(None), BackupRun.error.is_(None))
    return session.scalar(query.order_by(BackupRun.id.desc()).limit(1))


def runs(session: Session, limit: int) -> Sequence[BackupRun]:
    """The last tries, the latest first."""
    return session.scalars(select(BackupRun).order_by(BackupRun.id.desc()).limit(limit)).all()
