"""`flask watch`: a process of its own that raises the alarm when reminders fall silent.

It shares nothing with the sender but the settings: it reads the database, read-only, with plain SQL of its
own, and speaks through channels of its own (watch_channels). Not here: reminding, and mending what is wrong.
"""

import logging
import signal
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app

from tracker import clock
from tracker.watch_channels import Channels, beat
from tracker.watch_looking import Alarm, Looked, look

log = logging.getLogger(__name__)

EVERY_SECONDS = 60
AGAIN = timedelta(hours=1)
"""An alarm that lasts is raised again after so long."""


def register(app: Flask) -> None:
    """Adds the command `watch`."""
    app.cli.add_command(watch)


@dataclass(slots=True)
class Watcher:
    """Looks, compares with what it raised before, and raises what is new or lasts."""

    settings: dict[str, Any]
    channels: Channels
    raised: dict[str, datetime] = field(default_factory=dict)
    since: datetime | None = None
    pace: tuple[datetime, float] | None = None

    def round(self, now: datetime, steady: float) -> Looked:
        """One look. ``steady`` is the monotonic clock in seconds. Never raises for what it finds."""
        self.since = min(self.since or now, now)
        found = look(self.settings, now, self.since)
        jump = self._jumped(now, steady)
        if jump:
            found.alarms.append(Alarm("clock", f"the clock of this machine jumped by {jump}"))
        self._tell(found, now)
        if not found.alarms:
            beat(self.settings.get("WATCH_HEARTBEAT_URL"))
        return found

    def _tell(self, found: Looked, now: datetime) -> None:
        current = {alarm.cause: alarm for alarm in found.alarms}
        for cause in self.raised.keys() - current.keys():
            del self.raised[cause]
            self.channels.tell("over", cause, "is over", now, quiet=found.paused)
        for cause, alarm in current.items():
            last = self.raised.get(cause)
            if last is not None and timedelta(0) <= now - last < AGAIN:
                continue
            self.channels.tell("alarm", cause, alarm.text, now, quiet=found.paused)
            if not found.paused:
                self.raised[cause] = now

    def _jumped(self, now: datetime, steady: float) -> timedelta | None:
        before, self.pace = self.pace, (now, steady)
        if before is None:
            return None
        jump = (now - before[0]) - timedelta(seconds=steady - before[1])
        return jump if abs(jump) > timedelta(minutes=2) else None


def watcher_of(app: Flask) -> Watcher:
    """The watcher of this installation."""
    settings = dict(app.config) | {"INSTANCE": app.instance_path}
    return Watcher(settings, Channels.of(settings, Path(app.instance_path)))


@click.command("watch")
@click.option(
    "--every", default=EVERY_SECONDS, show_default=True, type=click.IntRange(1), help="Seconds between looks."
)
@click.option("--once", is_flag=True, help="Look once, print what is wrong, and end with 1 if anything is.")
def watch(every: int, once: bool) -> None:
    """Raise the alarm when reminders fall silent, until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    watcher = watcher_of(app)
    if once:
        found = watcher.round(clock.now(), time.monotonic())
        for alarm in found.alarms:
            click.echo(f"{alarm.cause}: {alarm.text}", err=True)
        click.echo("All is well." if not found.alarms else f"{len(found.alarms)} alarms.")
        raise SystemExit(1 if found.alarms else 0)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    while not stopping.is_set():
        try:
            watcher.round(clock.now(), time.monotonic())
        except Exception as error:  # the watcher outlives whatever it meets
            watcher.channels.tell("alarm", "watch", f"cannot look: {type(error).__name__}", clock.now())
        stopping.wait(every)
