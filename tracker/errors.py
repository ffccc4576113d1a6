"""The errors people can meet: what was asked, why it cannot be, what would be right.

Not here: how a page or the API words and renders them; the faults of a case file (engine.CaseFaults).
"""

from collections.abc import Iterable


class TrackerError(Exception):
    """Parent of every error that is meant for a person; anything else is a defect."""


class Fault(tuple[str, str]):
    """One thing that is wrong with an input: unpacks to ``(field, message)``.

    The English message id and its ``values`` are kept apart, so that a page can translate first
    and fill in later. ``field`` is "" where the fault is about the whole input.
    """

    message_id: str
    values: dict[str, object]

    def __new__(cls, field: str, message: str, **values: object) -> "Fault":
        fault = super().__new__(cls, (field, message % values if values else message))
        fault.message_id = message
        fault.values = values
        return fault

    @property
    def field(self) -> str:
        """The input field the fault stands at."""
        return self[0]

    def __str__(self) -> str:
        return self[1]


class Refused(TrackerError):
    """The input cannot stand; ``faults`` names every place at once."""

    def __init__(self, faults: Iterable[Fault | tuple[str, str]]) -> None:
        self.faults = [f if isinstance(f, Fault) else Fault(*f) for f in faults]
        super().__init__("; ".join(f"{fault.field}: {fault}" for fault in self.faults))


class NotFound(TrackerError):
    """There is no such thing for this person: denied and absent look the same."""


class Conflict(TrackerError):
    """Somebody else changed it first; nothing was stored."""


class Busy(TrackerError):
    """The database is occupied; the same request may be sent again."""


class DiskFull(TrackerError):
    """There is no room left where the records lie; nothing was stored."""


class Misconfigured(TrackerError):
    """A setting cannot stand; the message names it and says what would be right."""


class DateOutOfRange(TrackerError, ValueError):
    """A date would fall outside the years 1 to 9999."""
