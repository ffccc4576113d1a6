"""Reminders: what is owed on a day, its wording, the outbox and the post. Not here: deriving duties."""
