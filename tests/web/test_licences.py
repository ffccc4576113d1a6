"""The page on which the contractor applies for a licence and the agency decides."""

import re


def test_applied_for_and_granted_through_pages(scene, manager, officer):
    manager.record(
        f"/matters/{scene.matter}/facts/new/filing-notice-submitted",
        {"on": "2026-08-20", "key_filing": "JP1"},
    )
    path = f"/matters/{scene.matter}/licences"
    assert "Nobody has applied" in manager.get(path)
    given = {
        "kind": "priority",
        "standing": "designee",
        "applicant": "Venture D",
        "submitted_on": "2026-08-25",
    }
    refused = manager.send(path, given)
    assert refused.status_code == 422
    assert "Name the original owner who designates" in refused.text
    given |= {"designator": "Organisation A", "consents": "University C | letter of 3 August"}
    assert manager.send(path, given).location == path
    page = manager.get(path)
    assert "letter of 3 August" in page
    assert "Record the decision" not in page
    decide = re.search(r'action="([^"]+/decide)"', officer.get(path))[1]
    without = officer.send(decide, {"decision": "refused", "decided_on": "2026-08-30"}, page=path)
    assert without.status_code == 422
    assert "must state its reasons" in without.text
    assert (
        officer.send(decide, {"decision": "granted", "decided_on": "2026-08-30"}, page=path).location == path
    )
    assert "Granted" in manager.get(path)
    assert "Venture D" in manager.get(f"/matters/{scene.matter}")


def test_a_stranger_finds_nothing(scene, visit):
    visit("ip-manager@b.example").get(f"/matters/{scene.matter}/licences", 404)
