"""Days as people type them, in any of the usual ways. No counting of periods, and no language of a page.

Reads ISO, `2026/8/31`, `2026年8月31日`, `令和8年8月31日`, `令和八年八月三十一日`, `R8.8.31`, English
day-month-year, in half- or full-width characters, with or without a weekday. Whoever shows a refusal
translates it first.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

ENTER = "Enter a date."
NO_MONTH = "There is no month %(month)s: months go from 1 to 12."
NO_YEAR_ZERO = "There is no year 0."
NO_DAY = "There is no day %(day)s in month %(month)s of %(year)s: it has %(last)s days."
YEAR_IN_FULL = "Give the year in full, for example 2026/8/31 or %(era)s."
DAY_IN_FULL = "Give month and day as well, for example %(era)s."
NO_ERA_ZERO = "There is no year 0 in an era: the first is year 1."
ERA_BEGAN = "The era %(era)s began on %(first)s."
ERA_ENDED = "The era %(era)s ended on %(last)s; this day is %(right)s."
WRONG_WEEKDAY = "The weekday does not fit: this day is %(right)s."
HOW_TO = "This is not a date we can read. Ways to write one: %(forms)s"
EXAMPLES = ("2026-08-31", "2026/8/31", "2026年8月31日", "令和8年8月31日")
"""Ways to write a day, as inputs show them."""

WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class UnreadableDay(ValueError):
    """A text that is no day: the English message and its values apart. A value that is a day or an era is
    written by whoever knows the language."""

    def __init__(self, message: str, **values: object) -> None:
        self.message, self.values = message, values
        super().__init__(message % {name: str(value) for name, value in values.items()})


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

    def __str__(self) -> str:
        return self.say("en")


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
_ERA_YEAR = re.compile(r"(?:明治|大正|昭和|平成|令和)\s*(?:\d{1,2}|元)年(?:\s*\d{1,2}\s*月)?", re.ASCII)
_KANJI_NUMBER = re.compile(r"[〇零一二三四五六七八九十百千]+(?=\s*[年月日])")
_DIGITS = {each: number for number, each in enumerate("〇一二三四五六七八九")} | {"零": 0}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_LONGEST = 40


def read_day(text: str) -> date:
    """The day a person typed. Raises UnreadableDay with a reason a person can act on."""
    typed = _plain(text)
    if not typed:
        raise UnreadableDay(ENTER)
    if len(typed) > _LONGEST:
        raise UnreadableDay(HOW_TO, forms=", ".join(EXAMPLES))
    if found := _ERA.fullmatch(typed):
        return _checked_weekday(_from_era(found), found)
    if found := _NUMERIC.fullmatch(typed) or _KANJI.fullmatch(typed) or _COMPACT.fullmatch(typed):
        return _checked_weekday(_day(int(found["y"]), int(found["m"]), int(found["d"])), found)
    if found := _ENGLISH.fullmatch(typed):
        return _checked_weekday(_day(int(found["y"]), _english_month(found["month"]), int(found["d"])), found)
    if _NO_YEAR.fullmatch(typed) or _SHORT_YEAR.fullmatch(typed):
        raise UnreadableDay(YEAR_IN_FULL, era="令和8年8月31日")
    if _ERA_YEAR.fullmatch(typed):
        raise UnreadableDay(DAY_IN_FULL, era="令和8年8月31日")
    raise UnreadableDay(HOW_TO, forms=", ".join(EXAMPLES))


def write_era(day: date) -> str:
    """`令和8年8月31日`; the plain Western form for days before the solar calendar."""
    for era in reversed(ERAS):
        if day >= era.first:
            year = day.year - FIRST_YEAR[era.letter] + 1
            return f"{era.kanji}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    folded = re.sub(r"\s+", " ", re.sub(r"[‐‑‒–—―−ー]", "-", folded)).strip()
    return _KANJI_NUMBER.sub(lambda found: str(_kanji_number(found[0])), folded)


def _kanji_number(text: str) -> int:
    """`三十一` and `二〇二六` as numbers."""
    if not any(each in _PLACES for each in text):
        return int("".join(str(_DIGITS[each]) for each in text))
    total, digit = 0, 0
    for each in text:
        if each in _PLACES:
            total += (digit or 1) * _PLACES[each]
            digit = 0
        else:
            digit = _DIGITS[each]
    return total + digit


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise UnreadableDay(NO_MONTH, month=month)
    if year < 1:
        raise UnreadableDay(NO_YEAR_ZERO)
    last = _last_of_month(year, month)
    if not 1 <= day <= last:
        raise UnreadableDay(NO_DAY, day=day, month=month, year=year, last=last)
    return date(year, month, day)


def _last_of_month(year: int, month: int) -> int:
    if month == 12:
        return 31
    return (date(year, month + 1, 1) - timedelta(days=1)).day


def _from_era(found: re.Match[str]) -> date:
    era = next(e for e in ERAS if found["era"].upper() in (e.kanji, e.letter))
    number = 1 if found["y"] == "元" else int(found["y"])
    if number == 0:
        raise UnreadableDay(NO_ERA_ZERO)
    year = FIRST_YEAR[era.letter] + number - 1
    day = _day(year, int(found["m"] or found["m2"]), int(found["d"] or found["d2"]))
    if day < era.first:
        raise UnreadableDay(ERA_BEGAN, era=era, first=era.first)
    if era.last and day > era.last:
        raise UnreadableDay(ERA_ENDED, era=era, last=era.last, right=write_era(day))
    return day


def _english_month(word: str) -> int:
    for number, name in enumerate(MONTHS_EN, start=1):
        if name.lower() == word.lower() or (len(word) >= 3 and name.lower().startswith(word.lower())):
            return number
    raise UnreadableDay(HOW_TO, forms=", ".join(EXAMPLES))


def _checked_weekday(day: date, found: re.Match[str]) -> date:
    groups = found.groupdict()
    right_ja, right_en = WEEKDAYS_JA[day.weekday()], WEEKDAYS_EN[day.weekday()]
    said_ja, said_en = groups.get("weekday"), groups.get("weekday_en")
    if (said_ja and said_ja != right_ja) or (said_en and said_en.title() != right_en):
        raise UnreadableDay(WRONG_WEEKDAY, right=day)
    return day
