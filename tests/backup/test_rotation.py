"""Another key in front of the ring: what an older one sealed is sealed by it, and nothing else changes."""

import pytest
from cryptography.fernet import Fernet

from tests.support import build
from tracker.config import data_keys
from tracker.docket.anchoring import verify, verify_state
from tracker.extensions import db
from tracker.store import files, rotation
from tracker.store.content import ContentRevision
from tracker.store.organisations import Organisation
from tracker.store.session import transaction


@pytest.fixture
def rotated(scene):
    """The scene with a file, a new key in front, everything sealed anew: the old keys, and what was done."""
    with transaction() as session:
        owner = session.query(Organisation).filter_by(code="A").one()
        files.keep_file(session, owner.id, b"%PDF-1.7 evidence", "application/pdf", build.NOW)
    old = data_keys(scene)
    scene.config["DATA_KEYS"] = (Fernet.generate_key().decode(), *old)
    db.session.remove()
    return old, rotation.seal_anew()


def test_the_new_key_alone_opens_what_may_change(scene, rotated):
    _, done = rotated
    assert done.columns["content_revisions.text"] == 1
    assert (done.files, done.lost) == (1, 0)
    scene.config["DATA_KEYS"] = data_keys(scene)[:1]
    db.session.remove()
    with transaction() as session:
        assert session.query(ContentRevision).one().text.startswith("量子もつれ光源の安定化")
        assert files.read_file(session.query(files.StoredFile).one()).startswith(b"%PDF")


def test_a_second_run_finds_nothing_to_do(rotated):
    again = rotation.seal_anew()
    assert (sum(again.columns.values()), again.files) == (0, 0)


def test_the_trail_holds_and_replays_as_before(scene, rotated):
    assert not verify(None).findings
    assert not verify_state()


def test_what_no_key_opens_is_counted_and_left(scene, rotated):
    scene.config["DATA_KEYS"] = (Fernet.generate_key().decode(),)
    db.session.remove()
    with pytest.raises(Exception, match="KIGEN_DATA_KEYS"):
        rotation.seal_anew()
