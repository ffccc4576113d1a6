"""What reminders need to know of the installation that sends them. Not here: reading settings twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask

from tracker import clock, config
from tracker.reminders.messages import NameDuty, Owed, Wording, digest


@dataclass(frozen=True, slots=True)
class House:
    """One installation: its address, the sender, the key of its Message-IDs, zone, names of duties."""

    base_url: str
    sender: str
    secret: str
    zone: str
    name_duty: NameDuty

    def digest(self, owed: Iterable[Owed], day: date, language: str) -> Wording:
        """The wording of a digest from this installation."""
        return digest(owed, day=day, language=language, base_url=self.base_url, name_duty=self.name_duty)

    def day_of(self, instant: datetime) -> date:
        """The office's day at ``instant``."""
        return clock.day_of(instant, self.zone)


def house_of(app: Flask, name_duty: NameDuty) -> House:
    """The installation as its settings say; ``name_duty`` comes from whoever knows the packs."""
    return House(
        base_url=app.config["BASE_URL"],
        sender=app.config["MAIL_SENDER"],
        secret=config.arm(app),
        zone=app.config["TIMEZONE"],
        name_duty=name_duty,
    )
