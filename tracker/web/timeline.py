"""Lays out the timeline of a matter: facts above the axis, dates below, bars for holders and licences.

Pure: days and words in, places out. What may stand in it was decided before (docket); it is drawn by
templates/matters/_timeline.html. Not here: any day that is not on the page already.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Literal, NamedTuple
from unicodedata import east_asian_width

Side = Literal["above", "below"]

NARROW, WIDE = 6.6, 12.0
"""How broad a half-width and a full-width character are drawn, in units of the picture."""
BROADEST = 172.0
PAD, GAP, LINE = 6.0, 8.0, 15.0
BOX = 2 * LINE + 4
ROW = BOX + 4
LEFT, RIGHT = 14.0, BROADEST + 2 * PAD + 10
LEAST, MOST = 960.0, 2000.0
BAND = 22.0
HEAD = 18.0
BAR = 22.0
CLEAR_ROWS = 9
"""So many rows are tried before a line may pass behind a box."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a day: what, a second line, hollow where it is provisional or only supposed."""

    on: date
    label: str
    note: str = ""
    state: str = ""
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasts; without an end it goes on."""

    label: str
    since: date | None
    until: date | None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A mark in its place: its foot on the axis at ``x``, its words in the box."""

    mark: Mark
    x: float
    top: float
    width: float
    label: str
    row: int

    @property
    def left(self) -> float:
        """Where the box begins: just beside its own line."""
        return self.x + 3

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + BOX


@dataclass(frozen=True, slots=True)
class Bar:
    """A span in its place, in a row of its own; ``text_x``: where its words begin."""

    span: Span
    left: float
    right: float
    top: float
    text_x: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole: sizes, the axis band, years, today, and everything in its place."""

    width: float
    height: float
    band_top: float
    today: date
    today_x: float
    ticks: list[tuple[float, int]]
    above: list[Box]
    below: list[Box]
    bars: list[Bar]

    @property
    def band_bottom(self) -> float:
        """The lower edge of the axis band."""
        return self.band_top + BAND


def lay_out(facts: Sequence[Mark], dates: Sequence[Mark], spans: Sequence[Span], today: date) -> Picture:
    """Puts everything in its place; labels never cover one another."""
    scale = Scale([today, *(mark.on for mark in (*facts, *dates)), *ends(spans)])
    rows = {side: stack(marks, scale) for side, marks in (("above", facts), ("below", dates))}
    heights = {side: (max((row for _, _, row in put), default=-1) + 1) * ROW for side, put in rows.items()}
    band = HEAD + heights["above"] + GAP
    low = band + BAND + GAP
    above = [box(mark, x, row, band - GAP - (row + 1) * ROW) for mark, x, row in rows["above"]]
    below = [box(mark, x, row, low + row * ROW) for mark, x, row in rows["below"]]
    first = low + heights["below"] + (GAP if spans else 0)
    bars = [bar(span, scale, first + n * BAR) for n, span in enumerate(spans)]
    height = first + len(bars) * BAR + GAP
    return Picture(scale.width, height, band, today, scale.x(today), years(scale), above, below, bars)


def ends(spans: Iterable[Span]) -> list[date]:
    """The days on which spans begin and end."""
    return [day for span in spans for day in (span.since, span.until) if day is not None]


class Scale:
    """Days to places: in order, and the further apart the days the closer a day of theirs is drawn.

    A family lives for twenty years and most happens in three; an even scale would show either.
    """

    def __init__(self, days: Iterable[date]) -> None:
        self.days = sorted(set(days))
        steps = [
            16 + 30 * math.log1p((later - earlier).days / 20)
            for earlier, later in zip(self.days, self.days[1:], strict=False)
        ]
        total = sum(steps)
        room = min(max(total, LEAST - LEFT - RIGHT), MOST - LEFT - RIGHT)
        stretch = room / total if total else 0.0
        self.places = [LEFT]
        for step in steps:
            self.places.append(self.places[-1] + step * stretch)
        self.width = max(LEAST, round(self.places[-1] + RIGHT))

    def x(self, day: date) -> float:
        """The place of a day; one between two known days lies evenly between them."""
        if day <= self.days[0]:
            return self.places[0]
        for n, later in enumerate(self.days[1:]):
            if day <= later:
                before, span = self.days[n], (later - self.days[n]).days
                share = (day - before).days / span
                return self.places[n] + share * (self.places[n + 1] - self.places[n])
        return self.places[-1]


def stack(marks: Sequence[Mark], scale: Scale) -> list[tuple[Mark, float, int]]:
    """Gives each mark a row, the nearest to the axis that is free; in the order of their days.

    Taken from the right: a box begins at its own line and reaches right. A row near the axis is taken only if
    no line of another passes through the box; where it is too crowded for that the line passes behind it.
    """
    placed: list[Placed] = []
    for mark in sorted(marks, key=lambda each: each.on, reverse=True):
        x = scale.x(mark.on)
        end = x + 3 + width_of(mark) + GAP
        clear = next((row for row in range(CLEAR_ROWS) if is_clear(placed, row, x, end)), None)
        row = next(n for n in count() if is_free(placed, n, end)) if clear is None else clear
        placed.append(Placed(mark, x, row))
    return [(each.mark, each.x, each.row) for each in reversed(placed)]


class Placed(NamedTuple):
    """A mark with its place and row."""

    mark: Mark
    x: float
    row: int


def is_free(placed: Iterable[Placed], row: int, end: float) -> bool:
    """Whether a box that ends there covers none in this row; all of them begin further right."""
    return not any(each.row == row and each.x < end for each in placed)


def is_clear(placed: Sequence[Placed], row: int, x: float, end: float) -> bool:
    """Whether it is free, and no line to a row further out passes through the box."""
    return is_free(placed, row, end) and not any(each.row > row and x < each.x < end for each in placed)


def box(mark: Mark, x: float, row: int, top: float) -> Box:
    """A mark with the words that fit."""
    return Box(mark, x, top, width_of(mark), clipped(mark.label), row)


def bar(span: Span, scale: Scale, top: float) -> Bar:
    """A span as a bar; one whose beginning nobody knows begins at the left edge."""
    left = scale.x(span.since) if span.since else LEFT
    right = max(scale.x(span.until), left + 4) if span.until else scale.width - LEFT
    text = min(left + PAD, scale.width - LEFT - breadth(span.label))
    return Bar(span, left, right, top, max(text, LEFT))


def years(scale: Scale) -> list[tuple[float, int]]:
    """The first days of years between the ends, as far as their numbers have room."""
    found: list[tuple[float, int]] = []
    for year in range(scale.days[0].year + 1, scale.days[-1].year + 1):
        x = scale.x(date(year, 1, 1))
        if not found or x - found[-1][0] >= 5 * NARROW + GAP:
            found.append((x, year))
    return found


def breadth(text: str) -> float:
    """How broad a text is drawn."""
    return sum(WIDE if east_asian_width(each) in "WFA" else NARROW for each in text)


def clipped(text: str) -> str:
    """A text that fits the broadest box; what was cut off ends in an ellipsis."""
    if breadth(text) <= BROADEST:
        return text
    kept = text
    while kept and breadth(kept) + WIDE > BROADEST:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def width_of(mark: Mark) -> float:
    """How broad the box of a mark is."""
    return max(breadth(clipped(mark.label)), breadth(clipped(mark.note))) + 2 * PAD
