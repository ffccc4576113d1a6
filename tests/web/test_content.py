"""A designated matter asks that its technical content be kept elsewhere; the file never holds it readable."""

import pytest
from sqlalchemy import text

from tests.support import build
from tracker.store.session import reading

CONTENT = "interferometer with a doubled path and a marked word QZXJ"


@pytest.fixture
def secret(app, scene):
    with app.app_context():
        found = build.matter(scene.people.manager_a, "P26-A", title="another", technical=CONTENT)
        build.filed(scene.people.manager_a, found, "2026-05-20")
        return found.public_id


def kept(app) -> list[bytes]:
    with app.app_context():
        rows = reading().execute(text("SELECT text FROM content_revisions WHERE text IS NOT NULL")).all()
        return [bytes(row[0]) for row in rows]


def test_it_lies_encrypted_and_is_taken_out_once_designated(app, scene, secret, manager):
    assert len(kept(app)) == 1
    assert b"QZXJ" not in kept(app)[0]
    path = f"/matters/{secret}"
    assert f"{path}/content/out" not in manager.get(path)
    with app.app_context():
        build.fact(scene.people.manager_a, secret, "security", "2026-08-25", filing="JP1", item=7)
    assert f"{path}/content/out" in manager.get(path)
    assert manager.send(f"{path}/content/out", {"shelf_no": " "}, page=path).status_code == 422
    assert len(kept(app)) == 1
    assert manager.send(f"{path}/content/out", {"shelf_no": "safe 4"}, page=path).location == path
    page = manager.get(path)
    assert "safe 4" in page
    assert "QZXJ" not in page
    assert kept(app) == []
    assert manager.send(f"{path}/content/out", {"shelf_no": "safe 4"}, page="/").status_code == 409
