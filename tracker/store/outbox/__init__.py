"""The outbox in the database: its tables, what is owed, and how rows are queued, taken and marked."""

from tracker.store.outbox.tables import Delivery, OutboxItem, OutboxRow, SweepRun

__all__ = ["Delivery", "OutboxItem", "OutboxRow", "SweepRun"]
