"""The settings of one installation: name, default, kind and help, read from the environment.

Not here: settings of single libraries (``extensions`` derives them) and anything about terms.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.fernet import Fernet
from flask import Flask

from tracker.errors import Misconfigured

PREFIX = "KIGEN_"
ROOT = Path(__file__).resolve().parent.parent
"""The folder everything lies in: templates, migrations, instance."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table; ``default`` None means: made or worked out when needed."""

    name: str
    default: object
    kind: Callable[[str], object]
    help: str


def read_switch(text: str) -> bool:
    """Yes or no, in the words people write into environment files."""
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("1 or 0")


def read_port(text: str) -> int:
    """A TCP port."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ValueError("a port from 1 to 65535")
    return int(text)


def read_count(text: str) -> int:
    """A small whole number."""
    if not text.isdecimal() or len(text) > 1:
        raise ValueError("a whole number from 0 to 9")
    return int(text)


def read_keep(text: str) -> int:
    """How many of something are kept."""
    if not text.isdecimal() or not 1 <= int(text) <= 999:
        raise ValueError("a whole number from 1 to 999")
    return int(text)


def read_megabytes(text: str) -> int:
    """A size in MB."""
    if not text.isdecimal() or not 1 <= int(text) <= 9_999_999:
        raise ValueError("a whole number of MB, from 1 on")
    return int(text)


def read_timeouts(text: str) -> tuple[float, ...]:
    """Three numbers of seconds, above 0."""
    try:
        seconds = tuple(float(part) for part in text.replace(",", " ").split())
    except ValueError:
        seconds = ()
    if len(seconds) != 3 or not all(0 < each < 86400 for each in seconds):
        raise ValueError("three numbers of seconds such as 30 300 600: to connect, per command, per message")
    return seconds


def read_zone(text: str) -> str:
    """The name of a time zone."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("a time zone such as Asia/Tokyo") from error
    return text


def read_base_url(text: str) -> str:
    """The address people reach the product under, without a slash at the end."""
    if not text.startswith(("http://", "https://")):
        raise ValueError("an address that starts with http:// or https://")
    return text.rstrip("/")


def read_web_address(text: str) -> str:
    """An address that the product itself asks for or posts to."""
    if not text.startswith(("http://", "https://")) or not text.isprintable() or " " in text:
        raise ValueError("an address that starts with http:// or https://")
    return text


def read_env(text: str) -> str:
    """What the installation is for."""
    if text not in {"production", "demo"}:
        raise ValueError("production or demo")
    return text


def read_data_keys(text: str) -> tuple[str, ...]:
    """Encryption keys, newest first, parted by commas or spaces."""
    keys = tuple(text.replace(",", " ").split())
    for key in keys:
        try:
            Fernet(key)
        except ValueError as error:
            raise ValueError("keys of 32 bytes in URL-safe base64, newest first") from error
    return keys


SETTINGS = (
    Setting("DATABASE_URL", None, str, "Where the records live; unset: an SQLite file in instance/."),
    Setting("SECRET_KEY", None, str, "Signs cookies; unset: made once and kept in instance/."),
    Setting("DATA_KEYS", None, read_data_keys, "Seal protected content, newest first; unset: made once."),
    Setting("MAIL_SERVER", None, str, "The mail server; unset: mail goes to instance/mail/ as .eml files."),
    Setting("MAIL_PORT", 25, read_port, "The mail server's port."),
    Setting("MAIL_USERNAME", None, str, "The account at the mail server, where it asks for one."),
    Setting("MAIL_PASSWORD", None, str, "The password of that account."),
    Setting("MAIL_USE_TLS", False, read_switch, "Whether to insist on STARTTLS with a valid certificate."),
    Setting("MAIL_SENDER", "Kigen <kigen@localhost.localdomain>", str, "The address reminders come from."),
    Setting("MAIL_TIMEOUTS", None, read_timeouts, "Seconds to wait: to connect, per command, per message."),
    Setting("WATCH_FILE", None, str, "Where the watcher writes its alarms; unset: instance/alarms.log."),
    Setting("WATCH_SYSLOG", None, str, "A socket such as /dev/log, or host:port, for alarms."),
    Setting("WATCH_WEBHOOK", None, read_web_address, "An address that alarms are posted to as JSON."),
    Setting("WATCH_MAIL_SERVER", None, str, "A second mail relay, for alarms alone."),
    Setting("WATCH_MAIL_PORT", 25, read_port, "The port of that relay."),
    Setting("WATCH_MAIL_TO", None, str, "Who gets alarms by mail."),
    Setting("WATCH_HEARTBEAT_URL", None, read_web_address, "Asked for whenever the watcher finds all well."),
    Setting("AUDIT_ANCHOR", None, str, "The file that keeps the heads of the audit trail, hourly."),
    Setting("BACKUP_FOLDER", None, str, "Where backups go; unset: instance/backups/. Best another disk."),
    Setting("BACKUP_KEEP", 14, read_keep, "How many backups are kept there; the worker makes one a day."),
    Setting("BACKUP_RECIPIENT", None, str, "A public age key to seal for; unset: a key made in instance/."),
    Setting("FILE_LIMIT", 20, read_keep, "How many MB one file of evidence may have."),
    Setting("FILE_QUOTA", 5000, read_megabytes, "How many MB of files one organisation may keep."),
    Setting("BASE_URL", "http://127.0.0.1:8000", read_base_url, "The address in links of mails and feeds."),
    Setting("PROXIES", 0, read_count, "How many reverse proxies stand in front and are believed."),
    Setting("TIMEZONE", "Asia/Tokyo", read_zone, "The office's zone: decides which day it is."),
    Setting("ENV", "production", read_env, "production, or demo for a try-out with demo accounts."),
    Setting("DEMO_PASSWORD", None, str, "The password of the demo accounts; unset: made once."),
)


def read_settings(environ: Mapping[str, str]) -> dict[str, object]:
    """All settings by name. Raises Misconfigured naming the variable and what would be right."""
    return {setting.name: read_setting(setting, environ) for setting in SETTINGS}


def read_setting(setting: Setting, environ: Mapping[str, str]) -> object:
    """One setting; an empty variable counts as unset."""
    text = environ.get(PREFIX + setting.name, "").strip()
    if not text:
        return setting.default
    try:
        return setting.kind(text)
    except ValueError as error:
        raise Misconfigured(f"{PREFIX}{setting.name} should be {error}") from error


def keep_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret kept at ``path``; made on first use, readable by its owner alone.

    Two processes that start together end up with the same one: the first to link its file wins.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def check_secret(key: str, env: str) -> None:
    """Refuse a signing key that production must not run on."""
    if env == "production" and (len(key) < 32 or len(set(key)) < 10):
        raise Misconfigured(
            f"{PREFIX}SECRET_KEY is too weak for production: give 32 random characters or more, "
            "or leave it unset and one is made"
        )


def make_data_key() -> str:
    """A fresh key for protected content."""
    return Fernet.generate_key().decode()


def with_driver(url: str) -> str:
    """The address of the database with the driver this product ships: psycopg 3."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def arm(app: Flask) -> str:
    """The signing key, in force from now on: read, or made and kept in ``instance/``.

    Raises Misconfigured where production would run on a weak key.
    """
    key = app.config["SECRET_KEY"]
    if app.extensions.get("armed") == key and key:
        return str(key)
    key = key or keep_secret(Path(app.instance_path) / "secret-key", secrets.token_urlsafe)
    check_secret(key, app.config["ENV"])
    app.config["SECRET_KEY"] = app.extensions["armed"] = key
    for hand_over in app.extensions.get("secret_users", ()):
        hand_over(key)
    return str(key)


def anchor_file(app: Flask) -> Path:
    """The file that keeps the heads of the audit trail; best where the application may append alone."""
    return Path(app.config["AUDIT_ANCHOR"] or Path(app.instance_path) / "audit-anchors.jsonl")


def backup_folder(app: Flask) -> Path:
    """Where backups go."""
    return Path(app.config["BACKUP_FOLDER"] or Path(app.instance_path) / "backups")


def backup_key_file(app: Flask) -> Path:
    """The key that opens backups, where it is kept here."""
    return Path(app.instance_path) / "backup-key"


def files_folder(app: Flask) -> Path:
    """Where the bytes of kept files lie, encrypted, beside the records."""
    return Path(app.instance_path) / "files"


def data_keys(app: Flask) -> tuple[str, ...]:
    """The keys of protected content, newest first: read, or one made and kept in ``instance/``."""
    if not app.config["DATA_KEYS"]:
        path = Path(app.instance_path) / "data-keys"
        app.config["DATA_KEYS"] = read_data_keys(keep_secret(path, make_data_key))
    keys = app.config["DATA_KEYS"]
    return read_data_keys(keys) if isinstance(keys, str) else tuple(keys)
