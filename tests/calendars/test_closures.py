"""No office is closed for as long as the lists of duties reckon with at most."""

from datetime import date, timedelta

from tracker.calendars import office_calendar
from tracker.calendars.sheet import office_codes
from tracker.store.obligations import LONGEST_CLOSURE


def test_the_last_open_day_is_never_further_away_than_the_lists_look_back():
    for code in office_codes():
        calendar = office_calendar(code)
        days = (date(1990, 1, 1) + timedelta(n) for n in range(365 * 110))
        assert all(day - calendar.last_open(day) < LONGEST_CLOSURE for day in days)
