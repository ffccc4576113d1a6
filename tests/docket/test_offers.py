"""Which facts come next: read off the duties that stand, each side its own, filled in as far as terms go."""

import pytest

from tests.support import build
from tracker.docket import look, record
from tracker.docket.offers import next_facts, offer_for


@pytest.fixture
def people(context) -> build.House:
    return build.house()


def seen(actor, matter):
    return look.matter(actor, matter.public_id, today=build.TODAY)


def told(actor, matter, kind, **keys):
    """A fact of today with exactly these keys."""
    return record.record_fact(
        actor,
        matter=matter.public_id,
        kind=kind,
        on=build.TODAY,
        keys=keys,
        now=build.NOW,
        today=build.TODAY,
    )


def offered(actor, matter) -> dict[str, dict]:
    return {offer.kind: offer.keys for offer in next_facts(actor, seen(actor, matter))}


def test_a_new_matter_starts_with_its_making_or_its_filing(people):
    patent = build.matter(people.manager_a, "P26-A")
    assert list(offered(people.manager_a, patent)) == ["invention-made", "filed"]
    work = build.matter(people.manager_a, "P26-A", right="copyright", title="管理プログラム")
    assert list(offered(people.manager_a, work)) == ["work-created"]


def test_a_filing_is_followed_by_its_notice_and_the_request_for_examination(people):
    matter = build.matter(people.manager_a, "P26-A")
    build.filed(people.manager_a, matter, "2026-08-10")
    next_ones = offered(people.manager_a, matter)
    assert next_ones["filing-notice-submitted"] == {"filing": "JP1"}
    assert next_ones["exam-requested"] == {"filing": "JP1"}


def test_a_filing_abroad_is_not_proposed_while_it_is_banned(people):
    def reasons(matter):
        return {offer.because for offer in next_facts(people.manager_a, seen(people.manager_a, matter))}

    free = build.matter(people.manager_a, "P26-A", title="one", sensitive_field="outside")
    barred = build.matter(people.manager_a, "P26-A", title="two")
    for matter in (free, barred):
        build.filed(people.manager_a, matter, "2026-08-08")
    assert "Foreign filing with Paris priority" in reasons(free)
    assert "Foreign filing with Paris priority" not in reasons(barred)


def test_a_duty_that_waits_offers_what_it_waits_for(people):
    matter = build.matter(people.manager_a, "P26-A")
    build.filed(people.manager_a, matter, "2026-08-10")
    build.fact(people.manager_a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    assert offered(people.manager_a, matter)["published"] == {"filing": "JP1"}


def test_the_fact_that_does_a_duty_is_complete_where_only_its_day_is_left_to_say(people):
    matter = build.matter(people.manager_a, "P26-A")
    build.fact(people.manager_a, matter, "invention-made", "2026-08-01")
    build.filed(people.manager_a, matter, "2026-08-10")
    whole = seen(people.manager_a, matter)
    offers = {
        duty.rule: offer_for(people.manager_a, duty, whole.packs, whole.facts) for duty in whole.obligations
    }
    assert offers["filing-notice"].complete
    assert offers["prompt-filing"] is None, "it is done"
    assert offers["primary-review"] is None, "nobody's act"


def test_a_filing_is_never_complete_it_needs_its_office_and_route(people):
    matter = build.matter(people.manager_a, "P26-A")
    build.fact(people.manager_a, matter, "invention-made", "2026-08-01")
    (duty,) = [each for each in seen(people.manager_a, matter).obligations if each.rule == "prompt-filing"]
    offer = offer_for(people.manager_a, duty, ["nedo-multimodal-2026"])
    assert (offer.kind, offer.complete) == ("filed", False)


def test_the_agency_is_offered_the_receipt_of_what_was_sent(people):
    matter = build.matter(people.manager_a, "P26-A")
    build.filed(people.manager_a, matter, "2026-02-01")
    build.fact(people.manager_a, matter, "filing-notice-submitted", "2026-02-20", filing="JP1")
    build.fact(people.manager_a, matter, "published", "2026-08-10", filing="JP1")
    told(people.manager_a, matter, "status-notice-submitted", filing="JP1", about="publication")
    receipt = offered(people.officer, matter)["status-notice-received"]
    assert receipt == {"about": "publication", "filing": "JP1"}
    told(people.officer, matter, "status-notice-received", **receipt)
    assert "status-notice-received" not in offered(people.officer, matter)


def test_each_side_is_offered_its_own_acts_alone(people):
    matter = build.matter(people.manager_a, "P26-A")
    build.filed(people.manager_a, matter, "2026-08-10")
    build.fact(people.manager_a, matter, "filing-notice-submitted", "2026-08-20", filing="JP1")
    build.fact(people.manager_a, matter, "security", "2026-08-25", filing="JP1", item=4)
    assert "reporting-method-agreed" not in offered(people.manager_a, matter)
    assert not offered(people.officer, matter).keys() & {"published", "exam-requested"}


def test_what_is_offered_can_be_recorded_as_it_stands(people):
    matter = build.matter(people.manager_a, "P26-A")
    build.filed(people.manager_a, matter, "2026-07-01")
    for _round in range(4):
        whole = seen(people.manager_a, matter)
        complete = [offer for offer in next_facts(people.manager_a, whole) if offer.complete]
        for offer in complete[:1]:
            told(people.manager_a, matter, offer.kind, **offer.keys)
