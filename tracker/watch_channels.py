"""The watcher's own ways to be heard: a file, syslog, a webhook, a second mail relay; and the heartbeat.

A channel that fails never keeps the others from speaking. Not here: what is raised, and when.
"""

import json
import logging
import logging.handlers
import smtplib
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

SECONDS = 10.0
ALARM_FILE = "alarms.log"

Channel = Callable[[str, str], None]
"""Takes the subject and the text of what is raised."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The file, which always speaks, and the others, which keep quiet during a pause."""

    file: Channel
    others: tuple[Channel, ...] = ()

    @classmethod
    def of(cls, settings: dict[str, Any], instance: Path) -> "Channels":
        """The channels that the settings name."""
        others: list[Channel] = []
        if settings.get("WATCH_SYSLOG"):
            others.append(lambda subject, text: to_syslog(settings["WATCH_SYSLOG"], f"{subject}: {text}"))
        if settings.get("WATCH_WEBHOOK"):
            others.append(lambda subject, text: to_webhook(settings["WATCH_WEBHOOK"], subject, text))
        if settings.get("WATCH_MAIL_SERVER") and settings.get("WATCH_MAIL_TO"):
            others.append(lambda subject, text: by_mail(settings, subject, text))
        place = Path(settings.get("WATCH_FILE") or instance / ALARM_FILE)
        return cls(lambda subject, text: to_file(place, f"{subject}: {text}"), tuple(others))

    def tell(self, kind: str, cause: str, text: str, now: datetime, quiet: bool = False) -> None:
        """Speaks through every channel; ``quiet`` keeps it to the file."""
        subject = f"[Kigen] {kind}: {cause}"
        stamped = f"{now:%Y-%m-%dT%H:%M:%SZ} {text}" + (" (paused)" if quiet else "")
        log.log(logging.ERROR if kind == "alarm" else logging.INFO, "%s: %s", subject, stamped)
        for channel in (self.file, *(() if quiet else self.others)):
            try:
                channel(subject, stamped)
            except Exception as error:  # the next channel must be heard
                log.error("a channel of the alarm failed: %s", type(error).__name__)


def to_file(path: Path, line: str) -> None:
    """Adds a line to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def to_syslog(place: str, line: str) -> None:
    """Hands a line to the log of the system: a socket such as /dev/log, or host:port over UDP."""
    host, _, port = place.rpartition(":")
    address = (host, int(port)) if host and port.isdecimal() else place
    handler = logging.handlers.SysLogHandler(address, facility="daemon")
    try:
        handler.emit(logging.LogRecord("kigen", logging.ERROR, "", 0, line, None, None))
    finally:
        handler.close()


def to_webhook(address: str, subject: str, text: str) -> None:
    """Posts JSON with the keys `subject` and `text`; redirects are not followed."""
    body = json.dumps({"subject": subject, "text": text}).encode()
    ask = urllib.request.Request(address, data=body, headers={"Content-Type": "application/json"})
    with opener().open(ask, timeout=SECONDS):
        return


def by_mail(settings: dict[str, Any], subject: str, text: str) -> None:
    """Sends through a relay of its own, with the standard client: no code of the sender is used."""
    message = EmailMessage()
    message["Subject"], message["To"] = subject, settings["WATCH_MAIL_TO"]
    message["From"] = parseaddr(settings.get("MAIL_SENDER") or "")[1] or settings["WATCH_MAIL_TO"]
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    port = int(settings.get("WATCH_MAIL_PORT") or 25)
    with smtplib.SMTP(settings["WATCH_MAIL_SERVER"], port, timeout=SECONDS) as server:
        server.send_message(message)


def beat(address: str | None) -> bool:
    """Asks for the address of an external check, where one is set; whether it answered well."""
    if not address:
        return False
    try:
        with opener().open(address, timeout=SECONDS) as answer:
            return bool(200 <= answer.status < 300)
    except (OSError, ValueError) as error:
        log.warning("the heartbeat was not heard: %s", type(error).__name__)
        return False


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """An address that leads elsewhere is not followed."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def opener() -> urllib.request.OpenerDirector:
    """Speaks http and https, and nothing else."""
    found = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler, urllib.request.HTTPSHandler, urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor, NoRedirect,
    ):  # fmt: skip
        found.add_handler(handler())
    return found
