"""Reads an office's data sheet (data/<code>.toml) strictly; computes no days (see office)."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar

Language = Literal["ja", "en"]
Words = dict[Language, str]
MonthDay = tuple[int, int]
T = TypeVar("T")

DATA = Path(__file__).parent / "data"
WEEKDAYS: dict[str, Words] = {
    "monday": {"ja": "月曜日", "en": "Monday"},
    "tuesday": {"ja": "火曜日", "en": "Tuesday"},
    "wednesday": {"ja": "水曜日", "en": "Wednesday"},
    "thursday": {"ja": "木曜日", "en": "Thursday"},
    "friday": {"ja": "金曜日", "en": "Friday"},
    "saturday": {"ja": "土曜日", "en": "Saturday"},
    "sunday": {"ja": "日曜日", "en": "Sunday"},
}


@dataclass(frozen=True, slots=True)
class Reference:
    """The text a part of the sheet comes from, and the day on which that text was last read."""

    source: str
    place: str
    checked: date


@dataclass(frozen=True, slots=True)
class OfficeSheet:
    """What a data sheet says, checked: `weekend` by date.weekday(), `closures` by month and day."""

    code: str
    title: Words
    known_until: date
    known_because: Words
    weekend: dict[int, Words]
    closures: dict[MonthDay, Words]
    country: str
    languages: Words
    references: tuple[Reference, ...]


def office_codes() -> list[str]:
    """The offices that have a data sheet."""
    return sorted(path.stem for path in DATA.glob("*.toml"))


def read_sheet(path: Path) -> OfficeSheet:
    """The sheet in this file. Raises ValueError naming file, key, what was read and what is allowed."""
    sheet = _Reader(path.name, "", tomllib.loads(path.read_text(encoding="utf-8")))
    weekend, holidays, closures = sheet.table("weekend"), sheet.table("holidays"), sheet.tables("closure")
    result = OfficeSheet(
        code=sheet.text("code"),
        title=sheet.words("title"),
        known_until=sheet.day("known_until"),
        known_because=sheet.words("known_because"),
        weekend=weekend.weekdays("days"),
        closures={day: name for each in closures for day, name in each.closure()},
        country=holidays.text("country"),
        languages=holidays.words("languages"),
        references=tuple(part.reference() for part in (weekend, holidays, *closures)),
    )
    for part in (sheet, weekend, holidays, *closures):
        part.finish()
    return result


class _Reader:
    """One table of a sheet; forgets each key it was asked for, so that `finish` finds the strangers."""

    def __init__(self, file: str, place: str, values: dict[str, Any]) -> None:
        self.file, self.place, self.left = file, place, dict(values)

    def refuse(self, key: str, read: object, allowed: str) -> ValueError:
        return ValueError(f"{self.file}: {self.place}{key}: read {read!r}, allowed: {allowed}")

    def finish(self) -> None:
        for key, value in self.left.items():
            raise self.refuse(key, value, "no such key")

    def take(self, key: str, kind: type[T], allowed: str) -> T:
        value = self.left.pop(key, None)
        if not isinstance(value, kind) or not value:
            raise self.refuse(key, value, allowed)
        return value

    def text(self, key: str) -> str:
        return self.take(key, str, "a text")

    def day(self, key: str) -> date:
        return self.take(key, date, "a day, as 2027-12-31")

    def words(self, key: str) -> Words:
        words = _Reader(self.file, f"{self.place}{key}.", self.take(key, dict, "a table with ja and en"))
        result: Words = {"ja": words.text("ja"), "en": words.text("en")}
        words.finish()
        return result

    def table(self, key: str) -> "_Reader":
        return _Reader(self.file, f"{key}.", self.take(key, dict, "a table"))

    def tables(self, key: str) -> "list[_Reader]":
        tables = self.take(key, list, "one table or more, as [[closure]]")
        return [_Reader(self.file, f"{key}[{n}].", table) for n, table in enumerate(tables, 1)]

    def reference(self) -> Reference:
        return Reference(self.text("source"), self.text("place"), self.day("checked"))

    def weekdays(self, key: str) -> dict[int, Words]:
        allowed = f"a list of {', '.join(WEEKDAYS)}"
        days = self.take(key, list, allowed)
        for day in days:
            if day not in WEEKDAYS:
                raise self.refuse(key, day, allowed)
        return {list(WEEKDAYS).index(day): WEEKDAYS[day] for day in days}

    def month_day(self, key: str) -> date:
        text = self.text(key)
        try:
            return date.fromisoformat(f"2000-{text}")
        except ValueError:
            raise self.refuse(key, text, "month and day, as 12-29") from None

    def closure(self) -> list[tuple[MonthDay, Words]]:
        """Every month and day of the closure, with its name; 29 February included where it lies inside."""
        day, last, name = self.month_day("first"), self.month_day("last"), self.words("name")
        length = (last - day).days % 366 + 1
        days = [day + timedelta(n) for n in range(length)]
        return [((each.month, each.day), name) for each in days]
