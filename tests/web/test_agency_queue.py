"""What lies between the sides: each act of the agency through its page, and what the contractor then sees."""

import re

import pytest

from tests.support import build
from tests.web.conftest import HIDDEN
from tracker.docket import record
from tracker.docket.releasing import ask_share, confirm_release

REGISTRATION = {"about": "registration", "filing": "JP1"}


def note(actor, matter: str, kind: str, on: str, **keys):
    """A fact, recorded before the pages are opened."""
    return record.record_fact(
        actor, matter=matter, kind=kind, on=build.date.fromisoformat(on), keys=keys,
        now=build.NOW, today=build.TODAY,
    ).fact.fact_id  # fmt: skip


@pytest.fixture
def reported(app, scene):
    """The scene's matter with its filing notice, registered, and reported as such."""
    with app.app_context():
        manager = scene.people.manager_a
        note(manager, scene.matter, "filing-notice-submitted", "2026-08-12", filing="JP1")
        note(manager, scene.matter, "registered", "2026-08-14", filing="JP1")
        note(manager, scene.matter, "status-notice-submitted", "2026-08-20", **REGISTRATION)
    return scene


def addresses(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'href="(/queue/\w+/\w+)"', page)))


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_accepted_with_its_receipt_date_which_moves_the_right(reported, manager, officer):
    listed = officer.get("/queue")
    filing, registration = addresses(listed)
    assert "New: Transfer notice JP1" in officer.get(registration)
    answer = officer.send(f"{registration}/receive", {"received_on": "2026-08-24"}, page=registration)
    assert answer.status_code == 303
    assert "Recorded:" in officer.get(answer.location)
    kept = officer.send(f"{filing}/receive", {"received_on": "2026-08-13", "remark": "受領印済"}, page=filing)
    assert "The answer is kept" in officer.get(kept.location)
    assert addresses(officer.get("/queue")) == []
    seen = text(manager.get(f"/matters/{reported.matter}"))
    assert "Received · Thu 13 August 2026" in seen
    assert "受領印済" in seen
    assert "Transfer notice" in seen


def test_sent_back_with_a_comment_that_the_contractor_sees_and_answers(reported, manager, officer):
    line = addresses(officer.get("/queue"))[0]
    without = officer.send(f"{line}/return", {"returned_on": "2026-08-13"}, page=line)
    assert without.status_code == 422
    assert "Say what is to be put right." in without.text
    officer.send(f"{line}/return", {"returned_on": "2026-08-13", "comment": "出願番号が違います"}, page=line)
    home = text(manager.get("/"))
    mine, theirs = home.index("You must act"), home.index("The other side must act")
    assert (
        mine
        < home.index("1 thing waits for the contractor")
        < theirs
        < home.index("1 thing waits for the agency")
    )
    assert "出願番号が違います" in manager.get("/queue")
    assert "出願番号が違います" in manager.get(f"/matters/{reported.matter}")
    anew = re.search(r'href="(/matters/\w+/facts/new/filing-notice-submitted[^"]*)"', manager.get(line))[1]
    manager.record(anew.split("?")[0], {"on": "2026-08-21", "key_filing": "JP1"})
    assert "sent anew" in officer.get(line)


def test_what_is_an_answer_is_recorded_where_it_can_be_said_in_full(reported, officer):
    form = f"/matters/{reported.matter}/facts/new"
    returned = officer.client.get(f"{form}/notice-returned?of=f0003")
    assert returned.location == f"/queue/{reported.matter}/f0003"
    assert officer.client.get(f"{form}/reporting-method-agreed").location == "/queue?kind=method"


def test_what_a_receipt_leads_to_is_told_for_the_day_typed(reported, officer):
    registration = addresses(officer.get("/queue"))[1]
    assert "What a receipt on Tue 1 September 2026 leads to" in officer.get(registration)
    asked = {"received_on": "2026-08-24", "look": "1"}
    shown = officer.send(f"{registration}/receive", asked, page=registration)
    assert shown.status_code == 200
    assert "What a receipt on Mon 24 August 2026 leads to" in shown.text
    assert "Fri 23 October 2026" in shown.text
    assert (
        officer.send(f"{registration}/receive", asked | {"received_on": "x"}, page=registration).status_code
        == 422
    )
    assert registration in addresses(officer.get("/queue"))


def test_what_another_program_records_in_few_words_is_told_as_that(app, reported, manager, officer):
    with app.app_context():
        note(reported.people.officer, reported.matter, "notice-returned", "2026-08-24", of="f0003")
        said = {"demand_no": "D-1", "method": "by hand"}
        note(reported.people.officer, reported.matter, "disclosure-demanded", "2026-08-24", **said)
    lines = [manager.get(each) for each in addresses(manager.get("/queue"))]
    assert any("Sent back without a comment" in page for page in lines)
    demand = next(page for page in lines if "A demand without recipient and last day permits nothing" in page)
    assert "Ask a second person to permit it" not in demand


def test_of_two_officers_the_second_is_told_and_records_nothing(app, reported, visit, officer):
    with app.app_context():
        build.person("AG", "officer", email="second@ag.example", name="Second")
    second = visit("second@ag.example")
    line = addresses(officer.get("/queue"))[1]
    open_page = dict(HIDDEN.findall(second.get(line)))
    officer.send(f"{line}/receive", {"received_on": "2026-08-24"}, page=line)
    late = second.client.post(f"{line}/receive", data=open_page | {"received_on": "2026-08-25"})
    assert late.status_code == 409
    assert "Somebody has handled this already" in late.text
    assert "officer at AG" in late.text
    assert "Record the receipt" not in late.text
    page = second.get(f"/matters/{reported.matter}")
    assert page.count("Status notice received by the agency</strong>") == 1


def test_a_reporting_method_is_agreed_and_read_by_the_contractor(app, reported, manager, officer):
    with app.app_context():
        paper = note(
            reported.people.manager_a, reported.matter, "security", "2026-08-21", filing="JP1", item=4
        )
    line = f"/queue/{reported.matter}/{paper}"
    assert line in officer.get("/queue?kind=method")
    officer.send(f"{line}/agree", {"agreed_on": "2026-08-22", "comment": "封書を手渡し"}, page=line)
    assert "封書を手渡し" in manager.get(line)
    assert "first:" not in manager.get(f"/matters/{reported.matter}"), "the step before the report is done"


def test_a_claim_is_disputed_then_confirmed(app, reported, manager, officer):
    with app.app_context():
        claim = note(
            reported.people.manager_a, reported.matter, "early-transfer-ordered", "2026-08-21", filing="JP1"
        )
    line = f"/queue/{reported.matter}/{claim}"
    officer.send(f"{line}/dispute", {"comment": "指示した記録がありません"}, page=line)
    seen = manager.get(line)
    assert "指示した記録がありません" in seen
    assert f"/matters/{reported.matter}/facts/{claim}/withdraw" in seen
    assert officer.send(f"{line}/confirm", {}, page=line).status_code == 303
    assert "Confirmed" in manager.get(line)
    assert "claimed, not confirmed" not in manager.get(f"/matters/{reported.matter}")


def test_a_demand_names_recipient_and_expiry(reported, manager, officer):
    path = f"/matters/{reported.matter}/demand"
    generic = officer.client.get(f"/matters/{reported.matter}/facts/new/disclosure-demanded")
    assert generic.location == path
    given = {"demand_no": "D-7", "method": "手渡し", "recipient": "例示太郎", "demanded_on": "2026-08-22"}
    refused = officer.send(path, given | {"expires_on": "2026-08-01"})
    assert refused.status_code == 422
    assert "would expire before" in refused.text
    made = officer.send(path, given | {"expires_on": "2026-09-22"})
    assert made.status_code == 303
    line = re.search(r'href="(/queue/\w+/\w+)"[^>]*>\s*<strong>Demand', manager.get("/queue"))
    page = manager.get(line[1] if line else addresses(manager.get("/queue?kind=demand"))[0])
    assert "例示太郎" in page
    assert "Tue 22 September 2026" in page


@pytest.mark.parametrize(
    ("right", "kind", "keys"),
    [
        ("patent", "early-transfer-ordered", {"key_filing": "JP1"}),
        ("know-how", "know-how-designated", {}),
        ("know-how", "know-how-period-set", {"key_until": "2029-08-22"}),
    ],
)
def test_orders_and_designations_are_recorded_on_the_matters_page(app, reported, visit, right, kind, keys):
    name = reported.matter
    if right == "know-how":
        with app.app_context():
            made = build.matter(reported.people.manager_a, "P26-A", right=right, title="調整手順")
            name = made.public_id
            share(reported, name)
            if kind == "know-how-period-set":
                note(reported.people.officer, name, "know-how-designated", "2026-08-20")
    officer = visit("officer@ag.example")
    assert f"/facts/new/{kind}" in officer.get(f"/matters/{name}/facts/new")
    done = officer.record(f"/matters/{name}/facts/new/{kind}", {"on": "2026-08-22", **keys})
    assert done.status_code == 303, done.text
    page = officer.get(done.location)
    assert "Recorded:" in page


def share(scene, matter: str) -> None:
    """The contractor shows a matter on purpose: one person asks, another confirms."""
    moment = {"now": build.NOW, "today": build.TODAY}
    asked = ask_share(
        scene.people.manager_a, matter=matter, reason="指定の協議を始めるために示します", read=True, **moment
    )
    second = build.person("A", "ip-manager", email="second@a.example")
    confirm_release(second, matter=matter, release=asked, revision="", read=True, **moment)


def apply(manager, matter: str, **more) -> str:
    path = f"/matters/{matter}/licences"
    given = {"kind": "priority", "standing": "original-owner", "applicant": "Organisation A"}
    manager.send(path, given | {"submitted_on": "2026-08-13"} | more)
    return path


def test_a_shorter_term_is_granted_with_its_reason_and_the_licence_ended(reported, manager, officer):
    path = apply(manager, reported.matter)
    assert "Application for a licence" in officer.get("/queue?kind=licence")
    decide = re.search(r'action="([^"]+/decide)"', officer.get(path))[1]
    given = {"decision": "granted", "decided_on": "2026-08-25", "granted_years": "3"}
    refused = officer.send(decide, given, page=path)
    assert refused.status_code == 422
    assert "needs its reason" in refused.text
    officer.send(decide, given | {"reason": "事業計画の期間に合わせる"}, page=path)
    page = officer.get(path)
    assert "Sat 25 August 2029" in page
    again = officer.send(decide, given, page=path)
    assert (again.status_code, "Somebody has handled this already" in again.text) == (409, True)
    end = re.search(r'action="([^"]+/end)"', page)[1]
    early = officer.send(end, {"how": "waived", "ended_on": "2026-08-24"}, page=path)
    assert "before the contract" in early.text
    assert officer.send(end, {"how": "waived", "ended_on": "2026-08-28"}, page=path).status_code == 303
    assert "ended</span>" in manager.get(path)
    assert "Fri 28 August 2026" in manager.get(path)
    assert officer.send(end, {"how": "waived", "ended_on": "2026-08-28"}, page=path).status_code == 409


def test_a_designated_matter_shows_its_lines_without_their_words(app, reported, manager, officer):
    line = addresses(officer.get("/queue"))[0]
    officer.send(f"{line}/return", {"returned_on": "2026-08-13", "comment": "秘匿すべき語句"}, page=line)
    with app.app_context():
        note(reported.people.manager_a, reported.matter, "security", "2026-08-25", filing="JP1", item=7)
    for path in ("/queue", "/queue?turn=contractor", line, f"/matters/{reported.matter}"):
        page = officer.get(path)
        assert "秘匿すべき語句" not in page
        assert reported.ref in page
    assert "秘匿すべき語句" in manager.get(line)


def test_what_is_not_ones_own_is_not_there(reported, visit, officer):
    line = addresses(officer.get("/queue"))[0]
    stranger = visit("ip-manager@b.example")
    stranger.get(line, 404)
    assert addresses(stranger.get("/queue?turn=agency")) == []
    officer.get(f"/queue/{reported.matter}/f9999", 404)
    officer.get("/queue?after=nonsense", 422)
    officer.get("/queue?turn=nonsense", 400)


def test_an_asset_without_a_class_is_a_task_on_the_home_page(scene, manager, officer):
    path = f"/matters/{scene.matter}/assets"
    assert "not classified" not in manager.get("/")
    manager.send(path, {"asset": "model-weights", "name": "把持モデルの重み"})
    assert "1 asset is not classified" in text(manager.get("/"))
    assert "把持モデルの重み" in manager.get("/queue/undecided")
    assert "把持モデルの重み" not in officer.get("/")
    decide = re.search(r'action="(/matters/\w+/assets/\w+)"', manager.get(path))[1]
    decision = {"decided": "program", "decided_by": "例示花子", "reason": "プログラムの著作物に当たるため"}
    manager.send(decide, decision, page=path)
    assert "not classified" not in manager.get("/")
    assert "Every asset has its class" in manager.get("/queue/undecided")


def test_an_extension_and_a_grace_period_are_shown_with_both_dates(scene, manager):
    """Filed on 10 August 2026: the 60 days end on 9 October; the target to file has its own."""
    page = f"/matters/{scene.matter}/facts/new/extended?rule=filing-notice&filing=JP1"
    assert "Fri 9 October 2026" in text(manager.get(page)).split("Extension or grace period?")[1]
    typed = {"key_rule": "exam-request", "key_filing": "JP1", "length": "2", "unit": "months"}
    shown = manager.send(f"/matters/{scene.matter}/facts/extension", typed, page=page)
    told = text(shown.text)
    assert "Extension counts from Fri 10 August 2029 ends Wed 10 October 2029" in told
