"""Says on which days an office is open; reads no clock and counts no periods (see periods)."""

from datetime import date, timedelta
from functools import cache, lru_cache

from tracker.calendars.sheet import DATA, Language, OfficeSheet, office_codes, read_sheet
from tracker.errors import DateOutOfRange

ONE_DAY = timedelta(1)
YEARS_KEPT = 600

Moves = dict[date, date | None]


class OfficeCalendar:
    """The open and closed days of one office, for the years 1 to 9999.

    `known_until` is the last day for which the official list of national holidays is out; later
    days are computed from the law as it stands. Where the holidays library knows no year (Japan:
    before 1949 and after 2099) weekends and yearly closures still apply.
    """

    def __init__(self, sheet: OfficeSheet) -> None:
        """`sheet`: what the office's data sheet says."""
        self.code, self.title = sheet.code, sheet.title
        self.known_until, self.known_because = sheet.known_until, sheet.known_because
        self.references = sheet.references
        self._sheet = sheet
        self._years: dict[int, tuple[Moves, Moves]] = {}

    def is_open(self, day: date) -> bool:
        """Whether the office is open on this day."""
        return day not in self._moves(day.year)[1]

    def next_open(self, day: date) -> date:
        """The first open day on or after `day`."""
        try:
            found = self._years[day.year][1].get(day, day)
        except KeyError:
            found = self._moves(day.year)[1].get(day, day)
        if found is None:
            raise DateOutOfRange(f"no open day from {day.isoformat()} on before the year 10000")
        return found

    def last_open(self, day: date) -> date:
        """The last open day on or before `day`."""
        try:
            found = self._years[day.year][0].get(day, day)
        except KeyError:
            found = self._moves(day.year)[0].get(day, day)
        if found is None:
            raise DateOutOfRange(f"no open day up to {day.isoformat()} since the year 1")
        return found

    def why_closed(self, day: date, language: Language) -> str | None:
        """The holiday's name, else the closure's, else the weekday's; None on an open day."""
        holiday = _holidays(self._sheet.country, day.year, self._sheet.languages[language]).get(day)
        if holiday is not None:
            return holiday
        words = self._sheet.closures.get((day.month, day.day)) or self._sheet.weekend.get(day.weekday())
        return words[language] if words else None

    def _moves(self, year: int) -> tuple[Moves, Moves]:
        """The year's closed days with the open day before each, and the open day after each."""
        found = self._years.get(year)
        if found is None:
            if len(self._years) >= YEARS_KEPT:
                self._years.clear()
            first = date(year, 1, 1).toordinal()
            last = date(year, 12, 31).toordinal()
            closed = [day for day in map(date.fromordinal, range(first, last + 1)) if self._closed(day)]
            before = {day: self._seek(day, -ONE_DAY) for day in closed}
            after = {day: self._seek(day, ONE_DAY) for day in closed}
            found = self._years[year] = before, after
        return found

    def _closed(self, day: date) -> bool:
        return self.why_closed(day, "ja") is not None

    def _seek(self, day: date, step: timedelta) -> date | None:
        try:
            while self._closed(day):
                day += step
        except OverflowError:
            return None
        return day


@lru_cache(maxsize=YEARS_KEPT)
def _holidays(country: str, year: int, language: str) -> dict[date, str]:
    """The national holidays of a year with their names; empty where the library knows none.

    A fresh list per year, never the library's own growing one, which fills while others read it.
    """
    from holidays import country_holidays  # a third of a second: not for those who only count

    return dict(country_holidays(country, years=year, language=language))


@cache
def office_calendar(code: str) -> OfficeCalendar:
    """The calendar of the office with this code, as 'JP'. Raises ValueError naming those that exist."""
    known = office_codes()
    if code not in known:
        raise ValueError(f"no calendar for the office {code!r}; there is one for: {', '.join(known)}")
    return OfficeCalendar(read_sheet(DATA / f"{code}.toml"))
