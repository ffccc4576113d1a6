"""How days, amounts and lines stand on a Japanese official sheet. Not here: reading what people type."""

from datetime import date

ERAS = (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25)))
"""The eras a sheet of this product can need, the latest first, each with its first day."""


def era_day(day: date) -> str:
    """`令和8年9月1日`; before the eras above the plain Western form."""
    for name, first in ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def both_days(day: date) -> str:
    """`令和8年9月1日（2026年9月1日）`: nobody has to convert."""
    return f"{era_day(day)}（{day.year}年{day.month}月{day.day}日）"


def yen(amount: int) -> str:
    """An amount with its thousands parted."""
    return f"{amount:,}"
