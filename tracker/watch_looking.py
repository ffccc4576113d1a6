"""What the watcher looks at: the database, read-only and in plain SQL, the disk, the zone, the clock.

Every cause has one word. Not here: raising the alarm (watch), and any code of the sender.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy.engine import make_url

SWEEP_LATE = timedelta(minutes=25)
"""Sweeps come every 10 minutes; 15 are grace."""
MAIL_LATE = timedelta(hours=2)
TAKEN_LATE = timedelta(minutes=25)
LEASE_LATE = timedelta(minutes=5)
"""A sender looks every minute for mail whose lease ran out; the lease itself outlasts a dialogue."""
AHEAD = timedelta(minutes=2)
CHECK_LATE = timedelta(hours=30)
"""The self-check and the verification of the audit trail come once a night."""
BACKUP_LATE = timedelta(hours=26)
"""The worker makes a backup a day."""
PAUSE_LONGEST = timedelta(hours=24)
DISK_LEAST = 64 * 1024 * 1024
LOST_SHARE, LOST_LEAST = 0.5, 10
"""Fewer than this share of the duties of the day before, where there were at least so many, is an alarm."""
OFFICE_ZONE = "Asia/Tokyo"
CONNECT_SECONDS = 10
STATEMENT_MILLISECONDS = 20_000


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something is wrong: one word for the cause, and a sentence without anybody's records."""

    cause: str
    text: str


@dataclass(slots=True)
class Looked:
    """What one look found, and whether somebody paused the alarm."""

    alarms: list[Alarm] = field(default_factory=list)
    paused: bool = False


LAST_GOOD = """
SELECT as_of, started_at FROM sweep_runs
WHERE error IS NULL AND ended_at IS NOT NULL ORDER BY id DESC LIMIT 1
"""
UNTOLD = """
SELECT count(*) FROM obligations o JOIN matters m ON m.id = o.matter_id
WHERE o.phase = 'running' AND o.kind = 'fixed' AND o.actor = 'contractor' AND o.gone_at IS NULL
AND coalesce(o.remind_on, o.act_by) <= ? AND m.derived_at < ?
AND NOT EXISTS (
    SELECT 1 FROM outbox_items i JOIN outbox b ON b.id = i.outbox_id
    WHERE i.obligation_id = o.id AND i.due_revision = o.due_revision AND i.rung <= 0
    AND i.state = 'live' AND b.state IN ('queued', 'sending', 'sent'))
AND NOT EXISTS (
    SELECT 1 FROM acknowledgements a WHERE a.obligation_id = o.id AND a.due_revision = o.due_revision)
"""
"""Duties whose day to act had come at the last good sweep, known before it, that nobody was told of."""
LAST_RUN = "SELECT counts FROM sweep_runs WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 1"
GOOD_RUNS = "SELECT counts FROM sweep_runs WHERE error IS NULL AND ended_at IS NOT NULL"
ALONE = """
SELECT count(DISTINCT o.organisation_id) FROM obligations o
WHERE o.phase = 'running' AND o.gone_at IS NULL AND o.actor = 'contractor'
AND NOT EXISTS (SELECT 1 FROM people p WHERE p.organisation_id = o.organisation_id AND p.active)
"""
WAITING = "SELECT count(*), min(created_at) FROM outbox WHERE state IN ('queued', 'sending')"
IDLE = "SELECT count(*) FROM outbox WHERE state = 'queued' AND next_at < ?"
HUNG = "SELECT count(*) FROM outbox WHERE state = 'sending' AND lease_until < ?"
FAILED = "SELECT count(*) FROM outbox WHERE state = 'failed' AND day >= ?"
BAD = "SELECT count(*) FROM address_faults WHERE failures >= 2 AND last_at > ?"

DIFFER = "SELECT count(*), count(DISTINCT matter_id) FROM selfcheck_differences WHERE closed_at IS NULL"
CHECKED = """
SELECT ended_at FROM selfcheck_runs WHERE ended_at IS NOT NULL AND error IS NULL ORDER BY id DESC LIMIT 1
"""
VERIFIED = """
SELECT at, changes FROM audit WHERE stream = 'installation' AND action = 'verify-audit'
ORDER BY seq DESC LIMIT 1
"""

SAVED = """
SELECT ended_at, file, size FROM backup_runs
WHERE ended_at IS NOT NULL AND error IS NULL ORDER BY id DESC LIMIT 1
"""

Ask = Callable[..., list[tuple[Any, ...]]]


def look(settings: dict[str, Any], now: datetime, since: datetime) -> Looked:
    """Looks once; ``since`` is when the watcher began, so that a young installation is not called late."""
    found = Looked(disk(settings))
    try:
        connection, mark = connect(settings["SQLALCHEMY_DATABASE_URI"])
    except (sqlite3.Error, psycopg.Error, OSError) as error:
        found.alarms.append(Alarm("database", f"does not answer: {type(error).__name__}"))
        return found
    try:
        ask = asker(connection, mark)
        for part in (sweeps, zone, vanished, waiting, returned, nobody, untold, differing, trail, saved):
            found.alarms += part(ask, now, since, settings)
        found.paused = paused(ask, now)
    except (sqlite3.Error, psycopg.Error) as error:
        found.alarms.append(Alarm("database", f"cannot be read: {type(error).__name__}"))
    finally:
        connection.close()
    return found


def connect(url: str) -> tuple[Any, str]:
    """A read-only connection and the mark of its parameters. Raises the driver's errors, OSError."""
    parts = make_url(url)
    if parts.get_backend_name() == "postgresql":
        plain = parts.set(drivername="postgresql").render_as_string(hide_password=False)
        only = f"-c default_transaction_read_only=on -c statement_timeout={STATEMENT_MILLISECONDS}"
        options: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, "options": only, "autocommit": True}
        return psycopg.connect(plain, **options), "%s"
    path = Path(parts.database or "")
    if not path.is_file():
        raise OSError("no such file")
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=CONNECT_SECONDS), "?"


def asker(connection: Any, mark: str) -> Ask:
    """Runs a statement whose parameters are written as ``?`` and returns its rows."""

    def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        given = [stored(value) if mark == "?" else value for value in values]
        return list(connection.execute(statement.replace("?", mark), given).fetchall())

    return ask


def stored(value: Any) -> Any:
    """An instant as an SQLite file holds it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


def instant(value: Any) -> Any:
    """An aware instant, as either database gives it back; None stays None."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value is None:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def counts_of(value: Any) -> dict[str, Any]:
    """The counts of a sweep, or of another run, as either database gives them back."""
    return json.loads(value) if isinstance(value, str) else dict(value or {})


# --- what is asked ------------------------------------------------------------------------------------------


def sweeps(ask: Ask, now: datetime, since: datetime, _settings: Any) -> list[Alarm]:
    """Whether sweeps come, end, end well, and do not lie in the future."""
    rows = ask("SELECT started_at, ended_at, error FROM sweep_runs ORDER BY id DESC LIMIT 20")
    found = []
    well = [instant(ended) for _, ended, error in rows if ended is not None and error is None]
    last = max((each for each in well if each is not None), default=None)
    started = instant(rows[0][0]) if rows else None
    if now - (last or since) > SWEEP_LATE:
        told = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "ever"
        found.append(Alarm("sweep", f"no sweep has ended well {told}; does the worker run?"))
    if started is not None and started > now + AHEAD:
        found.append(Alarm("clock", "the last sweep lies in the future: a clock was set back"))
    if len(rows) > 1 and rows[0][2] and rows[1][2]:
        found.append(Alarm("sweep-fails", f"the sweep fails each time: {rows[0][2]}"))
    hung = [1 for begun, ended, _ in rows if ended is None and now - (instant(begun) or now) > SWEEP_LATE]
    if hung:
        found.append(Alarm("sweep-hangs", f"{len(hung)} of the last sweeps never came to their end"))
    return found


def zone(ask: Ask, now: datetime, _since: datetime, _settings: Any) -> list[Alarm]:
    """Whether the sender counts days in the office's zone."""
    rows = ask(LAST_RUN)
    offset = counts_of(rows[0][0]).get("offset") if rows else None
    if offset is None or timedelta(minutes=offset) == now.astimezone(ZoneInfo(OFFICE_ZONE)).utcoffset():
        return []
    return [Alarm("zone", f"sweeps count days {offset / 60:+g} h from UTC, not by {OFFICE_ZONE}")]


def vanished(ask: Ask, now: datetime, _since: datetime, _settings: Any) -> list[Alarm]:
    """Whether the duties of the day before are still there."""
    latest = ask(f"{GOOD_RUNS} ORDER BY id DESC LIMIT 1")
    span = now - timedelta(hours=48), now - timedelta(hours=12)
    earlier = ask(f"{GOOD_RUNS} AND started_at BETWEEN ? AND ? ORDER BY id LIMIT 1", *span)
    if not latest or not earlier:
        return []
    tracked, had = (counts_of(rows[0][0]).get("tracked", 0) for rows in (latest, earlier))
    if had >= LOST_LEAST and tracked < had * LOST_SHARE:
        return [Alarm("duties", f"{tracked} duties are tracked, {had} were the day before")]
    return []


def waiting(ask: Ask, now: datetime, _since: datetime, _settings: Any) -> list[Alarm]:
    """Whether mail is taken from the queue, and how long the oldest waits."""
    count, first = ask(WAITING)[0]
    found, oldest = [], instant(first)
    if oldest is not None and now - oldest > MAIL_LATE:
        found.append(Alarm("queue", f"{count} mails wait, the oldest since {oldest:%Y-%m-%d %H:%M} UTC"))
    untaken = ask(IDLE, now - TAKEN_LATE)[0][0] + ask(HUNG, now - LEASE_LATE)[0][0]
    if untaken:
        found.append(Alarm("sender", f"{untaken} mails could go and nobody takes them; does the sender run?"))
    return found


def returned(ask: Ask, now: datetime, _since: datetime, _settings: Any) -> list[Alarm]:
    """Whether mails came back in the last day, or addresses are marked bad."""
    failed = ask(FAILED, (now - timedelta(days=1)).date())[0][0]
    bad = ask(BAD, now - timedelta(days=7))[0][0]
    found = []
    if failed:
        found.append(Alarm("returned", f"{failed} mails of the last day came back"))
    if bad:
        found.append(Alarm("addresses", f"{bad} addresses sent back two mails or more in a row"))
    return found


def nobody(ask: Ask, _now: datetime, _since: datetime, _settings: Any) -> list[Alarm]:
    """Whether every duty, and every organisation with open duties, has somebody who can be written to."""
    alone, latest = ask(ALONE)[0][0], ask(LAST_RUN)
    duties = counts_of(latest[0][0]).get("nobody", 0) if latest else 0
    if not alone and not duties:
        return []
    return [Alarm("recipients", f"{duties} duties, {alone} organisations have nobody to remind")]


def untold(ask: Ask, _now: datetime, _since: datetime, _settings: Any) -> list[Alarm]:
    """Whether each duty whose day to act has come was told to somebody: asked without the sender's rules."""
    last = ask(LAST_GOOD)
    count = ask(UNTOLD, *last[0])[0][0] if last else 0
    return [Alarm("untold", f"{count} duties whose day has come were told to nobody")] if count else []


def differing(ask: Ask, now: datetime, since: datetime, _settings: Any) -> list[Alarm]:
    """Whether the self-check comes, and whether what is stored is what the facts give."""
    (count, matters), ended = ask(DIFFER)[0], ask(CHECKED)
    found = []
    if count:
        told = f"{count} differences in {matters} matters between what is stored and what the facts give"
        found.append(Alarm("selfcheck", told))
    if now - (instant(ended[0][0]) if ended else since) > CHECK_LATE:
        found.append(Alarm("selfcheck-late", "no self-check has ended well for 30 hours"))
    return found


def saved(ask: Ask, now: datetime, since: datetime, _settings: Any) -> list[Alarm]:
    """Whether the last good backup is young enough, and still lies where it was put."""
    rows = ask(SAVED)
    ended = instant(rows[0][0]) if rows else None
    if now - (ended or since) > BACKUP_LATE:
        told = f"since {ended:%Y-%m-%d %H:%M} UTC" if ended else "ever"
        return [Alarm("backup", f"no backup was made and read back {told}")]
    if rows and not is_of_size(Path(rows[0][1]), rows[0][2]):
        return [Alarm("backup-file", "the last backup is not where it was put, or not whole")]
    return []


def is_of_size(file: Path, size: int) -> bool:
    """Whether a file is there with so many bytes."""
    try:
        return file.stat().st_size == size
    except OSError:
        return False


def trail(ask: Ask, now: datetime, since: datetime, _settings: Any) -> list[Alarm]:
    """Whether the audit trail is verified each night, and held the last time."""
    last = ask(VERIFIED)
    found = []
    findings = counts_of(last[0][1]).get("findings", 0) if last else 0
    if findings:
        told = f"{findings} findings of the last verification of the audit trail; see `audit verify`"
        found.append(Alarm("audit", told))
    if now - (instant(last[0][0]) if last else since) > CHECK_LATE:
        found.append(Alarm("audit-late", "the audit trail has not been verified for 30 hours"))
    return found


def disk(settings: dict[str, Any]) -> list[Alarm]:
    """Whether there is room left where records and secrets lie."""
    try:
        free = min(shutil.disk_usage(place).free for place in places(settings))
    except OSError:
        return [Alarm("disk", "the folder of the records or of the instance cannot be read")]
    return [] if free >= DISK_LEAST else [Alarm("disk", f"{free // 1024 // 1024} MiB are left")]


def places(settings: dict[str, Any]) -> list[Path]:
    """The folders of this machine that hold something: the instance, and an SQLite file's own."""
    found = [Path(settings["INSTANCE"])]
    parts = make_url(settings["SQLALCHEMY_DATABASE_URI"])
    file = Path(parts.database or "")
    if parts.get_backend_name() == "sqlite" and file.is_file():
        found.append(file.absolute().parent)
    return found


def paused(ask: Ask, now: datetime) -> bool:
    """Whether a pause holds. One that was made for longer than a day is none."""
    rows = ask("SELECT from_at, until_at FROM alarm_pauses WHERE ended_at IS NULL AND until_at > ?", now)
    times = [(instant(begins), instant(ends)) for begins, ends in rows]
    return any(b and e and b <= now and e - b <= PAUSE_LONGEST for b, e in times)
