"""Recording a fact together with the file that proves it: both are stored, or neither.

Not here: the fact by itself (record), and the file by itself (evidence).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tracker.docket.actor import Actor
from tracker.docket.evidence import add_evidence
from tracker.docket.record import record_fact
from tracker.docket.views import Recorded
from tracker.store.session import transaction

Upload = tuple[str, bytes]
"""The name and the content of a file as it was handed in."""


def record_with_evidence(
    actor: Actor,
    *,
    matter: str,
    kind: str,
    on: date,
    keys: Mapping[str, Any],
    upload: Upload | None,
    now: datetime,
    today: date,
    **told: Any,
) -> Recorded:
    """Record a fact, and keep the file that proves it. Raises as ``record_fact`` and ``add_evidence``; a file
    that is not taken refuses the fact too."""
    with transaction():
        done = record_fact(actor, matter=matter, kind=kind, on=on, keys=keys, now=now, today=today, **told)
        if upload is not None and not done.repeated:
            name, content = upload
            add_evidence(actor, matter=matter, fact=done.fact.fact_id, name=name, content=content, now=now)
        return done
