"""The pages of the self-check, of what-if and of the terms: what they show, to whom, and what they refuse."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.support import build
from tracker.docket.packbook import pack_view, pack_views
from tracker.docket.selfchecking import selfcheck
from tracker.docket.terms import shelf
from tracker.engine.proving import CaseProof
from tracker.store.obligations import Obligation
from tracker.store.session import transaction

ALONE = "/what-if?pack=nedo-multimodal-2026&right=patent"
FILED = "&is-kind=filed:national&is-on=2026-07-01&is-filing=JP1"


def check(app):
    with app.app_context():
        selfcheck(today=build.TODAY, now=lambda: build.NOW)


@pytest.fixture
def differing(app, scene):
    """One duty of contractor A whose stored date was changed by another hand."""
    with app.app_context(), transaction() as session:
        session.execute(
            update(Obligation).where(Obligation.rule == "filing-notice").values(due=date(2030, 1, 7))
        )
    check(app)


# --- the self-check -----------------------------------------------------------------------------------------


def test_the_home_page_proves_that_everything_was_checked(app, scene, manager, officer):
    assert "Not checked yet" in manager.get("/")
    check(app)
    page = manager.get("/")
    assert "duties checked" in page
    assert "0 differences" in page
    assert "duties checked" not in officer.get("/")
    assert "Self-check" in officer.get("/")


def test_a_difference_is_red_on_every_page_until_somebody_decides(scene, differing, manager, visit):
    for path in ("/", "/matters", f"/matters/{scene.matter}"):
        assert "The self-check found duties" in manager.get(path)
    page = manager.get("/selfcheck")
    assert "Mon 7 January 2030" in page
    assert "Fri 9 October 2026" in page
    refused = manager.send(f"/selfcheck/{scene.matter}/close", {"reason": " "}, page="/selfcheck")
    assert refused.status_code == 422
    answer = manager.send(
        f"/selfcheck/{scene.matter}/close", {"reason": "同日の控えと照合"}, page="/selfcheck"
    )
    assert answer.location == "/selfcheck?done=closed"
    after = manager.get("/selfcheck")
    assert "同日の控えと照合" in after
    assert "No difference is open" in after
    assert "The self-check found duties" not in manager.get("/")


def test_others_see_no_difference_of_this_organisation(scene, differing, visit, officer):
    for visitor in (visit("ip-manager@b.example"), officer):
        page = visitor.get("/selfcheck")
        assert scene.ref not in page
        assert "January 2030" not in page
        assert "The self-check found duties" not in visitor.get("/")


# --- what if ------------------------------------------------------------------------------------------------


def test_a_matter_and_what_would_follow_stand_side_by_side(scene, manager):
    path = f"/matters/{scene.matter}/what-if"
    assert path in manager.get(f"/matters/{scene.matter}")
    page = manager.get(f"{path}?if-kind=filed:national&if-on=2026-12-01&if-filing=US1")
    assert "Would appear" in page
    assert "Mon 1 March 2027" in page
    assert "Unchanged" in page
    assert "What is only supposed opens neither" in page


def test_the_link_of_a_matter_opens_for_its_readers_alone(scene, visit, officer):
    path = f"/matters/{scene.matter}/what-if?if-kind=published&if-on=2028-02-01&if-filing=JP1"
    visit("ip-manager@b.example").get(path, status=404)
    visit("inventor@a.example").get(path, status=404)
    officer.get(path, status=403)


def test_a_made_up_matter_needs_its_address_and_nothing_else(scene, manager, officer):
    for visitor in (manager, officer):
        page = visitor.get(f"{ALONE}{FILED}&if-kind=security:7&if-on=2026-10-01&if-filing=JP1")
        assert "Sun 30 August 2026" in page or "Fri 28 August 2026" in page
        assert "Would appear" in page
        assert scene.ref not in page


@pytest.mark.parametrize(
    "wrong",
    [
        "&if-kind=filed:national&if-on=2026-13-01&if-filing=JP1",
        "&if-kind=filed:national&if-filing=JP1",
        "&if-kind=registered&if-on=2026-10-01",
        "&if-kind=registered&if-on=2026-10-01&if-filing=JP2",
        "&if-kind=nothing&if-on=2026-10-01",
        "&if-kind=security:x&if-on=2026-10-01&if-filing=JP1",
        "&if-kind=security:99&if-on=2026-10-01&if-filing=JP1",
    ],
)
def test_what_cannot_be_supposed_is_told_beside_it(scene, manager, wrong):
    page = manager.get(f"{ALONE}{wrong}", status=422)
    assert 'id="if-0-wrong"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        "/what-if?pack=none",
        "/what-if?right=none",
        f"{ALONE}&if-kind=registered&if-on=2026-10-01&if-filing=Secret-title",
        f"{ALONE}&if-kind={'x' * 300}&if-on=2026-10-01",
        f"{ALONE}{'&if-kind=registered' * 40}",
        f"{ALONE}&if-kind=registered&if-on=%00",
    ],
)
def test_an_address_that_nobody_made_is_refused(scene, manager, wrong):
    manager.get(wrong, status=400)


# --- the terms ----------------------------------------------------------------------------------------------


def test_a_lawyer_reads_text_versions_cases_and_sources(scene, manager):
    page = manager.get("/terms/us-bayh-dole")
    for words in (
        "The version is chosen by",
        "from Mon 14 May 2018",
        "cases hold",
        "Proof",
        "Open questions",
    ):
        assert words in page
    overlay = manager.get("/terms/nedo-multimodal-2026")
    assert "These terms are laid over another text" in overlay
    assert "own text" in overlay
    assert "The text, sentence by sentence" in overlay


def test_the_rules_are_narrowed_by_words_and_kind(scene, manager):
    whole = manager.get("/terms/nedo-multimodal-2026")
    assert 'id="filing-notice"' in whole
    found = manager.get("/terms/nedo-multimodal-2026?q=ｅｘａｍ")
    assert 'id="exam-request"' in found
    assert 'id="filing-notice"' not in found
    manager.get("/terms/nedo-multimodal-2026?kind=window")
    manager.get("/terms/nedo-multimodal-2026?kind=nothing", status=400)
    assert "Nothing here with these filters" in manager.get("/terms/nedo-multimodal-2026?q=zzzz")


def test_a_source_that_nobody_looked_up_for_a_year_is_marked():
    fresh = pack_view("nedo-multimodal-2026", "en", date(2026, 12, 1))
    later = pack_view("nedo-multimodal-2026", "en", date(2026, 12, 1) + timedelta(days=800))
    assert fresh.old == 0
    assert later.old == sum(len(each.references) for each in later.rules) > 0


def test_every_rule_says_in_words_how_it_is_counted_in_both_languages():
    for language in ("ja", "en"):
        for view in pack_views(language, date(2026, 12, 1)):
            for rule in view.rules:
                assert all(version.lines for version in rule.versions), (view.pack.id, rule.rule.id)


def test_every_case_of_every_pack_holds_and_most_rules_are_proved():
    for view in pack_views("en", date(2026, 12, 1)):
        assert view.failing == 0
        assert view.cases
        assert len(view.unproved) < len(view.rules) / 2, [each.rule.id for each in view.unproved]


def test_a_case_that_fails_is_red_on_the_page(scene, manager, monkeypatch):
    broken = CaseProof("cases.toml", "A case that fails", frozenset({"filing-notice"}), ("due: expected x",))
    monkeypatch.setattr("tracker.docket.packbook.proofs_of", lambda _name: [broken])
    page = manager.get("/terms/nedo-multimodal-2026")
    assert "does not hold the cases" in page
    assert "due: expected x" in page


def test_the_shelf_says_how_its_packs_lie():
    assert {view.pack.id for view in pack_views("ja", date(2026, 12, 1))} == set(shelf().packs)
