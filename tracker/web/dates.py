"""Dates as people type and read them. No counting of periods here: that is the work of `calendars`.

Reads ISO, `2026/8/31`, `2026年8月31日`, `令和8年8月31日`, `R8.8.31`, English day-month-year, in half- or
full-width characters, with or without a weekday. Writes `2026年8月31日(月)` and `Mon 31 August 2026`.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class UnreadableDate(ValueError):
    """A text that is no date; the message says why, in the language of the page."""


@dataclass(frozen=True, slots=True)
class Era:
    """One era of the official calendar, with its first and last day (None: it runs)."""

    kanji: str
    letter: str
    name: str
    first: date
    last: date | None

    def say(self, language: str) -> str:
        """The era's name in a sentence."""
        return self.kanji if language == "ja" else f"{self.name} ({self.kanji})"


# First and last days: Meiji from 1873, when Japan took up the solar calendar; the changes of 1912, 1926,
# 1989 and 2019 happened within a year, so one Western year holds days of two eras.
ERAS = (
    Era("明治", "M", "Meiji", date(1873, 1, 1), date(1912, 7, 29)),
    Era("大正", "T", "Taisho", date(1912, 7, 30), date(1926, 12, 24)),
    Era("昭和", "S", "Showa", date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", "Heisei", date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", "Reiwa", date(2019, 5, 1), None),
)
FIRST_YEAR = {"M": 1868, "T": 1912, "S": 1926, "H": 1989, "R": 2019}

_WEEKDAY = r"(?:\s*[(\[]?\s*(?P<weekday>[月火水木金土日])(?:曜日?)?\s*[)\]]?)?"
_NUMERIC = re.compile(r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})" + _WEEKDAY, re.ASCII)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", re.ASCII)
_KANJI = re.compile(
    r"(?:西暦)?(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日" + _WEEKDAY, re.ASCII
)
_ERA = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[MTSHR])\s*(?P<y>\d{1,2}|元)"
    r"(?:\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日|[-/.](?P<m2>\d{1,2})[-/.](?P<d2>\d{1,2}))"
    + _WEEKDAY,
    re.IGNORECASE | re.ASCII,
)
_ENGLISH = re.compile(
    r"(?:(?P<weekday_en>Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?"
    r"(?P<d>\d{1,2})\s+(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<y>\d{4})",
    re.IGNORECASE | re.ASCII,
)
_NO_YEAR = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?" + _WEEKDAY, re.ASCII)
_SHORT_YEAR = re.compile(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?", re.ASCII)
_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b", re.ASCII)
_WIDE = re.compile(r"日（([月火水木金土日])）")
_LONGEST = 40
EXAMPLES = ("2026-08-31", "2026/8/31", "2026年8月31日", "令和8年8月31日")
"""Ways to write a day, as inputs show them."""


def read_date(text: str, language: str = "en") -> date:
    """The day a person typed. Raises UnreadableDate with a reason a person can act on.

    `language` is the one in which a reason writes days.
    """
    typed = _plain(text)
    if not typed:
        raise UnreadableDate(_("Enter a date."))
    if len(typed) > _LONGEST:
        raise UnreadableDate(_how_to())
    if found := _ERA.fullmatch(typed):
        return _checked_weekday(_from_era(found, language), found, language)
    if found := _NUMERIC.fullmatch(typed) or _KANJI.fullmatch(typed) or _COMPACT.fullmatch(typed):
        return _checked_weekday(_day(int(found["y"]), int(found["m"]), int(found["d"])), found, language)
    if found := _ENGLISH.fullmatch(typed):
        day = _day(int(found["y"]), _english_month(found["month"]), int(found["d"]))
        return _checked_weekday(day, found, language)
    if _NO_YEAR.fullmatch(typed) or _SHORT_YEAR.fullmatch(typed):
        raise UnreadableDate(
            _("Give the year in full, for example 2026/8/31 or %(era)s.", era="令和8年8月31日")
        )
    raise UnreadableDate(_how_to())


def write_date(day: date, language: str) -> str:
    """`2026年8月31日(月)` in Japanese, `Mon 31 August 2026` in English."""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日({WEEKDAYS_JA[day.weekday()]})"
    return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]} {day.year}"


def rewrite_days(text: str, language: str) -> str:
    """A text with its ISO days, and Japanese days in wide brackets, written as pages write them."""
    written = _ISO.sub(lambda found: _rewritten(found[0], language), text)
    return _WIDE.sub(r"日(\1)", written)


def write_era(day: date) -> str:
    """`令和8年8月31日`; the plain Western form for days before the solar calendar."""
    for era in reversed(ERAS):
        if day >= era.first:
            year = day.year - FIRST_YEAR[era.letter] + 1
            return f"{era.kanji}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def write_instant(at: datetime, language: str, zone: ZoneInfo) -> str:
    """A moment on the wall clock of the given zone: the date as above, and the minute."""
    local = at.astimezone(zone)
    return f"{write_date(local.date(), language)} {local:%H:%M}"


def _rewritten(text: str, language: str) -> str:
    try:
        return write_date(date.fromisoformat(text), language)
    except ValueError:
        return text


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", " ", re.sub(r"[‐‑‒–—―−ー]", "-", folded)).strip()


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise UnreadableDate(_("There is no month %(month)s: months go from 1 to 12.", month=month))
    if year < 1:
        raise UnreadableDate(_("There is no year 0."))
    last = _last_of_month(year, month)
    if not 1 <= day <= last:
        raise UnreadableDate(
            _(
                "There is no day %(day)s in month %(month)s of %(year)s: it has %(last)s days.",
                day=day,
                month=month,
                year=year,
                last=last,
            )
        )
    return date(year, month, day)


def _last_of_month(year: int, month: int) -> int:
    if month == 12:
        return 31
    return (date(year, month + 1, 1) - timedelta(days=1)).day


def _from_era(found: re.Match[str], language: str) -> date:
    era = next(e for e in ERAS if found["era"].upper() in (e.kanji, e.letter))
    number = 1 if found["y"] == "元" else int(found["y"])
    if number == 0:
        raise UnreadableDate(_("There is no year 0 in an era: the first is year 1."))
    year = FIRST_YEAR[era.letter] + number - 1
    day = _day(year, int(found["m"] or found["m2"]), int(found["d"] or found["d2"]))
    if day < era.first:
        raise UnreadableDate(
            _("%(era)s began on %(first)s.", era=era.say(language), first=write_date(era.first, language))
        )
    if era.last and day > era.last:
        raise UnreadableDate(
            _(
                "%(era)s ended on %(last)s; this day is %(right)s.",
                era=era.say(language),
                last=write_date(era.last, language),
                right=write_era(day),
            )
        )
    return day


def _english_month(word: str) -> int:
    for number, name in enumerate(MONTHS_EN, start=1):
        if name.lower() == word.lower() or (len(word) >= 3 and name.lower().startswith(word.lower())):
            return number
    raise UnreadableDate(_how_to())


def _checked_weekday(day: date, found: re.Match[str], language: str) -> date:
    groups = found.groupdict()
    right_ja, right_en = WEEKDAYS_JA[day.weekday()], WEEKDAYS_EN[day.weekday()]
    said_ja, said_en = groups.get("weekday"), groups.get("weekday_en")
    if (said_ja and said_ja != right_ja) or (said_en and said_en.title() != right_en):
        raise UnreadableDate(
            _("The weekday does not fit: this day is %(right)s.", right=write_date(day, language))
        )
    return day


def _how_to() -> str:
    forms = ", ".join(EXAMPLES)
    return _("This is not a date we can read. Ways to write one: %(forms)s", forms=forms)
