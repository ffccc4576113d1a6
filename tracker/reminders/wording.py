"""How dates and articles read in a mail. Not here: labels of rules (their pack has them)."""

import re
from datetime import date
from functools import lru_cache

WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
STATUTES_JA = {"PA": "特許法", "ESPA": "経済安全保障推進法"}

_PLACE = re.compile(r"(?:(?P<law>[A-Z]+) )?(?P<number>\d+)(?:-(?P<sub>\d+))?(?:\((?P<paragraph>\d+)\))?")


@lru_cache(maxsize=4096)
def long_date(day: date, language: str) -> str:
    """``2026年8月31日(月)`` or ``Mon 31 August 2026``."""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日({WEEKDAYS_JA[day.weekday()]})"
    return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]} {day.year}"


@lru_cache(maxsize=512)
def article_words(article: str, language: str) -> str:
    """``8-2`` of the special terms as 第8条第2項 or Art. 8(2); ``PA 48-3`` as 特許法第48条の3 or PA 48-3.

    Several places stand parted by commas. What is not written in one of these ways is told as it stands.
    """
    return ", ".join(_place(part.strip(), language) for part in article.split(","))


def _place(text: str, language: str) -> str:
    match = _PLACE.fullmatch(text)
    if match is None or (match["law"] and language != "ja"):
        return text
    law, number, sub, paragraph = match["law"], match["number"], match["sub"], match["paragraph"]
    if law is None:
        part = sub or paragraph
        if language == "ja":
            return f"第{number}条" + (f"第{part}項" if part else "")
        return f"Art. {number}" + (f"({part})" if part else "")
    statute = STATUTES_JA.get(law, law + " ")
    branch = f"の{sub}" if sub else ""
    return f"{statute}第{number}条{branch}" + (f"第{paragraph}項" if paragraph else "")


def one_line(text: str) -> str:
    """``text`` on one line: line breaks and other control characters become spaces."""
    if text.isprintable() and "  " not in text and text == text.strip():
        return text
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
