"""The timeline: no label covers another, whatever happened, and nothing leaves the picture."""

import itertools
import random
from datetime import date, timedelta

import pytest

from tracker.web.timeline import BROADEST, Mark, Span, breadth, clipped, lay_out

TODAY = date(2026, 9, 1)
WORDS = [
    "出願",
    "出願通知書の提出（知的財産権）",
    "Filed",
    "Status notice submitted about registration",
    "OA",
]


def random_marks(dice: random.Random, most: int, years: int) -> list[Mark]:
    days = [
        TODAY + timedelta(days=dice.randrange(-365 * 3, 365 * years)) for _ in range(dice.randint(0, most))
    ]
    days += dice.sample(days, k=min(len(days), 3))
    return [Mark(day, dice.choice(WORDS), f"{day} JP{dice.randint(1, 12)}") for day in days]


def covers(one, other) -> bool:
    beside = one.left < other.right and other.left < one.right
    return beside and one.top < other.bottom and other.top < one.bottom


def faults(picture) -> list[str]:
    """Boxes that cover one another, and what lies outside or in the axis."""
    every = (*picture.above, *picture.below)
    found = [f"{one} covers {two}" for one, two in itertools.combinations(every, 2) if covers(one, two)]
    found += [f"{box} leaves the picture" for box in every if box.left < 0 or box.right > picture.width]
    found += [f"{b} is no label above" for b in picture.above if b.top < 14 or b.bottom > picture.band_top]
    return found + [
        f"{b} is no label below"
        for b in picture.below
        if b.top < picture.band_bottom or b.bottom > picture.height
    ]


def crossings(boxes) -> int:
    """Lines to a row further out that pass behind a box."""
    return sum(other.row < one.row and other.left < one.x < other.right for one in boxes for other in boxes)


def test_no_label_covers_another_over_many_random_histories():
    dice = random.Random(20260901)
    seen_rows = 0
    for _ in range(400):
        facts, dates = random_marks(dice, 40, 1), random_marks(dice, 30, 20)
        picture = lay_out(facts, dates, [], TODAY)
        assert not faults(picture)
        assert len(picture.above) == len(facts)
        assert len(picture.below) == len(dates)
        seen_rows = max([seen_rows, *(box.row for box in picture.above)])
    assert seen_rows >= 3  # the histories were crowded enough to prove something


def test_where_there_is_room_no_line_passes_behind_a_label():
    dice = random.Random(5)
    for _ in range(100):
        picture = lay_out(random_marks(dice, 8, 1)[:6], random_marks(dice, 8, 5)[:6], [], TODAY)
        assert crossings(picture.above) == crossings(picture.below) == 0


def test_places_follow_the_order_of_days():
    dice = random.Random(7)
    marks = random_marks(dice, 40, 20)
    picture = lay_out(marks, [], [], TODAY)
    assert [box.mark.on for box in picture.above] == sorted(mark.on for mark in marks)
    assert [box.x for box in picture.above] == sorted(box.x for box in picture.above)
    before = [box.x for box in picture.above if box.mark.on < TODAY]
    after = [box.x for box in picture.above if box.mark.on > TODAY]
    assert max(before) < picture.today_x < min(after)


def test_a_long_family_stays_within_a_page_that_can_be_read():
    facts = [Mark(date(2024, 1, 5) + timedelta(days=23 * n), "通知書の提出", f"JP{n}") for n in range(34)]
    dates = [Mark(date(2026, 10, 1) + timedelta(days=97 * n), "年金の納付", f"JP{n}") for n in range(24)]
    picture = lay_out(facts, dates, [Span("JP1", date(2024, 1, 5), None)], TODAY)
    assert not faults(picture)
    assert picture.width <= 2000
    assert picture.height <= 900


def test_bars_stand_in_rows_of_their_own_below_all_labels():
    spans = [Span("JP1 contractor", date(2024, 1, 5), date(2026, 8, 1)), Span("L1", None, date(2031, 1, 1))]
    picture = lay_out([Mark(TODAY, "x")], [Mark(TODAY, "y")], spans, TODAY)
    low = max(box.bottom for box in picture.below)
    assert [bar.top for bar in picture.bars] == sorted({bar.top for bar in picture.bars})
    assert all(bar.top >= low and bar.left < bar.right <= picture.width for bar in picture.bars)


@pytest.mark.parametrize("text", ["", "x", "特許" * 40, "a" * 200, "半 wide" * 20])
def test_a_text_is_cut_to_what_a_box_holds(text):
    assert breadth(clipped(text)) <= BROADEST
    assert clipped(text) == text or clipped(text).endswith("…")


def test_one_day_alone_is_a_picture_too():
    picture = lay_out([Mark(TODAY, "x")], [], [], TODAY)
    assert not faults(picture)
    assert picture.ticks == []
