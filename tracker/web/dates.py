"""Days as people read them on a page: `2026年8月31日(月)`, `Mon 31 August 2026`, `令和8年8月31日`.

Not here: reading what people type (importing.days), for which this module words the refusals.
"""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from tracker.importing.days import ERAS as ERAS
from tracker.importing.days import EXAMPLES as EXAMPLES
from tracker.importing.days import MONTHS_EN, WEEKDAYS_EN, WEEKDAYS_JA, Era, UnreadableDay, read_day
from tracker.importing.days import write_era as write_era

_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b", re.ASCII)
_WIDE = re.compile(r"日（([月火水木金土日])）")


class UnreadableDate(ValueError):
    """A text that is no date; the message says why, in the language of the page."""


def read_date(text: str, language: str = "en") -> date:
    """The day a person typed. Raises UnreadableDate with a reason a person can act on.

    `language` is the one in which a reason writes days.
    """
    try:
        return read_day(text)
    except UnreadableDay as unreadable:
        raise UnreadableDate(say_why(unreadable.message, unreadable.values, language)) from unreadable


def say_why(message: str, values: dict[str, object], language: str) -> str:
    """A refusal of a day in the language of the page, with its days and eras written as there."""
    return str(_(message, **{name: _said(value, language) for name, value in values.items()}))


def _said(value: object, language: str) -> object:
    if isinstance(value, Era):
        return value.say(language)
    return write_date(value, language) if isinstance(value, date) else value


def write_date(day: date, language: str) -> str:
    """`2026年8月31日(月)` in Japanese, `Mon 31 August 2026` in English."""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日({WEEKDAYS_JA[day.weekday()]})"
    return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]} {day.year}"


def rewrite_days(text: str, language: str) -> str:
    """A text with its ISO days, and Japanese days in wide brackets, written as pages write them."""
    written = _ISO.sub(lambda found: _rewritten(found[0], language), text)
    return _WIDE.sub(r"日(\1)", written)


def write_instant(at: datetime, language: str, zone: ZoneInfo) -> str:
    """A moment on the wall clock of the given zone: the date as above, and the minute."""
    local = at.astimezone(zone)
    return f"{write_date(local.date(), language)} {local:%H:%M}"


def _rewritten(text: str, language: str) -> str:
    try:
        return write_date(date.fromisoformat(text), language)
    except ValueError:
        return text
