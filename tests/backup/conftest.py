"""The scene that is kept safe: facts, sealed content, reminders of two contractors."""

import pytest

from tests.support import build
from tracker.docket import keeping
from tracker.worker import remind_today


@pytest.fixture
def scene(context):
    """Two contractors at work: facts, a correction's room, sealed content, reminders in the outbox."""
    house = build.house()
    matter = build.matter(house.manager_a, house.agreement_a)
    build.fact(house.manager_a, matter, "invention-made", "2026-05-20")
    build.filed(house.manager_a, matter, "2026-07-01")
    words = {"abstract": "量子もつれ光源の安定化 髙﨑①㈱"}
    keeping.save_content(house.manager_a, matter=matter.ref, texts=words, now=build.NOW)
    other = build.matter(house.manager_b, house.agreement_b)
    build.fact(house.manager_b, other, "invention-made", "2026-06-20")
    remind_today(context)
    return context
