"""One duty while it is built: what it is about and what is found out about it. Finds nothing itself."""

from datetime import date

from tracker.engine.case import Fact
from tracker.engine.family import Folder
from tracker.engine.gate import Gate
from tracker.engine.rulings import Ruling


class Duty:
    """What one rule says of one folder: first what it counts from, then its days and what became of it."""

    __slots__ = (
        "act_by",
        "barred",
        "blocked_by",
        "by_state",
        "cause",
        "closing",
        "due",
        "ended",
        "extension",
        "folder",
        "gate",
        "late",
        "met",
        "nominal",
        "ruling",
        "settled",
        "standing",
        "unknowns",
        "waiting",
    )

    posted: date | None = None
    """The day on which this round of a yearly duty came up; a Round alone has one (see result)."""

    def __init__(
        self, ruling: Ruling, folder: Folder, cause: Fact | None, gate: Gate, waiting: bool = False
    ) -> None:
        """`cause`: the fact it counts from, or with `waiting` the one that shows it is coming."""
        self.ruling, self.folder, self.cause, self.gate = ruling, folder, cause, gate
        self.waiting = waiting
        self.nominal: date | None = None
        self.due: date | None = None
        self.act_by: date | None = None
        self.late = False
        """The due day lies past the days for which the closed days are known."""
        self.unknowns: tuple[str, ...] = ()
        self.extension: Fact | None = None
        self.met: Fact | None = None
        self.settled: Fact | None = None
        self.ended: Fact | date | None = None
        self.barred: str | None = None
        self.closing: Fact | None = None
        self.blocked_by: str | None = None
        self.by_state = False
        """Provisional, because of the state its filing is in."""
        self.standing = ""

    def drop(self) -> None:
        """Forgets the dates: secrecy bars the duty."""
        self.nominal = self.due = self.act_by = self.extension = None
        self.late, self.unknowns = False, ()
