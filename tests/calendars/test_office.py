"""The office calendar of Japan against the law's named days and a second holiday library."""

from datetime import date, timedelta

import jpholiday
import pytest

from tracker.calendars import OfficeCalendar, office_calendar
from tracker.calendars.sheet import DATA, read_sheet
from tracker.errors import DateOutOfRange

JP = office_calendar("JP")
ONE = timedelta(1)
CLOSURE = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def test_open_days_agree_with_another_library_from_2019_to_2030():
    holidays = {day for year in range(2019, 2031) for day, _ in jpholiday.year_holidays(year)}
    holidays = {date(day.year, day.month, day.day) for day in holidays}
    assert len(holidays) > 12 * 15
    for day in days(date(2019, 1, 1), date(2030, 12, 31)):
        closed = day.weekday() >= 5 or (day.month, day.day) in CLOSURE or day in holidays
        assert JP.is_open(day) is not closed, day


def test_next_and_last_open_day_are_what_a_walk_finds():
    for day in days(date(2018, 12, 1), date(2033, 1, 31)):
        after = before = day
        while not JP.is_open(after):
            after += ONE
        while not JP.is_open(before):
            before -= ONE
        assert (JP.last_open(day), JP.next_open(day)) == (before, after)


LISTS = {
    2026: "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 "
    "09-21 09-22 09-23 10-12 11-03 11-23",
    2027: "01-01 01-11 02-11 02-23 03-21 03-22 04-29 05-03 05-04 05-05 07-19 08-11 "
    "09-20 09-23 10-11 11-03 11-23",
}


@pytest.mark.parametrize("year", LISTS)
def test_the_holidays_of_a_year_are_the_official_list(year):
    ordinary = {"日曜日", "土曜日", "年末年始の閉庁", None}
    named = [d for d in days(date(year, 1, 1), date(year, 12, 31)) if JP.why_closed(d, "ja") not in ordinary]
    assert [f"{day:%m-%d}" for day in named] == LISTS[year].split()


@pytest.mark.parametrize(
    ("day", "ja", "en"),
    [
        ("2019-04-30", "国民の休日", "National Holiday"),
        ("2019-05-01", "天皇の即位の日", "Emperor's Enthronement Day"),
        ("2019-05-02", "国民の休日", "National Holiday"),
        ("2019-05-06", "振替休日", "Substitute Holiday"),
        ("2019-08-12", "振替休日", "Substitute Holiday"),
        ("2019-11-04", "振替休日", "Substitute Holiday"),
        ("2020-02-24", "振替休日", "Substitute Holiday"),
        ("2020-05-06", "振替休日", "Substitute Holiday"),
        ("2020-07-23", "海の日", "Marine Day"),
        ("2020-07-24", "スポーツの日", "Sports Day"),
        ("2020-08-10", "山の日", "Mountain Day"),
        ("2021-07-22", "海の日", "Marine Day"),
        ("2021-07-23", "スポーツの日", "Sports Day"),
        ("2021-08-08", "山の日", "Mountain Day"),
        ("2021-08-09", "振替休日", "Substitute Holiday"),
        ("2023-01-02", "振替休日", "Substitute Holiday"),
        ("2024-02-12", "振替休日", "Substitute Holiday"),
        ("2024-05-06", "振替休日", "Substitute Holiday"),
        ("2024-08-12", "振替休日", "Substitute Holiday"),
        ("2024-09-23", "振替休日", "Substitute Holiday"),
        ("2024-11-04", "振替休日", "Substitute Holiday"),
        ("2025-02-24", "振替休日", "Substitute Holiday"),
        ("2025-05-06", "振替休日", "Substitute Holiday"),
        ("2025-11-24", "振替休日", "Substitute Holiday"),
        ("2026-05-06", "振替休日", "Substitute Holiday"),
        ("2026-09-22", "国民の休日", "National Holiday"),
        ("2027-03-22", "振替休日", "Substitute Holiday"),
        ("2032-09-21", "国民の休日", "National Holiday"),
        ("2026-01-01", "元日", "New Year's Day"),
        ("2026-12-29", "年末年始の閉庁", "Year-end closure"),
        ("2027-01-03", "年末年始の閉庁", "Year-end closure"),
        ("2026-11-21", "土曜日", "Saturday"),
        ("2026-11-22", "日曜日", "Sunday"),
        ("2026-11-20", None, None),
    ],
)
def test_a_closed_day_names_its_reason(day, ja, en):
    day = date.fromisoformat(day)
    assert (JP.why_closed(day, "ja"), JP.why_closed(day, "en")) == (ja, en)
    assert JP.is_open(day) is (ja is None)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2019-04-27", "2019-05-06"),
        ("2026-09-19", "2026-09-23"),
        ("2026-12-29", "2027-01-03"),
        ("2024-12-28", "2025-01-05"),
        ("2037-09-22", "2037-09-23"),
        ("2043-09-21", "2043-09-23"),
    ],
)
def test_a_run_of_closed_days_has_its_ends(first, last):
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    assert not any(map(JP.is_open, days(first, last)))
    assert JP.next_open(first) > last
    assert JP.last_open(last) < first


def test_regular_days_of_the_irregular_years_are_open():
    for day in ("2019-12-23", "2020-07-20", "2020-10-12", "2020-08-11", "2021-10-11", "2021-07-19"):
        assert JP.is_open(date.fromisoformat(day)), day


@pytest.mark.parametrize("year", [1948, 2026, 2100, 2345, 9998])
def test_the_year_end_closure_and_weekends_hold_even_where_no_holidays_are_known(year):
    assert not any(map(JP.is_open, days(date(year, 12, 29), date(year + 1, 1, 3))))
    for day in days(date(year, 6, 1), date(year, 6, 30)):
        assert JP.is_open(day) is (day.weekday() < 5)
    weekday = date(year, 5, 5).weekday() < 5
    assert JP.is_open(date(year, 5, 5)) is (weekday and year != 2026)


def test_the_known_days_end_with_the_official_list_and_the_sheet_says_why():
    assert JP.known_until == date(2027, 12, 31)
    assert "2027" in JP.known_because["ja"]
    assert "2027" in JP.known_because["en"]
    assert "1(1)(iii)" in [reference.place for reference in JP.references]
    assert all(reference.source and reference.checked.year >= 2026 for reference in JP.references)


def test_the_edges_of_time_are_refused_by_name_and_nothing_else_is():
    assert JP.last_open(date.max) == date(9999, 12, 28)
    assert JP.next_open(date.min) == date(1, 1, 4)
    with pytest.raises(DateOutOfRange, match="from 9999-12-31 on"):
        JP.next_open(date.max)
    with pytest.raises(DateOutOfRange, match="up to 0001-01-02"):
        JP.last_open(date(1, 1, 2))


def test_the_calendar_forgets_years_rather_than_growing_without_end():
    calendar = OfficeCalendar(read_sheet(DATA / "JP.toml"))
    for year in range(3000, 4300):
        assert calendar.next_open(date(year, 12, 31)) > date(year + 1, 1, 3)
    assert len(calendar._years) <= 600
    assert calendar.next_open(date(3000, 1, 1)) == date(3000, 1, 6)


def test_an_office_is_read_once_and_an_unknown_one_is_refused_with_those_that_exist():
    assert office_calendar("JP") is JP
    for code in ("XX", "../data/JP", ""):
        with pytest.raises(ValueError, match="there is one for: JP"):
            office_calendar(code)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"12-29"', '"29-12"', r"^bad.toml: closure\[1\].first: read '29-12', allowed: month and day, as 12"),
        ('"sunday"]', '"sonntag"]', r"weekend.days: read 'sonntag', allowed: a list of monday, "),
        ("2027-12-31", '"2027"', r"known_until: read '2027', allowed: a day, as 2027-12-31"),
        ("country =", "land =", r"holidays.country: read None, allowed: a text"),
        ('code = "JP"', 'code = "JP"\ncolour = "red"', r"bad.toml: colour: read 'red', allowed: no such key"),
        ('en = "Year-end closure"', 'fr = "Fin"', r"closure\[1\].name.en: read None, allowed: a text"),
        ("checked = 2026-02-08", "", r"weekend.checked: read None, allowed: a day"),
    ],
)
def test_a_sheet_with_a_fault_is_refused_with_file_key_and_what_is_allowed(tmp_path, old, new, message):
    text = (DATA / "JP.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "bad.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_sheet(tmp_path / "bad.toml")


def test_a_closure_may_lie_inside_a_year(tmp_path):
    text = (DATA / "JP.toml").read_text(encoding="utf-8")
    text = text.replace('"12-29"', '"08-13"').replace('"01-03"', '"08-15"')
    (tmp_path / "other.toml").write_text(text, encoding="utf-8")
    sheet = read_sheet(tmp_path / "other.toml")
    assert list(sheet.closures) == [(8, 13), (8, 14), (8, 15)]
    calendar = OfficeCalendar(sheet)
    assert calendar.is_open(date(2026, 12, 29))
    assert not calendar.is_open(date(2026, 8, 13))
