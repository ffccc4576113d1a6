"""Releasing content, sharing a matter, disclosing on demand: two people, the exact text, closed at once."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.support import build
from tracker.docket import demanding, disclosing, look, record, releasing
from tracker.docket.keeping import move_content_out, save_content
from tracker.docket.released import note_seen, openings
from tracker.errors import Conflict, NotFound, Refused
from tracker.store.audit import AuditRow
from tracker.store.people import Person
from tracker.store.releases import Release
from tracker.store.session import reading, transaction

NOW, TODAY = build.NOW, build.TODAY
THEN = {"now": NOW, "today": TODAY}
WHY = "Agreed with the project's technical board on 28 August."
ABSTRACT, CLAIMS = "触覚マップの要約 QZXJ", "請求項1 触覚マップ"


@pytest.fixture
def people(context):
    return build.house()


@pytest.fixture
def second(people):
    return build.person("A", email="second@a.example", name="Second at A")


def opened(people, field="outside", **values):
    """A reported matter of A whose level is open while its field is outside."""
    made = build.matter(people.manager_a, people.agreement_a, sensitive_field=field, **values)
    build.filed(people.manager_a, made, "2026-07-01")
    build.fact(people.manager_a, made, "filing-notice-submitted", "2026-07-20", filing="JP1")
    save_content(people.manager_a, matter=made.ref, texts={"abstract": ABSTRACT, "claims": CLAIMS}, now=NOW)
    return made.public_id


def revision(people, matter, field="abstract"):
    seen = look.matter(people.manager_a, matter, today=TODAY)
    return next(each.revision for each in seen.content if each.field == field)


def ask(people, matter, field="abstract", **other):
    given = {"revision": other.pop("revision", None) or revision(people, matter, field)}
    given |= {"reason": WHY, "read": True} | other
    return releasing.ask_release(people.manager_a, matter=matter, field=field, **given, **THEN)


def confirm(by, matter, release, text="", **other):
    given = {"matter": matter, "release": release, "revision": text, "read": True} | other
    releasing.confirm_release(by, **given, **THEN)


def release(people, second, matter, field="abstract"):
    text = revision(people, matter, field)
    made = ask(people, matter, field)
    confirm(second, matter, made, text)
    return made


def shown(people, matter):
    """What the officer sees of the content."""
    seen = look.matter(people.officer, matter, today=TODAY)
    return {each.field: each.text for each in seen.content if each.text is not None}


def told(refused):
    return {(fault.field, str(fault.message_id)) for fault in refused.value.faults}


def stages(people, matter):
    return [(each.subject, each.stage, each.ended_why) for each in opened_view(people, matter).releases]


def opened_view(people, matter):
    return openings(people.manager_a, matter, today=TODAY)


def test_the_agency_sees_a_field_once_a_second_person_confirmed_it_and_no_other(people, second):
    matter = opened(people)
    made = ask(people, matter)
    assert shown(people, matter) == {}
    confirm(second, matter, made, revision(people, matter))
    assert shown(people, matter) == {"abstract": ABSTRACT}
    seen = look.matter(people.officer, matter, today=TODAY)
    assert (seen.title, seen.title_withheld, seen.technical) == (build.TITLE, False, None)
    lists = [asdict(each) for each in look.whole_matters(people.officer, today=TODAY)]
    assert "QZXJ" not in str(lists), "content stands on the matter alone, in no list"
    (view,) = opened_view(people, matter).running
    assert (view.reason, view.asked_by, view.confirmed_by) == (WHY, people.manager_a.name, second.name)


def test_one_person_cannot_do_it_alone_nor_a_reader_nor_somebody_else(people, second):
    matter = opened(people)
    made, text = ask(people, matter), revision(people, matter)
    with pytest.raises(Refused) as refused:
        confirm(people.manager_a, matter, made, text)
    assert told(refused) == {("", releasing.SAME_PERSON)}
    for other in (people.officer, people.manager_b, people.inventor_a, people.administrator):
        with pytest.raises(NotFound):
            confirm(other, matter, made, text)
    with pytest.raises(Refused) as refused:
        confirm(second, matter, made, text, read=False)
    assert told(refused) == {("read", releasing.READ_FIRST)}
    assert shown(people, matter) == {}


def test_a_confirmation_sent_again_or_about_another_text_counts_for_nothing(people, second):
    matter = opened(people)
    made, text = ask(people, matter), revision(people, matter)
    with pytest.raises(Conflict):
        confirm(second, matter, made, revision(people, matter, "claims"))
    confirm(second, matter, made, text)
    with pytest.raises(Conflict):
        confirm(second, matter, made, text)
    releasing.end_release(second, matter=matter, release=made, reason=WHY, **THEN)
    with pytest.raises(Conflict):
        confirm(second, matter, made, text)
    assert shown(people, matter) == {}


def test_who_has_left_has_asked_for_nothing(people, second):
    matter = opened(people)
    made, text = ask(people, matter), revision(people, matter)
    with transaction() as session:
        session.get_one(Person, people.manager_a.person_id).active = False
    with pytest.raises(Refused) as refused:
        confirm(second, matter, made, text)
    assert told(refused) == {("", releasing.ASKER_GONE)}
    assert shown(people, matter) == {}


def test_asking_needs_a_reason_the_tick_the_very_text_and_an_open_level(people):
    matter = opened(people)
    with pytest.raises(Refused) as refused:
        ask(people, matter, reason="short", read=False)
    assert {field for field, _ in told(refused)} == {"reason", "read"}
    with pytest.raises(Conflict):
        ask(people, matter, revision="0000000000000000")
    with pytest.raises(Refused) as refused:
        ask(people, matter, field="keywords", revision="0000000000000000")
    assert told(refused) == {("", releasing.NO_TEXT)}
    for closed in (opened(people, field="unknown", title="still in review"), unreported(people)):
        with pytest.raises(Refused) as refused:
            ask(people, closed)
        assert told(refused) & {("", releasing.NOT_OPEN), ("", releasing.NOT_REPORTED)}
    assert reading().scalars(select(Release)).all() == []


def unreported(people):
    made = build.matter(people.manager_a, people.agreement_a, title="not reported", sensitive_field="outside")
    save_content(people.manager_a, matter=made.ref, texts={"abstract": ABSTRACT}, now=NOW)
    return made.public_id


def test_a_narrower_level_closes_it_at_once_and_for_good_and_lists_what_was_disclosed(people, second):
    matter = opened(people)
    made = release(people, second, matter)
    note_seen(people.officer, look.matter(people.officer, matter, today=TODAY), now=NOW)
    waiting = ask(people, matter, "claims")
    build.fact(people.manager_a, matter, "security", "2026-08-10", filing="JP1", item=2)
    assert shown(people, matter) == {}
    assert look.matter(people.officer, matter, today=TODAY).title_withheld
    assert {each[1:] for each in stages(people, matter)} == {("ended", "narrowed")}
    (incident,) = opened_view(people, matter).incidents
    assert (incident.before, incident.after) == ("open", "detail-withheld")
    assert [each.subject for each in incident.disclosed] == ["title", "abstract"]
    assert incident.disclosed[1].release.seen_at == NOW
    with pytest.raises(Conflict):
        confirm(second, matter, waiting, revision(people, matter, "claims"))
    build.fact(people.manager_a, matter, "security", "2026-08-20", filing="JP1", item=9)
    seen = look.matter(people.officer, matter, today=TODAY)
    assert (seen.level, seen.title_withheld) == ("open", False)
    assert shown(people, matter) == {}, "a level that widens again brings back no release"
    assert made != release(people, second, matter)


def test_another_text_loses_the_release(people, second):
    matter = opened(people)
    release(people, second, matter)
    save_content(people.manager_a, matter=matter, texts={"abstract": "another"}, now=NOW)
    assert shown(people, matter) == {}
    assert stages(people, matter) == [("abstract", "ended", "replaced")]


def test_it_is_taken_back_by_one_person_with_a_reason(people, second):
    matter = opened(people)
    made = release(people, second, matter)
    with pytest.raises(Refused):
        releasing.end_release(people.manager_a, matter=matter, release=made, reason="", **THEN)
    releasing.end_release(people.manager_a, matter=matter, release=made, reason=WHY, **THEN)
    assert shown(people, matter) == {}
    other = ask(people, matter, "claims")
    releasing.end_release(second, matter=matter, release=other, reason=WHY, **THEN)
    assert [each[2] for each in stages(people, matter)] == ["refused", "taken-back"]


def test_every_act_leaves_its_audit_row_without_a_word_of_content(people, second):
    matter = opened(people)
    made = release(people, second, matter)
    note_seen(people.officer, look.matter(people.officer, matter, today=TODAY), now=NOW)
    note_seen(people.officer, look.matter(people.officer, matter, today=TODAY), now=NOW)
    releasing.end_release(people.manager_a, matter=matter, release=made, reason=WHY, **THEN)
    rows = reading().scalars(select(AuditRow).where(AuditRow.object_id == made).order_by(AuditRow.id)).all()
    acts = [(row.action, row.actor_id) for row in rows]
    one, two = people.manager_a.person_id, second.person_id
    first = [("ask-release", one), ("confirm-release", two), ("read-release", people.officer.person_id)]
    assert acts == [*first, ("end-release", one)]
    kept = str([(row.changes, row.reason) for row in reading().scalars(select(AuditRow))])
    assert all(word not in kept for word in (ABSTRACT, CLAIMS, WHY))


def test_a_demo_account_needs_no_second_person_but_only_while_the_product_runs_as_a_try_out(context, people):
    manager = build.person("A", email="manager@contractor-a.example")
    made = build.matter(manager, people.agreement_a, title="first").public_id
    context.config["ENV"] = "production"
    releasing.ask_share(manager, matter=made, reason=WHY, read=True, **THEN)
    assert not openings(manager, made, today=TODAY).alone
    with pytest.raises(NotFound):
        look.matter(people.officer, made, today=TODAY)
    context.config["ENV"] = "demo"
    other = build.matter(manager, people.agreement_a, title="second").public_id
    assert openings(manager, other, today=TODAY).alone
    releasing.ask_share(manager, matter=other, reason=WHY, read=True, **THEN)
    assert look.matter(people.officer, other, today=TODAY).title_withheld


# --- sharing on purpose -------------------------------------------------------------------------------------


def test_a_matter_is_shared_by_two_people_before_any_notice_and_taken_back(people, second):
    made = build.matter(people.manager_a, people.agreement_a).public_id
    with pytest.raises(NotFound):
        look.matter(people.officer, made, today=TODAY)
    asked = releasing.ask_share(people.manager_a, matter=made, reason=WHY, read=True, **THEN)
    with pytest.raises(NotFound):
        look.matter(people.officer, made, today=TODAY)
    confirm(second, made, asked)
    seen = look.matter(people.officer, made, today=TODAY)
    assert (seen.level, seen.title_withheld, seen.reported_at) == ("detail-withheld", True, NOW)
    assert build.TITLE not in str(asdict(seen))
    with pytest.raises(Refused) as refused:
        releasing.ask_share(people.manager_a, matter=made, reason=WHY, read=True, **THEN)
    assert ("", releasing.REPORTED) in told(refused)
    releasing.end_release(people.manager_a, matter=made, release=asked, reason=WHY, **THEN)
    with pytest.raises(NotFound):
        look.matter(people.officer, made, today=TODAY)
    (incident,) = opened_view(people, made).incidents
    assert (incident.before, incident.after) == ("detail-withheld", None)


def test_the_agency_acts_on_undesignated_know_how_only_by_designating_it(people, second):
    made = build.matter(people.manager_a, people.agreement_a, right="know-how").public_id
    build.fact(people.manager_a, made, "invention-made", "2026-06-01")
    asked = releasing.ask_share(people.manager_a, matter=made, reason=WHY, read=True, **THEN)
    acts = [("know-how-period-set", {"until": "2027-01-01"}), ("early-transfer-ordered", {})]
    for kind, keys in [*acts, ("know-how-designated", {})]:
        with pytest.raises(NotFound):
            build.fact(people.officer, made, kind, "2026-08-01", **keys)
    confirm(second, made, asked)
    assert look.matter(people.officer, made, today=TODAY).title == build.TITLE
    for kind, keys in acts:
        with pytest.raises(NotFound):
            build.fact(people.officer, made, kind, "2026-08-01", **keys)
    build.fact(people.officer, made, "know-how-designated", "2026-08-01")
    build.fact(people.officer, made, "know-how-period-set", "2026-08-02", until="2027-01-01")


# --- on demand ----------------------------------------------------------------------------------------------


def demanded(people, matter, expires=TODAY + timedelta(days=10), no="D-7"):
    made = demanding.demand_disclosure(
        people.officer, matter=matter, demand_no=no, method="by hand", recipient="Ms T.", demanded_on=TODAY,
        expires_on=expires, now=NOW, today=TODAY,
    )  # fmt: skip
    return made.fact.fact_id


def disclose(people, matter, demand, **other):
    given = {"what": "draft of 3 August, pages 1-4", "reason": WHY, "read": True} | other
    return disclosing.ask_disclosure(people.manager_a, matter=matter, demand=demand, **given, **THEN)


def test_a_demand_permits_one_disclosure_outside_and_the_level_stays(people, second):
    matter = opened(people, field="unknown")
    demand = demanded(people, matter)
    before = look.matter(people.officer, matter, today=TODAY)
    made = disclose(people, matter, demand)
    with pytest.raises(Conflict):
        disclosing.record_disclosure(people.manager_a, matter=matter, release=made, on=TODAY, **THEN)
    confirm(second, matter, made)
    with pytest.raises(Refused):
        disclosing.record_disclosure(
            people.manager_a, matter=matter, release=made, on=TODAY + timedelta(days=1), **THEN
        )
    disclosing.record_disclosure(people.manager_a, matter=matter, release=made, on=TODAY, **THEN)
    for again in (lambda: disclose(people, matter, demand),):
        with pytest.raises(Refused) as refused:
            again()
        assert told(refused) == {("", disclosing.ONE_EACH)}
    with pytest.raises(Conflict):
        disclosing.record_disclosure(people.manager_a, matter=matter, release=made, on=TODAY, **THEN)
    after = look.matter(people.officer, matter, today=TODAY)
    assert (after.level, after.title, shown(people, matter)) == (before.level, before.title, {})
    (view,) = opened_view(people, matter).releases
    assert (view.stage, view.recipient, view.done_on) == ("done", "Ms T.", TODAY)


def test_a_demand_that_is_only_claimed_or_over_permits_nothing(people):
    matter = opened(people, field="unknown")
    claimed = build.fact(
        people.manager_a, matter, "disclosure-demanded", TODAY, demand_no="D-1", method="by hand"
    )
    with pytest.raises(Refused) as refused:
        disclose(people, matter, claimed.fact.fact_id)
    assert ("", disclosing.NO_DEMAND) in told(refused)
    over = demanded(people, matter, expires=TODAY)
    late = {"now": NOW + timedelta(days=1), "today": TODAY + timedelta(days=1)}
    with pytest.raises(Refused) as refused:
        disclosing.ask_disclosure(
            people.manager_a, matter=matter, demand=over, what="x", reason=WHY, read=True, **late
        )
    assert told(refused) == {("", releasing.PAST)}


def test_in_a_designated_matter_there_is_no_path_not_even_one_begun_before(people, second):
    matter = opened(people, field="unknown")
    begun = disclose(people, matter, demanded(people, matter))
    confirm(second, matter, begun)
    build.fact(people.manager_a, matter, "security", TODAY, filing="JP1", item=7)
    assert stages(people, matter) == [("demand", "ended", "narrowed")]
    with pytest.raises(Conflict):
        disclosing.record_disclosure(people.manager_a, matter=matter, release=begun, on=TODAY, **THEN)
    with pytest.raises(Refused) as refused:
        disclose(people, matter, demanded(people, matter, no="D-8"))
    assert ("", releasing.NO_PATH) in told(refused)


# --- content ------------------------------------------------------------------------------------------------


def test_a_designated_matter_takes_no_content_unless_somebody_decides_so_with_a_reason(people):
    matter = opened(people, field="unknown")
    build.fact(people.manager_a, matter, "security", "2026-08-10", filing="JP1", item=7)
    move_content_out(people.manager_a, matter=matter, shelf_no="safe 4", now=NOW)
    given = {"matter": matter, "texts": {"claims": "new"}, "shelf_no": "safe 4", "now": NOW}
    with pytest.raises(Refused) as refused:
        save_content(people.manager_a, **given)
    assert {field for field, _ in told(refused)} == {"insist"}
    with pytest.raises(Refused) as refused:
        save_content(people.manager_a, **given, insist=True, reason="because")
    assert {field for field, _ in told(refused)} == {"reason"}
    assert save_content(people.manager_a, **given, insist=True, reason=WHY) == ["claims"]
    (kept,) = [each for each in look.matter(people.manager_a, matter, today=TODAY).content if each.text]
    assert (kept.field, kept.kept_because) == ("claims", WHY)
    assert save_content(people.manager_a, matter=matter, texts={"claims": ""}, now=NOW) == ["claims"]


def test_content_saved_on_an_old_page_is_refused(people):
    matter = opened(people)
    with pytest.raises(Conflict):
        save_content(people.manager_a, matter=matter, texts={"claims": "x"}, version=1, now=NOW)
    with pytest.raises(Refused):
        save_content(people.manager_a, matter=matter, texts={"claims": CLAIMS}, now=NOW)


def test_time_alone_opens_nothing_and_a_day_s_recomputation_neither(people, second):
    matter = opened(people, field="unknown")
    for days in (0, 61, 92, 93, 400, 4000):
        day = date(2026, 9, 1) + timedelta(days=days)
        record_day(matter, day)
        seen = look.matter(people.officer, matter, today=day)
        assert (seen.level, seen.title_withheld) == ("detail-withheld", True)
        assert all(each.text is None for each in seen.content)


def record_day(matter, day):
    from tracker.docket.rederiving import rederive

    rederive(matter, today=day, now=NOW + (day - TODAY))


def test_a_correction_that_narrows_closes_as_well(people, second):
    matter = opened(people, field="unknown")
    build.fact(people.manager_a, matter, "field-determined", "2026-08-01", value="outside")
    release(people, second, matter)
    record.correct_fact(
        people.manager_a, matter=matter, fact="f0003", on=date(2026, 8, 1), keys={"value": "inside"},
        reason="read wrongly", **THEN,
    )  # fmt: skip
    assert shown(people, matter) == {}
    assert stages(people, matter) == [("abstract", "ended", "narrowed")]
