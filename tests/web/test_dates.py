"""Days as people type them, and days as pages write them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tracker.web.dates import (
    ERAS,
    UnreadableDate,
    read_date,
    rewrite_days,
    write_date,
    write_era,
    write_instant,
)

DAY = date(2026, 8, 31)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-08-31",
        "2026/8/31",
        "2026.8.31",
        "20260831",
        "2026年8月31日",
        "西暦2026年8月31日",
        "2026年8月31日(月)",
        "2026年8月31日（月曜日）",
        "２０２６年８月３１日",
        "２０２６／０８／３１",
        "2026−8−31",
        "令和8年8月31日",
        "令和８年８月３１日（月）",
        "㋿8年8月31日",
        "R8.8.31",
        "r8/8/31",
        "Ｒ８．８．３１",
        "R8-08-31",
        "  2026/8/31  ",
        "31 August 2026",
        "31 Aug 2026",
        "Mon 31 August 2026",
        "Monday, 31 August 2026",
    ],
)
def test_one_day_is_read_however_it_is_written(typed):
    assert read_date(typed) == DAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("T1.7.30", date(1912, 7, 30)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("令和10年2月29日", date(2028, 2, 29)),
    ],
)
def test_the_first_and_last_days_of_eras(typed, day):
    assert read_date(typed) == day


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "Enter a date."),
        ("   ", "Enter a date."),
        ("2026-02-30", "no day 30 in month 2 of 2026: it has 28 days"),
        ("令和8年2月29日", "no day 29 in month 2 of 2026"),
        ("2026/4/31", "it has 30 days"),
        ("2026-00-10", "no month 0"),
        ("2026/13/1", "no month 13"),
        ("0000-01-01", "no year 0"),
        ("令和0年5月1日", "no year 0 in an era"),
        ("令和元年4月30日", "Reiwa (令和) began on Wed 1 May 2019"),
        ("平成31年5月1日", "Heisei (平成) ended on Tue 30 April 2019; this day is 令和元年5月1日"),
        ("昭和64年1月8日", "Showa (昭和) ended on Sat 7 January 1989; this day is 平成元年1月8日"),
        ("明治5年12月31日", "Meiji (明治) began on"),
        ("2026年8月31日(火)", "The weekday does not fit: this day is Mon 31 August 2026"),
        ("Tue 31 August 2026", "The weekday does not fit"),
        ("8/31", "Give the year in full"),
        ("8月31日", "Give the year in full"),
        ("26/8/31", "Give the year in full"),
        ("2026-08/31", "not a date we can read"),
        ("31 Augustus 2026", "not a date we can read"),
        ("tomorrow", "not a date we can read"),
        ("2026-08-31T00:00:00", "not a date we can read"),
        ("٢٠٢٦-٠٨-٣١", "not a date we can read"),
        ("2026-08-31" * 50, "not a date we can read"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(typed, reason):
    with pytest.raises(UnreadableDate) as refused:
        read_date(typed)
    assert reason in str(refused.value)


def test_days_are_written_with_their_weekday():
    assert write_date(DAY, "ja") == "2026年8月31日(月)"
    assert write_date(DAY, "en") == "Mon 31 August 2026"
    assert write_era(DAY) == "令和8年8月31日"
    assert write_era(date(2019, 5, 1)) == "令和元年5月1日"
    assert write_era(date(1872, 12, 31)) == "1872年12月31日"


def test_days_within_a_text_are_written_like_the_others():
    assert rewrite_days("filed on 2026-08-31 (JP1), not 2026-02-30", "en") == (
        "filed on Mon 31 August 2026 (JP1), not 2026-02-30"
    )
    assert rewrite_days("出願：2026年8月31日（月）（JP1）", "ja") == "出願：2026年8月31日(月)（JP1）"


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def test_every_day_of_150_years_is_read_in_its_era_as_it_was_written():
    for day in days(ERAS[0].first, date(2029, 12, 31)):
        assert read_date(write_era(day)) == day


def test_every_day_of_a_leap_cycle_is_read_as_it_was_written():
    for day in days(date(2024, 1, 1), date(2027, 12, 31)):
        for text in (write_date(day, "ja"), write_date(day, "en"), day.isoformat()):
            assert read_date(text) == day, text


def test_a_moment_is_told_on_the_office_s_clock():
    late = datetime(2026, 8, 30, 15, 5, tzinfo=UTC)
    assert write_instant(late, "ja", ZoneInfo("Asia/Tokyo")) == "2026年8月31日(月) 00:05"


def test_hostile_text_is_refused_quickly():
    for text in ("令和" * 20, "1" * 40, "2026年" * 10, " " * 100_000 + "x", "R8." * 13):
        with pytest.raises(UnreadableDate):
            read_date(text)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("令和八年五月十五日", date(2026, 5, 15)),
        ("令和八年十二月三十一日", date(2026, 12, 31)),
        ("二〇二六年十月二十日", date(2026, 10, 20)),
        ("昭和六十四年一月七日", date(1989, 1, 7)),
    ],
)
def test_kanji_numbers_are_read(typed, day):
    assert read_date(typed) == day


@pytest.mark.parametrize("typed", ["令和８年", "㋿8年", "令和八年五月"])
def test_an_era_year_alone_is_no_day(typed):
    with pytest.raises(UnreadableDate, match="Give month and day"):
        read_date(typed)
