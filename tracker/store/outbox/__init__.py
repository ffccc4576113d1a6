"""The outbox in the database: its tables, what is owed, and how rows are queued, taken and marked."""

from tracker.store.outbox.rules import (
    Absence,
    Acknowledgement,
    AddressFault,
    AlarmPause,
    CalendarLink,
    ReminderChoice,
    ReminderRule,
)
from tracker.store.outbox.tables import Delivery, OutboxItem, OutboxRow, SweepRun

__all__ = [
    "Absence",
    "Acknowledgement",
    "AddressFault",
    "AlarmPause",
    "CalendarLink",
    "Delivery",
    "OutboxItem",
    "OutboxRow",
    "ReminderChoice",
    "ReminderRule",
    "SweepRun",
]
