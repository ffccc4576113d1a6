"""Column types: instants are aware and in UTC, protected text lies sealed in the file."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from tests.support import build
from tracker.errors import Misconfigured
from tracker.store.content import content_of
from tracker.store.matters import Scope, find_matter
from tracker.store.organisations import Organisation, organisation_by_code
from tracker.store.session import reading, transaction

SECRET = "極秘の冷却構造の説明"


def test_an_instant_comes_back_aware_and_in_utc(context):
    at = datetime(2026, 9, 1, 8, 30, tzinfo=timezone(timedelta(hours=9)))
    with transaction() as session:
        session.add(Organisation(code="X", name="X", kind="agency", created_at=at))
    found = organisation_by_code(reading(), "X")
    assert found.created_at == at
    assert found.created_at.tzinfo is UTC


def test_an_instant_without_zone_is_refused(context):
    naive = datetime(2026, 9, 1, 8, 30)  # noqa: DTZ001 — the very thing that is refused
    with pytest.raises(StatementError, match="zone"), transaction() as session:
        session.add(Organisation(code="X", name="X", kind="agency", created_at=naive))


def sealed_bytes() -> list[bytes]:
    rows = reading().execute(text("SELECT text FROM content_revisions ORDER BY id")).scalars()
    return [bytes(row) for row in rows]


def log_two(scene: build.House) -> list[str]:
    titles = ("一つ目", "二つ目")
    given = {"technical": SECRET}
    return [build.matter(scene.manager_a, scene.agreement_a, title=t, **given).public_id for t in titles]


def technical(public_id: str) -> str | None:
    reading().rollback()
    found = find_matter(reading(), Scope(), public_id)
    return content_of(reading(), [found.id])[-1].text if found else None


def test_technical_content_cannot_be_read_from_the_file(context):
    first, _ = log_two(build.house())
    one, two = sealed_bytes()
    assert SECRET.encode() not in one
    assert one != two, "equal texts must not show as equal"
    assert technical(first) == SECRET


def test_a_new_key_in_front_still_reads_what_the_old_one_sealed(context):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    context.config["DATA_KEYS"] = (old,)
    first, _ = log_two(build.house())
    context.config["DATA_KEYS"] = (new, old)
    assert technical(first) == SECRET


def test_without_its_key_the_content_stays_shut(context):
    context.config["DATA_KEYS"] = (Fernet.generate_key().decode(),)
    first, _ = log_two(build.house())
    context.config["DATA_KEYS"] = (Fernet.generate_key().decode(),)
    with pytest.raises(Misconfigured, match="KIGEN_DATA_KEYS"):
        technical(first)
