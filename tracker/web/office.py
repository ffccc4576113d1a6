"""The office's day and clock, for the pages. Handlers ask here once and hand the answer on."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import current_app

from tracker import clock


def zone() -> ZoneInfo:
    """The office's time zone: days on pages are its days."""
    return ZoneInfo(current_app.config["TIMEZONE"])


def today() -> date:
    """The office's day."""
    return clock.today(zone())
