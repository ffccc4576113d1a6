"""Who may apply for a licence, until when, and what the agency decides."""

from datetime import date

import pytest

from tests.support import build
from tracker.docket import look
from tracker.docket.licence_deciding import decide_application
from tracker.docket.licensing import applications, apply_for_licence
from tracker.errors import Conflict, NotFound, Refused

TIMES = {"now": build.NOW, "today": build.TODAY}
CONSENT = {"name": "University C", "evidence": "letter of 3 August"}


@pytest.fixture
def people(context):
    return build.house()


@pytest.fixture
def matter(people):
    found = build.matter(people.manager_a, people.agreement_a)
    build.filed(people.manager_a, found, "2026-05-20")
    build.fact(people.manager_a, found, "filing-notice-submitted", "2026-06-20", filing="JP1")
    return found


def apply(people, matter, **more):
    given = {"kind": "priority", "applicant": "Organisation A", "standing": "original-owner"}
    given |= {"submitted_on": date(2026, 8, 10)} | more
    return apply_for_licence(people.manager_a, matter=matter.ref, **given, **TIMES)


def faults(act, *args, **more):
    with pytest.raises(Refused) as refused:
        act(*args, **more)
    return [(fault.field, str(fault)) for fault in refused.value.faults]


def decide(people, matter, row, decision="granted", **more):
    given = {"decision": decision, "decided_on": date(2026, 8, 20)} | more
    return decide_application(
        people.officer, matter=matter.public_id, application_id=row.public_id, **given, **TIMES
    )


def test_an_original_owner_needs_nobodys_consent(people, matter):
    apply(people, matter)
    (row,) = applications(people.manager_a, matter.ref)
    assert (row.applicant, row.decision, row.consents) == ("Organisation A", "open", [])
    with pytest.raises(NotFound):
        applications(people.manager_b, matter.public_id)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "designator"),
        ({"designator": "Organisation A"}, "consents"),
        ({"designator": "Organisation A", "consents": [{"name": "University C"}]}, "consents"),
        ({"consents": [CONSENT]}, "designator"),
    ],
)
def test_a_designee_needs_a_designator_and_all_consents(people, matter, given, field):
    told = faults(apply, people, matter, standing="designee", applicant="Venture D", **given)
    assert field in [place for place, _ in told]
    assert applications(people.manager_a, matter.ref) == []


@pytest.mark.parametrize("given", [{"consents": [CONSENT]}, {"sole_owner": True}])
def test_a_designee_with_all_consents_may_apply(people, matter, given):
    row = apply(people, matter, standing="designee", designator="Organisation A", **given)
    assert (row.standing, row.consents) == ("designee", given.get("consents", []))


def test_after_registration_it_is_too_late_and_the_reason_is_told(people, matter):
    build.fact(people.manager_a, matter, "registered", "2026-08-09", filing="JP1")
    ((field, message),) = faults(apply, people, matter)
    assert field == "submitted_on"
    assert "closed on 2026-08-09" in message
    apply(people, matter, submitted_on=date(2026, 8, 9))
    apply(people, matter, kind="ordinary")


def test_more_than_five_years_need_a_reason(people, matter):
    ((field, _),) = faults(apply, people, matter, years=8)
    assert field == "years_reason"
    assert apply(people, matter, years=8, years_reason="the plant pays back in eight").years == 8
    assert [field for field, _ in faults(apply, people, matter, years=0)] == ["years"]


def test_a_grant_records_the_contract_by_the_agencys_own_hand(people, matter):
    row = decide(people, matter, apply(people, matter, years=3))
    seen = look.matter(people.manager_a, matter.ref, today=build.TODAY)
    (fact,) = [fact for fact in seen.facts if fact.kind == "priority-licence-agreed"]
    assert (row.decision, fact.fact_id, fact.claimed) == ("granted", seen.facts[-1].fact_id, False)
    (licence,) = seen.licences
    assert (licence["holder"], licence["ends_on"]) == ("Organisation A", "2029-08-20")
    again = applications(people.manager_a, matter.ref)[0]
    with pytest.raises(Conflict):
        decide(people, matter, again, "refused", reason="too late")


def test_a_refusal_must_state_its_reasons(people, matter):
    row = apply(people, matter)
    assert [field for field, _ in faults(decide, people, matter, row, "refused")] == ["reason"]
    assert decide(people, matter, row, "refused", reason="no plan").decision_reason == "no plan"
    seen = look.matter(people.manager_a, matter.ref, today=build.TODAY)
    assert seen.licences == []


def test_nobody_but_the_agency_decides_and_nobody_but_the_contractor_applies(people, matter):
    row = apply(people, matter)
    given = {"decision": "granted", "decided_on": date(2026, 8, 20)}
    with pytest.raises(NotFound):
        decide_application(
            people.manager_a, matter=matter.ref, application_id=row.public_id, **given, **TIMES
        )
    with pytest.raises(NotFound):
        apply_for_licence(
            people.officer, matter=matter.ref, kind="priority", applicant="X", standing="original-owner",
            submitted_on=date(2026, 8, 10), **TIMES,
        )  # fmt: skip


def test_under_designation_the_agency_sees_dates_and_states_only(people, matter):
    apply(people, matter, years=8, years_reason="the optics pay back late")
    build.fact(people.manager_a, matter, "security", "2026-08-25", filing="JP1", item=7)
    (row,) = applications(people.officer, matter.ref)
    assert (row.submitted_on, row.decision) == (date(2026, 8, 10), "open")
    assert (row.applicant, row.years_reason, row.years, row.standing) == (None, None, None, None)
