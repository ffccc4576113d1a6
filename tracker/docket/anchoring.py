"""Verifies the audit trail, and anchors its heads where the application does not reach. Not here: showing it.

A chain shows every change within it, but not a tail that was cut off, and nothing where the key was stolen.
The heads of all chains therefore go to a file of their own every hour, and to the administrators' mail daily.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tracker.docket.trail import record_act
from tracker.store import audit_reading as rows
from tracker.store.audit_chain import add_anchor
from tracker.store.audit_proof import (
    ChainCheck,
    Finding,
    check_anchors,
    check_heads,
    read_lines,
    wanted_by,
)
from tracker.store.audit_touched import differences, replay
from tracker.store.keys import audit_keys
from tracker.store.session import reading, transaction

EVERY = timedelta(hours=1)
AT_ONCE = timedelta(0)
VERIFIED = "verify-audit"
"""The act that says how the verification of a day ended."""


@dataclass(slots=True)
class Verdict:
    """What a verification found: rows per chain, anchors inside and outside, and what does not hold."""

    counts: dict[str, int] = field(default_factory=dict)
    anchors: int = 0
    outside: int | None = None
    findings: list[Finding] = field(default_factory=list)


def anchor(path: Path, *, now: datetime, every: timedelta = EVERY) -> int | None:
    """Keep the heads of all chains in the database and in the file outside.

    Answers the anchor's number, or None where the last one is younger than ``every``. What a crash kept from
    the file is made good. After a restore the numbers go on from the file's: the gap stays visible.
    """
    kept = outside(path)
    last = kept[-1] if kept else None
    with transaction() as session:
        known = rows.last_anchor(session)
        if known is not None and now - known.at < every and (last or {}).get("number") == known.number:
            return None
        if known is None or now - known.at >= every:
            known = add_anchor(session, rows.heads(session), now, after=last)
        fresh = [each for each in rows.anchors(session) if each["number"] > (last["number"] if last else 0)]
        number = known.number
    append(path, fresh)
    return number


def append(path: Path, anchors: Iterable[Mapping[str, Any]]) -> None:
    """Add lines to the file outside, and have them on the disk before going on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        for each in anchors:
            file.write(json.dumps(each, sort_keys=True, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def outside(path: Path) -> list[dict[str, Any]]:
    """The anchors that the file outside holds. Raises ValueError for a line that is none."""
    return list(read_lines(path)) if path.exists() else []


def verify(path: Path | None) -> Verdict:
    """Check every chain from its first row, and hold it against the anchors inside and outside."""
    session, keys = reading(), audit_keys()
    verdict = Verdict()
    inside = rows.anchors(session)
    verdict.anchors = len(inside)
    verdict.findings += check_anchors(inside, keys)
    known = list(inside)
    if path is not None:
        kept, faults = readable(path)
        verdict.outside = len(kept)
        verdict.findings += faults + check_anchors(kept, keys) + compare(inside, kept)
        known += kept
    wanted = wanted_by(known)
    for stream in sorted({*rows.streams(session), *wanted}):
        heads = wanted.get(stream, {})
        check = ChainCheck(stream, keys, heads)
        for row in rows.chain_of(session, stream):
            check.take(row)
        verdict.counts[stream] = check.seq
        verdict.findings += check.findings + check_heads(check, heads)
    return verdict


def is_verified(day: date) -> bool:
    """Whether this day's verification is on record."""
    return rows.has_act(reading(), VERIFIED, ("audit", day.isoformat()))


def note_verdict(verdict: Verdict, *, day: date, now: datetime) -> None:
    """Record the verification of the day, for the watcher too, which knows nothing of chains."""
    found = {"findings": len(verdict.findings)}
    with transaction() as session:
        about = "audit", day.isoformat()
        record_act(session, None, VERIFIED, about, now=now, changes=found, source="worker")


def keys() -> dict[str, bytes]:
    """The keys that the trail is chained with, by name; for the operator alone."""
    return audit_keys()


def readable(path: Path) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The anchors outside, and what is wrong with their file."""
    try:
        return outside(path), []
    except (ValueError, OSError) as error:
        return [], [Finding("anchors outside", 0, f"cannot be read: {error}")]


def compare(inside: list[dict[str, Any]], kept: list[dict[str, Any]]) -> list[Finding]:
    """Whether the anchors in the database are those that were kept outside."""
    own = {each["number"]: each["digest"] for each in inside}
    there = {each["number"]: each["digest"] for each in kept}
    findings = []
    for number in sorted(own.keys() | there.keys()):
        if number not in there:
            findings.append(Finding("anchors outside", number, "is in the database, not in the file"))
        elif number not in own:
            findings.append(Finding("anchors", number, "is in the file outside, not in the database"))
        elif own[number] != there[number]:
            findings.append(Finding("anchors", number, "is not the one that was kept outside"))
    return findings


def verify_state() -> list[str]:
    """Replay the trail and hold every recorded row against it: what changed past the product shows here."""
    session = reading()
    return list(differences(session, replay(rows.touched(session))))
