"""Another programme, by its pack alone: rounds of a yearly duty are offered, done and settled one by one."""

from datetime import date

import pytest

from tests.support import build
from tracker.docket import look, record
from tracker.docket.offers import offers_for
from tracker.docket.views import ObligationView

NOW, TODAY = build.NOW, build.TODAY


@pytest.fixture
def scene(context) -> build.House:
    return build.house()


@pytest.fixture
def matter(scene):
    build.agreement(scene.administrator, "A", "AG", number="US-1", packs=["us-bayh-dole"])
    return build.matter(scene.manager_a, "US-1")


def rounds(scene, matter) -> dict[str, ObligationView]:
    found = look.matter(scene.manager_a, matter.ref, today=TODAY).obligations
    return {str(duty.trigger): duty for duty in found if duty.rule == "utilization-report"}


def test_each_round_is_a_duty_of_its_own(scene, matter):
    build.fact(scene.manager_a, matter, "title-elected", "2023-10-02")
    found = rounds(scene, matter)
    assert {name: duty.due for name, duty in found.items()} == {
        "f0001#2024": date(2024, 12, 31),
        "f0001#2025": date(2025, 12, 31),
    }
    assert {duty.standing for duty in found.values()} == {"overdue"}


def test_the_report_offered_names_the_round_and_meets_it_alone(scene, matter):
    build.fact(scene.manager_a, matter, "title-elected", "2023-10-02")
    duty = rounds(scene, matter)["f0001#2025"]
    offer = offers_for(scene.manager_a, duty, ["us-bayh-dole"], [])[0]
    assert (offer.kind, offer.keys) == ("utilization-reported", {"fiscal_year": 2025})
    build.fact(scene.manager_a, matter, offer.kind, "2026-01-15", **offer.keys)
    standings = {name: each.standing for name, each in rounds(scene, matter).items()}
    assert standings == {"f0001#2024": "overdue", "f0001#2025": "met-late"}


def test_one_round_is_settled_without_the_others(scene, matter):
    build.fact(scene.manager_a, matter, "title-elected", "2023-10-02")
    duty = rounds(scene, matter)["f0001#2024"]
    given = {"how": "waived", "reason": "Nothing was used that year", "now": NOW, "today": TODAY}
    record.settle_duty(scene.manager_a, obligation=duty.public_id, **given)
    standings = {name: each.standing for name, each in rounds(scene, matter).items()}
    assert standings == {"f0001#2024": "waived", "f0001#2025": "overdue"}


def test_a_duty_that_waits_for_the_agreements_day_offers_to_record_it(scene, matter):
    build.fact(
        scene.manager_a, matter, "filed", "2026-08-03", filing="US1", office="US", route="national",
        provisional=True,
    )  # fmt: skip
    found = look.matter(scene.manager_a, matter.ref, today=TODAY).obligations
    duty = next(each for each in found if each.rule == "non-provisional")
    assert (duty.standing, duty.due) == ("waiting", None)
    offered = [offer.kind for offer in offers_for(scene.manager_a, duty, ["us-bayh-dole"], [])]
    assert "agreement-signed" in offered
    build.fact(scene.manager_a, matter, "agreement-signed", "2024-04-01")
    found = look.matter(scene.manager_a, matter.ref, today=TODAY).obligations
    assert [each.due for each in found if each.rule == "non-provisional"] == [date(2027, 6, 3)]
