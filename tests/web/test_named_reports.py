"""Named reports on pages: columns and their order are chosen, kept, shared with one's own people alone."""

import csv
import io

import pytest
from flask import Flask

from tests.support import build
from tracker.docket.reporting import Part, programmes, reported_matters
from tracker.docket.saved_reports import named_report, named_reports, remove_report, save_report
from tracker.errors import NotFound, Refused


@pytest.fixture
def house(app: Flask, scene) -> None:
    """The usual scene, its matter known to the agency."""
    with app.app_context():
        build.fact(
            scene.people.manager_a, scene.matter, "filing-notice-submitted", "2026-08-20", filing="JP1"
        )


def heads(data: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_columns_are_chosen_ordered_kept_and_taken_away(visit, house: None) -> None:
    officer = visit("officer@ag.example")
    client, form = officer.client, "/reports/status/columns"
    assert "Columns and their order" in client.get(form).text
    places = {"at-next_due": "1", "at-ref": "2", "at-title": "", "at-level": "x"}
    shown = officer.send(form, places | {"act": "show"})
    assert "columns=next_due,ref" in shown.location.replace("%2C", ",")
    kept = officer.send(form, places | {"act": "save", "name": "月次"})
    assert kept.status_code == 303
    page = client.get(kept.location).text
    assert "月次" in page
    name = kept.location.rpartition("=")[2]
    assert heads(client.get(f"/reports/status.csv?named={name}").data) == ["Next due", "Reference"]
    again = officer.send(form, places | {"act": "save", "name": "月次"})
    assert (again.status_code, "already a named report" in again.text) == (422, True)
    assert officer.send(f"/reports/status/named/{name}/remove", {}, page=kept.location).status_code == 303
    assert client.get(f"/reports/status?named={name}").status_code == 404


def test_a_column_that_there_is_not_is_refused(visit, house: None) -> None:
    client = visit("officer@ag.example").client
    assert client.get("/reports/status?columns=ref,technical").status_code == 422
    assert client.get("/reports/status.csv?columns=technical").status_code == 422
    assert client.get("/reports/status?columns=" + "x" * 3_000).status_code == 400


def test_a_named_report_is_its_own_organisations_alone(context: Flask) -> None:
    scene = build.house()
    second = build.person("A", email="second@a.example")
    given = {"columns": ("ref", "title"), "part": Part("P26-A"), "now": build.NOW}
    mine = save_report(scene.manager_a, name="自分用", shared=False, **given)
    ours = save_report(scene.manager_a, name="共有", shared=True, **given)
    assert [each.name for each in named_reports(second)] == ["共有"]
    assert named_report(second, ours.public_id).part == Part("P26-A")
    for actor, name in ((second, mine), (scene.manager_b, ours), (scene.officer, ours)):
        with pytest.raises(NotFound):
            named_report(actor, name.public_id)
    with pytest.raises(NotFound):
        remove_report(second, report=ours.public_id, now=build.NOW)
    with pytest.raises(NotFound):
        save_report(scene.manager_a, name="他社", shared=False, columns=(), part=Part("P26-B"), now=build.NOW)
    with pytest.raises(Refused):
        save_report(scene.manager_a, name="  ", shared=False, **given)


def test_a_programme_is_all_agreements_under_its_terms(context: Flask) -> None:
    scene = build.house()
    for manager, under in ((scene.manager_a, "P26-A"), (scene.manager_b, "P26-B")):
        matter = build.matter(manager, under)
        build.filed(manager, matter, "2026-07-01")
        build.fact(manager, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    (code,) = programmes(scene.officer)
    day = {"as_of": build.TODAY, "today": build.TODAY}
    assert len(list(reported_matters(scene.officer, part=Part(programme=code), **day))) == 2
    assert len(list(reported_matters(scene.officer, part=Part("P26-A", code), **day))) == 1
    for part in (Part(programme="no-such"), Part("P26-A", "no-such")):
        with pytest.raises(NotFound):
            list(reported_matters(scene.officer, part=part, **day))
