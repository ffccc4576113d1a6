"""The scene of the audit tests: a trail of some acts on every chain, with anchors inside and outside."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.drill.conftest import gate as gate
from tests.drill.conftest import seed as seed
from tests.support import build
from tracker.docket import anchoring, record
from tracker.store.matters import Matter
from tracker.store.session import reading


@pytest.fixture
def anchor_file(tmp_path):
    """Where the application does not reach."""
    return tmp_path / "elsewhere" / "anchors.jsonl"


@pytest.fixture
def trail(context, anchor_file):
    """Acts of two contractors and an officer, anchored twice."""
    people = build.house()
    for manager, under in ((people.manager_a, people.agreement_a), (people.manager_b, people.agreement_b)):
        matter = build.matter(manager, under)
        build.fact(manager, matter, "invention-made", "2026-06-10")
        build.filed(manager, matter, "2026-07-01", note="a note of the house")
        build.fact(manager, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
        record.correct_fact(
            manager, matter=matter.public_id, fact="f0001", on=build.TODAY - timedelta(60), keys={},
            reason="the laboratory notebook names another day", now=build.NOW, today=build.TODAY,
        )  # fmt: skip
        anchoring.anchor(anchor_file, now=build.NOW, every=anchoring.AT_ONCE)
    build.fact(people.manager_a, matter_of(people.manager_a), "published", "2026-08-25", filing="JP1")
    return people


def matter_of(actor):
    """The only matter of a contractor."""
    query = select(Matter.public_id).where(Matter.organisation_id == actor.organisation_id)
    return reading().scalars(query).one()
