"""What each roll word does with open and closed days, and that the docs page names every word."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tracker.calendars import (
    COUNTINGS,
    ROLLS,
    Counting,
    Period,
    Roll,
    last_day,
    office_calendar,
    roll,
    rolled_beside,
)

JP = office_calendar("JP")
DAYS = [date(2026, 1, 1) + timedelta(n) for n in range(730)]
MOVING = {Roll.PATENT_PROCEDURE, Roll.GOVERNMENT_FILING, Roll.PCT}
BESIDE = {Roll.CONTRACT, Roll.LETTER, Roll.COURT}
PAGE = Path(__file__).parents[2] / "docs" / "calendars.md"


@pytest.mark.parametrize("word", Roll)
def test_a_word_moves_closed_days_or_leaves_them_and_never_touches_open_ones(word):
    for day in DAYS:
        due = roll(day, word, JP)
        assert due == (JP.next_open(day) if word in MOVING else day)
        beside = rolled_beside(day, word, JP)
        assert beside == (JP.next_open(day) if word in BESIDE and not JP.is_open(day) else None)


def test_a_contract_day_stays_and_shows_the_next_open_day_beside_it():
    sunday = last_day(date(2026, 7, 1), Period(60, "days"), Counting.JAPANESE)
    assert roll(sunday, Roll.CONTRACT, JP) == sunday == date(2026, 8, 30)
    assert rolled_beside(sunday, Roll.CONTRACT, JP) == date(2026, 8, 31)


def test_a_suit_period_is_safe_on_its_own_day_but_is_not_said_never_to_move():
    """A public guide says the 30 days of Patent Act 178 never move; the procedure code says they do."""
    saturday = last_day(date(2026, 11, 5), Period(30, "days"), Counting.JAPANESE)
    assert saturday == date(2026, 12, 5)
    assert roll(saturday, Roll.COURT, JP) == saturday
    assert rolled_beside(saturday, Roll.COURT, JP) == date(2026, 12, 7)


def test_a_period_that_ends_in_the_long_closure_moves_over_all_of_it():
    assert roll(date(2024, 12, 28), Roll.PATENT_PROCEDURE, JP) == date(2025, 1, 6)
    assert roll(date(2026, 9, 19), Roll.GOVERNMENT_FILING, JP) == date(2026, 9, 24)
    assert roll(date(2026, 9, 19), Roll.STATE_CLOCK, JP) == date(2026, 9, 19)


def test_words_and_their_tables_are_complete():
    assert [rule.word for rule in ROLLS] == list(Roll)
    assert [rule.word for rule in COUNTINGS] == list(Counting)
    assert all(rule.meaning and rule.source for rule in (*ROLLS, *COUNTINGS))


@pytest.mark.parametrize("rule", [*COUNTINGS, *ROLLS], ids=lambda rule: rule.word)
def test_the_docs_page_has_a_line_for_every_word_with_its_source(rule):
    counting, _, rolling = PAGE.read_text(encoding="utf-8").partition("## Roll words")
    lines = (rolling if rule in ROLLS else counting).splitlines()
    (line,) = [line for line in lines if line.startswith(f"| `{rule.word}` |")]
    assert rule.source in line
