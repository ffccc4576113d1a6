"""What reminders need to know of the installation that sends them. Not here: reading settings twice."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from tracker import clock, config
from tracker.reminders.ladder import is_weekday
from tracker.reminders.messages import NameDuty, Owed, Wording, digest


@dataclass(frozen=True, slots=True)
class House:
    """One installation: its address, the sender, the key of its Message-IDs, zone, names of duties.

    ``is_open`` tells business days, by which unacknowledged duties climb to the next person.
    """

    base_url: str
    sender: str
    secret: str
    zone: str
    name_duty: NameDuty
    is_open: Callable[[date], bool] = is_weekday
    owners_rules: frozenset[str] = frozenset()
    """Rules whose duties concern the owner of a matter alone, whoever it is shared with."""

    def digest(self, owed: Iterable[Owed], day: date, language: str) -> Wording:
        """The wording of a digest from this installation."""
        return digest(owed, day=day, language=language, base_url=self.base_url, name_duty=self.name_duty)

    def offset_of(self, day: date) -> int:
        """Minutes by which the zone is ahead of UTC on ``day``: a watcher compares it with the office's."""
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(self.zone))
        return int((noon.utcoffset() or timedelta(0)).total_seconds() // 60)

    def day_of(self, instant: datetime) -> date:
        """The office's day at ``instant``."""
        return clock.day_of(instant, self.zone)


def house_of(
    app: Flask,
    name_duty: NameDuty,
    is_open: Callable[[date], bool] = is_weekday,
    owners_rules: Iterable[str] = (),
) -> House:
    """The installation as its settings say; ``name_duty`` comes from whoever knows the packs."""
    return House(
        base_url=app.config["BASE_URL"],
        sender=app.config["MAIL_SENDER"],
        secret=config.arm(app),
        zone=app.config["TIMEZONE"],
        name_duty=name_duty,
        is_open=is_open,
        owners_rules=frozenset(owners_rules),
    )
