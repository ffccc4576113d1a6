"""Hands over a copy of an audit chain that can be verified on another machine. Not here: the page of it.

A zip: the rows as JSON lines, the head, the anchors that saw this chain, the verifier and a README. An export
is an act of its own; the copy holds everything before it.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tracker import clock
from tracker.docket.accounts import find_actor
from tracker.docket.actor import Actor, require
from tracker.docket.trail import record_act
from tracker.errors import NotFound
from tracker.store import audit_proof
from tracker.store import audit_reading as rows
from tracker.store.audit import agency_stream, stream_of
from tracker.store.keys import reason_salt
from tracker.store.session import transaction

NO_STREAM = "There is no such chain; `flask audit verify` lists them."
SIGNED = ("digest", "mac")
OLD = (1980, 1, 1, 0, 0, 0)

README = """# A copy of an audit trail

Written by Kigen at {at} (UTC): the chain `{stream}`, {count} rows.

    python3 verify.py

checks on any machine with Python 3.11, without Kigen and without a network, that no row was changed, moved,
added or taken out, and that the rows are those that the anchors in `anchors.jsonl` saw. Hold the copy against
anchors that were kept elsewhere, such as the operator's file; they also tell whether more rows were there:

    python3 verify.py --anchors audit-anchors.jsonl

With the keys of the installation (`flask audit keys`) it also checks who wrote each row:

    python3 verify.py --keys keys.txt

| file | what it holds |
|---|---|
| `{stream}.jsonl` | one row per line, in its order; `told` stands beside what the digest covers |
| `heads.json` | the last row of the chain and the digests of the files |
| `anchors.jsonl` | the heads that were kept every hour, as far as they concern this chain |
| `verify.py` | the check, from the standard library alone |

Protected values are keyed digests (`#…`, `hmac-sha256:…`): they prove that a value changed and tell nothing
of it. A reason in `told` is checked with its salt against the commitment in the digest; names in `told`
are there to be read, what is proved is `actor_id`. Days in `told` are the office's.
"""


def export_own(actor: Actor, *, now: datetime) -> bytes:
    """The actor's own chain: an officer's is what the agency may know. Raises NotFound for others."""
    require(actor.is_officer or actor.may_record or actor.kind == "operator")
    own = agency_stream(actor.organisation_id) if actor.is_officer else stream_of(actor.organisation_id)
    return export(actor, own, now=now, reasons=not actor.is_officer)


def export_stream(email: str, stream: str, *, now: datetime) -> bytes:
    """Any chain, for the operator at the command line, without the reasons that people gave."""
    actor = find_actor(email)
    require(actor.kind == "operator")
    return export(actor, stream, now=now, reasons=stream == stream_of(actor.organisation_id))


def export(actor: Actor, stream: str, *, now: datetime, reasons: bool) -> bytes:
    """The zip. That it was taken stands in the trail of whoever took it."""
    with transaction() as session:
        head = rows.heads(session).get(stream)
        if head is None:
            raise NotFound(NO_STREAM)
        names = rows.actor_names(session, stream)
        lines = [
            line(row, names, reasons) for row in rows.chain_of(session, stream, head[0], with_reason=True)
        ]
        anchors = [each for each in rows.anchors(session) if stream in each["heads"]]
        for each in anchors:
            each["heads"] = {stream: each["heads"][stream]}
        changes = {"stream": stream, "rows": head[0], "head": head[1]}
        record_act(session, actor, "export-audit", ("audit", stream), now=now, changes=changes)
    files = {
        f"{stream}.jsonl": text(lines),
        "anchors.jsonl": text(anchors),
        "verify.py": Path(audit_proof.__file__).read_text(encoding="utf-8"),
        "README.md": README.format(at=now.isoformat(timespec="seconds"), stream=stream, count=head[0]),
    }
    return packed(files, stream, head)


def line(row: Mapping[str, Any], names: Mapping[int, str], reasons: bool) -> dict[str, Any]:
    """One row with what helps to read it."""
    told: dict[str, Any] = {"day": clock.day_of(datetime.fromisoformat(row["at"])).isoformat()}
    if row["actor_id"] in names:
        told["actor"] = names[row["actor_id"]]
    if reasons and row["reason"] is not None:
        told |= {"reason": row["reason_text"], "salt": reason_salt(row["stream"], row["seq"])}
    kept = {name: row[name] for name in (*audit_proof.COVERED, *SIGNED)}
    return kept | {"told": told}


def text(lines: Iterable[Mapping[str, Any]]) -> str:
    """JSON lines."""
    return "".join(json.dumps(each, sort_keys=True, ensure_ascii=False) + "\n" for each in lines)


def packed(files: Mapping[str, str], stream: str, head: tuple[int, str]) -> bytes:
    """The files and their digests in one zip; the same content gives the same bytes."""
    digests = {name: hashlib.sha256(content.encode()).hexdigest() for name, content in files.items()}
    heads = {"heads": {stream: list(head)}, "files": digests}
    whole = dict(files) | {"heads.json": json.dumps(heads, indent=1, sort_keys=True) + "\n"}
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as packed_file:
        for name in sorted(whole):
            packed_file.writestr(zipfile.ZipInfo(name, OLD), whole[name].encode(), zipfile.ZIP_DEFLATED)
    return memory.getvalue()
