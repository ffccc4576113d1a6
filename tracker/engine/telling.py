"""Gathers the steps of one explanation: fact, clause, count, roll, result. Counts no dates of its own."""

from datetime import date

from tracker.engine.case import Fact
from tracker.engine.deadlines import Day, Subject, notes_of
from tracker.engine.family import Family
from tracker.engine.gate import Gate
from tracker.engine.rulings import Ruling
from tracker.engine.trail import Note, Step


class Told:
    """What was found out about one duty while it was built."""

    __slots__ = (
        "act_by",
        "barred",
        "blocked",
        "by_state",
        "closing",
        "due",
        "ended",
        "extension",
        "late",
        "met",
        "nominal",
        "settled",
        "unknowns",
    )

    def __init__(self) -> None:
        self.nominal: date | None = None
        self.due: date | None = None
        self.act_by: date | None = None
        self.late = False
        self.unknowns: tuple[str, ...] = ()
        self.extension: Fact | None = None
        self.met: Fact | None = None
        self.settled: Fact | None = None
        self.ended: Fact | date | None = None
        self.barred: str | None = None
        self.closing: Fact | None = None
        self.blocked: str | None = None
        self.by_state = False

    def take(self, day: Day) -> None:
        """Takes over a computed day."""
        self.nominal, self.due, self.act_by, self.late, self.unknowns = day

    def drop(self) -> None:
        """Forgets the dates: secrecy bars the duty."""
        self.nominal = self.due = self.act_by = self.extension = None
        self.late, self.unknowns = False, ()


class Story:
    """The explanation of one duty, worded only when somebody reads it."""

    __slots__ = ("family", "gate", "ruling", "standing", "subject", "told")

    def __init__(
        self, ruling: Ruling, subject: Subject, told: Told, standing: str, family: Family, gate: Gate
    ) -> None:
        self.ruling, self.subject, self.told = ruling, subject, told
        self.standing, self.family, self.gate = standing, family, gate

    def __call__(self) -> list[Step]:
        """The steps, in reading order."""
        return self.gate.ground.wording.worded(self.notes())

    def notes(self) -> list[Note]:
        """The notes behind the steps."""
        told, ruling, trigger = self.told, self.ruling, self.subject.trigger
        notes: list[Note] = [("fact", {"fact": trigger})] if trigger is not None else []
        notes.append(("clause", {"rule": ruling.rule}))
        if told.due is not None and ruling.kind != "window":
            notes += notes_of(ruling, self.subject, self.family, self.gate)
        if told.extension is not None:
            said = told.extension.keys
            notes.append(("extended", {"day": said["until"], "reason": said["reason"]}))
        notes += self._result()
        if told.by_state:
            notes.append(("provisional-state", {}))
        notes += self._end()
        notes.append(("standing", {"standing": self.standing, "day": self.family.as_of}))
        return notes

    def _result(self) -> list[Note]:
        """The due day and what must be said about it."""
        told, notes = self.told, list[Note]()
        if told.due is None:
            return notes
        notes.append(("due", {"day": told.due}))
        if self.ruling.kind == "prompt":
            notes.append(("prompt", {}))
        if told.act_by is not None and told.act_by != told.due:
            notes.append(("act-by", {"day": told.act_by}))
        if told.late:
            notes.append(("provisional", {"day": self.gate.ground.calendar.known_until}))
        return notes + [("unknown", {"unknown": name}) for name in told.unknowns]

    def _end(self) -> list[Note]:
        """Why the duty stands as it does."""
        told, notes = self.told, list[Note]()
        if told.met is not None:
            notes.append(("met", {"fact": told.met}))
        elif told.settled is not None:
            notes.append(("waived", {"reason": told.settled.keys["reason"]}))
        elif told.ended is not None:
            notes.append(("ended", {"ended": told.ended}))
        elif told.barred is not None:
            notes.append(("on-hold", {"state": told.barred}))
        elif self.standing == "waiting":
            notes.append(("waiting", {}))
        elif self.ruling.kind == "window":
            closing = {"fact": told.closing} if told.closing else {"kinds": self.ruling.rule.summary}
            notes.append(("window-closed" if told.closing else "open-window", closing))
        if told.blocked is not None:
            notes.append(("blocked", {}))
        return notes
