"""The form in which audit rows are chained, and the check of a chain. Standard library alone: this very file
is handed over with an export as ``verify.py``, so that anybody can check the copy on another machine.

    python3 verify.py [FOLDER] [--anchors FILE] [--keys FILE]

A row's digest is SHA-256 over its canonical JSON, which holds the digest of the row before; its MAC is
HMAC-SHA-256 over the same bytes. Without keys the chain is held against the anchors that somebody kept
elsewhere; with keys the MACs are checked too. The form is version 1 and never changes: another one would be
version 2 beside it. Not here: writing rows, and reading them from the database.
"""

import hashlib
import hmac
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

VERSION = 1
GENESIS = "0" * 64
COVERED = (
    "stream",
    "seq",
    "at",
    "organisation_id",
    "actor_id",
    "source",
    "action",
    "object_kind",
    "object_id",
    "changes",
    "rows",
    "reason",
    "request_id",
    "key_id",
    "previous",
)
"""What the digest of a row covers. ``reason`` is a commitment; the text stands outside, with its salt."""

ANCHOR = ("number", "at", "heads", "key_id", "previous")


class Finding(NamedTuple):
    """What does not hold, and where. ``seq`` is 0 where no single row can be named."""

    stream: str
    seq: int
    what: str

    def __str__(self) -> str:
        place = f"{self.stream} row {self.seq}" if self.seq else self.stream
        return f"{place}: {self.what}"


def canonical(values: Mapping[str, Any], covered: tuple[str, ...] = COVERED) -> bytes:
    """The bytes that are digested: sorted keys, no blanks, UTF-8."""
    told = {name: values[name] for name in covered} | {"v": VERSION}
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(content: bytes) -> str:
    """The link of the chain; anybody can compute it."""
    return hashlib.sha256(content).hexdigest()


def mac_of(key: bytes, content: bytes) -> str:
    """The proof that the holder of the key wrote it."""
    return hmac.new(key, content, hashlib.sha256).hexdigest()


def commitment(salt: str, text: str | None) -> str | None:
    """What stands for a text in the chain: it can be checked by whoever is shown text and salt."""
    return None if text is None else hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


class ChainCheck:
    """Goes along the rows of one stream, in order, and keeps the digests that anchors ask for."""

    def __init__(self, stream: str, keys: Mapping[str, bytes] | None, wanted: Iterable[int] = ()) -> None:
        self.stream, self.keys = stream, keys
        self.wanted = set(wanted)
        self.seen: dict[int, str] = {}
        self.seq, self.digest = 0, GENESIS
        self.findings: list[Finding] = []

    def take(self, row: Mapping[str, Any]) -> None:
        """One row more."""
        expected = self.seq + 1
        if row["stream"] != self.stream:
            self.add(row["seq"], f"belongs to {row['stream']}")
        if row["seq"] != expected:
            missing = f"{expected} to {row['seq'] - 1}" if row["seq"] > expected else f"after {self.seq}"
            self.add(expected, f"the sequence breaks: rows {missing} are not where they should be")
        if row["previous"] != self.digest:
            self.add(row["seq"], "does not follow the row before it")
        content = canonical(row)
        if digest_of(content) != row["digest"]:
            self.add(row["seq"], "was changed: its content does not give its digest")
        self.check_mac(row, content)
        self.check_reason(row)
        self.seq, self.digest = row["seq"], row["digest"]
        if self.seq in self.wanted:
            self.seen[self.seq] = self.digest

    def check_mac(self, row: Mapping[str, Any], content: bytes) -> None:
        """Whether the holder of the key wrote it, where keys are at hand."""
        if self.keys is None:
            return
        key = self.keys.get(row["key_id"])
        if key is None:
            self.add(row["seq"], f"was written with key {row['key_id']}, which is not at hand")
        elif not hmac.compare_digest(mac_of(key, content), row["mac"]):
            self.add(row["seq"], "was not written by the holder of the key")

    def check_reason(self, row: Mapping[str, Any]) -> None:
        """Whether the reason that is shown is the one that was given."""
        told = row.get("told") or {}
        if "reason" in told and commitment(told.get("salt", ""), told["reason"]) != row["reason"]:
            self.add(row["seq"], "shows another reason than was given")

    def add(self, seq: int, what: str) -> None:
        """Note what does not hold."""
        self.findings.append(Finding(self.stream, seq, what))


def check_anchors(anchors: Iterable[Mapping[str, Any]], keys: Mapping[str, bytes] | None) -> list[Finding]:
    """Whether the anchors follow one another without a gap, by themselves."""
    findings, number, previous = [], 0, GENESIS
    for each in anchors:
        content = canonical(each, ANCHOR)
        if each["number"] != number + 1:
            what = f"the sequence breaks: anchors {number + 1} to {each['number'] - 1} are missing"
            findings.append(Finding("anchors", number + 1, what))
        elif each["previous"] != previous:
            findings.append(Finding("anchors", each["number"], "does not follow the anchor before it"))
        if digest_of(content) != each["digest"]:
            findings.append(Finding("anchors", each["number"], "was changed"))
        elif not is_by_holder(each, content, keys):
            findings.append(Finding("anchors", each["number"], "was not written by the holder of the key"))
        number, previous = each["number"], each["digest"]
    return findings


def is_by_holder(anchor: Mapping[str, Any], content: bytes, keys: Mapping[str, bytes] | None) -> bool:
    """Whether the MAC of an anchor is right; without its key nothing can be said against it."""
    key = (keys or {}).get(anchor["key_id"])
    return key is None or hmac.compare_digest(mac_of(key, content), anchor["mac"])


def wanted_by(anchors: Iterable[Mapping[str, Any]]) -> dict[str, dict[int, str]]:
    """The heads that anchors saw: stream → sequence number → digest."""
    found: dict[str, dict[int, str]] = {}
    for each in anchors:
        for stream, (seq, digest) in each["heads"].items():
            found.setdefault(stream, {})[seq] = digest
    return found


def check_heads(check: ChainCheck, heads: Mapping[int, str]) -> list[Finding]:
    """Whether a chain still holds what anchors saw of it; names the range that is missing."""
    findings = []
    last = max(heads, default=0)
    if last > check.seq:
        what = f"rows {check.seq + 1} to {last} are missing: an anchor saw {last} rows, {check.seq} are here"
        findings.append(Finding(check.stream, check.seq + 1, what))
    since = 0
    for seq in sorted(heads):
        if seq <= check.seq and check.seen.get(seq) != heads[seq]:
            what = f"rows {since + 1} to {seq} were rewritten: not what an anchor saw"
            findings.append(Finding(check.stream, seq, what))
            break
        since = seq
    return findings


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """JSON lines; a line that is none is told as what it is. Raises ValueError."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path.name} line {number}: this is no JSON") from error


def check_folder(folder: Path, anchor_file: Path | None, keys: Mapping[str, bytes] | None) -> list[Finding]:
    """Everything an unpacked export can prove."""
    told = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
    findings = []
    for name, digest in told["files"].items():
        path = folder / name
        if not path.is_file():
            findings.append(Finding(name, 0, "is missing"))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            findings.append(Finding(name, 0, "is not the file that was exported"))
    anchors = list(read_lines(anchor_file or folder / "anchors.jsonl"))
    if anchor_file is not None:  # a file of its own holds all of them; those in the export begin anywhere
        findings += check_anchors(anchors, keys)
    wanted = wanted_by(anchors)
    for stream, (seq, digest) in told["heads"].items():
        heads = wanted.get(stream, {}) | {seq: digest}
        check = ChainCheck(stream, keys, heads)
        for row in read_lines(folder / f"{stream}.jsonl"):
            check.take(row)
        inside = anchor_file is None
        findings += check.findings + check_heads(
            check, {n: d for n, d in heads.items() if inside or n <= seq}
        )
        if max(heads) > seq and not inside:
            sys.stdout.write(f"{stream}: an anchor saw {max(heads)} rows; this copy ends at row {seq}.\n")
    return findings


def read_keys(path: Path) -> dict[str, bytes]:
    """Keys as ``flask audit keys`` prints them: one line each, name and hexadecimal."""
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {name: bytes.fromhex(key) for name, key in lines}


def main(arguments: list[str]) -> int:
    """The command; 0 where all holds, 1 where not, 2 where it could not be read."""
    options: dict[str, Path] = {}
    rest = list(arguments)
    for name in ("--anchors", "--keys"):
        if name in rest:
            at = rest.index(name)
            options[name] = Path(rest[at + 1])
            del rest[at : at + 2]
    folder = Path(rest[0]) if rest else Path(__file__).resolve().parent
    try:
        keys = read_keys(options["--keys"]) if "--keys" in options else None
        findings = check_folder(folder, options.get("--anchors"), keys)
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"This could not be read: {error}\n")
        return 2
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    sys.stdout.write(f"{len(findings)} findings.\n" if findings else "All holds.\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
