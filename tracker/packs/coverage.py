"""Which version of a rule holds on a day, and where versions leave gaps or overlap. Reads no clock."""

import datetime as dt
from collections.abc import Iterator

from tracker.packs.model import Deadline, Pack, Rule

FIRST_YEAR, LAST_YEAR = 1980, 2035
ONE_DAY = dt.timedelta(1)


def version_on(rule: Rule, day: dt.date) -> Deadline | None:
    """The version of the deadline that holds on the governing day; None where the rule does not exist."""
    if not exists_on(rule, day):
        return None
    found = versions_on(rule, day)
    return found[-1] if found else None


def exists_on(rule: Rule, day: dt.date) -> bool:
    """Whether the rule exists for this governing day."""
    return (rule.in_force is None or rule.in_force <= day) and (
        rule.abolished is None or day < rule.abolished
    )


def versions_on(rule: Rule, day: dt.date) -> list[Deadline]:
    """All versions that hold on a day; a well-kept rule has one for each day on which it exists."""
    versions = (rule.deadline, *rule.versions)
    return [v for n, v in enumerate(versions) if _begins(v) <= day <= _ends(versions, n)]


def _begins(version: Deadline) -> dt.date:
    return version.valid_from or dt.date.min


def _ends(versions: tuple[Deadline, ...], n: int) -> dt.date:
    """The last day of a version: as it says, else the day before the next later one begins."""
    said = versions[n].valid_until
    if said is not None:
        return said
    later = [_begins(v) for v in versions if _begins(v) > _begins(versions[n])]
    return min(later) - ONE_DAY if later else dt.date.max


def quarters() -> Iterator[dt.date]:
    """The first day of each quarter from 1980 to 2035."""
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for month in (1, 4, 7, 10):
            yield dt.date(year, month, 1)


def coverage_faults(pack: Pack) -> list[str]:
    """Days on which a rule exists and no version of it holds, or more than one: the first of each run.

    Asked are the first day of each quarter from 1980 to 2035 and, so that no short gap slips between, each
    day on which a version begins or the day after it ends.
    """
    return [
        f"rules.toml: rules.{rule.id}: {fault}"
        for rule in pack.rules.values()
        if rule.versions or rule.deadline.valid_from or rule.deadline.valid_until
        for fault in _runs(rule)
    ]


def _runs(rule: Rule) -> Iterator[str]:
    before = 1
    for day in sorted({*quarters(), *edges_of(rule)}):
        held = len(versions_on(rule, day)) if exists_on(rule, day) else 1
        if held != before and held != 1:
            what = "no version holds" if held == 0 else f"{held} versions hold"
            allowed = "each day has one: mend valid_from, valid_until, in_force or abolished"
            yield f"{what} on {day.isoformat()}; {allowed}"
        before = held


def edges_of(rule: Rule) -> Iterator[dt.date]:
    """The days on which something changes, within the years asked about."""
    spans = [(each.valid_from, each.valid_until) for each in (rule.deadline, *rule.versions)]
    for first, last in [*spans, (rule.in_force, rule.abolished and rule.abolished - ONE_DAY)]:
        for day in (first, last and last + ONE_DAY):
            if day and FIRST_YEAR <= day.year <= LAST_YEAR:
                yield day
