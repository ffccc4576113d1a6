"""Model weights and the like wait for a decision that names its reason and who took it."""

import re

from sqlalchemy import select

from tests.support import build
from tracker.store.audit import AuditRow
from tracker.store.session import reading


def test_an_asset_waits_until_somebody_decides(app, scene, manager):
    path, matter = f"/matters/{scene.matter}/assets", f"/matters/{scene.matter}"
    assert "data-undecided" not in manager.get(matter)
    assert manager.send(path, {"asset": "model-weights", "name": "Grasp net v2"}).location == path
    assert "data-undecided" in manager.get(matter)
    decide = re.search(rf'action="({path}/\w+)"', manager.get(path))[1]
    bare = manager.send(decide, {"decided": "program"}, page=path)
    assert bare.status_code == 422
    assert "Name who decided." in bare.text
    assert "Say why it falls in this class" in bare.text
    for decided, reason in (("program", "runs as code"), ("know-how", "kept secret after all")):
        given = {"decided": decided, "decided_by": "IP board", "reason": reason}
        assert manager.send(decide, given, page=path).location == path
    page = manager.get(path)
    assert "kept secret after all" in page
    assert "decided by IP board" in page
    assert '<span class="struck">Computer program</span>' in page
    assert "data-undecided" not in manager.get(matter)
    with app.app_context():
        acts = reading().scalars(select(AuditRow.action).order_by(AuditRow.id)).all()
    assert acts[-3:] == ["enter-asset", "classify-asset", "classify-asset"]


def test_nobody_else_sees_or_decides(scene, manager, officer, visit):
    path = f"/matters/{scene.matter}/assets"
    manager.send(path, {"asset": "dataset", "name": "Touch set"})
    visit("ip-manager@b.example").get(path, 404)
    officer.get(path, 403)


def test_what_is_no_kind_or_class_is_refused(scene, manager):
    path = f"/matters/{scene.matter}/assets"
    assert manager.send(path, {"asset": "cat", "name": "x"}).status_code == 422
    assert manager.send(path, {"asset": "dataset", "name": " "}).status_code == 422


def test_a_work_that_the_terms_do_not_name_asks_for_a_recorded_decision(app, scene, manager, officer):
    with app.app_context():
        actor = scene.people.manager_a
        work = build.matter(actor, scene.people.agreement_a, right="copyright").public_id
        build.fact(actor, work, "work-created", "2026-08-20", work="other")
    page, path = f"/matters/{work}", f"/matters/{work}/assets"
    assert "data-unclassified" in manager.get(page)
    manager.send(path, {"asset": "dataset", "name": "Grasp films"})
    decide = re.search(rf'action="({path}/\w+)"', manager.get(path))[1]
    assert "data-unclassified" in manager.get(page)
    given = {"decided": "other", "decided_by": "IP board", "reason": "a selection of no originality"}
    manager.send(decide, given, page=path)
    assert "data-unclassified" not in manager.get(page)
