"""Several people at once, each in a process of their own as it were: nothing twice, nothing lost."""

import threading
from collections.abc import Callable
from datetime import date

import pytest

from tests.support import build
from tracker.docket import look, record
from tracker.errors import Conflict, Refused

JP = {"filing": "JP1", "office": "JP", "route": "national"}


@pytest.fixture
def scene(app) -> build.House:
    with app.app_context():
        return build.house()


def at_once(app, work: Callable[[int], object], count: int = 5) -> list[object]:
    """What each of `count` threads got, results and errors alike."""
    gate, got = threading.Barrier(count), []

    def one(n: int) -> None:
        gate.wait()
        try:
            with app.app_context():
                got.append(work(n))
        except Exception as error:
            got.append(error)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_a_request_sent_many_times_at_once_records_one_fact(scene, app):
    with app.app_context():
        matter = build.matter(scene.manager_a, scene.agreement_a)
    told = at_once(app, lambda _: build.filed(scene.manager_a, matter, "2026-07-01", request_key="one"))
    assert sorted(each.repeated for each in told) == [False, True, True, True, True]
    with app.app_context():
        seen = look.matter(scene.manager_a, matter.ref, today=build.TODAY)
        assert [fact.fact_id for fact in seen.history] == ["f0001"]
        assert seen.version == matter.version + 1


def test_the_same_fact_from_many_windows_at_once_is_recorded_once(scene, app):
    with app.app_context():
        matter = build.matter(scene.manager_a, scene.agreement_a)
    told = at_once(app, lambda n: build.filed(scene.manager_a, matter, "2026-07-01", request_key=str(n)))
    assert sum(isinstance(each, Refused) for each in told) == 4, told


def test_of_many_corrections_at_once_one_counts(scene, app):
    with app.app_context():
        matter = build.matter(scene.manager_a, scene.agreement_a)
        version = build.filed(scene.manager_a, matter, "2026-07-01").version

    def correct(n: int):
        return record.correct_fact(
            scene.manager_a,
            matter=matter.ref,
            fact="f0001",
            on=date(2026, 7, 2 + n),
            keys=JP,
            reason="受領書で確認した",
            version=version,
            now=build.NOW,
            today=build.TODAY,
        )

    told = at_once(app, correct)
    assert sum(isinstance(each, Conflict) for each in told) == 4, told
    with app.app_context():
        assert len(look.matter(scene.manager_a, matter.ref, today=build.TODAY).history) == 2


def test_matters_logged_at_once_get_references_of_their_own(scene, app):
    def log(n: int) -> str:
        return build.matter(scene.manager_a, scene.agreement_a, title=f"発明{n}").ref

    assert sorted(at_once(app, log)) == [f"A-{n:04d}" for n in range(1, 6)]


def test_a_matter_logged_many_times_at_once_is_one(scene, app):
    def log(_: int) -> str:
        return build.matter(scene.manager_a, scene.agreement_a, request_key="one").public_id

    assert len(set(at_once(app, log))) == 1
