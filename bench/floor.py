"""The floor of `derive_vs_floor`: the same dates by bare date arithmetic, rules written out by hand.

No terms as data, no explanations, no standing, no checks: as little as Python can do for these dates.
"""

from datetime import date, timedelta

import holidays

from bench.histories import Fact

Dates = tuple[date | None, date | None, date | None]  # nominal, due, act_by
Plain = tuple[str, tuple[tuple[str, date, str | None, str | None], ...]]

_DAY = timedelta(days=1)
_DAYS_30, _DAYS_60, _DAYS_90 = (timedelta(days=n) for n in (30, 60, 90))
_NOT_YET: Dates = (None, None, None)
_INDUSTRIAL = frozenset({"patent", "utility-model", "design", "circuit-layout", "plant-variety"})


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


_YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})


def dates(matter: Plain, closed: frozenset[date]) -> list[tuple[str, Dates]]:  # noqa: C901 - one loop is the point
    """(rule, its dates) for every duty of the matter, in no particular order."""
    right, facts = matter
    patent, industrial = right == "patent", right in _INDUSTRIAL
    offices = {filing: office for kind, _, filing, office in facts if kind == "filed"}
    published = {filing for kind, _, filing, _ in facts if kind == "gazette-issued"}
    found: list[tuple[str, Dates]] = []
    for kind, on, filing, office in facts:
        if kind == "invention-made" and industrial:
            found.append(("prompt-filing", _kept(on + _DAYS_60, closed)))
        elif kind == "filed":
            found.append(("filing-notice", _kept(on + (_DAYS_60 if office == "JP" else _DAYS_90), closed)))
            if patent and office == "JP":
                three_years = _japanese(on, 36)
                found.append(("exam-request", _kept(three_years, closed)))
                found.append(("exam-request", _rolled(three_years, closed)))
                expected = _japanese(on, 18)
                found.append(("publication-expected", (expected, expected, None)))
        elif kind == "filing-notice-submitted" and not patent:
            found.append(("filing-status", _kept(on + _DAYS_30, closed)))
        elif kind == "gazette-issued":
            period = _DAYS_60 if offices[filing] == "JP" else _DAYS_90
            found.append(("registration-notice", _kept(on + period, closed)))
        elif kind == "registered" and filing not in published:
            found.append(("registration-notice", _NOT_YET))
        elif patent and offices.get(filing) == "JP":
            if kind == "refusal-served":
                found.append(("appeal", _rolled(_japanese(on, 3), closed)))
            elif kind == "grant-served":
                found.append(("registration-fee", _rolled(on + _DAYS_30, closed)))
    return found


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
