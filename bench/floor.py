"""The floor of `derive_vs_floor`: the same dates by bare date arithmetic, rules written out by hand.

No terms as data, no explanations, no standing, no checks: as little as Python can do for these dates.
"""

from collections.abc import Collection
from datetime import date, timedelta

import holidays

from bench.histories import Fact

Dates = tuple[date | None, date | None, date | None]  # nominal, due, act_by
Plain = tuple[str, tuple[tuple[str, date, str | None, str | None], ...]]

_DAY = timedelta(days=1)
_DAYS_14, _DAYS_30, _DAYS_60, _DAYS_90 = (timedelta(days=n) for n in (14, 30, 60, 90))
_NONE: Dates = (None, None, None)
_INDUSTRIAL = frozenset({"patent", "utility-model", "design", "circuit-layout", "plant-variety"})
_REVIEWED_FROM = date(2024, 5, 1)
_YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})


def plain(case: dict[str, object]) -> Plain:
    """A case with its days read, the right, and (kind, day, filing, office) per fact."""
    facts: list[Fact] = case["facts"]  # type: ignore[assignment]
    read = ((f["kind"], date.fromisoformat(f["on"]), f.get("filing"), f.get("office")) for f in facts)
    return case["matter"]["right"], tuple(read)  # type: ignore[index]


def closed_days(first_year: int, last_year: int) -> frozenset[date]:
    """Days of these years on which the office is closed: weekends, holidays, 29 December to 3 January."""
    national = holidays.country_holidays("JP", years=range(first_year, last_year + 1))
    start, end = date(first_year, 1, 1), date(last_year, 12, 31)
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return frozenset(
        day for day in days if day.weekday() > 4 or day in national or (day.month, day.day) in _YEAR_END
    )


def dates(matter: Plain, as_of: date, closed: Collection[date]) -> list[tuple[str, Dates]]:
    """(rule, its dates) for every duty of the matter as of a day, in no particular order."""
    right, facts = matter
    if right not in _INDUSTRIAL:
        return [("licence-window", _NONE)]
    found = [
        ("prompt-filing", _kept(on + _DAYS_60, closed))
        for kind, on, _, _ in facts
        if kind == "invention-made"
    ]
    for kind, on, filing, office in facts:
        if kind == "filed":
            happened = {other: day for other, day, of, _ in facts if of == filing}
            _towards_the_agency(found, right, on, office, happened, closed)
            if right == "patent" and office == "JP":
                _before_the_office(found, on, happened, as_of, closed)
    return found


def _towards_the_agency(found, right, filed, office, happened, closed) -> None:
    at_home = office == "JP"
    found.append(("filing-notice", _kept(filed + (_DAYS_60 if at_home else _DAYS_90), closed)))
    told = happened.get("filing-notice-submitted")
    if told and right == "patent":
        published = happened.get("published")
        found.append(
            ("publication-status", _kept(max(told, published) + _DAYS_14, closed) if published else _NONE)
        )
    elif told:
        found.append(("filing-status", _kept(told + _DAYS_30, closed)))
    gazette, registered = happened.get("gazette-issued"), happened.get("registered")
    if gazette:
        found.append(("registration-notice", _kept(gazette + (_DAYS_60 if at_home else _DAYS_90), closed)))
    elif registered:
        found.append(("registration-notice", _NONE))
    if at_home:
        found.append(("licence-window", (registered, registered, None)))


def _before_the_office(found, filed, happened, as_of, closed) -> None:
    three_years, expected = _japanese(filed, 36), _japanese(filed, 18)
    found.append(("exam-request", _kept(three_years, closed)))
    found.append(("exam-request", _rolled(three_years, closed)))
    found.append(("publication-expected", (expected, expected, None)))
    found.append(("domestic-priority", _rolled(_japanese(filed, 12), closed)))
    found.append(("foreign-priority", _kept(_same_number(filed, 12), closed)))
    if filed >= _REVIEWED_FROM:
        review = _japanese(filed, 3)
        found.append(("primary-review", (review, review, None)))
        found.append(("not-sent-request", _rolled(review, closed)))
        if as_of > review:
            found.append(("confirm-no-notice", _kept(review + _DAYS_14, closed)))
    if "refusal-served" in happened:
        found.append(("appeal", _rolled(_japanese(happened["refusal-served"], 3), closed)))
    if "grant-served" in happened:
        found.append(("registration-fee", _rolled(happened["grant-served"] + _DAYS_30, closed)))
    if "registered" in happened:  # years 1 to 3 are paid with the registration: the fourth is next
        found.append(("annuity", _rolled(_japanese(happened["registered"], 36), closed)))


def _same_number(event: date, months: int) -> date:
    year, month = divmod(event.year * 12 + event.month - 1 + months, 12)
    try:
        return date(year, month + 1, event.day)
    except ValueError:  # no such day: the month's last one
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1) - _DAY


def _japanese(event: date, months: int) -> date:
    start = event + _DAY  # the first day is not counted (Civil Code 140)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    try:
        return date(year, month + 1, start.day) - _DAY
    except ValueError:  # no such day: the month's last one (Civil Code 143)
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1) - _DAY


def _kept(due: date, closed: frozenset[date]) -> Dates:
    act_by = due
    while act_by in closed:
        act_by -= _DAY
    return due, due, act_by


def _rolled(nominal: date, closed: frozenset[date]) -> Dates:
    due = nominal
    while due in closed:
        due += _DAY
    return nominal, due, due
